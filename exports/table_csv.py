"""A list as CSV: UTF-8 with a mark that spreadsheets look for, in pieces as its rows come."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice

from exports.cell_text import guarded_text
from exports.sheet import Cell, Kind, Sheet

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
ROWS_AT_ONCE = 500


def table_csv(sheet: Sheet) -> Iterator[bytes]:
    """The file in pieces; totals are left out, so that every line below the first is a row."""
    writers = [_WRITERS[column.kind] for column in sheet.columns]
    rows = iter(sheet.rows)
    yield BYTE_ORDER_MARK + _lines([[guarded_text(column.title) for column in sheet.columns]])
    while part := list(islice(rows, ROWS_AT_ONCE)):
        yield _lines(zip(*map(_written, writers, zip(*part, strict=True)), strict=True))


def _written(write: Callable[[Cell], str], cells: tuple[Cell, ...]) -> list[str]:
    """The cells of a column as they are written; most columns say the same few things again and again."""
    known = {cell: "" if cell is None else write(cell) for cell in set(cells)}
    return [known[cell] for cell in cells]


def _lines(rows: Iterable[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _text(cell: Cell) -> str:
    return guarded_text(str(cell))


def _moment(cell: Cell) -> str:
    return f"{cell:%Y-%m-%d %H:%M:%S}" if isinstance(cell, datetime) else _text(cell)


def _date(cell: Cell) -> str:
    return cell.isoformat() if isinstance(cell, date) else _text(cell)


def _number(cell: Cell) -> str:
    """Digits of our own making: a minus before them makes no formula."""
    return str(cell)


_WRITERS: dict[Kind, Callable[[Cell], str]] = {
    Kind.TEXT: _text,
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.WHOLE: _number,
    Kind.DAYS: _number,
}
