"""What a database holds, to compare it and to put it back."""

from __future__ import annotations

from typing import Any

from pysqlite3 import dbapi2 as fixed_sqlite
from sqlalchemy import Engine, delete, insert, select, text
from sqlalchemy.engine import make_url

from ledger.store.base import Base
from ledger.store.rows import TrailRow

LOOKS = ("record:viewed", "record:exported", "trail:viewed", "journal:viewed")
"""What looking and taking a file along may leave behind."""

Rows = dict[str, list[tuple[Any, ...]]]


class Snapshot:
    """A database as it was when this was made."""

    def __init__(self, engine: Engine, url: str) -> None:
        self.engine, self.url = engine, url
        self.rows = dump(engine)
        self.copy = fixed_sqlite.connect(":memory:")
        if engine.dialect.name == "sqlite":
            self._sqlite(into_copy=True)

    def differs(self) -> list[str]:
        """The tables that hold something else now, looks in the trail apart."""
        present = dump(self.engine)
        return [name for name, rows in self.rows.items() if present[name] != rows]

    def restore(self) -> None:
        """Put everything back as it was, the append-only trail as well."""
        if self.engine.dialect.name == "sqlite":
            self._sqlite(into_copy=False)
            return
        changed = set(self.differs())
        tables = [table for table in Base.metadata.sorted_tables if table.name in changed]
        with self.engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for table in reversed(tables):
                connection.execute(delete(table))
            for table in tables:
                names = [column.name for column in table.columns]
                values = [dict(zip(names, row, strict=True)) for row in self.rows[table.name]]
                if values:
                    connection.execute(insert(table), values)

    def _sqlite(self, *, into_copy: bool) -> None:
        live = fixed_sqlite.connect(str(make_url(self.url).database))
        source, target = (live, self.copy) if into_copy else (self.copy, live)
        source.backup(target)
        live.close()


def dump(engine: Engine) -> Rows:
    """All rows of all tables by table, without the looks in the trail."""
    found: Rows = {}
    with engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            query = select(table).order_by(*table.primary_key.columns)
            if table.name == TrailRow.__tablename__:
                query = query.where(table.c.tag.not_in(LOOKS))
            found[table.name] = [tuple(row) for row in connection.execute(query)]
    return found
