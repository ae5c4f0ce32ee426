"""A command's way into the ledger: a unit of work on its database, for as long as the command runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from ledger.commands.database import open_database
from ledger.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from ledger.config import Config


@contextmanager
def opened(config: Config) -> Iterator[UnitOfWork]:
    """A unit of work on the installation's database, for one command.

    Raises:
        OldSchemaError: the database is missing or not at the newest schema.
    """
    engine = open_database(config)
    try:
        with Session(engine, expire_on_commit=False) as session:
            yield UnitOfWork(session, month_grace_days=config.month_grace_days)
    finally:
        engine.dispose()
