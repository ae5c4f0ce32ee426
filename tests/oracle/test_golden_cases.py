"""Cases worked out by hand hold for the oracle."""

from __future__ import annotations

import tomllib

import pytest

from tests.oracle.golden_parts import Golden, found
from tests.oracle.goldens import GOLDENS
from tests.oracle.oracle import assess


@pytest.mark.parametrize("golden", GOLDENS, ids=[golden.name for golden in GOLDENS])
def test_the_oracle_agrees_with_what_was_worked_out_by_hand(golden: Golden) -> None:
    policy = tomllib.loads(golden.policy)
    document = assess(policy, golden.case, lambda day: day.isoweekday() < 6, True)
    assert {place: found(document, place) for place in golden.expected} == golden.expected
