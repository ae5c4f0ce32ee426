"""The file in which jobs are kept beside a ledger on SQLite: read while it is written, and quick to write.

It has a library, a log and a patience like the ledger's own file (ledger/store/engine.py). But a job is not
forced to the disk one by one: with a power cut the last of them may be gone, and are then begun anew by what
the ledger says is still to be done.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2 as fixed_sqlite

from ledger.store.engine import is_safe_for_wal
from ledger.store.write_queue import Place

BUSY_MILLISECONDS = 30_000


class JobsConnection(fixed_sqlite.Connection):  # type: ignore[misc]
    """A connection that leaves it to the checkpoints of the log to force the disk."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if journal_mode(self) == "wal":  # without a log, this would risk the file itself
            self.execute("PRAGMA synchronous=NORMAL")


def jobs_options() -> dict[str, Any]:
    """The arguments of `create_engine` for the jobs of a ledger on SQLite."""
    return {"module": fixed_sqlite, "connect_args": {"factory": JobsConnection}}


def make_jobs_file(file: Path) -> None:
    """Make the file, or one that was made without a log, ready to be read while it is written.

    Two processes that do so at the same moment stand in line: SQLite would refuse one without waiting.
    """
    if not is_safe_for_wal(fixed_sqlite.sqlite_version_info):
        return
    place = Place(str(file))
    place.take()
    try:
        connection = fixed_sqlite.connect(str(file))
        try:
            connection.execute(f"PRAGMA busy_timeout={BUSY_MILLISECONDS}")
            connection.execute("PRAGMA journal_mode=WAL")
        finally:
            connection.close()
    finally:
        place.give_up()


def journal_mode(connection: Any) -> str:
    """How a connection keeps what it writes: "wal", or another word of SQLite's."""
    return str(connection.execute("PRAGMA journal_mode").fetchone()[0])
