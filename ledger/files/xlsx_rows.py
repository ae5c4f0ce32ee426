"""Rows of an XLSX workbook, read by calamine after the file was looked through."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from ledger.files import faults
from ledger.files.cell_text import text_of
from ledger.files.zip_check import unpack_checked

MAX_CELLS = 6_000_000
"""The reader lays out every cell from A1 to the last one filled: one stray cell in XFD1048576 would
ask for 17 thousand million."""
MAX_TEXT = 200 * 1024 * 1024
"""Characters in all cells together; many cells may share one long string."""

_FILLED = re.compile(
    rb"<(?:\w+:)?c\s(?:[^<>]*?\s)?r=[\"']([A-Za-z]{1,3})(\d{1,7})[\"'](?:[^<>]*[^/<>])?>(?!\s*</)"
)
_SHARED_CELL = re.compile(rb"\bt=[\"']s[\"'][^<>]{0,200}>\s{0,200}<(?:\w+:)?v>(\d+)<")
"""No tag is looked through twice, however it is written: the time grows with the sheet's length alone."""
_SHARED_END = re.compile(rb"</(?:\w+:)?si>")

Rows = Iterator[tuple[int, list[str]]]


def xlsx_rows(content: bytes, sheet: str | None) -> tuple[str, tuple[str, ...], Rows]:
    """The sheet's name, the names of all sheets that can be seen, and the rows with their numbers.

    Without a name it is the first sheet that can be seen and holds something.
    """
    _check_extent(unpack_checked(content))
    try:
        return _open(content, sheet)
    except PasswordError as fault:
        raise faults.EncryptedFileError from fault
    except CalamineError as fault:
        raise faults.DamagedFileError from fault
    except BaseException as fault:
        # A panic of the reader derives from BaseException and has no importable name.
        if type(fault).__name__ == "PanicException":
            raise faults.DamagedFileError from fault
        raise


def _open(content: bytes, sheet: str | None) -> tuple[str, tuple[str, ...], Rows]:
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
        seen = [s.name for s in workbook.sheets_metadata if s.visible == SheetVisibleEnum.Visible]
        names = tuple(seen or workbook.sheet_names)
        if sheet is not None and sheet not in names:
            raise faults.NoSheetError(sheet=sheet[:80], sheets="、".join(names))
        for name in names if sheet is None else (sheet,):
            found = workbook.get_sheet_by_name(name)
            if found.height:
                return name, names, _rows(found)
    raise faults.EmptyFileError


def _rows(sheet: CalamineSheet) -> Rows:
    """Every row from the first of the sheet, so that the count is the number that a person sees."""
    for number, cells in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        yield number, [text_of(value) for value in cells]


def _check_extent(parts: dict[str, bytes]) -> None:
    """Refuses sheets that reach too far or repeat too much text, before the reader lays them out."""
    shared = next((xml for name, xml in parts.items() if name.lower() == "xl/sharedstrings.xml"), b"")
    lengths = [len(part) for part in _SHARED_END.split(shared)]
    for name, xml in parts.items():
        if not name.lower().startswith("xl/worksheets/"):
            continue
        row, column = 0, 0
        for letters, digits in _FILLED.findall(xml):
            row = max(row, int(digits))
            column = max(column, _column(letters))
        if row * column > MAX_CELLS:
            raise faults.SheetTooLargeError(row=row, column=column)
        repeated = (int(at) for at in _SHARED_CELL.findall(xml))
        if sum(lengths[at] for at in repeated if at < len(lengths)) > MAX_TEXT:
            raise faults.BombError


def _column(letters: bytes) -> int:
    at = 0
    for letter in letters.upper():
        at = at * 26 + letter - 64
    return at
