"""The engine prints what the oracle prints, for policies and cases drawn at random and worked out by hand.

`ORACLE_EXAMPLES=5000` in the environment makes the drawn run larger.
"""

from __future__ import annotations

import os
import tomllib
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.domain.calendar import Calendar
from ledger.domain.credit.assess import assess as engine_assess
from ledger.domain.credit.assessment import CadreAssessment
from ledger.domain.credit.case import parse_case
from ledger.domain.credit.document import parse_policy
from ledger.domain.credit.report import as_json
from tests.oracle.case_strategies import cases_and_days
from tests.oracle.golden_parts import Golden, found
from tests.oracle.goldens import GOLDENS
from tests.oracle.oracle import assess
from tests.oracle.strategies import policies

Table = dict[str, Any]

EXAMPLES = int(os.environ.get("ORACLE_EXAMPLES", "150"))


def calendar_of(irregular: dict[date, bool], announced: set[int]) -> Calendar:
    """The engine's calendar with some holidays and some working weekends."""
    return Calendar(
        frozenset(day for day, works in irregular.items() if not works),
        frozenset(day for day, works in irregular.items() if works),
        frozenset(announced),
    )


def figures(cadre: CadreAssessment) -> tuple[object, ...]:
    """What is the same with and without steps: all but the entries, the pieces and what is to come."""
    standings = [one._replace(forecast=None) for one in cadre.requirements]
    return cadre.cadre, cadre.accounts, standings, cadre.exchanges


def engine_document(text: str, case: Table, calendar: Calendar) -> Table:
    """What the engine prints, freed of what the specification leaves open: sentences and steps."""
    policy, facts = parse_policy(text.encode()), parse_case(case)
    assessment = engine_assess(
        policy,
        facts.cadres,
        facts.entries,
        facts.outcomes,
        facts.year,
        facts.as_of,
        calendar,
        adjustments=facts.adjustments,
    )
    lean = engine_assess(
        policy,
        facts.cadres,
        facts.entries,
        facts.outcomes,
        facts.year,
        facts.as_of,
        calendar,
        keep_steps=False,
        adjustments=facts.adjustments,
    )
    assert [figures(cadre) for cadre in lean.cadres] == [figures(cadre) for cadre in assessment.cadres]
    document: Table = as_json(assessment)
    document["policy"].pop("digest")
    for cadre in document["cadres"]:
        for entry in cadre["entries"]:
            entry.pop("steps")
    return document


@pytest.mark.parametrize("golden", GOLDENS, ids=[golden.name for golden in GOLDENS])
def test_the_engine_agrees_with_what_was_worked_out_by_hand(golden: Golden) -> None:
    document = engine_document(golden.policy, golden.case, calendar_of({}, {golden.case["year"]}))
    assert {place: found(document, place) for place in golden.expected} == golden.expected


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(policies(), cases_and_days(), st.booleans())
def test_the_engine_agrees_with_the_oracle(
    text: str, drawn: tuple[Table, dict[date, bool]], known: bool
) -> None:
    case, irregular = drawn
    calendar = calendar_of(irregular, {case["year"]} if known else set())
    expected = assess(tomllib.loads(text), case, calendar.is_working_day, known)
    assert engine_document(text, case, calendar) == expected
