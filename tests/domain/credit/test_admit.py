"""Step 1: which entries and pieces count at all."""

from __future__ import annotations

import pytest

from tests.domain.credit.making import (
    Json,
    assessed,
    cadre,
    codes,
    credited,
    make_case,
    make_policy,
    online,
    outcome,
    requirement,
    result,
    visit,
)

EVERYTHING = make_policy()
STRICT = make_policy(count='[count]\nmin_minutes = "15m"\nlate_days = 30\n')


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", None])
def test_only_an_approved_entry_earns(status: str | None) -> None:
    case = make_case(online("E1", "2026-03-02", 60, status=status))
    assert credited(EVERYTHING, case) == {"E1": 0}
    assert codes(EVERYTHING, case) == {"E1": ["not_approved"]}


def test_an_absent_status_is_not_approved() -> None:
    entry = online("E1", "2026-03-02", 60)
    del entry["status"]
    assert credited(EVERYTHING, make_case(entry)) == {"E1": 0}


def test_an_online_entry_shorter_than_the_minimum_is_dropped_and_one_of_exactly_that_is_not() -> None:
    case = make_case(online("E1", "2026-03-02", 14), online("E2", "2026-03-02", 15))
    assert credited(STRICT, case) == {"E1": 0, "E2": 15}


def test_an_entry_logged_exactly_on_the_last_day_allowed_is_in_time() -> None:
    case = make_case(
        visit("E1", "2026-03-02", "2026-03-03", logged_on="2026-04-02"),
        visit("E2", "2026-03-04", "2026-03-05", logged_on="2026-04-05"),
        visit("E3", "2026-03-06"),
    )
    assert credited(STRICT, case) == {"E1": 960, "E2": 0, "E3": 480}
    assert codes(STRICT, case)["E2"] == ["logged_late"]


def test_lateness_counts_from_the_day_after_midnight_when_a_session_crosses_it() -> None:
    policy = make_policy(count="[count]\nrest_days = true\nlate_days = 1\n")
    crossing = online("E1", "2026-03-02", 120, start="23:00", logged_on="2026-03-04")
    ending = online("E2", "2026-03-02", 60, start="23:00", logged_on="2026-03-04")
    assert credited(policy, make_case(crossing)) == {"E1": 120}
    assert credited(policy, make_case(ending)) == {"E2": 0}


def test_an_entry_without_an_outcome_is_dropped_where_one_is_wanted() -> None:
    policy = make_policy(count="[count]\nrest_days = true\noutcome_required = true\n")
    case = make_case(
        visit("E1", "2026-03-02"),
        visit("E2", "2026-03-03"),
        outcomes=(outcome("O1", "2026-03-09", entries=["E1"], verified=False),),
    )
    assert credited(policy, case) == {"E1": 480, "E2": 0}


def test_somebody_elses_outcome_of_the_entry_is_enough() -> None:
    policy = make_policy(count="[count]\nrest_days = true\noutcome_required = true\n")
    foreign = outcome("O1", "2026-03-09", entries=["E1"], shares=[{"cadre": "somebody"}])
    assert credited(policy, make_case(visit("E1", "2026-03-02"), outcomes=(foreign,))) == {"E1": 480}


def test_switches_that_are_absent_are_off_so_rest_days_and_leave_earn_nothing() -> None:
    policy = make_policy(count="")
    away = cadre(leave=[{"from": "2026-03-02", "to": "2026-03-02", "reason": "年休"}])
    case = make_case(visit("E1", "2026-02-27", "2026-03-03"), cadres=(away,))
    # Friday and Tuesday count; Saturday and Sunday are rest days, Monday is leave.
    assert credited(policy, case) == {"E1": 960}
    assert codes(policy, case) == {"E1": ["rest_day", "on_leave"]}


def test_holidays_rest_and_weekend_days_that_are_worked_do_not() -> None:
    policy = make_policy(count="")
    case = make_case(visit("E1", "2026-01-01"), visit("E2", "2026-01-04"))
    assert credited(policy, case) == {"E1": 0, "E2": 480}


def test_pieces_outside_the_year_are_dropped() -> None:
    case = make_case(visit("E1", "2025-12-30", "2026-01-02"), online("E2", "2026-12-31", 120, start="23:00"))
    assert credited(EVERYTHING, case) == {"E1": 960, "E2": 60}
    assert {e["id"]: e["minutes"] for e in result(EVERYTHING, case)["entries"]} == {"E1": 1920, "E2": 120}


