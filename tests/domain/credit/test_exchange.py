"""Step 6: what may stand in for what, and which bound limits it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.domain.credit.making import (
    FIELD_DAYS,
    Json,
    cadre,
    make_case,
    make_policy,
    online,
    outcome,
    requirement,
    result,
    visit,
)

RULE = '[[exchange]]\ncode = "x"\nfrom = "online"\nto = "field"\nrate = "1/2"\n'
BY_REPORT = '[[exchange]]\ncode = "x"\nfrom = "research_report"\nto = "field"\neach = "1d"\n'
DAY = online("E1", "2026-03-02", 480)


def moved(case: Json, *tables: str, nth: int = 0) -> Any:
    found = result(make_policy(*tables), case)
    return {key: found["exchanges"][nth][key] for key in ("taken", "given", "limited_by")}


def accounts(case: Json, *tables: str) -> Any:
    return result(make_policy(*tables), case)["accounts"]


def test_one_online_day_stands_for_half_a_field_day() -> None:
    assert moved(make_case(DAY), FIELD_DAYS, RULE) == {"taken": 480, "given": 240, "limited_by": "source"}
    found = accounts(make_case(DAY), FIELD_DAYS, RULE)
    assert found["field"] == {"earned": 0, "in": 240, "out": 0, "total": 240}
    assert found["online"] == {"earned": 480, "in": 0, "out": 480, "total": 0}


def test_what_is_given_is_floored_and_what_is_taken_for_it_is_rounded_up() -> None:
    rule = RULE.replace("1/2", "2/3")
    assert moved(make_case(online("E1", "2026-03-02", 100)), FIELD_DAYS, rule)["given"] == 66
    assert moved(make_case(online("E1", "2026-03-02", 100)), FIELD_DAYS, rule)["taken"] == 99
    assert moved(make_case(online("E1", "2026-03-02", 2)), FIELD_DAYS, rule) == {
        "taken": 2,
        "given": 1,
        "limited_by": "source",
    }


@pytest.mark.parametrize(
    ("at_least", "bound", "given", "limited_by"),
    [
        ("60m", "", 60, "shortfall"),
        ("60d", 'at_most = "90m"\n', 90, "at_most"),
        ("1d", 'at_most = "1/3"\n', 160, "at_most"),
        ("100m", 'at_most = "1/3"\n', 33, "at_most"),
        ("60d", 'keep = "400m"\n', 40, "source"),
        ("240m", 'at_most = "240m"\n', 240, "shortfall"),
    ],
)
def test_the_first_bound_that_binds_is_named(at_least: str, bound: str, given: int, limited_by: str) -> None:
    owed = FIELD_DAYS.replace("60d", at_least)
    found = moved(make_case(DAY), owed, RULE + bound)
    assert (found["given"], found["limited_by"]) == (given, limited_by)


def test_a_shortfall_is_rounded_up_to_a_whole_minute() -> None:
    owed = FIELD_DAYS.replace("60d", "1d") + "prorate = true\n"
    since = cadre(appointments=[{"from": "2026-12-31", "rank": "132"}])
    # 480/365 of a minute is more than one.
    case = make_case(online("E1", "2026-12-31", 100), cadres=(since,))
    assert moved(case, owed, RULE)["given"] == 2


def test_beyond_lifts_the_shortfall_and_nothing_else() -> None:
    owed = FIELD_DAYS.replace("60d", "60m")
    assert moved(make_case(DAY), owed, RULE + "beyond = true\n")["given"] == 240
    bounded = RULE + 'beyond = true\nat_most = "100m"\n'
    assert moved(make_case(DAY), owed, bounded)["limited_by"] == "at_most"


def test_the_ceiling_holds_all_rules_together() -> None:
    second = RULE.replace('"x"', '"y"')
    ceiling = '[[ceiling]]\nto = "field"\nat_most = "150m"\n'
    tables = (FIELD_DAYS, RULE + 'at_most = "100m"\n', second, ceiling)
    assert moved(make_case(DAY), *tables)["given"] == 100
    assert moved(make_case(DAY), *tables, nth=1) == {"taken": 100, "given": 50, "limited_by": "ceiling"}


def test_rules_run_in_order_and_see_what_came_in_before() -> None:
    into_online = (
        '[[exchange]]\ncode = "o"\nfrom = "research_report"\nto = "online"\neach = "2h"\nbeyond = true\n'
    )
    case = make_case(outcomes=(outcome("O1", "2026-03-02"),))
    assert moved(case, FIELD_DAYS, into_online, RULE, nth=1)["given"] == 60
    assert moved(case, FIELD_DAYS, RULE, into_online)["given"] == 0


def test_without_a_plain_requirement_there_is_no_shortfall_and_no_share() -> None:
    nothing = {"taken": 0, "given": 0, "limited_by": "shortfall"}
    assert moved(make_case(DAY), RULE) == nothing
    shared = RULE + 'beyond = true\nat_most = "1/3"\n'
    assert moved(make_case(DAY), shared)["limited_by"] == "at_most"
    assert moved(make_case(DAY), RULE + "beyond = true\n")["given"] == 240


@pytest.mark.parametrize(
    "narrowing",
    [
        "earned_only = true",
        'modes = ["visit"]',
        'per = "month"',
        'who = { ranks = ["111"] }',
        'at_least = "0d"',
    ],
)
def test_only_a_plain_yearly_requirement_is_filled(narrowing: str) -> None:
    table = FIELD_DAYS if "at_least" not in narrowing else FIELD_DAYS.replace('at_least = "60d"\n', "")
    assert moved(make_case(DAY), table + narrowing + "\n", RULE)["given"] == 0


def test_the_first_plain_code_that_matches_the_cadre_is_the_target() -> None:
    others = FIELD_DAYS.replace("field-days", "a").replace("60d", "10m") + 'who = { ranks = ["111"] }\n'
    own = FIELD_DAYS.replace("field-days", "b").replace("60d", "20m")
    last = FIELD_DAYS.replace("field-days", "c").replace("60d", "30m")
    assert moved(make_case(DAY), others, own, last, RULE)["given"] == 20


def test_outcomes_are_used_by_date_and_id_and_the_last_in_part() -> None:
    held = (
        outcome("O2", "2026-05-01"),
        outcome("O1", "2026-05-01", share="1/2"),
        outcome("O0", "2026-06-01"),
    )
    bounded = BY_REPORT + 'at_most = "300m"\n'
    case = make_case(outcomes=held)
    assert moved(case, FIELD_DAYS, bounded) == {"taken": "3/2", "given": 300, "limited_by": "at_most"}
    assert accounts(case, FIELD_DAYS, bounded)["research_report"] == {
        "earned": "5/2",
        "in": 0,
        "out": "3/2",
        "total": 1,
    }


def test_an_outcome_worth_nothing_is_not_used() -> None:
    rule = BY_REPORT.replace('"1d"', '"1m"')
    case = make_case(outcomes=(outcome("O1", "2026-05-01", share="1/2"), outcome("O2", "2026-05-02")))
    assert moved(case, FIELD_DAYS, rule) == {"taken": 1, "given": 1, "limited_by": "source"}


def test_a_share_is_exchanged_once_at_most() -> None:
    again = BY_REPORT.replace('"x"', '"y"')
    case = make_case(outcomes=(outcome("O1", "2026-05-01"),))
    assert moved(case, FIELD_DAYS, BY_REPORT, again, nth=1) == {
        "taken": 0,
        "given": 0,
        "limited_by": "source",
    }


@pytest.mark.parametrize(("spends", "reached"), [("", "1"), ("spends = true\n", "0")])
def test_an_exchanged_outcome_still_counts_unless_it_is_spent(spends: str, reached: str) -> None:
    reports = '[[requirement]]\ncode = "r"\nmeasure = "outcomes"\nat_least = 1\n'
    policy = make_policy(FIELD_DAYS, reports, BY_REPORT + spends)
    case = make_case(outcomes=(outcome("O1", "2026-05-01"),))
    assert requirement(policy, case)["reached"] == reached


def test_unverified_outcomes_and_those_of_other_years_give_nothing() -> None:
    held = (outcome("O1", "2026-05-01", verified=False), outcome("O2", "2025-12-31"))
    assert moved(make_case(outcomes=held), FIELD_DAYS, BY_REPORT)["given"] == 0


def test_an_account_appears_for_every_outcome_kind_of_the_cadre() -> None:
    held = (
        outcome("O1", "2026-05-01", share="1/3"),
        outcome("O2", "2026-05-01", kind="proposal", shares=[{"cadre": "somebody"}]),
    )
    found = accounts(make_case(outcomes=held))
    assert set(found) == {"field", "online", "research_report"}
    assert found["research_report"]["earned"] == "1/3"


def test_a_surplus_leaves_nothing_to_fill() -> None:
    owed = FIELD_DAYS.replace("60d", "1d")
    case = make_case(DAY, visit("E2", "2026-03-03", "2026-03-04"))
    assert moved(case, owed, RULE) == {"taken": 0, "given": 0, "limited_by": "shortfall"}


def test_what_two_rules_take_from_one_account_is_added_up() -> None:
    one = RULE + 'at_most = "1h"\n'
    other = one.replace('"x"', '"y"').replace('"1/2"', '"1"')
    found = accounts(make_case(DAY), one, other, FIELD_DAYS)
    assert (found["online"]["out"], found["online"]["total"]) == (120 + 60, 300)
    assert (found["field"]["in"], found["field"]["total"]) == (120, 120)
