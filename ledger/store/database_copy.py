"""Copies of a SQLite database: made while it is in use, opened without changing a byte, checked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from pysqlite3 import dbapi2 as fixed_sqlite
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection


def copy_snapshot(connection: Connection, target: Path) -> None:
    """Copy the state that a read-only transaction on SQLite sees into a new file, whole in itself.

    The transaction must have read something: from then on SQLite copies the very state that it sees.
    """
    with closing(fixed_sqlite.connect(str(target))) as copy:
        source = connection.connection.driver_connection
        if source is None:
            raise RuntimeError("the connection is closed")
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def opened_copy(path: Path) -> Iterator[Connection]:
    """A connection to a database file that can only read it and leaves no trace beside it."""
    engine = create_engine(f"sqlite:///file:{path}?mode=ro&uri=true", module=fixed_sqlite, poolclass=NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def integrity_faults(connection: Connection, *, most: int = 20) -> list[str]:
    """What the database itself finds wrong with its pages, indexes and references; empty for nothing."""
    if connection.dialect.name == "sqlite":
        found = [row[0] for row in connection.exec_driver_sql(f"PRAGMA integrity_check({most})")]
        faults = [] if found == ["ok"] else [str(one) for one in found]
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(most)
        return faults + [f"{table} {row}: {parent}" for table, row, parent, _ in orphans]
    query = (
        "SELECT c.conrelid::regclass::text || ' ' || c.conname FROM pg_constraint c"
        " JOIN pg_namespace n ON n.oid = c.connamespace"
        " WHERE n.nspname = current_schema() AND NOT c.convalidated"
        " UNION ALL SELECT i.indexrelid::regclass::text FROM pg_index i"
        " JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace"
        " WHERE n.nspname = current_schema() AND NOT i.indisvalid"
    )
    return [str(row[0]) for row in connection.exec_driver_sql(query).fetchmany(most)]
