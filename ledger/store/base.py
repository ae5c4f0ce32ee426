"""The declarative base, its names for constraints, and the column kinds that all tables share."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from typing import Annotated, Any, cast

from sqlalchemy import JSON, DateTime, Dialect, Index, MetaData, String, Table, Text, TypeDecorator, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.schema import CreateIndex

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

APPEND_ONLY, HERE_ONLY, SECRET = "append_only", "here_only", "secret"
"""Marks in `info`: a table that the schema lets nobody change; a table of this installation alone, which no
export carries; a column that an export leaves out unless it is asked for."""

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
NAME_LENGTH = 14
NAMES_THERE_ARE = len(ALPHABET) ** NAME_LENGTH


def new_public_id() -> str:
    """A random name for a row in addresses: 14 characters, some 69 bits, nothing to count up from."""
    number = secrets.randbelow(NAMES_THERE_ARE)  # asked of the system once, not for each character
    found = ""
    for _ in range(NAME_LENGTH):
        number, at = divmod(number, len(ALPHABET))
        found += ALPHABET[at]
    return found


class Moment(TypeDecorator[datetime]):
    """A moment in time: aware UTC in Python; kept as UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment in UTC; a naive one is a fault of ours and is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The moment as it was put in, aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of all rows."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {  # noqa: RUF012 - the name and form that SQLAlchemy reads
        datetime: Moment,
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[Any]: JSON,
    }


class PartialIndex(Index):
    """An index of only those rows of which a condition holds, among which it is unique; on both databases.

    An `Index` that is told `sqlite_where` and `postgresql_where` makes SQLAlchemy load both dialects to look
    at the two names: some 40 ms of the processor each time that a process begins.
    """

    def __init__(self, name: str, *columns: str, where: str) -> None:
        super().__init__(name, *columns, unique=True)
        self.where = where


@compiles(CreateIndex)
def _create_index(element: CreateIndex, compiler: Any, **options: Any) -> str:
    """How an index is made, with its condition, in the dialect that is loaded by now."""
    index = element.element
    if isinstance(index, PartialIndex):
        index.dialect_options[compiler.dialect.name]["where"] = text(index.where)
    return cast("str", compiler.visit_create_index(element, **options))


def table_of(row: type[Base]) -> Table:
    """The table behind a kind of row: many rows go into it by one statement.

    Given the row itself, SQLAlchemy makes a statement of every run of rows with the same columns empty, and
    joins their keys in a time that grows with the square of their number.
    """
    return cast("Table", row.__table__)


Key = Annotated[int, mapped_column(primary_key=True, autoincrement=True)]
PublicId = Annotated[str, mapped_column(String(14), unique=True, default=new_public_id)]
Name = Annotated[str, mapped_column(String(200))]
Code = Annotated[str, mapped_column(String(40))]
Long = Annotated[str, mapped_column(Text, default="")]
