"""A mark that moves with every commit: it tells whether anything was committed since an earlier moment.

The database itself says so, and not a column that somebody has to remember to write:
`PRAGMA data_version` of one kept connection changes with every commit of any other (SQLite, whatever the
process); a snapshot's text names every transaction that it sees and does not see (PostgreSQL).
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlalchemy.orm import Session


class BooksWatch:
    """Marks of the state of one database; two equal marks: nothing was committed between them."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = Lock()
        self._kept: Any = None

    def mark(self, session: Session) -> str:
        """The mark of this moment; `session` reads the same database and holds nothing open."""
        if self._engine.dialect.name != "sqlite":
            return str(session.scalar(text("SELECT pg_current_snapshot()::text")))
        with self._lock:
            if self._kept is None:
                self._kept = self._engine.raw_connection()
                self._kept.detach()
            cursor = self._kept.cursor()
            try:
                (version,) = cursor.execute("PRAGMA data_version").fetchone()
            finally:
                cursor.close()
            return str(version)
