"""What comes out: the JSON, the forecast, and what is left out where no steps are kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from ledger.domain.calendar import WEEKENDS_ONLY
from ledger.domain.credit.assess import assess, assess_each, assess_ready, group_by_cadre, made_ready
from ledger.domain.credit.assessment import Forecast
from ledger.domain.credit.case import parse_case
from ledger.domain.credit.document import parse_policy
from ledger.domain.credit.facts import Appointment, CadreFacts, CadreYear, EntryFacts
from ledger.domain.credit.report import as_json
from tests.domain.credit.making import (
    FIELD_DAYS,
    assessed,
    cadre,
    make_case,
    make_policy,
    online,
    outcome,
    result,
    visit,
)

PILOT = parse_policy((Path(__file__).parents[3] / "ledger/data/policies/pilot.toml").read_bytes())


def test_the_pilot_policy_gives_the_figures_of_the_example() -> None:
    case = make_case(
        *(visit(f"F{month}", f"2026-{month:02d}-02", f"2026-{month:02d}-03") for month in range(1, 11)),
        *(online(f"O{n:02d}", f"2026-11-{n:02d}", 300, start="09:00") for n in range(1, 21)),
        outcomes=(outcome("R1", "2026-05-05"),),
    )
    found = result(PILOT, case)
    assert found["accounts"] == {
        "field": {"earned": 9600, "in": 2400, "out": 0, "total": 12000},
        "online": {"earned": 4800, "in": 0, "out": 4800, "total": 0},
        "research_report": {"earned": 1, "in": 0, "out": 0, "total": 1},
    }
    assert found["requirements"][0] == {
        "code": "field-days",
        "measure": "days",
        "required": "60",
        "reached": "25",
        "short": "35",
        "status": "short",
        "periods": [],
        "segments": [{"from": "2026-01-01", "to": "2026-12-31", "required": "60"}],
    }
    step = found["entries"][10]["steps"][0]
    assert step.pop("why")
    assert step == {"rule": "cap:online:day", "before": 300, "after": 240, "code": "daily_cap"}
    assert found["exchanges"][0] == {
        "code": "online-to-field",
        "taken": 4800,
        "given": 2400,
        "limited_by": "source",
    }


def test_the_head_of_the_report_names_year_policy_and_digest() -> None:
    report = as_json(assessed(PILOT, make_case()))
    assert report["year"] == 2026
    assert report["as_of"] == "2026-06-30"
    assert report["policy"] == {"code": "pilot", "digest": PILOT.digest}
    assert report["provisional"] is False


def test_a_year_that_is_not_announced_is_provisional() -> None:
    facts = parse_case(make_case(year=2027))
    assessment = assess(PILOT, facts.cadres, (), (), 2027, date(2027, 1, 1), WEEKENDS_ONLY)
    assert assessment.provisional


def test_the_amounts_of_the_own_unit_are_decimals_where_they_terminate() -> None:
    policy = make_policy(FIELD_DAYS)
    reached = [
        result(policy, make_case(visit("E1", "2026-03-02", to_half="am")))["requirements"][0]["reached"],
        result(make_policy("[day]\nminutes = 6\n", FIELD_DAYS.replace('"field"', '"online"')),
               make_case(online("E1", "2026-03-02", 1)))["requirements"][0]["reached"],
    ]  # fmt: skip
    assert reached == ["0.5", "1/6"]


def forecast(as_of: date, *entries: dict[str, object], at_least: str = "60d") -> Forecast | None:
    policy = make_policy(FIELD_DAYS.replace("60d", at_least))
    facts = parse_case(make_case(*entries))
    done = assess(policy, facts.cadres, facts.entries, (), 2026, as_of, WEEKENDS_ONLY)
    return done.cadres[0].requirements[0].forecast


def test_the_forecast_carries_the_pace_on_over_the_working_days_left() -> None:
    found = forecast(date(2026, 1, 9), visit("E1", "2026-01-05", "2026-01-06"), at_least="4d")
    assert found is not None
    assert found.credited_so_far == 2
    assert (found.working_days_elapsed, found.working_days_left) == (7, 254)
    assert found.pace == Fraction(2, 7)
    assert found.pace_needed == Fraction(2, 254)
    assert found.reached_on == date(2026, 1, 20)
    assert found.expected == 2 + Fraction(2, 7) * 254


def test_a_forecast_without_a_pace_names_no_day() -> None:
    found = forecast(date(2025, 12, 1))
    assert found is not None
    assert (found.pace, found.reached_on) == (None, None)
    assert found.expected == 0


def test_what_is_met_needs_no_more_pace() -> None:
    found = forecast(date(2026, 12, 31), visit("E1", "2026-01-05", "2026-01-06"), at_least="2d")
    assert found is not None
    assert (found.pace_needed, found.expected) == (Fraction(0), Fraction(2))
    assert found.reached_on is None


@pytest.mark.parametrize(
    ("as_of", "period", "elapsed", "left", "so_far"),
    [
        (date(2026, 1, 1), "2026-01", 1, 21, 0),
        (date(2026, 1, 31), "2026-01", 22, 0, 1),
        (date(2026, 2, 1), "2026-02", 0, 20, 1),
        (date(2026, 12, 31), "2026-12", 23, 0, 0),
        (date(2027, 3, 1), "2026-12", 23, 0, 0),
    ],
)
def test_a_monthly_requirement_is_forecast_for_the_month_of_the_day(
    as_of: date, period: str, elapsed: int, left: int, so_far: int
) -> None:
    found = forecast(
        as_of, visit("E1", "2026-01-05"), visit("E2", "2026-02-01"), at_least='2d"\nper = "month'
    )
    assert found is not None
    assert found.period == period
    assert found.credited_so_far == so_far
    assert (found.working_days_elapsed, found.working_days_left) == (elapsed, left)
    # What is left over is short by one day in January and February, by two in December.
    assert found.pace_needed == (Fraction(1, left) if left else None)


@pytest.mark.parametrize("as_of", [date(2025, 12, 31), date(2020, 1, 1)])
def test_before_the_year_no_month_is_forecast(as_of: date) -> None:
    assert forecast(as_of, visit("E1", "2026-01-05"), at_least='2d"\nper = "month') is None


def test_where_nothing_is_owed_nothing_is_forecast() -> None:
    assert forecast(date(2026, 3, 1), visit("E1", "2026-01-05"), at_least="0d") is None


def test_the_day_of_assessment_touches_the_forecast_only() -> None:
    case = make_case(visit("E1", "2026-03-02", "2026-03-06"))
    other = {**case, "as_of": "2026-12-31"}
    assert result(PILOT, case) == result(PILOT, other)


def test_without_steps_the_figures_are_the_same_and_nothing_else_is_built() -> None:
    case = make_case(
        visit("E1", "2026-03-02", "2026-03-06"),
        online("E2", "2026-03-09", 77, mode="browse"),
        outcomes=(outcome("R1", "2026-05-05", kind="policy_adopted"),),
    )
    full, lean = assessed(PILOT, case).cadres[0], assessed(PILOT, case, keep_steps=False).cadres[0]
    standings = tuple(one._replace(forecast=None) for one in full.requirements)
    assert (lean.accounts, lean.requirements, lean.exchanges) == (full.accounts, standings, full.exchanges)
    assert any(one.forecast for one in full.requirements)
    assert (lean.entries, lean.pieces, lean.outcomes) == ((), (), ())
    assert sum(piece.units for piece in full.pieces) == sum(entry.credited_units for entry in full.entries)


def test_one_result_comes_at_a_time_from_facts_grouped_by_cadre() -> None:
    def endless() -> object:
        number = 0
        while True:
            number += 1
            person = CadreFacts(str(number), "", (Appointment(date(2020, 1, 1), None, "132"),))
            day = date(2026, 3, 2)
            entry = EntryFacts("E", person.id, "field", "approved", begin=day, end_inclusive=day)
            yield CadreYear(person, (entry,))

    each = assess_each(PILOT, endless(), 2026, date(2026, 6, 30), WEEKENDS_ONLY)  # type: ignore[arg-type]
    assert [next(each).accounts["field"].earned for _ in range(3)] == [480] * 3


@pytest.mark.parametrize("order", [1, -1])
def test_assessing_many_at_once_equals_assessing_each_alone(order: int) -> None:
    people = ("C1", "C2", "C3")[::order]
    entries = [
        {**visit(f"{who}-{n}", f"2026-03-0{n}", "2026-03-05"), "cadre": who}
        for n in (1, 2, 3)
        for who in people
    ]
    shared = outcome("O1", "2026-05-05", kind="policy_adopted")
    shared["shares"] = [{"cadre": who, "share": "1/3"} for who in people]
    case = make_case(*entries, outcomes=(shared,), cadres=tuple(cadre(who) for who in people))
    together = {one.id: one for one in assessed(PILOT, case).cadres}
    for who in people:
        own = [entry for entry in entries if entry["cadre"] == who]
        alone = assessed(PILOT, make_case(*own, outcomes=(shared,), cadres=(cadre(who),)))
        assert alone.cadres[0] == together[who]


def test_a_yearly_requirement_is_forecast_for_the_year() -> None:
    found = forecast(date(2026, 3, 1), visit("E1", "2026-01-05"))
    assert found is not None
    assert found.period == "2026"


def test_steps_are_kept_unless_they_are_not_wanted() -> None:
    facts = parse_case(make_case(visit("E1", "2026-01-05")))
    policy, as_of = make_policy(FIELD_DAYS), date(2026, 3, 1)

    def groups() -> Iterator[CadreYear]:
        return group_by_cadre(facts.cadres, facts.entries, ())

    ready = made_ready(policy, 2026, WEEKENDS_ONLY)
    kept = [
        next(assess_each(policy, groups(), 2026, as_of, WEEKENDS_ONLY)),
        next(assess_ready(ready, groups(), as_of)),
    ]
    lean = [
        next(assess_each(policy, groups(), 2026, as_of, WEEKENDS_ONLY, keep_steps=False)),
        next(assess_ready(ready, groups(), as_of, keep_steps=False)),
    ]
    assert [len(one.entries) for one in (*kept, *lean)] == [1, 1, 0, 0]
