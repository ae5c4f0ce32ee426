"""An engine whose COMMIT fails after it was carried out, or instead: its answer is lost either way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import psycopg
from pysqlite3 import dbapi2 as sqlite

if TYPE_CHECKING:
    from sqlalchemy import Engine


@contextmanager
def losing_commit(engine: Engine, *, is_done: bool, breaks: bool = True) -> Iterator[None]:
    """Meanwhile every COMMIT fails: `is_done`: it was carried out; `breaks`: the connection is gone with it.

    Where it does not break, the database answers that it could not.
    """
    dialect = engine.dialect
    carried_out = dialect.do_commit

    def fail(connection: Any) -> None:
        if is_done:
            carried_out(connection)
        if dialect.name == "sqlite":
            raise sqlite.OperationalError("disk I/O error" if breaks else "database or disk is full")
        if breaks:
            connection.driver_connection.close()
            raise psycopg.OperationalError("server closed the connection unexpectedly")
        raise psycopg.errors.DiskFull("could not extend file")

    with patch.object(dialect, "do_commit", fail):
        yield
