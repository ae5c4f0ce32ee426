"""The worked example of a policy: three entries of somebody whom it binds, in its first year."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.domain.credit.document import parse_policy
from ledger.domain.credit.example import example_of, example_paragraphs
from ledger.domain.credit.policy import Policy
from ledger.domain.wording import in_chinese
from tests.domain.credit.making import FIELD_DAYS, HEAD, OPEN, make_policy

WHO = (
    'who = { ranks = ["132", "131"], unit_levels = ["county", "city"],'
    ' posts = ["乙", "甲"], tags = ["丙", "丁"] }\n'
)


def of_year(year: int, *tables: str) -> Policy:
    return parse_policy((HEAD.replace("2020", str(year)) + OPEN + "".join(tables)).encode())


@pytest.mark.parametrize(("year", "monday"), [(2021, 1), (2026, 2), (2025, 3), (2024, 4), (2022, 7)])
def test_it_lies_on_the_first_monday_to_wednesday_of_march(year: int, monday: int) -> None:
    pieces = example_of(of_year(year)).pieces
    assert [one.entry for one in pieces] == ["1", "2", "3"]
    assert [one.account for one in pieces] == ["field", "online", "online"]
    assert [one.day for one in pieces] == [date(year, 3, monday + at) for at in range(3)]
    assert [one.minutes for one in pieces] == [480, 300, 60]


def test_each_entry_is_what_its_sentence_says_logged_on_its_day() -> None:
    shown = [(one.facts.mode, one.facts.logged_on) for one in example_of(of_year(2026)).entries]
    assert shown == [
        ("visit", date(2026, 3, 2)),
        ("reply", date(2026, 3, 3)),
        ("browse", date(2026, 3, 4)),
    ]


def test_it_is_of_somebody_whom_the_first_table_binds_the_whole_year() -> None:
    result = example_of(make_policy(FIELD_DAYS + "prorate = true\n" + WHO))
    held = result.cadre.appointments[0]
    assert (held.rank, held.unit_level, held.post, held.tags) == ("131", "city", "乙", ("丁", "丙"))
    assert result.requirement("field-days").required == 60


def test_a_policy_that_binds_everybody_is_shown_on_somebody_of_no_post() -> None:
    held = example_of(make_policy(FIELD_DAYS)).cadre.appointments[0]
    assert (held.rank, held.unit_level, held.post, held.tags) == (None, None, None, ())


def test_an_entry_that_several_rules_touch_says_each_in_turn() -> None:
    policy = make_policy(
        '[[weight]]\nmodes = ["reply"]\nrate = "1/2"\n',
        '[[cap]]\naccount = "online"\nper = "day"\nat_most = "2h"\n',
    )
    assert example_paragraphs(policy, in_chinese) == (
        "到基层实地调研一天：计 1 天。",
        "在网上回复群众留言 300 分钟：计 0.25 天；"
        "5 小时 → 2 小时 30 分：此类条目按 1/2 计（三、怎样折算）；"
        "2 小时 30 分 → 2 小时：网上每天最多计 2 小时（三、怎样折算）。",
        "在网上浏览群众意见 60 分钟：计 1 小时。",
    )


def test_what_does_not_bind_the_cadre_of_the_example_is_left_out() -> None:
    bound = FIELD_DAYS + 'title = "到基层"\nwho = { ranks = ["131"] }\n'
    other = bound.replace("field-days", "others").replace("131", "111").replace("到基层", "另一些人")
    assert example_paragraphs(make_policy(bound, other), in_chinese)[3:] == (
        "“到基层”：1 天 = 1 天（实地，1 次）。",
    )
