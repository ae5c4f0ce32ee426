"""The rows of any table as lines of canonical JSON, and back: the same bytes from either database.

What a line holds is said in docs/export-format.md. It follows from the metadata alone, so that a new table
is carried without being named anywhere.
"""

from __future__ import annotations

import base64
import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import JSON, Boolean, Date, Integer, LargeBinary, String, Table, select
from sqlalchemy.sql.sqltypes import NullType

from ledger.store.base import APPEND_ONLY, HERE_ONLY, SECRET, Base, Moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Column, Connection

Carried: TypeAlias = Table
"""A table that exports carry."""

AT_ONCE = 1000
"""How many rows are in memory at a time."""

encode = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
).encode
"""Canonical JSON (RFC 8785) of what our rows hold: texts, whole numbers, lists and objects with keys of the
basic plane; `tests/store/test_table_rows.py` compares it with the RFC's own implementation."""


def carried_tables() -> list[Table]:
    """The tables that an export carries, parents before children, and what may only be added to last.

    Once an entry or outcome is posted, the guards let nothing be added to it: its parts come first.
    """
    tables = [table for table in Base.metadata.sorted_tables if not table.info.get(HERE_ONLY)]
    last: set[Table] = set()
    for table in tables:
        if table.info.get(APPEND_ONLY) or last & {key.column.table for key in table.foreign_keys}:
            last.add(table)
    return [table for table in tables if table not in last] + [table for table in tables if table in last]


def moment_text(value: datetime) -> str:
    """A moment as exports write it: UTC, microseconds, Z."""
    return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def moment_of(text: str) -> datetime:
    """The moment that such a text says."""
    return datetime.fromisoformat(text)


def _bytes_text(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


def _as_it_is(value: Any) -> Any:
    return value


KINDS: tuple[tuple[type, tuple[Callable[[Any], Any], Callable[[Any], Any]]], ...] = (
    (Moment, (moment_text, moment_of)),
    (Date, (date.isoformat, date.fromisoformat)),
    (LargeBinary, (_bytes_text, base64.b64decode)),
    (Boolean, (bool, bool)),
    (Integer, (int, int)),
    (String, (_as_it_is, _as_it_is)),
    (JSON, (_as_it_is, _as_it_is)),
)
"""For each kind of column how its values are written and read."""


def _kind(column: Column[Any]) -> tuple[Callable[[Any], Any], Callable[[Any], Any]]:
    """How a column's values are written and read.

    Raises:
        TypeError: the table has a kind of column that exports have no form for yet: a fault of ours.
    """
    for kind, both in KINDS:
        if isinstance(column.type, kind) and not isinstance(column.type, NullType):
            return both
    raise TypeError(f"{column}: no form for {column.type!r}")


def rows_of(connection: Connection, table: Table, *, secrets: bool) -> Iterator[dict[str, Any]]:
    """The rows of a table in the order of its primary key, as an export writes them; few in memory at once.

    Args:
        connection: inside the transaction whose state is wanted.
        table: any table of the metadata.
        secrets: whether columns marked secret keep their value; else they are null.
    """
    plan = [
        (column.name, None if column.info.get(SECRET) and not secrets else _kind(column)[0])
        for column in table.columns
    ]
    query = select(*table.columns).order_by(*table.primary_key.columns)
    result = connection.execute(query, execution_options={"yield_per": AT_ONCE})
    for part in result.partitions():
        for row in part:
            yield {
                name: None if value is None or write is None else write(value)
                for (name, write), value in zip(plan, row, strict=True)
            }


def line_of(row: dict[str, Any]) -> bytes:
    """One row as a line."""
    return encode(row).encode() + b"\n"


def values_of(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """What goes into a table for a row of an export.

    Raises:
        KeyError, TypeError, ValueError: the row is not one of this table.
    """
    if set(row) != {column.name for column in table.columns}:
        raise ValueError(f"{table.name}: other columns")
    return {
        column.name: None if row[column.name] is None else _kind(column)[1](row[column.name])
        for column in table.columns
    }
