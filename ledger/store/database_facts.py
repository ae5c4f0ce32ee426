"""What a database says about itself: its version and the settings on which not losing anything rests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from pysqlite3 import dbapi2 as fixed_sqlite
from sqlalchemy import func, select

from ledger.store.engine import is_safe_for_wal
from ledger.store.rows import TrailRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

SYNCHRONOUS = {0: "OFF", 1: "NORMAL", 2: "FULL", 3: "EXTRA"}
SERVER_SETTINGS = ("fsync", "full_page_writes", "synchronous_commit", "data_checksums")


@dataclass(frozen=True)
class DatabaseFacts:
    """A database as it is set at this moment, on a connection of ours."""

    backend: str
    version: str
    number: tuple[int, ...]
    settings: Mapping[str, str]
    bytes: int
    clock: datetime | None
    """The server's own time; SQLite has none but ours."""
    safe_for_wal: bool = field(default=True)


def facts_of(connection: Connection) -> DatabaseFacts:
    """The facts, read on a connection made by our engine."""
    return _sqlite(connection) if connection.dialect.name == "sqlite" else _postgresql(connection)


def last_moment(connection: Connection) -> datetime | None:
    """The last moment that the trail recorded."""
    return connection.scalar(select(TrailRow.at).order_by(TrailRow.id.desc()).limit(1))


def _sqlite(connection: Connection) -> DatabaseFacts:
    def pragma(name: str) -> object:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()

    settings = {
        "journal_mode": str(pragma("journal_mode")).upper(),
        "synchronous": SYNCHRONOUS.get(int(str(pragma("synchronous"))), "?"),
        "foreign_keys": "ON" if pragma("foreign_keys") else "OFF",
        "recursive_triggers": "ON" if pragma("recursive_triggers") else "OFF",
    }
    size = int(str(pragma("page_count"))) * int(str(pragma("page_size")))
    number = fixed_sqlite.sqlite_version_info
    return DatabaseFacts(
        "sqlite", fixed_sqlite.sqlite_version, number, settings, size, None, is_safe_for_wal(number)
    )


def _postgresql(connection: Connection) -> DatabaseFacts:
    settings = {
        name: str(connection.scalar(select(func.current_setting(name, True)))) for name in SERVER_SETTINGS
    }
    number = int(str(connection.scalar(select(func.current_setting("server_version_num")))))
    size = int(connection.scalar(select(func.pg_database_size(func.current_database()))) or 0)
    clock = connection.scalar(select(func.clock_timestamp()))
    version = str(connection.scalar(select(func.current_setting("server_version"))))
    return DatabaseFacts("postgresql", version, (number // 10000, number % 10000), settings, size, clock)
