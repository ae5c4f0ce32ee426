"""Lists as files: kinds of cells, no formula whatever was written, the same rows in both."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.cell_text import LONGEST, STARTS, guarded_text
from exports.sheet import Column, Kind, Row, Sheet
from exports.table_csv import table_csv
from exports.table_xlsx import table_xlsx

COLUMNS = (
    Column("日期", Kind.DATE),
    Column("时间", Kind.MOMENT),
    Column("做了什么", width=40),
    Column("分钟", Kind.WHOLE),
    Column("天", Kind.DAYS),
)
AT = datetime(2026, 3, 1, 9, 30)  # noqa: DTZ001 - a cell has no zone
ROW: Row = (date(2026, 2, 28), AT, "答复 <三条> & 两条", 90, "1.5")
HOSTILE = [
    *(f"{mark}1+cmd|' /C calc'!A0" for mark in sorted(STARTS)),
    " =1+1",
    "\u3000＝1+1",
    "\ufeff=1",
    "\n=1",
    "\x00=1",
    '=HYPERLINK("http://x","y")',
    "-2+3",
    "+8613800000000",
    "@SUM(A1)",
]


def sheet(*rows: Row, totals: dict[int, Any] | None = None) -> Sheet:
    """A list of these rows."""
    return Sheet("台账", COLUMNS, rows, totals or {})


def book(of: Sheet) -> Any:
    """The page of the workbook that a list makes, as a reader of spreadsheets sees it."""
    made = io.BytesIO()
    table_xlsx(of, made)
    return openpyxl.load_workbook(made).active


def lines(of: Sheet) -> list[list[str]]:
    """The lines of the CSV that a list makes."""
    return list(csv.reader(io.StringIO(b"".join(table_csv(of)).decode("utf-8-sig"), newline="")))


def test_cells_have_the_kind_of_their_column() -> None:
    first = [cell.value for cell in book(sheet(ROW))[2]]
    assert first[0].date() == ROW[0]
    assert first[1:] == [AT, "答复 <三条> & 两条", 90, 1.5]
    formats = [cell.number_format for cell in book(sheet(ROW))[2]]
    assert formats == ["yyyy-mm-dd", "yyyy-mm-dd hh:mm", "General", "#,##0", "#,##0.0#"]


def test_the_head_stays_and_filters_all_rows() -> None:
    page = book(sheet(ROW, ROW, ROW))
    assert page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:E4"
    assert page.dimensions == "A1:E4"
    assert [cell.value for cell in page[1]] == [column.title for column in COLUMNS]
    assert page.column_dimensions["C"].width > page.column_dimensions["D"].width


def test_totals_are_the_last_row_of_a_workbook_and_no_line_of_a_csv() -> None:
    summed = sheet(ROW, ROW, totals={0: "合计", 3: 180, 4: "3"})
    page = book(summed)
    assert [cell.value for cell in page[4]] == ["合计", None, None, 180, 3]
    assert page.auto_filter.ref == "A1:E3"
    assert len(lines(summed)) == 3


def test_a_list_without_rows_has_its_head_and_no_totals() -> None:
    empty = sheet(totals={0: "合计", 3: 0})
    assert book(empty).max_row == 1
    assert lines(empty) == [[column.title for column in COLUMNS]]


def test_a_csv_begins_with_the_mark_and_says_dates_and_numbers_plainly() -> None:
    assert b"".join(table_csv(sheet(ROW))).startswith(b"\xef\xbb\xbf")
    assert lines(sheet(ROW))[1] == ["2026-02-28", "2026-03-01 09:30:00", "答复 <三条> & 两条", "90", "1.5"]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_a_formula_is_text_in_both(text: str) -> None:
    hostile = sheet((None, None, text, None, None))
    cell = book(hostile).cell(2, 3)
    assert cell.data_type == "s"
    assert cell.quotePrefix
    assert cell.value == text.replace("\r", "\n").replace("\x00", "")
    assert lines(hostile)[1][2].startswith("'")


@settings(deadline=None)
@given(st.text(min_size=1, max_size=60))
def test_no_text_at_all_makes_a_formula(text: str) -> None:
    hostile = sheet((None, None, text, None, None))
    page = book(hostile)
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n"}
    written = guarded_text(text)
    assert written[:1] not in STARTS
    assert lines(hostile)[1][2] == written


@settings(deadline=None)
@given(st.text(max_size=60))
def test_a_text_of_letters_stays_as_it_is(text: str) -> None:
    kept = "问：" + "".join(one for one in text if one.isprintable())
    assert book(sheet((None, None, kept, None, None))).cell(2, 3).value == kept
    assert guarded_text(kept) == kept


def test_a_cell_is_no_longer_than_a_spreadsheet_takes() -> None:
    assert len(book(sheet((None, None, "长" * 40_000, None, None))).cell(2, 3).value) == LONGEST
    assert len(guarded_text("=" * 40_000)) == LONGEST


def test_there_is_no_formula_element_and_no_link_in_the_file() -> None:
    made = io.BytesIO()
    table_xlsx(sheet((None, None, "http://example.cn/=1", 1, "1"), totals={0: "=合计", 3: 1}), made)
    with zipfile.ZipFile(made) as parts:
        page = parts.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in page
        assert "hyperlink" not in page
        assert parts.testzip() is None


def test_rows_are_taken_one_after_another_and_given_on_at_once() -> None:
    taken = 0

    def endless() -> Iterator[Row]:
        nonlocal taken
        while True:
            taken += 1
            yield ROW

    pieces = table_csv(Sheet("台账", COLUMNS, endless()))
    assert next(pieces)
    assert taken == 0
    assert next(pieces)
    assert taken <= 1000


def test_the_same_list_gives_the_same_bytes() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    table_xlsx(sheet(ROW), first)
    table_xlsx(sheet(ROW), second)
    assert first.getvalue() == second.getvalue()
