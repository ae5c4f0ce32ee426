"""What each measure reaches."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.credit.making import (
    Json,
    cadre,
    make_case,
    make_policy,
    online,
    outcome,
    requirement,
    visit,
)


def reached(table: str, *entries: Json, **more: Any) -> str:
    policy = make_policy('[[requirement]]\ncode = "r"\n' + table.replace("; ", "\n"))
    found: str = requirement(policy, make_case(*entries, **more))["reached"]
    return found


WEIGHT = '[[weight]]\nchannel = "online"\nrate = "1/7"\n'
RULE = '[[exchange]]\ncode = "x"\nfrom = "online"\nto = "field"\nrate = "1"\n'
DAYS = '[[requirement]]\ncode = "r"\nmeasure = "days"\naccount = "field"\nat_least = "60d"\n'


@pytest.mark.parametrize(
    ("narrowing", "days"),
    [("", "2"), ("earned_only = true", "1"), ('modes = ["visit"]', "1"), ('per = "half"', "1")],
)
def test_days_are_the_total_for_a_plain_requirement_and_credited_pieces_else(
    narrowing: str, days: str
) -> None:
    plain = DAYS.replace('"r"', '"plain"')
    policy = make_policy(plain, DAYS + narrowing + "\n", RULE)
    case = make_case(visit("E1", "2026-03-02", mode="visit"), online("E2", "2026-03-03", 480))
    assert requirement(policy, case)["reached"] == days


def test_credited_pieces_are_read_exactly_and_the_total_is_floored() -> None:
    online_days = DAYS.replace('"field"', '"online"').replace("60d", "1d")
    exact = online_days.replace('"r"', '"e"') + "earned_only = true\n"
    policy = make_policy(WEIGHT, online_days, exact)
    case = make_case(online("E1", "2026-03-02", 480))
    assert requirement(policy, case)["reached"] == "17/120"
    assert requirement(policy, case, "e")["reached"] == "1/7"


def test_visits_need_enough_admitted_minutes_in_the_year() -> None:
    entries = (
        visit("E1", "2026-03-02", to_half="am"),
        visit("E2", "2026-03-03", "2026-03-04"),
        visit("E3", "2025-12-31", "2026-01-01"),
        online("E4", "2026-03-05", 480),
    )
    assert reached('measure = "visits"; at_least = 9; ', *entries) == "3"
    assert reached('measure = "visits"; at_least = 9; each = "1d"', *entries) == "2"
    assert reached('measure = "visits"; at_least = 9; each = "2d"', *entries) == "1"


def test_a_visit_belongs_to_the_period_of_its_first_admitted_day() -> None:
    policy = make_policy('[[requirement]]\ncode = "r"\nmeasure = "visits"\nat_least = 1\nper = "month"\n')
    found = requirement(policy, make_case(visit("E1", "2026-03-31", "2026-04-10")))
    assert [p["reached"] for p in found["periods"]][2:4] == ["1", "0"]


def test_a_filter_leaves_pieces_out_as_if_they_were_not_admitted() -> None:
    weekend = visit("E1", "2026-03-06", "2026-03-09")
    assert reached('measure = "visits"; at_least = 1; weekdays = [6, 7]; each = "2d"', weekend) == "1"
    assert reached('measure = "visits"; at_least = 1; weekdays = [6]; each = "2d"', weekend) == "0"


def test_two_visits_on_one_half_day_are_two_visits_though_they_earn_once() -> None:
    both = (visit("E1", "2026-03-02"), visit("E2", "2026-03-02"))
    assert reached('measure = "visits"; at_least = 1; each = "1d"', *both) == "2"


def test_the_longest_stay_is_a_run_of_days_in_half_days() -> None:
    entries = (
        visit("E1", "2026-03-02", "2026-03-03", from_half="pm"),
        visit("E2", "2026-03-04", to_half="am"),
        visit("E3", "2026-03-03"),
        visit("E4", "2026-03-06", "2026-03-07"),
    )
    assert reached('measure = "longest_stay"; at_least = "3d"', *entries) == "2"


def test_a_stay_may_have_to_be_within_one_place() -> None:
    entries = (
        visit("E1", "2026-03-02", place="330106001000"),
        visit("E2", "2026-03-03", place="330106001"),
        visit("E3", "2026-03-04", place="330106002"),
        visit("E4", "2026-03-05"),
    )
    stay = 'measure = "longest_stay"; at_least = "3d"'
    assert reached(stay, *entries) == "4"
    assert reached(stay + "; same_place = true", *entries) == "2"
    assert reached(stay + '; same_place = true; places_at = "county"', *entries) == "3"
    assert reached(stay + '; same_place = true; places_at = "village"', *entries) == "0"


def test_runs_are_counted_once_for_each_whole_stay() -> None:
    entries = (visit("E1", "2026-03-02", "2026-03-08"), visit("E2", "2026-04-01", "2026-04-02"))
    policy = make_policy(
        '[[requirement]]\ncode = "r"\nmeasure = "longest_stay"\nat_least = "3d"\ntimes = 4\n'
    )
    found = requirement(policy, make_case(*entries))
    assert (found["required"], found["reached"], found["short"]) == ("4", "2", "2")


def test_a_stay_is_cut_at_the_end_of_its_period() -> None:
    policy = make_policy(
        '[[requirement]]\ncode = "r"\nmeasure = "longest_stay"\nat_least = "3d"\nper = "quarter"\n'
    )
    found = requirement(policy, make_case(visit("E1", "2026-03-30", "2026-04-03")))
    assert [p["reached"] for p in found["periods"]][:2] == ["2", "3"]


def test_outcomes_are_shares_of_verified_ones_of_the_kinds_and_levels() -> None:
    held = (
        outcome("O1", "2026-03-02", share="1/3", level="city"),
        outcome("O2", "2026-03-02", share="1/2", level="county"),
        outcome("O3", "2026-03-02", kind="proposal"),
        outcome("O4", "2026-03-02", verified=False),
        outcome("O5", "2025-03-02"),
    )
    assert reached('measure = "outcomes"; at_least = 1', outcomes=held) == "11/6"
    assert reached('measure = "outcomes"; at_least = 1; kinds = ["research_report"]', outcomes=held) == "5/6"
    assert reached('measure = "outcomes"; at_least = 1; levels = ["city"]', outcomes=held) == "1/3"


def test_topics_are_distinct_with_enough_minutes_and_entries() -> None:
    entries = (
        online("E1", "2026-03-02", 60, topic="住房"),
        online("E2", "2026-03-03", 60, topic="住房"),
        online("E3", "2026-03-04", 100, topic="教育"),
        online("E4", "2026-03-05", 60),
    )
    assert reached('measure = "topics"; at_least = 1', *entries) == "2"
    assert reached('measure = "topics"; at_least = 1; each = "2h"', *entries) == "1"
    assert reached('measure = "topics"; at_least = 1; times = 2', *entries) == "1"
    assert reached('measure = "topics"; at_least = 1; topics = ["教育"]', *entries) == "1"


def test_places_are_read_at_a_level_and_coarser_codes_are_not_counted() -> None:
    entries = (
        visit("E1", "2026-03-02", place="330106001000"),
        visit("E2", "2026-03-03", place="330106001"),
        visit("E3", "2026-03-04", place="330106002201"),
        visit("E4", "2026-03-05", place="330100"),
        visit("E5", "2026-03-06"),
    )
    assert reached('measure = "places"; at_least = 1', *entries) == "3"
    assert reached('measure = "places"; at_least = 1; places_at = "township"', *entries) == "2"
    assert reached('measure = "places"; at_least = 1; places_at = "county"', *entries) == "1"
    assert reached('measure = "places"; at_least = 1; places_at = "city"', *entries) == "1"


def test_a_list_names_the_places_and_others_do_not_count() -> None:
    entries = (visit("E1", "2026-03-02", place="330106001000"), visit("E2", "2026-03-03", place="330206001"))
    assert reached('measure = "places"; at_least = 1; list = ["330106001"]', *entries) == "1"
    county = 'measure = "places"; at_least = 1; list = ["330206999"]; places_at = "county"'
    assert reached(county, *entries) == "1"


def test_a_sum_adds_what_entries_counted_in_the_period_of_the_first_piece() -> None:
    policy = make_policy(
        '[[requirement]]\ncode = "r"\nmeasure = "sum"\nwhat = "households"\nat_least = 20\nper = "half"\n'
    )
    entries = (
        visit("E1", "2026-06-30", "2026-07-02", counts={"households": 7, "nights": 2}),
        visit("E2", "2026-07-03", counts={"households": 5}),
        visit("E3", "2026-07-04", counts={"households": 9}, status="draft"),
    )
    found = requirement(policy, make_case(*entries))
    assert [p["reached"] for p in found["periods"]] == ["7", "5"]


def test_a_share_divides_credited_days_by_working_days() -> None:
    january = '; per = { from = "01-01", to = "01-31" }'
    share = 'measure = "share"; account = "field"; at_least = "1/3"' + january
    # 22 weekdays, less the first, plus the worked Sunday.
    assert reached(share, visit("E1", "2026-01-05", "2026-01-15")) == "0.5"


def test_prorating_a_share_takes_leave_out_of_the_working_days_and_leaves_the_fraction() -> None:
    table = (
        '[[requirement]]\ncode = "r"\nmeasure = "share"\nat_least = "1/3"\nprorate = true\n'
        'per = { from = "01-01", to = "01-31" }\n'
    )
    away = cadre(leave=[{"from": "2026-01-17", "to": "2026-01-31"}])
    found = requirement(make_policy(table), make_case(visit("E1", "2026-01-05"), cadres=(away,)))
    assert (found["required"], found["reached"]) == ("1/3", "1/12")


def test_a_share_of_no_working_day_is_not_applicable() -> None:
    table = '[[requirement]]\ncode = "r"\nmeasure = "share"\nat_least = "1/3"\n'
    table += 'per = { from = "01-01", to = "01-01" }\n'
    found = requirement(make_policy(table), make_case(visit("E1", "2026-01-01")))
    assert (found["status"], found["periods"][0]["reached"]) == ("not_applicable", "0")


def test_a_morning_and_an_afternoon_are_a_day_of_a_stay() -> None:
    halves = visit("E1", "2026-03-02", to_half="am"), visit("E2", "2026-03-02", from_half="pm")
    again = {**halves[1], "id": "E3"}
    stay = 'measure = "longest_stay"; at_least = "1d"'
    assert reached(stay, *halves) == reached(stay, *halves, again) == "1"
    assert reached(stay, halves[1], again) == "0.5"
