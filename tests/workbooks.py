"""Small workbooks, made for tests: sound ones, and ones with any XML for a sheet."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

from openpyxl import Workbook

MAIN = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


def xlsx(*rows: tuple[object, ...], more: Callable[[Workbook], None] | None = None) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if more:
        more(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def with_sheet(xml: bytes, content: bytes) -> bytes:
    """The workbook with its first sheet's XML replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, xml if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return out.getvalue()


def hidden_far_cell() -> bytes:
    """A cell in the last corner that a look at the tags alone does not see."""
    row = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c s="<" r="XFD1048576"><v>1</v></c></row>'
    return with_sheet(MAIN.format(row).encode(), xlsx(("a",)))
