"""Every faulty case of the corpus is refused as a whole, naming each entry, outcome or cadre at fault."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from ledger.domain.credit.case import parse_case
from ledger.domain.credit.faults import CaseFaultsError
from tests.oracle.case_refusals import CASES, GOOD_CASE, FaultyCase
from tests.oracle.case_strategies import cases


def test_the_case_from_which_the_faulty_ones_are_made_is_good() -> None:
    assert parse_case(GOOD_CASE).year == 2026


@pytest.mark.parametrize("faulty", CASES, ids=[faulty.name for faulty in CASES])
def test_a_faulty_case_is_refused_with_each_fault_named(faulty: FaultyCase) -> None:
    with pytest.raises(CaseFaultsError) as refused:
        parse_case(faulty.case)
    assert len(refused.value.faults) == faulty.faults, refused.value.faults
    for name in faulty.named:
        assert any(name in str(fault) for fault in refused.value.faults), refused.value.faults


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(cases())
def test_a_valid_case_is_accepted(case: dict[str, Any]) -> None:
    assert len(parse_case(case).entries) == len(case["entries"])
