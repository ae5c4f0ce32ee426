"""The schema: brings a database up or down to a version; which one it is at says ledger/store/revision.py."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import text

import ledger.store.rows  # noqa: F401 - fills the metadata
from ledger.resources import resource_dir
from ledger.store.base import Base

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

LIMITS = {"lock_timeout": "4s", "statement_timeout": "0"}
"""For a migration on PostgreSQL: it waits for a lock only shortly, but may work as long as it needs."""


def alembic_config(url: str = "") -> AlembicConfig:
    """Alembic's configuration for our migrations, wherever they are installed."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(resource_dir("migrations")).replace("%", "%%"))
    config.set_main_option(
        "file_template", "%%(year)d%%(month).2d%%(day).2d_%%(hour).2d%%(minute).2d_%%(rev)s_%%(slug)s"
    )
    config.set_main_option("sqlalchemy.url", url.replace("%", "%%"))
    config.attributes["metadata"] = Base.metadata
    return config


def migrate(engine: Engine, revision: str = "head") -> None:
    """Bring a database up to a revision, all or nothing."""
    _move(engine, command.upgrade, revision)


def migrate_down(engine: Engine, revision: str) -> None:
    """Bring a database down to a revision, all or nothing."""
    _move(engine, command.downgrade, revision)


def _move(engine: Engine, step: object, revision: str) -> None:
    """Run a step on one connection; SQLite wants foreign keys off before BEGIN and checked before COMMIT."""
    config = alembic_config()
    with engine.connect() as connection:
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            _foreign_keys(connection, "OFF")
        connection.begin()  # ours, so that alembic does not commit before the check below
        if not sqlite:
            _do_not_queue(connection)
        try:
            config.attributes["connection"] = connection
            step(config, revision)  # type: ignore[operator]
            if sqlite and connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
                raise RuntimeError("a migration left rows without their parents")
            connection.commit()
        finally:
            connection.rollback()
            if sqlite:
                _foreign_keys(connection, "ON")


def _do_not_queue(connection: Connection) -> None:
    """Let a migration on PostgreSQL give up soon when a table is in use: who waits holds others up."""
    for name, value in LIMITS.items():
        connection.execute(text(f"SET LOCAL {name} = '{value}'"))


def _foreign_keys(connection: Connection, state: str) -> None:
    """Switch SQLite's check of foreign keys outside of a transaction, where alone it takes effect."""
    driver = connection.connection.driver_connection
    if driver is not None:
        driver.execute(f"PRAGMA foreign_keys={state}")
