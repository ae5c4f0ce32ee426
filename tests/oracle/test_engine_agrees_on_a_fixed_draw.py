"""The engine prints what the oracle prints for policies and cases that are drawn once, and always the same.

What the oracle says is remembered, so that many engines can be held to it quickly; see `run.py mutate`.
"""

from __future__ import annotations

import functools
import os
import tomllib
from datetime import date
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.oracle.case_strategies import cases_and_days
from tests.oracle.oracle import assess
from tests.oracle.strategies import policies
from tests.oracle.test_engine_agrees_with_oracle import calendar_of, engine_document

Table = dict[str, Any]

PARTS = int(os.environ.get("FIXED_DRAWS", "2"))
IN_A_PART = 20


class Drawn(NamedTuple):
    """A policy and a case, the calendar they are under, and what the oracle prints of them."""

    policy: str
    case: Table
    irregular: dict[date, bool]
    announced: bool
    expected: Table


@functools.cache
def drawn() -> list[Drawn]:
    """So many policies and cases, the same in every run."""
    found: list[Drawn] = []

    @settings(
        max_examples=PARTS * IN_A_PART,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(policies(), cases_and_days(), st.booleans())
    def draw(text: str, one: tuple[Table, dict[date, bool]], announced: bool) -> None:
        case, irregular = one
        calendar = calendar_of(irregular, {case["year"]} if announced else set())
        expected = assess(tomllib.loads(text), case, calendar.is_working_day, announced)
        found.append(Drawn(text, case, irregular, announced, expected))

    draw()
    return found


@pytest.mark.parametrize("part", range(PARTS))
def test_the_engine_agrees_with_the_oracle_on_a_fixed_draw(part: int) -> None:
    ones = drawn()[part * IN_A_PART :][:IN_A_PART]
    assert ones
    for one in ones:
        calendar = calendar_of(one.irregular, {one.case["year"]} if one.announced else set())
        assert engine_document(one.policy, one.case, calendar) == one.expected
