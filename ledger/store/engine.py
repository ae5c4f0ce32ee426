"""The database engine: one set of safe settings for SQLite and PostgreSQL.

SQLite comes from `pysqlite3`, which bundles a library without the WAL-reset bug (fixed in 3.51.3); with an
older one it keeps a rollback journal instead of WAL, and the health page says so. Writes begin IMMEDIATE, so
that none fails half way for a lock, and stand in line for it; reads go through an engine that cannot write.
PostgreSQL is not waited for without end: connecting, statements, locks and idle transactions have their time.
"""

from __future__ import annotations

from typing import Any

from pysqlite3 import dbapi2 as fixed_sqlite
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from ledger.store.write_queue import Place

SAFE_WAL = (3, 51, 3)
BACKPORTS = ((3, 50, 7), (3, 44, 6))
"""Versions of older lines that have the repair as well."""

READ_ONLY = "read_only"
CONNECT_SECONDS = 10
LIMITS = {"lock_timeout": "10s", "idle_in_transaction_session_timeout": "5min"}
STATEMENT_LIMIT = {"statement_timeout": "60s"}
KEEP_ALIVE = {
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""A server that vanished without a word is noticed within the minute, not after the system's hours."""


def is_safe_for_wal(version: tuple[int, ...]) -> bool:
    """Whether a version of SQLite is without the bug that can damage a WAL written by several connections."""
    if version[:2] == (3, 52):
        return False  # withdrawn
    same_line = [fixed for fixed in BACKPORTS if fixed[:2] == version[:2]]
    return version >= SAFE_WAL or any(version >= fixed for fixed in same_line)


class QueuedConnection(fixed_sqlite.Connection):  # type: ignore[misc]
    """A connection that stands in line before it writes, and lets go with the end of its transaction."""

    place: Place | None = None

    def commit(self) -> None:
        """Commit, then let the next one write."""
        try:
            super().commit()
        finally:
            self._done()

    def rollback(self) -> None:
        """Roll back, then let the next one write."""
        try:
            super().rollback()
        finally:
            self._done()

    def close(self) -> None:
        """Close, which rolls back, then let the next one write."""
        try:
            super().close()
        finally:
            if self.place is not None:
                self.place.give_up()

    def __del__(self) -> None:
        if self.place is not None:
            self.place.give_up()

    def _done(self) -> None:
        if self.place is not None and not self.in_transaction:
            self.place.give_up()


def engine_options(url: str, *, read_only: bool = False, patient: bool = False) -> dict[str, Any]:
    """The arguments of `create_engine` for a database, beside its address.

    Args:
        url: where the database is.
        read_only: whether nothing can be written through it.
        patient: whether a statement may take as long as it needs, as in a backup or an import.
    """
    options: dict[str, Any] = {"execution_options": {READ_ONLY: read_only}}
    if make_url(url).get_backend_name() == "sqlite":
        options["module"] = fixed_sqlite
        options["connect_args"] = {"factory": QueuedConnection}
    else:
        limits = LIMITS | ({} if patient else STATEMENT_LIMIT)
        options["pool_pre_ping"] = True
        options["connect_args"] = {
            "connect_timeout": CONNECT_SECONDS,
            "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
            **KEEP_ALIVE,
        }
        if read_only:
            options["execution_options"]["postgresql_readonly"] = True
    return options


def make_engine(url: str, *, read_only: bool = False, patient: bool = False) -> Engine:
    """An engine for the database at `url`, with our settings."""
    engine = create_engine(url, **engine_options(url, read_only=read_only, patient=patient))
    prepare(engine, read_only=read_only)
    return engine


def address_of(engine: Engine) -> str | None:
    """Where another process finds the database, with its password; None where it is in memory."""
    if engine.dialect.name == "sqlite" and engine.url.database in {None, "", ":memory:"}:
        return None
    return engine.url.render_as_string(hide_password=False)


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
    file = engine.url.database

    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        if file and file != ":memory:" and not read_only:
            connection.place = Place(file)
        cursor = connection.cursor()
        mode = "WAL" if is_safe_for_wal(fixed_sqlite.sqlite_version_info) else "DELETE"
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
        begin(connection, read_only=read_only)

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)


def begin(connection: Connection, *, read_only: bool) -> None:
    """Begin a transaction on SQLite: a write stands in line first, and keeps its place only if it begins."""
    if read_only:
        _run(connection, "BEGIN")
        return
    place = getattr(connection.connection.driver_connection, "place", None)
    if place is not None:
        place.take()
    try:
        _run(connection, "BEGIN IMMEDIATE")
    except BaseException:
        if place is not None:
            place.give_up()
        raise


def _run(connection: Connection, sql: str) -> None:
    """Run a statement without values on the driver itself: through the engine it takes ten times as long.

    Raises:
        DBAPIError: as the engine would have raised it.
    """
    driver: Any = connection.connection.driver_connection
    try:
        driver.execute(sql)
    except fixed_sqlite.Error as error:
        raise DBAPIError.instance(sql, None, error, fixed_sqlite.Error, dialect=connection.dialect) from error
