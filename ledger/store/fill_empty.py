"""Putting the rows of an export into an empty database, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, Table, func, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from ledger.store.table_rows import AT_ONCE, carried_tables, values_of

if TYPE_CHECKING:
    from sqlalchemy import Connection


class RowRefusedError(Exception):
    """A row that the database or its schema does not take; its text says which and why."""


RowsOf = Callable[[Table], Iterable[dict[str, Any]]]
"""Gives the rows of a table, as an export writes them."""


def tables_with_rows(connection: Connection) -> list[str]:
    """The tables that are not empty."""
    return [
        table.name
        for table in carried_tables()
        if connection.execute(select(1).select_from(table).limit(1)).first() is not None
    ]


def fill_empty(connection: Connection, rows_of: RowsOf) -> dict[str, int]:
    """Put all rows in, keys as they were; gives how many for each table. The caller commits.

    A row may name a later row of its own table: that parents are there is checked at the end of the
    transaction, not at each row.

    Raises:
        RowRefusedError: a row does not fit; the caller rolls back.
    """
    counts = {}
    try:
        with checked_at_the_end(connection):
            for table in carried_tables():
                counts[table.name] = _fill(connection, table, rows_of(table))
    except (ValueError, KeyError, TypeError, SQLAlchemyError) as error:
        raise RowRefusedError(str(getattr(error, "orig", None) or error).strip()[:300]) from error
    if connection.dialect.name == "postgresql":
        for table in carried_tables():
            _set_sequence(connection, table)
    return counts


def _fill(connection: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> int:
    """Put the rows of one table in."""
    statement, count = insert(table), 0
    source = iter(rows)
    while part := [values_of(table, row) for row in islice(source, AT_ONCE)]:
        connection.execute(statement, part)
        count += len(part)
    return count


@contextmanager
def checked_at_the_end(connection: Connection) -> Iterator[None]:
    """Whether parents are there is asked once everything is in."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        yield
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise ValueError("rows without their parents")
        return
    late = _named_before_they_are_there(connection)
    for table, name in late:
        connection.exec_driver_sql(
            f"ALTER TABLE {table} ALTER CONSTRAINT {name} DEFERRABLE INITIALLY DEFERRED"
        )
    yield
    connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
    for table, name in late:
        connection.exec_driver_sql(f"ALTER TABLE {table} ALTER CONSTRAINT {name} NOT DEFERRABLE")


def _named_before_they_are_there(connection: Connection) -> list[tuple[str, str]]:
    """The table and the name, quoted, of each foreign key that may name a row which comes later."""
    words = connection.dialect.identifier_preparer
    filled: set[Table] = set()
    found = []
    for table in carried_tables():
        for constraint in table.foreign_key_constraints:
            if constraint.referred_table not in filled:
                found.append((words.format_table(table), str(words.format_constraint(constraint))))
        filled.add(table)
    return found


def _set_sequence(connection: Connection, table: Table) -> None:
    """Let a table that counts its keys go on behind the highest."""
    column = table.autoincrement_column
    if column is None or not isinstance(column.type, Integer):
        return
    sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, column.name)))
    highest = connection.scalar(select(func.max(column)))
    if sequence is not None and highest is not None:
        connection.execute(
            text("SELECT setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest}
        )
