"""The checks made in a child find what the checks themselves find."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.domain.messages import MessageField, check_rows, recognise
from ledger.domain.roster import RosterField, check_roster
from ledger.domain.tables import Row
from ledger.domain.unit_names import UnitName
from ledger.services.check_rows_apart import check_roster_apart, check_rows_apart
from tests.message_files import HEADS, message

ON = date(2026, 6, 1)
ROWS = [
    message(1),
    message(2, reply=""),
    message(3, day="2026-09-09"),
    message(4, day="2026-01-01"),
    message(5, asked="昨天"),
    message("1.5E+10"),
    message(1),
    message(6, text="长" * 400, reply="短。" * 200),
    message(7, user="网友\ud800", subject="题\x00目"),
    message("九" * 70),
    message(8, day="2026-03-02"),
]


def both(rows: list[list[str]], columns: dict[MessageField, int], known: set[str]) -> None:
    table = [Row(number, tuple(cells)) for number, cells in enumerate(rows, start=2)]
    asked = {"minutes_per_reply": 30, "known": known, "today": ON, "names": HEADS}
    alone, apart = (check(table, columns, **asked) for check in (check_rows, check_rows_apart))  # type: ignore[arg-type]
    assert (apart.good, apart.present, apart.masked) == (alone.good, alone.present, alone.masked)
    said = [[(one.row, one.column, one.sentence.say()) for one in run.faulty] for run in (apart, alone)]
    assert said[0] == said[1]


def test_every_kind_of_row_comes_back_as_it_was_found() -> None:
    both(ROWS, recognise(HEADS), {"8"})


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.text(max_size=30), max_size=7), max_size=5),
    st.dictionaries(st.sampled_from(list(MessageField)), st.integers(-1, 8)),
)
def test_rows_of_any_text_and_columns_of_any_choice_come_back_the_same(
    rows: list[list[str]], columns: dict[MessageField, int]
) -> None:
    both(rows, columns, {"1", ""})


UNITS = [UnitName("1", ("市",)), UnitName("2", ("市", "甲县")), UnitName("3", ("市", "甲县", "办公室"))]
ROSTER = [
    ["张 喆", "甲县", "副县长", "副处级", "A1", "2026.03"],
    ["王\ud800", "市/甲县/办公室", "主任", "正科", "", ""],
    ["张喆", "甲县", "副县长", "副处级", "A1", ""],
    ["", "", "", "", "", ""],
    ["李1", "丙县", "长" * 200, "一级主任科员", "", "昨天"],
    ["李四", "甲县", "县长", "正处级", "", "2030-01-01"],
]


def both_rosters(rows: list[list[str]], columns: dict[RosterField, int]) -> None:
    table = [Row(number, tuple(cells)) for number, cells in enumerate(rows, start=2)]
    names = ("姓名", "单位", "职务", "职务层次", "工号", "任职时间")
    alone = check_roster(table, columns, units=UNITS, known=(), today=ON, names=names)
    apart = check_roster_apart(table, columns, units=UNITS, today=ON, names=names)
    assert (apart.good, apart.present) == (alone.good, alone.present)
    said = [[(one.row, one.column, one.sentence.say()) for one in run.faulty] for run in (apart, alone)]
    assert said[0] == said[1]


def test_every_kind_of_row_of_a_roster_comes_back_as_it_was_found() -> None:
    both_rosters(ROSTER, {of: at for at, of in enumerate(RosterField)})


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.lists(st.text(max_size=30), max_size=7), max_size=5),
    st.dictionaries(st.sampled_from(list(RosterField)), st.integers(-1, 8)),
)
def test_rosters_of_any_text_and_columns_of_any_choice_come_back_the_same(
    rows: list[list[str]], columns: dict[RosterField, int]
) -> None:
    both_rosters(rows, columns)
