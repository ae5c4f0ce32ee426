"""Tables read out of what people really bring."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import PatternFill

from ledger.files import faults
from ledger.files import table as table_module
from ledger.files.table import Table, read_table
from tests.workbooks import MAIN, with_sheet, xlsx


def cells(table: Table) -> list[tuple[int, tuple[str, ...]]]:
    return [(row.number, row.cells) for row in table.rows]


def test_numbers_that_are_ids_and_dates_come_as_a_person_reads_them() -> None:
    content = xlsx(
        ("编号", "时间", "数"),
        (12345, datetime.fromisoformat("2019-01-02 03:04:05"), 0.1),
        (12345678901, 43830.5, 2.0),
    )
    table = read_table("a.xlsx", content)
    assert table.columns == ("编号", "时间", "数")
    assert cells(table) == [
        (2, ("12345", "2019-01-02 03:04:05", "0.1")),
        (3, ("12345678901", "43830.5", "2")),
    ]


def test_row_numbers_are_those_of_the_sheet_below_a_title_and_blank_rows() -> None:
    content = xlsx(
        ("某县调研台账",), (), ("单位：甲", "2026年"), ("姓名", "单位", "职务"), (), ("张三", "甲", "书记")
    )
    table = read_table("a.xlsx", content)
    assert (table.head_row, table.columns) == (4, ("姓名", "单位", "职务"))
    assert cells(table) == [(6, ("张三", "甲", "书记"))]


def test_a_column_that_begins_further_right_keeps_its_place() -> None:
    content = xlsx((None, "姓名", "单位"), (None, "张三", "甲"))
    table = read_table("a.xlsx", content)
    assert table.columns == ("A 列", "姓名", "单位")
    assert cells(table) == [(2, ("", "张三", "甲"))]


def test_empty_and_repeated_column_names_become_names_of_their_own() -> None:
    table = read_table("a.csv", "编号,时间,,时间\n1,2,3,4,5\n".encode())
    assert table.columns == ("编号", "时间", "C 列", "时间 (2)", "E 列")


def test_blank_styled_rows_by_the_ten_thousand_are_left_out() -> None:
    blank = "".join(
        f'<row r="{r}">' + "".join(f'<c r="{c}{r}" s="1"/>' for c in "ABCDEFG") + "</row>"
        for r in range(3, 64_708)
    )
    head = "".join(
        f'<row r="{r}"><c r="A{r}" t="inlineStr"><is><t>{a}</t></is></c><c r="B{r}"><v>{r}</v></c></row>'
        for r, a in ((1, "编号"), (2, "x"))
    )
    table = read_table("a.xlsx", with_sheet(MAIN.format(head + blank).encode(), xlsx(("a",))))
    assert cells(table) == [(2, ("x", "2"))]


def test_a_styled_blank_cell_in_the_last_corner_is_no_reason_to_refuse() -> None:
    def style(book: Workbook) -> None:
        assert book.active is not None
        book.active["XFD1048576"].fill = PatternFill("solid", fgColor="FFFF00")

    assert cells(read_table("a.xlsx", xlsx(("编号", "名"), (1, "甲"), more=style))) == [(2, ("1", "甲"))]


def test_tabs_line_ends_and_very_long_cells_come_through() -> None:
    long = "长" * 40_000
    table = read_table("a.csv", f'编号,内容\n1,"a\tb\r\nc"\n2,{long}\n'.encode())
    assert cells(table) == [(2, ("1", "a\tb\nc")), (3, ("2", long))]


def test_cells_that_begin_like_formulas_stay_text() -> None:
    table = read_table("a.csv", "编号,内容\n1,=1+1\n2,@x\n3,-y\n".encode())
    assert [c[1] for _, c in cells(table)] == ["=1+1", "@x", "-y"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encoding_and_separator_are_found(encoding: str, separator: str) -> None:
    text = "\r\n".join(
        separator.join(r) for r in (("编号", "姓名", "内容"), ("1", "喆堃㛃", "甲，乙"), ("2", "张三", "丙"))
    )
    table = read_table("a.csv", text.encode(encoding))
    assert table.columns == ("编号", "姓名", "内容")
    assert cells(table)[0] == (2, ("1", "喆堃㛃", "甲，乙"))


def test_commas_in_texts_between_tabs_are_no_separators() -> None:
    table = read_table("a.csv", "编号\t内容\n1\ta,b,c\n2\td,e,f\n".encode())
    assert table.columns == ("编号", "内容")


def test_a_quoted_line_break_makes_no_new_row_number() -> None:
    table = read_table("a.csv", '编号,内容\n1,"a\nb"\n\n2,c\n'.encode())
    assert [number for number, _ in cells(table)] == [2, 4]


def test_characters_that_no_page_can_hold_are_taken_out() -> None:
    content = json.dumps([{"编号": "1\x00", "名": "\ud800甲"}]).encode()
    assert cells(read_table("a.json", content)) == [(1, ("1", "甲"))]


def test_json_is_a_list_of_objects_wherever_it_stands() -> None:
    board = {
        "result": "success",
        "data": {"data": [{"tid": 10000001, "reply": {"content": "好"}}, {"tid": 2, "x": None}]},
    }
    table = read_table("a.json", json.dumps(board).encode())
    assert (table.head_row, table.columns) == (0, ("tid", "reply.content", "x"))
    assert cells(table) == [(1, ("10000001", "好", "")), (2, ("2", "", ""))]


def test_the_content_decides_and_not_the_name() -> None:
    assert read_table("a.csv", xlsx(("编号", "名"), (1, "甲"))).sheet == "Sheet"
    assert read_table("a.xlsx", "编号,名\n1,甲\n".encode()).columns == ("编号", "名")


def test_the_first_sheet_with_something_in_it_is_read_unless_one_is_named() -> None:
    def add(book: Workbook) -> None:
        for name in ("甲", "乙"):
            sheet = book.create_sheet(name)
            sheet.append(("编号", name))
            sheet.append((1, 2))

    content = xlsx(more=add)
    assert read_table("a.xlsx", content).sheet == "甲"
    assert read_table("a.xlsx", content, sheet="乙").columns == ("编号", "乙")
    with pytest.raises(faults.NoSheetError, match="丙"):
        read_table("a.xlsx", content, sheet="丙")


def test_the_head_row_can_be_named() -> None:
    table = read_table("a.csv", "甲,乙\n编号,名\n1,x\n".encode(), head_row=2)
    assert (table.columns, cells(table)) == (("编号", "名"), [(3, ("1", "x"))])


def test_more_rows_than_are_taken_are_refused_on_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_module, "MAX_ROWS", 3)
    assert len(cells(read_table("a.csv", b"id,name\n" + b"1,x\n" * 3))) == 3
    with pytest.raises(faults.TooManyRowsError):
        cells(read_table("a.csv", b"id,name\n" + b"1,x\n" * 4))


def encrypted_zip() -> bytes:
    content = bytearray(xlsx(("a",), ("b",)))
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    return bytes(content)


def lying_zip() -> bytes:
    """A sheet whose entry declares a few bytes and unpacks to millions."""
    content = bytearray(with_sheet(MAIN.format("<row/>" * 1_000_000).encode(), xlsx(("a",), ("b",))))
    at = content.find(b"xl/worksheets/sheet1.xml", content.find(b"PK\x01\x02")) - 46
    content[at + 24 : at + 28] = struct.pack("<I", 600)
    return bytes(content)


def far_cell() -> bytes:
    cells_ = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return with_sheet(MAIN.format(cells_).encode(), xlsx(("a",)))


def many_bytes() -> bytes:
    return with_sheet(MAIN.format(" " * 60_000_000).encode(), xlsx(("a",)))


def many_entries() -> bytes:
    out = io.BytesIO(xlsx(("a",)))
    with zipfile.ZipFile(out, "a") as archive:
        for n in range(600):
            archive.writestr(f"x{n}", "")
    return out.getvalue()


def other_zip(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda: b"", faults.EmptyFileError, "空的"),
        (lambda: b"\xef\xbb\xbf\n\n", faults.EmptyFileError, "空的"),
        (xlsx, faults.EmptyFileError, "空的"),
        (lambda: xlsx(("编号", "名")), faults.NoHeadError, "表头"),
        (lambda: OLE, faults.OldFormatError, "另存为 XLSX"),
        (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), faults.EncryptedFileError, "密码"),
        (encrypted_zip, faults.EncryptedFileError, "密码"),
        (lying_zip, faults.BombError, "解压"),
        (many_bytes, faults.BombError, "解压"),
        (many_entries, faults.BombError, "解压"),
        (far_cell, faults.SheetTooLargeError, "1048576"),
        (lambda: xlsx(("a", "b"))[:2000], faults.DamagedFileError, "损坏"),
        (lambda: with_sheet(b"<worksheet><sheetData><row", xlsx(("a",))), faults.FileError, "另存|没有"),
        (lambda: other_zip("xl/workbook.bin"), faults.OldFormatError, "XLSB"),
        (lambda: other_zip("content.xml", "mimetype"), faults.OldFormatError, "ODS"),
        (lambda: other_zip("word/document.xml"), faults.NotATableError, "Word"),
        (lambda: b"%PDF-1.7 ...", faults.NotATableError, "PDF"),
        (lambda: b"<html><table><tr><td>1", faults.NotATableError, "网页"),
        (lambda: b"MZ\x00\x01\x02", faults.NotATableError, "二进制"),
        (lambda: "编号".encode() + b"\xff\xff\x80", faults.EncodingError, "编码"),
        (lambda: b'{"a": 1}', faults.JsonShapeError, "列表"),
        (lambda: b'[{"a": ', faults.JsonShapeError, "列表"),
        (lambda: b'[{"a": ' + b"[" * 100_000, faults.JsonShapeError, "列表"),
    ],
)
def test_each_fault_has_a_sentence_that_says_what_to_do(
    make: Callable[[], bytes], error: type[faults.FileError], words: str
) -> None:
    with pytest.raises(error, match=words):
        cells(read_table("名单.xlsx", make()))


def test_a_file_of_too_many_bytes_is_refused_before_it_is_opened() -> None:
    with pytest.raises(faults.FileTooLargeError, match="50 MB"):
        read_table("a.csv", b"a,b\n" * (13 * 1024 * 1024 + 1))


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_are_a_table_or_a_fault_of_ours(content: bytes) -> None:
    with suppress(faults.FileError):
        table = read_table("x", content)
        assert all(len(row.cells) == len(table.columns) for row in table.rows)
