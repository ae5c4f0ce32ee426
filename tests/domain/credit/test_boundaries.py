"""Just on a boundary: the last minute of a day, the first of a year, what is just enough or just not."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger.domain.credit.case import parse_case
from ledger.domain.credit.facts import APPROVED, EntryFacts
from ledger.domain.credit.frame import Frame, frame_of
from ledger.domain.credit.pieces import halves_of, last_day, recorded_minutes
from ledger.domain.credit.tally import tally
from ledger.domain.credit.terms import KnownTerms
from ledger.domain.credit.weigh import weights_by_weekday
from tests.domain.credit.making import (
    CALENDAR,
    Json,
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

PLAIN = make_policy()


def reached(table: str, *entries: Json, **case: Any) -> str:
    policy = make_policy(f'[[requirement]]\ncode = "r"\nat_least = 1\n{table}\n')
    return str(requirement(policy, make_case(*entries, **case))["reached"])


def steps(*tables: str, entry: Json) -> list[tuple[str, str, Any, Any]]:
    """The steps of one entry: rule, code, before, after."""
    found = result(make_policy(*tables), make_case(entry))["entries"][0]["steps"]
    return [(one["rule"], one["code"], one["before"], one["after"]) for one in found]


# --- The year and the day -----------------------------------------------------------------------------------


def test_a_session_from_the_year_before_brings_its_first_day_of_the_year() -> None:
    assert credited(PLAIN, make_case(online("E1", "2025-12-31", 61, start="23:00"))) == {"E1": 1}
    assert credited(PLAIN, make_case(online("E1", "2025-12-31", 60, start="23:00"))) == {"E1": 0}


def test_the_first_and_the_last_day_of_the_year_count() -> None:
    case = make_case(visit("E1", "2026-01-01"), visit("E2", "2026-12-31"), visit("E3", "2025-12-31"))
    assert credited(PLAIN, case) == {"E1": 480, "E2": 480, "E3": 0}
    pair = make_case(
        online("E1", "2026-01-01", 5), online("E2", "2026-12-31", 7), online("E3", "2027-01-01", 9)
    )
    assert credited(PLAIN, pair) == {"E1": 5, "E2": 7, "E3": 0}


def test_what_lies_outside_the_year_is_a_step_of_its_own() -> None:
    assert steps(entry=visit("E1", "2026-12-31", "2027-01-01")) == [
        ("admit:outside_year", "outside_year", 960, 480)
    ]


@pytest.mark.parametrize(
    ("on", "start", "minutes", "last"),
    [
        (date(2026, 3, 2), None, 3000, date(2026, 3, 2)),
        (date(2026, 3, 2), 1380, 60, date(2026, 3, 2)),
        (date(2026, 3, 2), 1380, 61, date(2026, 3, 3)),
        (date(2026, 3, 2), 0, 0, date(2026, 3, 2)),
        (date(2026, 3, 2), 1, 2880, date(2026, 3, 4)),
    ],
)
def test_a_session_covers_the_days_that_one_of_its_minutes_lies_in(
    on: date, start: int | None, minutes: int, last: date
) -> None:
    entry = EntryFacts("E1", "C1", "online", APPROVED, on=on, start=start, minutes=minutes)
    assert last_day(entry) == last.toordinal()


def test_the_half_days_of_a_visit_are_those_that_it_covers() -> None:
    entry = EntryFacts(
        "E1", "C1", "field", APPROVED, begin=date(2026, 3, 2), end_inclusive=date(2026, 3, 2),
        begin_half="pm", end_half="am",
    )  # fmt: skip
    assert halves_of(entry, first=True, last=False) == 2
    assert halves_of(entry, first=False, last=True) == 1
    assert halves_of(entry, first=True, last=True) == 0
    assert halves_of(entry, first=False, last=False) == 3


def test_a_visit_of_unknown_days_has_no_minutes() -> None:
    assert recorded_minutes(EntryFacts("E1", "C1", "field", APPROVED), 240) == 0
    assert recorded_minutes(EntryFacts("E1", "C1", "field", APPROVED, begin=date(2026, 3, 2)), 240) == 0


def test_an_entry_is_late_by_its_last_day_and_not_by_its_first() -> None:
    policy = make_policy(count="[count]\nrest_days = true\nlate_days = 3\n")
    long = visit("E1", "2026-03-02", "2026-03-06", logged_on="2026-03-09")
    assert credited(policy, make_case(long)) == {"E1": 5 * 480}
    long["logged_on"] = "2026-03-10"
    assert credited(policy, make_case(long)) == {"E1": 0}
    early = visit("E1", "2026-03-02", logged_on="2026-03-01")
    assert credited(policy, make_case(early)) == {"E1": 480}


# --- Overlaps and caps --------------------------------------------------------------------------------------


def test_a_long_session_still_covers_what_follows_a_short_one_within_it() -> None:
    case = make_case(
        online("E1", "2026-03-02", 120, start="09:00"),
        online("E2", "2026-03-02", 10, start="09:10"),
        online("E3", "2026-03-02", 60, start="10:30"),
    )
    assert credited(PLAIN, case) == {"E1": 120, "E2": 0, "E3": 30}


def test_every_rule_that_takes_minutes_is_a_step_with_its_own_name() -> None:
    cap = '[[cap]]\naccount = "%s"\nper = %s\nat_most = "%s"\n'
    half = '[[weight]]\nrate = "1/2"\n'
    session = online("E1", "2026-03-02", 600)
    assert steps(half, cap % ("online", '"day"', "4h"), entry=session) == [
        ("weight:1", "weight", 600, 300),
        ("cap:online:day", "daily_cap", 300, 240),
    ]
    names = {
        '"week"': ("week", "weekly_cap"),
        '"month"': ("month", "monthly_cap"),
        '"quarter"': ("quarter", "quarterly_cap"),
        '"half"': ("half", "half_year_cap"),
        '"year"': ("year", "yearly_cap"),
        "{ months = 2 }": ("2months", "months_cap"),
        '{ from = "03-01", to = "03-09" }': ("03-01..03-09", "window_cap"),
    }
    for per, (name, code) in names.items():
        assert steps(cap % ("field", per, "1h"), entry=visit("E1", "2026-03-02")) == [
            (f"cap:field:{name}", code, 480, 60)
        ]
    assert steps(entry=online("E1", "2026-03-02", 500)) == [("cap:day", "full_day", 500, 480)]


def test_an_overlap_is_a_step_of_its_channel() -> None:
    pair = (online("E1", "2026-03-02", 60, start="09:00"), online("E2", "2026-03-02", 60, start="09:30"))
    assert codes(PLAIN, make_case(*pair)) == {"E1": [], "E2": ["overlap"]}
    found = result(PLAIN, make_case(visit("E3", "2026-03-02"), visit("E4", "2026-03-02"), *pair))
    rules = {one["id"]: [step["rule"] for step in one["steps"]] for one in found["entries"]}
    assert rules == {
        "E3": [],
        "E4": ["overlap:field"],
        "E1": ["cap:day"],
        "E2": ["overlap:online", "cap:day"],
    }


# --- Just enough --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("each", "number"), [("4h", "1"), ("241m", "0")])
def test_a_visit_needs_all_of_its_minutes(each: str, number: str) -> None:
    half = visit("E1", "2026-03-02", to_half="am", topic="住房", place="330106001201")
    for measure in ("visits", "topics", "places"):
        assert reached(f'measure = "{measure}"\neach = "{each}"', half) == number


def test_online_work_has_no_place() -> None:
    session = online("E1", "2026-03-02", 60)
    entry = EntryFacts("E1", "C1", "online", APPROVED, on=date(2026, 3, 2), minutes=60, place="330106")
    assert reached('measure = "places"', session | ({"place": "330106"} if entry.place else {})) == "0"


def test_outcomes_that_do_not_count_hide_none_behind_them() -> None:
    found = (
        outcome("O1", "2026-03-01", "proposal"),
        outcome("O2", "2026-03-02", level="county"),
        outcome("O3", "2026-03-03", level="city"),
    )
    narrowed = 'measure = "outcomes"\nkinds = ["research_report"]\nlevels = ["city"]'
    assert reached(narrowed, outcomes=found) == "1"


def test_a_stay_goes_on_past_online_work_and_past_a_visit_without_a_place() -> None:
    entries = (
        online("E0", "2026-03-01", 60),
        visit("E1", "2026-03-02", place="330106001"),
        visit("E2", "2026-03-03"),
        visit("E3", "2026-03-03", "2026-03-04", place="330106001"),
    )
    stay = '[[requirement]]\ncode = "r"\nmeasure = "longest_stay"\nat_least = "1d"\n'
    for more, longest in (("", "3"), ('same_place = true\nplaces_at = "township"\n', "3")):
        assert requirement(make_policy(stay + more), make_case(*entries))["reached"] == longest
    alone = make_case(visit("E2", "2026-03-03"))
    assert requirement(make_policy(stay + "same_place = true\n"), alone)["reached"] == "0"


def test_two_visits_of_one_half_day_make_half_a_day_of_a_stay() -> None:
    entries = [visit(name, "2026-03-02", to_half="am") for name in ("E1", "E2")]
    entries.append(visit("E3", "2026-03-03", from_half="pm"))
    stay = '[[requirement]]\ncode = "r"\nmeasure = "longest_stay"\nat_least = "1d"\n'
    assert requirement(make_policy(stay), make_case(*entries))["reached"] == "1"


@pytest.mark.parametrize(("at_least", "runs"), [("0.5d", "5"), ("1m", "1200"), ("1.5d", "1")])
def test_a_run_counts_once_for_each_whole_stay(at_least: str, runs: str) -> None:
    stay = f'[[requirement]]\ncode = "r"\nmeasure = "longest_stay"\nat_least = "{at_least}"\ntimes = 1\n'
    case = make_case(visit("E1", "2026-03-02", "2026-03-04", to_half="am"))
    assert requirement(make_policy(stay), case)["reached"] == runs


@pytest.mark.parametrize(("leave", "days"), [("2026-03-02", "1/21"), ("2026-03-01", "1/22")])
def test_a_share_is_of_the_working_days_of_the_matched_days_without_leave(leave: str, days: str) -> None:
    share = 'per = "month"\nprorate = true\nmeasure = "share"\naccount = "field"\nat_least = "1/2"\n'
    policy = make_policy(f'[[requirement]]\ncode = "r"\n{share}')
    away = cadre(leave=[{"from": "2026-02-10", "to": "2026-02-12"}, {"from": leave, "to": leave}])
    found = requirement(policy, make_case(visit("E1", "2026-03-04"), cadres=(away,)))
    assert next(one["reached"] for one in found["periods"] if one["period"] == "2026-03") == days


# --- What is found once for all that are alike --------------------------------------------------------------

HALF_ON_SUNDAYS = '[[weight]]\nmodes = ["browse"]\nweekdays = [7]\nrate = "1/2"\n'


def entry_of(name: str, day: int, **more: Any) -> EntryFacts:
    return EntryFacts(
        name,
        "C1",
        "online",
        APPROVED,
        on=date(2026, 3, day),
        minutes=60,
        logged_on=date(2026, 3, day),
        **more,
    )


def frame(*tables: str) -> Frame:
    return frame_of(make_policy(*tables), 2026, CALENDAR)


def test_entries_that_agree_in_what_the_weights_look_at_are_weighed_once() -> None:
    made = frame(HALF_ON_SUNDAYS)
    weights_by_weekday(entry_of("E1", 1, mode="browse"), made)
    (key,) = made.weighed
    assert [plan and plan.units for plan in made.weighed[key]] == [None] * 6 + [1]
    made.weighed[key] = (None,) * 7
    assert tally([entry_of("E2", 8, mode="browse", topic="住房")], made, None, ()) == (0, 60 * made.scale)
    made.weighed.clear()
    assert tally([entry_of("E2", 8, mode="browse", topic="住房")], made, None, ()) == (0, 30 * made.scale)
    assert list(made.weighed) == [key]


@pytest.mark.parametrize("day", range(2, 9))
def test_a_quick_count_weighs_each_day_by_its_own_weekday(day: int) -> None:
    made = frame(HALF_ON_SUNDAYS)
    minutes = 30 if date(2026, 3, day).isoweekday() == 7 else 60
    assert tally([entry_of("E1", day, mode="browse")], made, None, ()) == (0, minutes * made.scale)


@pytest.mark.parametrize(("cap", "minutes"), [("1h", 60), ("4h", 240), ("5h", 240)])
def test_a_quick_count_holds_a_day_to_its_cap_and_to_what_the_field_left(cap: str, minutes: int) -> None:
    made = frame(f'[[cap]]\naccount = "online"\nper = "day"\nat_most = "{cap}"\n')
    on = date(2026, 3, 2)
    morning = EntryFacts("F1", "C1", "field", APPROVED, begin=on, end_inclusive=on, end_half="am")
    session = EntryFacts("E1", "C1", "online", APPROVED, on=on, minutes=600)
    assert tally([morning, session], made, None, ()) == (240, minutes)


def test_a_quick_count_takes_what_lies_together_as_the_steps_do() -> None:
    made, on = frame(), date(2026, 3, 2)
    half = EntryFacts("F1", "C1", "field", APPROVED, begin=on, end_inclusive=on)
    halves = [
        half._replace(end_half="am"),
        *(half._replace(id=name, begin_half="pm") for name in ("F2", "F3")),
    ]
    assert tally(halves, made, None, ()) == (480, 0)
    assert tally(halves[:1], made, None, ()) == (240, 0)
    assert tally(halves[1:2], made, None, ()) == (240, 0)


def test_terms_that_are_alike_are_found_once() -> None:
    known = KnownTerms(frame('[[requirement]]\ncode = "r"\nmeasure = "visits"\nat_least = 1\n'))
    longer, lesser = ({"from": "2018-01-01", "rank": rank} for rank in ("132", "131"))
    people = (cadre("C1"), cadre("C2", appointments=[longer]), cadre("C3", appointments=[lesser]))
    one, alike, unlike = parse_case(make_case(cadres=people)).cadres
    assert known.of(one) is known.of(alike)
    assert known.of(one) is not known.of(unlike)
