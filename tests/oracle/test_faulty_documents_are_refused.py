"""Every faulty document of the corpus is refused as a whole, with each fault named."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from ledger.domain.credit.document import parse_policy
from ledger.domain.credit.faults import Fault, PolicyFaultsError
from tests.oracle.refusals import CIRCLES, DOCUMENTS, UNREADABLE, FaultyDocument
from tests.oracle.strategies import policies


def faults_of(text: str) -> tuple[Fault, ...]:
    """The faults for which a document is refused."""
    with pytest.raises(PolicyFaultsError) as refused:
        parse_policy(text.encode())
    return tuple(refused.value.faults)


def names(fault: Fault, table: str, key: str) -> bool:
    """Whether a fault names a table (none for the top of the document) and a key in it."""
    right_table = table in fault.table if table else not fault.table
    return right_table and (not key or fault.key.split(".")[0] == key)


@pytest.mark.parametrize("document", DOCUMENTS, ids=[document.name for document in DOCUMENTS])
def test_a_faulty_document_is_refused_with_each_fault_named(document: FaultyDocument) -> None:
    faults = faults_of(document.text)
    assert len(faults) == document.faults, faults
    for table, key in document.named:
        assert any(names(fault, table, key) for fault in faults), faults


@pytest.mark.parametrize("document", CIRCLES, ids=[document.name for document in CIRCLES])
def test_a_fault_between_tables_is_named_in_one_of_them(document: FaultyDocument) -> None:
    faults = faults_of(document.text)
    for table, key in document.named:
        assert any(names(fault, table, key) for fault in faults), faults


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_is_no_document_is_refused_and_never_crashes(text: str) -> None:
    assert faults_of(text)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(policies())
def test_a_valid_document_is_accepted(text: str) -> None:
    assert parse_policy(text.encode())
