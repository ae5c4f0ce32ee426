"""Every value of the books is held in the one form in which the ledger writes it; another one is named."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import JSON, Boolean, Column, Date, Integer, LargeBinary, Table, text

from faults.tampered_books import Books, drop_guards, make_books, opened
from faults.tampering import reading, verify
from ledger.services.verify_tables import check_written
from ledger.store.base import Moment
from ledger.store.readings_written import OddValue, books, odd_values
from ledger.store.unit_of_work import UnitOfWork
from tests.books import said


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Books:
    return make_books(tmp_path_factory.mktemp("books") / "books")


@pytest.fixture
def tampered(made: Books, tmp_path: Path) -> Books:
    copy = made.copy(tmp_path / "copy")
    with opened(copy.database) as connection:
        drop_guards(connection)
    return copy


def found(tampered: Books) -> list[OddValue]:
    with reading(tampered) as reader, reader:
        return list(odd_values(reader.session))


def alike(column: Column[Any], value: Any) -> Iterator[object]:
    """Values that SQLite takes in the place of another, most of which read as the same."""
    if isinstance(column.type, Moment):
        yield from (value.replace(" ", blank) for blank in "!T")
        yield from (
            value.removesuffix("000"),
            value.partition(".")[0],
            value + "0",
            value + "\0",
            value[:17] + "60.000000",
        )
        yield value[:8] + "32" + value[10:]
    elif isinstance(column.type, Date):
        yield from (
            f"{value} 00:00",
            f"{value}\0",
            value.replace("-", ""),
            value[:8] + "32",
            f"{value}T",
            20_260_101,
        )
    elif isinstance(column.type, Boolean):
        yield from (7 if value else -1, b"1", 0.5)
    elif isinstance(column.type, Integer):
        yield from (str(value).encode(), value + 0.5, f"{value}x")
    elif isinstance(column.type, LargeBinary):
        yield value.decode()
    else:
        yield str(value).encode()
    if not column.nullable:
        yield None


def values_of(connection: Any, table: Table, column: Column[Any]) -> list[tuple[int, object]]:
    """A row of a table that has something in a column, and what."""
    query = f'SELECT rowid, "{column.name}" FROM "{table.name}" WHERE "{column.name}" IS NOT NULL LIMIT 1'  # noqa: S608
    return list(connection.execute(query).fetchall())


def put(connection: Any, table: Table, column: Column[Any], row: int, value: object) -> bool:
    """Put a value in; whether SQLite let it in: not everything goes into a key or past NOT NULL."""
    statement = f'UPDATE "{table.name}" SET "{column.name}" = ? WHERE rowid = ?'  # noqa: S608
    try:
        connection.execute(statement, (value, row))
    except sqlite.IntegrityError:
        return False
    return True


def test_untouched_books_have_no_odd_value(made: Books) -> None:
    assert found(made) == []


@pytest.mark.parametrize("table", books(), ids=lambda table: table.name)
def test_another_form_is_found_in_every_column(tampered: Books, table: Table) -> None:
    with opened(tampered.database) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for column in table.columns:
            for row, value in values_of(connection, table, column):
                for other in alike(column, value):
                    if not put(connection, table, column, row, other):
                        continue
                    assert [(one.table, one.column) for one in found(tampered)] == [
                        (table.name, column.name)
                    ], (column.name, other)
                    assert put(connection, table, column, row, value)
    assert found(tampered) == []


def test_the_row_is_named_by_its_key(tampered: Books) -> None:
    with opened(tampered.database) as connection:
        connection.execute("UPDATE checkpoint SET made_at = replace(made_at, ' ', '!') WHERE number = 2")
        connection.execute(
            "UPDATE posted_share SET part = '1x' WHERE seq = (SELECT max(seq) FROM posted_share)"
        )
        (key,) = connection.execute(
            "SELECT seq || '/' || position FROM posted_share WHERE part = '1x'"
        ).fetchone()

    lines = said(verify(tampered))

    what = "不是台账写下的写法：在系统之外被改过"
    assert f"checkpoint 2：made_at {what}" in lines
    assert f"posted_share {key}：part {what}" in lines


@pytest.mark.parametrize("blank", ["!", "T"])
def test_the_moment_of_a_seal_is_held_to_the_letter(tampered: Books, blank: str) -> None:
    with opened(tampered.database) as connection:
        connection.execute("UPDATE sealed_assessment SET sealed_at = replace(sealed_at, ' ', ?)", (blank,))
    assert any(line.startswith("sealed_assessment 1：sealed_at ") for line in said(verify(tampered)))


TEXTS = {
    "UPDATE checkpoint SET frontier = upper(frontier) WHERE number = 2": "checkpoint 2：各列与签名的内容不符",
    "UPDATE checkpoint SET frontier = frontier || ' '": "checkpoint 1：各列与签名的内容不符",
    "UPDATE checkpoint SET size = '57x' WHERE number = 2": "checkpoint 2：各列与签名的内容不符",
    "UPDATE checkpoint SET size = 0.5 WHERE number = 2": "checkpoint 2：各列与签名的内容不符",
    "UPDATE checkpoint SET frontier = x'00' WHERE number = 2": "checkpoint 2：各列与签名的内容不符",
    "UPDATE posted_entry SET counts = '{ }' WHERE seq = 3": "posted_entry 3：与记账流水不符：counts",
    "UPDATE posted_entry SET counts = 'null' WHERE seq = 3": "posted_entry 3：与记账流水不符：counts",
    "UPDATE entry SET counts = counts || char(10) WHERE id = 3": "entry 3：与记账时不同：counts",
}


@pytest.mark.parametrize("statement", TEXTS)
def test_a_text_that_reads_the_same_is_held_to_the_letter(tampered: Books, statement: str) -> None:
    with opened(tampered.database) as connection:
        connection.execute(statement)
    assert TEXTS[statement] in said(verify(tampered))


def test_postgresql_holds_values_of_their_kind_alone(uow: UnitOfWork) -> None:
    with uow:
        if uow.session.get_bind().dialect.name == "postgresql":
            uow.session.execute(text("UPDATE person SET name = 1"))
            uow.session.execute(text("UPDATE account SET created_at = '2026-01-01!08:00Z'"))
            kept = uow.session.execute(text("SELECT DISTINCT created_at FROM account")).scalars().all()
            assert kept == [datetime(2026, 1, 1, 8, tzinfo=UTC)]
        assert list(check_written(uow)) == []


def test_every_kind_of_column_has_a_form() -> None:
    kinds = {type(column.type) for table in books() for column in table.columns}
    assert {Moment, Date, Boolean, Integer, JSON, LargeBinary} <= kinds
    assert len(books()) > 25
