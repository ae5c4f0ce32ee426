"""The guards of the append-only tables: whether the schema still refuses to change them, tried in earnest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Table, and_, delete, select, text, update
from sqlalchemy.exc import DBAPIError

from ledger.store.base import APPEND_ONLY, Base

if TYPE_CHECKING:
    from sqlalchemy import Connection, Executable

WORD, IN_ORDER = "append-only", "goes on from its last"
"""What the guards say when they refuse: a change, or a row that is not the next."""

SQLITE_ACTS = ("BEFORE UPDATE", "BEFORE DELETE", "BEFORE INSERT")
POSTGRESQL_ACTS = {"UPDATE": 16, "DELETE": 8, "TRUNCATE": 32}
"""The bits of `pg_trigger.tgtype`."""


def append_only_tables() -> list[Table]:
    """The tables that may only be added to."""
    return [table for table in Base.metadata.sorted_tables if table.info.get(APPEND_ONLY)]


def unguarded(connection: Connection) -> list[str]:
    """What could be done to append-only tables, as "table: act"; empty where all guards stand.

    Each act is looked for among the triggers, and tried on a row where there is one: inside savepoints that
    are rolled back, so that nothing changes whatever happens. The caller rolls back as well.
    """
    found = []
    for table in append_only_tables():
        found += [f"{table.name}: {act}" for act in _without_trigger(connection, table)]
        found += [f"{table.name}: {name}" for name, act in _acts(connection, table) if _goes(connection, act)]
    return found


def _without_trigger(connection: Connection, table: Table) -> list[str]:
    """The acts that no trigger in force watches."""
    if connection.dialect.name == "sqlite":
        query = text("SELECT upper(sql) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table")
        written = [row[0] for row in connection.execute(query, {"table": table.name})]
        return [act for act in SQLITE_ACTS if not any(act in sql and WORD.upper() in sql for sql in written)]
    query = text(
        "SELECT tgtype FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid"
        " JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relname = :table AND n.nspname = current_schema()"
        " AND NOT tgisinternal AND tgenabled IN ('O', 'A')"
    )
    kinds = [row[0] for row in connection.execute(query, {"table": table.name})]
    return [act for act, bit in POSTGRESQL_ACTS.items() if not any(kind & bit for kind in kinds)]


def _acts(connection: Connection, table: Table) -> list[tuple[str, Executable]]:
    """The acts to be tried on the first row; none where the table is empty."""
    keys = list(table.primary_key.columns)
    first = connection.execute(select(*keys).order_by(*keys).limit(1)).first()
    if first is None:
        return []
    one = and_(*(key == value for key, value in zip(keys, first, strict=True)))
    acts: list[tuple[str, Executable]] = [
        ("UPDATE", update(table).where(one).values({keys[0]: keys[0]})),
        ("DELETE", delete(table).where(one)),
    ]
    if connection.dialect.name == "sqlite":
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        order = ", ".join(f'"{key.name}"' for key in keys)
        source = f'SELECT {columns} FROM "{table.name}" ORDER BY {order} LIMIT 1'  # noqa: S608 - names of ours
        acts.append(("REPLACE", text(f'INSERT OR REPLACE INTO "{table.name}" ({columns}) {source}')))
    return acts


def _goes(connection: Connection, act: Executable) -> bool:
    """Whether an act is let through; it is undone in any case."""
    trial = connection.begin_nested()
    try:
        connection.execute(act)
    except DBAPIError as error:
        return not any(word in str(error.orig) for word in (WORD, IN_ORDER))
    finally:
        trial.rollback()
    return True
