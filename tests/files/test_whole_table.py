"""Whatever a file is made of, it is a table or one sentence, and the service itself never reads it."""

from __future__ import annotations

import itertools
import resource
from contextlib import suppress

import pytest
from openpyxl.utils import get_column_letter

from ledger.files import faults, whole_table
from ledger.files import table as table_module
from ledger.files.confined import Limits
from ledger.files.table import read_table
from ledger.files.whole_table import read_whole_table
from tests.workbooks import MAIN, hidden_far_cell, with_sheet, xlsx

BEGIN = MAIN.partition("{}")[0]


def grid(rows: int, columns: int) -> bytes:
    """A sheet of numbers below a head."""
    letters = [get_column_letter(at) for at in range(1, columns + 1)]
    head = "".join(f'<c r="{at}1" t="inlineStr"><is><t>列 {at}</t></is></c>' for at in letters)
    lines = [f'<row r="1">{head}</row>']
    for row in range(2, rows + 2):
        lines.append(f'<row r="{row}">' + "".join(f'<c r="{at}{row}"><v>{row}</v></c>' for at in letters))
        lines.append("</row>")
    return with_sheet(MAIN.format("".join(lines)).encode(), xlsx(("a",)))


def laughs() -> bytes:
    """Ten entities, each ten times the one before: a thousand million letters."""
    names = "abcdefghij"
    entities = "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in itertools.pairwise(names)
    )
    cells = "".join(
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>{text}</t></is></c></row>'
        for row, text in ((1, "编号"), (2, "&j;"))
    )
    return with_sheet(
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">{entities}]>{MAIN.format(cells)}'.encode(),
        xlsx(("a",)),
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", xlsx(("编号", "名"), (1, "甲"), (2.5, None))),
        ("a.csv", "编号,名\n1,甲\n\n2,乙,丙\n".encode()),
        ("a.json", b'[{"a": 1, "b": {"c": 2}}, {"a": "x"}]'),
    ],
)
def test_the_table_is_the_one_that_is_read_without_a_child(name: str, content: bytes) -> None:
    table = read_table(name, content)
    assert read_whole_table(name, content) == (table.columns, tuple(table.rows))


def test_a_million_cells_come_through() -> None:
    columns, rows = read_whole_table("a.xlsx", grid(10_000, 100))
    assert (len(columns), len(rows)) == (100, 10_000)
    assert rows[-1].number == 10_001
    assert set(rows[-1].cells) == {"10001"}


def test_workbooks_made_to_be_heavy_are_a_sentence_each() -> None:
    sheets: list[tuple[str, type[faults.FileError]]] = [
        (" " * 140_000_000, faults.BombError),
        (f"{BEGIN}{'<row>' * 1_000_000}", faults.DamagedFileError),
        (f"{BEGIN}{'<c ' * 3_000_000}", faults.DamagedFileError),
        (f"{BEGIN}{'<c r=' * 1_000_000}", faults.DamagedFileError),
        (f"""{BEGIN}{"t='s' " * 1_000_000}""", faults.DamagedFileError),
    ]
    for xml, error in sheets:
        with pytest.raises(error):
            read_whole_table("a.xlsx", with_sheet(xml.encode(), xlsx(("a",))))


def test_entities_are_not_multiplied() -> None:
    with pytest.raises(faults.FileError):
        read_whole_table("a.xlsx", laughs())


def test_what_no_look_beforehand_sees_ends_at_the_limit_of_memory() -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(faults.FileError):
        read_whole_table("a.xlsx", hidden_far_cell())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 * 1024, "kilobytes"


def test_reading_that_takes_too_long_is_the_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole_table, "LIMITS", Limits(wall_seconds=0.001))
    with pytest.raises(faults.TooHeavyError, match="拆成几个文件"):
        read_whole_table("a.xlsx", grid(1000, 100))


@pytest.mark.parametrize(
    "content",
    [
        b",".join([b"a"] * 1_000_000) + b"\n" + b",".join([b"1"] * 1_000_000),
        b"a,b\n" + b"," * 1_000_000 + b"1\n",
    ],
)
def test_a_million_columns_are_refused(content: bytes) -> None:
    with pytest.raises(faults.TooManyColumnsError, match="最多可以有 1000 列"):
        read_whole_table("a.csv", content)


def test_separators_alone_do_not_make_a_table_of_many_millions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_module, "MAX_TABLE", 50)
    assert len(list(read_table("a.csv", b"a,b,c,d,e\n" + b"1,,,,\n" * 10).rows)) == 10
    with pytest.raises(faults.SheetTooLargeError, match="到第 12 行、第 5 列"):
        list(read_table("a.csv", b"a,b,c,d,e\n" + b"1,,,,\n" * 11).rows)


def test_columns_of_one_name_by_the_hundred_get_names_of_their_own() -> None:
    columns, _rows = read_whole_table("a.csv", b"a,a (2)" + b",a" * 900 + b"\n" + b"1," * 902)
    assert columns[:4] == ("a", "a (2)", "a (3)", "a (4)")
    assert len(set(columns)) == len(columns) == 902


@pytest.mark.parametrize("depth", [900, 5000, 1_000_000])
@pytest.mark.parametrize(("open_", "inside", "close"), [("[", "", "]"), ('{"a":', "1", "}")])
def test_json_of_any_depth_is_a_table_or_a_sentence(open_: str, inside: str, close: str, depth: int) -> None:
    deep = f'[{{"a": {open_ * depth}{inside}{close * depth}}}]'
    with suppress(faults.FileError):
        assert read_whole_table("a.json", deep.encode())[0]
