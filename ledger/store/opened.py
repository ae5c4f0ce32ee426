"""A ledger opened by its address, for as long as something is done with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ledger.store.engine import make_engine
from ledger.store.schema import migrate
from ledger.store.unit_of_work import UnitOfWork

DatabaseTrouble = SQLAlchemyError
"""Whatever a database refuses or fails at."""


def reason_of(error: Exception, *, most: int = 300) -> str:
    """What the database itself said, without what was sent to it."""
    return str(getattr(error, "orig", None) or error).strip()[:most]


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite database; None for another kind."""
    address = make_url(url)
    return Path(str(address.database)) if address.get_backend_name() == "sqlite" else None


@contextmanager
def opened_ledger(url: str, *, migrated: bool = False) -> Iterator[UnitOfWork]:
    """A unit of work whose statements may take as long as they need.

    Args:
        url: the database.
        migrated: whether to bring its schema up to this version first.
    """
    engine = make_engine(url, patient=True)
    try:
        if migrated:
            migrate(engine)
        with Session(engine, expire_on_commit=False) as session:
            yield UnitOfWork(session)
    finally:
        engine.dispose()