def test_pieces_outside_every_appointment_are_dropped() -> None:
    short = cadre(appointments=[{"from": "2026-03-02", "to": "2026-03-03", "rank": "132"}])
    case = make_case(visit("E1", "2026-03-01", "2026-03-04"), cadres=(short,))
    assert credited(EVERYTHING, case) == {"E1": 960}
    assert codes(EVERYTHING, case) == {"E1": ["not_appointed"]}


def test_a_cadre_without_appointments_earns_nothing() -> None:
    case = make_case(visit("E1", "2026-03-02"), cadres=({"id": "C1"},))
    assert credited(EVERYTHING, case) == {"E1": 0}


@pytest.mark.parametrize(
    ("halves", "minutes"),
    [
        ({}, 480),
        ({"from_half": "am", "to_half": "am"}, 240),
        ({"from_half": "pm", "to_half": "pm"}, 240),
        ({"from_half": "am", "to_half": "pm"}, 480),
        ({"from_half": "pm"}, 240),
        ({"to_half": "am"}, 240),
    ],
)
def test_a_visit_of_one_day_counts_its_half_days(halves: Json, minutes: int) -> None:
    case = make_case(visit("E1", "2026-03-02", **halves))
    assert credited(EVERYTHING, case) == {"E1": minutes}


def test_a_leap_day_is_a_day() -> None:
    case = make_case(visit("E1", "2024-02-28", "2024-03-01"), year=2024)
    assert credited(EVERYTHING, case) == {"E1": 1440}


def test_nothing_comes_of_nothing() -> None:
    policy = make_policy('[[requirement]]\ncode = "r"\nmeasure = "topics"\nat_least = 1\n')
    case = make_case(online("E1", "2026-03-02", 0, topic="住房"))
    assert credited(policy, case) == {"E1": 0}
    assert codes(policy, case) == {"E1": ["no_minutes"]}
    assert requirement(policy, case)["reached"] == "0"


def test_the_steps_of_an_entry_begin_at_what_was_recorded_and_end_at_its_credit() -> None:
    policy = make_policy(
        '[[weight]]\nmodes = ["browse"]\nrate = "1/3"\n',
        '[[cap]]\naccount = "online"\nper = "day"\nat_most = "50m"\n',
    )
    case = make_case(online("E1", "2026-12-31", 301, start="22:00", mode="browse"))
    entry = result(policy, case)["entries"][0]
    chain = [(step["before"], step["after"]) for step in entry["steps"]]
    assert chain == [(301, 120), (120, 40)]
    assert entry["credited"] == 40


@pytest.mark.parametrize("keep_steps", [True, False])
@pytest.mark.parametrize(
    ("held", "minutes"),
    [
        ({"from": "2026-03-03"}, 960),
        ({"from": "2026-01-02"}, 1440),
        ({"from": "2020-01-01", "to": "2026-03-03"}, 960),
        ({"from": "2026-01-01", "to": "2026-12-31"}, 1440),
        ({"from": "2026-01-01", "to": "2026-12-30"}, 1440),
        ({"from": "2020-01-01", "to": "2026-03-01"}, 0),
    ],
)
def test_only_what_lies_within_an_appointment_earns(held: Json, minutes: int, *, keep_steps: bool) -> None:
    bound = cadre(appointments=[held | {"rank": "132"}])
    case = make_case(visit("E1", "2026-03-02", "2026-03-04"), cadres=(bound,))
    found = assessed(EVERYTHING, case, keep_steps=keep_steps).cadres[0]
    assert found.accounts["field"].earned == minutes


@pytest.mark.parametrize("keep_steps", [True, False])
def test_leave_earns_where_a_policy_counts_it_and_only_then(*, keep_steps: bool) -> None:
    away = cadre(leave=[{"from": "2026-03-03", "to": "2026-03-03"}])
    case = make_case(visit("E1", "2026-03-02", "2026-03-04"), cadres=(away,))
    kept = make_policy(count="[count]\nrest_days = true\nleave_days = false\n")
    found = [assessed(one, case, keep_steps=keep_steps).cadres[0] for one in (EVERYTHING, kept)]
    assert [one.accounts["field"].earned for one in found] == [1440, 960]


@pytest.mark.parametrize("keep_steps", [True, False])
def test_an_appointment_from_the_second_of_january_leaves_new_year_out(*, keep_steps: bool) -> None:
    bound = cadre(appointments=[{"from": "2026-01-02", "rank": "132"}])
    case = make_case(visit("E1", "2026-01-01", "2026-01-02"), cadres=(bound,))
    found = assessed(EVERYTHING, case, keep_steps=keep_steps).cadres[0]
    assert found.accounts["field"].earned == 480
