"""A command's way into the ledger: a unit of work on its database, for as long as the command runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from ledger.commands.database import open_database
from ledger.store.engine import make_engine, reading_engine
from ledger.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from ledger.config import Config


@contextmanager
def opened_for_reading(config: Config) -> Iterator[UnitOfWork]:
    """The same on a connection that can't write and sees one moment throughout a transaction.

    Raises:
        OldSchemaError: the database is missing or not at the newest schema.
    """
    open_database(config).dispose()
    with _working_on(reading_engine(config.database_url), config) as uow:
        yield uow


@contextmanager
def opened_as_it_is(config: Config) -> Iterator[UnitOfWork]:
    """The same without asking first whether the schema is the newest: for looking at what is wrong."""
    with _working_on(make_engine(config.database_url), config) as uow:
        yield uow


@contextmanager
def opened(config: Config) -> Iterator[UnitOfWork]:
    """A unit of work on the installation's database, for one command.

    Raises:
        OldSchemaError: the database is missing or not at the newest schema.
    """
    with _working_on(open_database(config), config) as uow:
        yield uow


@contextmanager
def _working_on(engine: Engine, config: Config) -> Iterator[UnitOfWork]:
    try:
        with Session(engine, expire_on_commit=False) as session:
            yield UnitOfWork(
                session, journal_hash=config.journal_hash, month_grace_days=config.month_grace_days
            )
    finally:
        engine.dispose()
