"""One state of the whole database to read from, however long that takes and whoever writes meanwhile."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy.orm import Session

from ledger.store.engine import make_engine
from ledger.store.table_rows import carried_tables, line_of, rows_of
from ledger.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection


Snapshot: TypeAlias = "Connection"
"""A connection in a transaction that sees one state."""


@dataclass(frozen=True)
class TableSum:
    """How many rows a table has, and the SHA-256 over them as an export writes them, secrets included."""

    rows: int
    sha256: str


@contextmanager
def snapshot(url: str) -> Iterator[Connection]:
    """A read-only transaction on the database at `url` that sees one state from its first read to its end."""
    engine = make_engine(url, read_only=True, patient=True)
    try:
        with engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection
    finally:
        engine.dispose()


def reader_on(connection: Connection) -> UnitOfWork:
    """The repositories over the state that a snapshot sees; to be read from only."""
    return UnitOfWork(Session(bind=connection))


def sums_of(connection: Connection) -> dict[str, TableSum]:
    """The sums of all tables that exports carry; what two databases of the same sums hold is the same."""
    found = {}
    for table in carried_tables():
        digest, count = hashlib.sha256(), 0
        for row in rows_of(connection, table, secrets=True):
            digest.update(line_of(row))
            count += 1
        found[table.name] = TableSum(count, digest.hexdigest())
    return found


def differing(one: Mapping[str, TableSum], other: Mapping[str, TableSum]) -> list[str]:
    """The tables whose sums differ or that one side lacks."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
