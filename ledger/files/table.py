"""Tables out of files that people bring: XLSX, CSV and JSON, told apart by content, not by name.

Rows come as text with the number that a person sees in the sheet, so that a fault can be found there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from ledger.domain.tables import Row
from ledger.files import faults
from ledger.files.csv_rows import csv_rows
from ledger.files.heads import SAMPLE, find_head, name_columns
from ledger.files.json_rows import json_rows
from ledger.files.kinds import Kind, kind_of
from ledger.files.xlsx_rows import xlsx_rows

MAX_BYTES = 50 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 1000
MAX_TABLE = 3_000_000
"""Cells of the table, blank ones too: separators alone make millions of them in a small file."""

Rows = Iterator[tuple[int, list[str]]]
"""Row numbers as a person sees them, with the cells' text; blank rows may be among them."""


@dataclass(frozen=True)
class Table:
    """A table as it was found in a file.

    `sheet` is the sheet's name ("" for CSV and JSON); `sheets` all that could be read; `head_row` the row
    of the column names (0 for JSON). `columns` are never empty and never equal. `rows` can be walked once:
    blank rows are left out, each row has as many cells as there are columns; a TooManyRowsError may be
    raised on the way.
    """

    sheet: str
    sheets: tuple[str, ...]
    head_row: int
    columns: tuple[str, ...]
    rows: Iterable[Row]


def read_table(name: str, content: bytes, *, sheet: str | None = None, head_row: int | None = None) -> Table:
    """The table in a file; the sheet and the row of column names are found unless given.

    Raises:
        FileError: each kind of fault has its own subclass and sentence.
    """
    if not content.strip(b"\x00\r\n\t "):
        raise faults.EmptyFileError
    if len(content) > MAX_BYTES:
        raise faults.FileTooLargeError(limit=MAX_BYTES // (1024 * 1024))
    kind = kind_of(name, content)
    if kind is Kind.XLSX:
        found, sheets, rows = xlsx_rows(content, sheet)
        return _table(found, sheets, rows, head_row)
    if kind is Kind.JSON:
        columns, records = json_rows(content)
        return Table("", (), 0, name_columns(columns, len(columns)), _fitted(records, len(columns)))
    return _table("", (), csv_rows(content), head_row)


def _table(sheet: str, sheets: tuple[str, ...], rows: Rows, head_row: int | None) -> Table:
    """The table from rows of text: column names first, then what stands below them."""
    filled = ((number, cells) for number, cells in rows if any(c.strip() for c in cells))
    sample = list(islice(filled, SAMPLE))
    if not sample:
        raise faults.EmptyFileError
    at = _given_head(sample, head_row) if head_row else find_head([cells for _, cells in sample])
    below = sample[at + 1 :]
    if not below:
        raise faults.NoHeadError
    width = max(_width(cells) for _, cells in sample[at:])
    if width > MAX_COLUMNS:
        raise faults.TooManyColumnsError(count=width, limit=MAX_COLUMNS)
    columns = name_columns(sample[at][1], width)
    return Table(sheet, sheets, sample[at][0], columns, _fitted(chain(below, filled), width))


def _given_head(sample: list[tuple[int, list[str]]], head_row: int) -> int:
    at = next((i for i, (number, _) in enumerate(sample) if number == head_row), None)
    if at is None:
        raise faults.NoHeadError
    return at


def _width(cells: list[str]) -> int:
    """How many cells there are up to the last that holds something."""
    return max((i + 1 for i, c in enumerate(cells) if c.strip()), default=0)


def _fitted(rows: Iterable[tuple[int, list[str]]], width: int) -> Iterator[Row]:
    """The rows cut or filled up to the width, up to the number that is taken at once."""
    for count, (number, cells) in enumerate(rows):
        if count >= MAX_ROWS:
            raise faults.TooManyRowsError(limit=MAX_ROWS)
        if count * width >= MAX_TABLE:
            raise faults.SheetTooLargeError(row=number, column=width)
        yield Row(number, tuple((cells + [""] * width)[:width]))


__all__ = ["MAX_BYTES", "MAX_COLUMNS", "MAX_ROWS", "MAX_TABLE", "Row", "Table", "read_table"]
