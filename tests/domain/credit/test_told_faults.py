"""What is said of each faulty document and case, whole: table, key, value, line and sentence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ledger.domain.credit.case import parse_case
from ledger.domain.credit.document import check_year, parse_policy
from ledger.domain.credit.faults import CaseFaultsError, FaultsError, PolicyFaultsError
from tests.domain.credit.making import HEAD, make_policy
from tests.domain.credit.odd_documents import ODD
from tests.domain.credit.test_document_refusals import REFUSED
from tests.domain.credit.test_told import held, marked
from tests.oracle.case_refusals import CASES
from tests.oracle.refusals import CIRCLES, DOCUMENTS, UNREADABLE


def told(error: FaultsError) -> Iterator[str]:
    """A refusal, fault by fault."""
    for fault in error.faults:
        yield f"  {fault.say(marked)}"


def of_document(text: str) -> Iterator[str]:
    with pytest.raises(PolicyFaultsError) as refused:
        parse_policy(text.encode())
    yield from told(refused.value)


def of_case(case: object) -> Iterator[str]:
    with pytest.raises(CaseFaultsError) as refused:
        parse_case(case)
    yield from told(refused.value)


def named(documents: Iterator[tuple[str, str]]) -> Iterator[str]:
    for name, text in documents:
        yield f"# {name}"
        yield from of_document(text)


def test_a_faulty_document_of_the_corpus_is_told_what_is_wrong() -> None:
    held("faults-corpus", named((one.name, one.text) for one in (*DOCUMENTS, *CIRCLES)))


def test_a_document_that_cannot_be_read_is_told_where() -> None:
    held("faults-unreadable", named((repr(text[:60]), text) for text in UNREADABLE))


def test_each_faulty_table_is_told_what_is_wrong() -> None:
    held("faults-tables", named((tables.strip(), text) for tables, text in REFUSED))


def test_odd_values_are_told_what_is_wrong() -> None:
    held("faults-odd", named((text.strip(), HEAD + text) for text in ODD))


def test_a_year_that_is_not_governed_is_told_which_are() -> None:
    ended, open_ended = make_policy(head=HEAD + "years_to = 2026\n"), make_policy()
    with pytest.raises(PolicyFaultsError) as late:
        check_year(ended, 2027)
    with pytest.raises(PolicyFaultsError) as early:
        check_year(open_ended, 2019)
    held("faults-year", (line for one in (late, early) for line in (str(one.value), *told(one.value))))


def test_a_faulty_case_of_the_corpus_is_told_what_is_wrong() -> None:
    held("faults-cases", (line for one in CASES for line in (f"# {one.name}", *of_case(one.case))))
