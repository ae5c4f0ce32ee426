"""A standing and an exchange keep every part that they are explained from, each in its own unit."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from ledger.domain.credit.assessment import CadreAssessment, PeriodResult, RequirementResult
from ledger.domain.credit.exchange import Exchanged
from ledger.domain.credit.policy import Policy
from tests.domain.credit.making import (
    FIELD_DAYS,
    Json,
    assessed,
    cadre,
    make_case,
    make_policy,
    online,
    outcome,
    requirement,
    visit,
)

F = Fraction
RULE = '[[exchange]]\ncode = "x"\nfrom = "online"\nto = "field"\nrate = "2/3"\n'
BY_OUTCOME = '[[exchange]]\ncode = "y"\nfrom = "proposal"\nto = "field"\neach = "1d"\n'
BOUNDS = 'at_most = "1/4"\nkeep = "30m"\n'
CEILING = '[[ceiling]]\nto = "field"\nat_most = "1/2"\n'
FIELD_2D = FIELD_DAYS.replace("60d", "2d")
ONLINE_1D = FIELD_DAYS.replace("field", "online").replace("60d", "1d")


def first(policy: Policy, case: Json) -> CadreAssessment:
    return assessed(policy, case).cadres[0]


def standing(policy: Policy, case: Json, code: str) -> RequirementResult:
    return first(policy, case).requirement(code)


def test_an_exchange_by_rate_keeps_each_of_its_bounds() -> None:
    case = make_case(online("E1", "2026-03-02", 400), visit("E2", "2026-03-03"))
    found = first(make_policy(FIELD_2D, RULE + BOUNDS, CEILING), case).exchanges
    # 370 of 400 minutes are left for it, worth 246; a day is missing, a quarter of two days is 240 minutes.
    assert found == (
        Exchanged(
            "x", "online", "field", F(2, 3), None, F(370), 246, 480, 240, 480, F(960), F(360), 240, "at_most"
        ),
    )


def test_an_exchange_of_outcomes_keeps_each_of_its_bounds_and_what_was_used() -> None:
    case = make_case(
        visit("E1", "2026-03-02"),
        outcomes=(
            outcome("O2", "2026-03-02", "proposal", share="1/3"),
            outcome("O1", "2026-03-02", "proposal", share="1/2"),
            outcome("O3", "2026-03-03", "proposal"),
        ),
    )
    found = first(make_policy(FIELD_2D, BY_OUTCOME + "beyond = true\n", CEILING), case).exchanges
    # 240 + 160 + 480 minutes; half of two days may come by exchange, so O3 is used in part, and used up.
    assert found == (
        Exchanged("y", "proposal", "field", None, 480, F(11, 6), 880, None, None, 480, F(960), F(11, 6), 480,
                  "ceiling", ("O1", "O2", "O3")),
    )  # fmt: skip


def test_an_exchange_of_no_outcome_moves_nothing_from_nothing() -> None:
    found = first(make_policy(FIELD_2D, BY_OUTCOME), make_case(visit("E1", "2026-03-02"))).exchanges
    assert found == (
        Exchanged("y", "proposal", "field", None, 480, F(0), 0, 480, None, None, F(960), F(0), 0, "source"),
    )


def test_of_a_total_what_was_earned_and_what_exchange_changed_are_told_apart() -> None:
    policy = make_policy(FIELD_2D, ONLINE_1D.replace('code = "online-days"', 'code = "o"'), RULE)
    case = make_case(online("E1", "2026-03-02", 480), visit("E2", "2026-03-03"))
    field, web = standing(policy, case, "field-days"), standing(policy, case, "o")
    assert (field.earned, field.exchanged, field.reached) == (F(1), F(2, 3), F(5, 3))
    assert (web.earned, web.exchanged, web.reached) == (F(1), F(-1), F(0))


def test_of_anything_else_all_that_is_reached_is_earned() -> None:
    policy = make_policy(
        FIELD_DAYS + 'per = "month"\n', '[[requirement]]\ncode = "v"\nmeasure = "visits"\nat_least = 3\n'
    )
    case = make_case(visit("E2", "2026-03-03", to_half="am"))
    assert standing(policy, case, "field-days")[10:12] == (F(1, 2), F(0))
    assert standing(policy, case, "v")[10:12] == (F(1), F(0))


@pytest.mark.parametrize(
    ("table", "unit"),
    [
        ('measure = "days"\naccount = "field"\nat_least = "1d"', "day"),
        ('measure = "longest_stay"\nat_least = "1d"', "day"),
        ('measure = "longest_stay"\nat_least = "1d"\ntimes = 2', "count"),
        ('measure = "visits"\nat_least = 1', "count"),
        ('measure = "share"\naccount = "field"\nat_least = "1/2"', "fraction"),
        ('measure = "outcomes"\nat_least = 1', "count"),
    ],
)
def test_every_measure_has_its_own_unit(table: str, unit: str) -> None:
    policy = make_policy(f'[[requirement]]\ncode = "r"\n{table}\n')
    assert standing(policy, make_case(), "r").unit == unit


def test_a_standing_has_the_title_of_the_table_that_the_last_segment_takes() -> None:
    titled = (
        '[[requirement]]\ncode = "r"\nmeasure = "visits"\nat_least = 1\n'
        'title = "%s"\nwho = { ranks = ["%s"] }\n'
    )
    policy = make_policy(titled % ("甲", "111"), titled % ("乙", "132"), titled % ("丙", "131"))
    posts = [{"from": "2020-01-01", "rank": "131"}, {"from": "2026-07-01", "rank": "132"}]
    assert standing(policy, make_case(cadres=(cadre(appointments=posts),)), "r").title == "乙"
    stranger = cadre(appointments=[{"from": "2020-01-01", "rank": "141"}])
    assert standing(policy, make_case(cadres=(stranger,)), "r").title == "甲"


def test_periods_have_their_first_and_last_day() -> None:
    policy = make_policy(FIELD_DAYS.replace("60d", "1d") + 'per = "half"\n')
    assert standing(policy, make_case(visit("E1", "2026-07-01")), "field-days").periods == (
        PeriodResult("2026-H1", date(2026, 1, 1), date(2026, 6, 30), F(1), F(0), F(1), "short"),
        PeriodResult("2026-H2", date(2026, 7, 1), date(2026, 12, 31), F(1), F(1), F(0), "met"),
    )


@pytest.mark.parametrize(("more", "days"), [("", 184), ("prorate = true\n", 174)])
def test_a_segment_has_its_days_without_leave_where_it_is_prorated(more: str, days: int) -> None:
    away = cadre(
        appointments=[{"from": "2026-07-01", "rank": "132", "post": "县长"}],
        leave=[{"from": "2026-08-01", "to": "2026-08-10", "reason": "年休"}],
    )
    (one,) = standing(make_policy(FIELD_DAYS + more), make_case(cadres=(away,)), "field-days").segments
    assert (one.begin, one.end_inclusive, one.required, one.days) == (
        date(2026, 7, 1), date(2026, 12, 31), F(60), days,
    )  # fmt: skip
    assert one.appointment.post == "县长"


def test_segments_bear_each_cadres_own_appointment_though_their_terms_are_alike() -> None:
    one = cadre(
        "C1", appointments=[{"from": "2019-01-01", "to": "2027-05-01", "rank": "132", "post": "县长"}]
    )
    other = cadre("C2", appointments=[{"from": "2020-01-01", "rank": "132", "post": "县长"}])
    policy = make_policy(FIELD_DAYS + "prorate = true\n")
    found = assessed(policy, make_case(cadres=(one, other))).cadres
    segments = [result.requirement("field-days").segments[0] for result in found]
    assert [segment.appointment.begin for segment in segments] == [date(2019, 1, 1), date(2020, 1, 1)]
    assert segments[0][:4] == segments[1][:4] == (date(2026, 1, 1), date(2026, 12, 31), F(60), 365)


@pytest.mark.parametrize(
    "changed",
    [
        {"rank": "111"},
        {"unit_level": "county"},
        {"post": "书记"},
        {"tags": ["联村"]},
        {"from": "2026-07-01"},
        {"to": "2026-06-30"},
    ],
)
def test_terms_that_differ_in_anything_are_not_taken_for_alike(changed: Json) -> None:
    tables = [
        FIELD_DAYS.replace("field-days", code) + f"prorate = true\nwho = {{ {who} }}\n"
        for code, who in (
            ("a", 'ranks = ["132"]'),
            ("b", 'unit_levels = ["county"]'),
            ("c", 'posts = ["书记"]'),
            ("d", 'tags = ["联村"]'),
        )
    ]  # fmt: skip
    plain: Json = {"from": "2020-01-01", "rank": "132"}
    people = (cadre("C1", appointments=[plain]), cadre("C2", appointments=[plain | changed]))
    policy = make_policy(*tables)
    together = [one.requirements for one in assessed(policy, make_case(cadres=people)).cadres]
    alone = [first(policy, make_case(cadres=(one,))).requirements for one in people]
    assert together == alone
    assert together[0] != together[1]


def test_leave_makes_terms_of_its_own() -> None:
    away = cadre("C2", leave=[{"from": "2026-01-01", "to": "2026-12-31", "reason": "病休"}])
    found = assessed(
        make_policy(FIELD_DAYS + "prorate = true\n"), make_case(cadres=(cadre("C1"), away))
    ).cadres
    assert [one.requirement("field-days").required for one in found] == [60, 0]


RUNS = '[[requirement]]\ncode = "r"\nmeasure = "longest_stay"\nat_least = "2d"\ntimes = 4\nprorate = true\n'


def of(measure: str, at_least: str, more: str = "") -> str:
    return f'[[requirement]]\ncode = "o"\nmeasure = "{measure}"\nat_least = "{at_least}"\nof = "r"\n{more}'


def test_prorating_runs_takes_from_their_number_and_not_from_their_length() -> None:
    # 73 days of leave are a fifth of the year.
    away = cadre(leave=[{"from": "2026-01-01", "to": "2026-03-14", "reason": "病休"}])
    found = requirement(make_policy(RUNS), make_case(visit("E1", "2026-05-04", "2026-05-05"), cadres=(away,)))
    assert (found["required"], found["reached"], found["short"]) == ("3.2", "1", "2.2")


def test_runs_are_prorated_in_each_period_over_all_its_segments() -> None:
    posts = [{"from": "2026-02-01", "to": "2026-05-15", "rank": "132"}, {"from": "2026-05-16", "rank": "111"}]
    found = requirement(make_policy(RUNS + 'per = "half"\n'), make_case(cadres=(cadre(appointments=posts),)))
    # 150 of the 181 days of the first half year.
    assert [one["required"] for one in found["periods"]] == ["600/181", "4"]


def test_runs_of_a_leap_day_alone_are_not_asked_for_in_other_years() -> None:
    window = 'per = { from = "02-29", to = "02-29" }\n'
    found = requirement(make_policy(RUNS + window), make_case())
    assert found["status"] == "not_applicable"


@pytest.mark.parametrize(
    ("other", "table", "required"),
    [
        ('measure = "days"\naccount = "field"\nat_least = "60d"', of("visits", "1/2"), "30"),
        ('measure = "days"\naccount = "field"\nat_least = "60d"', of("longest_stay", "1/20"), "3"),
        ('measure = "visits"\nat_least = 10', of("days", "1/2", 'account = "online"\n'), "5"),
        ('measure = "visits"\nat_least = 10', of("topics", "1/5"), "2"),
        ('measure = "longest_stay"\nat_least = "5d"\ntimes = 4', of("visits", "1/2"), "2"),
    ],
)
def test_of_reads_the_other_requirement_in_its_own_unit(other: str, table: str, required: str) -> None:
    policy = make_policy(f'[[requirement]]\ncode = "r"\n{other}\n', table)
    assert requirement(policy, make_case(), "o")["required"] == required


def test_without_a_segment_nothing_is_judged_of_a_day_that_a_segment_only_touches() -> None:
    # The appointment ends on the last day of March: April is not its month.
    posts: Any = [{"from": "2020-01-01", "to": "2026-03-31", "rank": "132"}]
    policy = make_policy(FIELD_DAYS.replace("60d", "1d") + 'per = "month"\nprorate = true\n')
    found = requirement(policy, make_case(cadres=(cadre(appointments=posts),)), "field-days")
    assert [one["status"] for one in found["periods"]] == ["short"] * 3 + ["not_applicable"] * 9
    assert found["required"] == "3"
