"""The database engine: one set of safe settings for SQLite and PostgreSQL.

SQLite comes from `pysqlite3`, which bundles a library without the WAL-reset bug (fixed in 3.51.3); writes
begin IMMEDIATE, so that none fails half way for a lock; reads go through an engine that cannot write.
"""

from __future__ import annotations

from typing import Any

from pysqlite3 import dbapi2 as fixed_sqlite
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

SAFE_WAL = (3, 51, 3)
READ_ONLY = "read_only"


def engine_options(url: str, *, read_only: bool = False) -> dict[str, Any]:
    """The arguments of `create_engine` for a database, beside its address."""
    options: dict[str, Any] = {"execution_options": {READ_ONLY: read_only}}
    if make_url(url).get_backend_name() == "sqlite":
        options["module"] = fixed_sqlite
    else:
        options["pool_pre_ping"] = True
        options["connect_args"] = {"connect_timeout": 10}
        if read_only:
            options["execution_options"]["postgresql_readonly"] = True
    return options


def make_engine(url: str, *, read_only: bool = False) -> Engine:
    """An engine for the database at `url`, with our settings."""
    engine = create_engine(url, **engine_options(url, read_only=read_only))
    prepare(engine, read_only=read_only)
    return engine


def reading_engine(url: str) -> Engine:
    """An engine that can't write, whose transactions see one moment throughout, however long they read."""
    engine = make_engine(url, read_only=True)
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    return engine


def prepare(engine: Engine, *, read_only: bool) -> None:
    """Put our settings on an engine that was made with `engine_options`."""
    if engine.dialect.name != "sqlite":
        return

    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        mode = "WAL" if fixed_sqlite.sqlite_version_info >= SAFE_WAL else "DELETE"
        for pragma in (
            f"journal_mode={mode}",
            "synchronous=FULL",
            "busy_timeout=15000",
            "foreign_keys=ON",
            "recursive_triggers=ON",
            f"query_only={'ON' if read_only else 'OFF'}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
