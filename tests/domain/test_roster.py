"""Rosters checked before anyone is entered."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.domain.roster import KnownPerson, RosterDryRun, RosterField, check_roster, read_name, recognise
from ledger.domain.tables import Row
from ledger.domain.unit_names import UnitName

COLUMNS = ("工号", "姓名", "单位", "职务", "职务层次", "任职时间")
GOOD = ("A01", "张 三", "某市/某县/县委办公室", "主任", "正科", "2019.12")
UNITS = (
    UnitName("1", ("某市",)),
    UnitName("2", ("某市", "某县")),
    UnitName("3", ("某市", "某县", "县委办公室")),
    UnitName("4", ("某市", "另县")),
    UnitName("5", ("某市", "另县", "县委办公室")),
)


def check(*rows: tuple[str, ...], known: tuple[KnownPerson, ...] = ()) -> RosterDryRun:
    numbered = [Row(n, cells) for n, cells in enumerate(rows, start=2)]
    columns = recognise(COLUMNS)
    return check_roster(numbered, columns, units=UNITS, known=known, today=date(2026, 11, 22), names=COLUMNS)


def changed(at: int, text: str) -> tuple[str, ...]:
    return (*GOOD[:at], text, *GOOD[at + 1 :])


def test_columns_are_recognised_whatever_order_and_decoration() -> None:
    found = recognise(("序号", "姓 名*", "工作单位", "现任职务", "职级（代码）", "身份证号"))
    assert found == {RosterField.NAME: 1, RosterField.UNIT: 2, RosterField.POST: 3, RosterField.RANK: 4}


def test_a_good_row_becomes_a_person_with_an_appointment() -> None:
    (person,) = check(GOOD).good
    assert (person.name, person.unit_key, person.post, person.rank) == ("张三", "3", "主任", "141")
    assert (person.staff_number, person.begin, person.row) == ("A01", date(2019, 12, 1), 2)


@pytest.mark.parametrize("written", ["另县", "某市/另县", "某市 > 另县", "某市＞另县", "另县 "])
def test_a_unit_is_found_by_path_or_by_a_name_of_its_own(written: str) -> None:
    assert [p.unit_key for p in check(changed(2, written)).good] == ["4"]


@pytest.mark.parametrize(
    ("at", "text", "words"),
    [
        (1, "", "没有姓名"),
        (1, "13号", "不像姓名"),
        (2, "", "没有单位"),
        (2, "县委办公室", "某市/某县/县委办公室"),
        (2, "某市/某县/财政局", "没有叫"),
        (3, " ", "没有职务"),
        (4, "", "没有职务层次"),
        (4, "四级调研员", "是职级"),
        (4, "副局", "不认识"),
        (5, "前年", "不是日期"),
        (5, "2027-01-01", "今天之后"),
    ],
)
def test_a_faulty_cell_is_named_with_what_to_write(at: int, text: str, words: str) -> None:
    run = check(changed(at, text))
    assert not run.good
    (fault,) = run.faulty
    assert (fault.row, fault.column) == (2, COLUMNS[at])
    assert words in fault.sentence.say()


def test_a_person_is_present_by_staff_number_or_else_by_name_and_unit() -> None:
    by_number = check(GOOD, known=(KnownPerson("A01", "改名", "9"),))
    by_name = check(changed(0, ""), known=(KnownPerson("", "张三", "3"),))
    namesake = check(GOOD, known=(KnownPerson("B02", "张三", "3"),))
    assert [len(r.present) for r in (by_number, by_name, namesake)] == [1, 1, 0]


def test_someone_twice_in_the_file_is_a_fault_that_names_the_first_row() -> None:
    run = check(changed(0, ""), changed(0, ""))
    assert len(run.good) == 1
    assert "第 2 行" in run.faulty[0].sentence.say()


def test_namesakes_in_a_unit_are_told_apart_by_staff_number() -> None:
    assert len(check(GOOD, changed(0, "A02")).good) == 2


def test_names_keep_rare_characters_and_lose_filling_blanks() -> None:
    assert [read_name(n) for n in ("张　三", "𬍛 喆", "买买提·艾力", "John  Smith")] == [
        *["张三", "𬍛喆", "买买提·艾力", "John Smith"]
    ]
