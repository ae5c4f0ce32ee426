"""A closed year is corrected by an adjustment in the open one; the sealed figures stay as they are."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from ledger.domain.errors import ForbiddenError, InvalidError
from ledger.domain.journal import JournalAct
from ledger.domain.period import YearClosedError
from ledger.services.assess_year import assess_one
from ledger.services.correct_year import (
    NothingToCorrectError,
    NotSealedError,
    correct_entry,
    correct_outcome,
)
from ledger.services.log_late import ask_late, decide_late
from ledger.services.record_outcome import record_outcome, verify_outcomes
from ledger.services.review_entries import approve_entries
from ledger.store.corrections import CorrectedAlreadyError
from ledger.store.readings_assessments import kept_rows
from ledger.store.unit_of_work import UnitOfWork
from tests.closing import LATER, NOW_LATER, YEAR, actor_of, approved, close, second_department
from tests.entries import logged, online, person_id, report, visit


@pytest.fixture(autouse=True)
def _two(uow: UnitOfWork) -> None:
    second_department(uow)


def field_of(uow: UnitOfWork, year: int) -> int:
    """The minutes that alice earned in the field in a year."""
    found = assess_one(uow, person_id(uow, "alice"), year, as_of=LATER)
    assert found is not None
    assert found.assessment is not None
    return int(found.assessment.accounts["field"].earned)


def visited(uow: UnitOfWork, days: int) -> None:
    """Visits of alice's in the open year, approved."""
    alice, bob = actor_of(uow, "alice"), actor_of(uow, "bob")
    for at in range(days):
        draft = visit(on=date(2027, 1, 4 + at))
        entry = logged(uow, alice, person_id(uow, "alice"), draft, on=LATER, now=NOW_LATER)
        approve_entries(uow, bob, [entry.public_id], on=LATER, now=NOW_LATER)


def test_what_was_wrong_is_taken_out_in_the_open_year(uow: UnitOfWork) -> None:
    entries = approved(uow)
    close(uow)
    visited(uow, 2)
    sealed = kept_rows(uow.session, YEAR)
    uow.session.rollback()
    made = correct_entry(
        uow, actor_of(uow, "dana"), entries[0].public_id, YEAR, "查实未成行", on=LATER, now=NOW_LATER
    )
    assert [one.amounts for one in made] == [{"field": Fraction(-480)}]
    assert (field_of(uow, YEAR), field_of(uow, 2027)) == (1440, 480)
    assert kept_rows(uow.session, YEAR) == sealed
    last = uow.journal.head()
    assert last is not None
    assert (last.act, last.object_kind, last.object_id) == (JournalAct.ADJUSTED, "adjustment", made[0].id)
    assert (last.body["of_year"], last.body["amounts"]) == (YEAR, {"field": "-480"})


def test_the_same_is_corrected_once(uow: UnitOfWork) -> None:
    entries = approved(uow)
    close(uow)
    dana = actor_of(uow, "dana")
    correct_entry(uow, dana, entries[0].public_id, YEAR, "查实未成行", on=LATER, now=NOW_LATER)
    with pytest.raises((CorrectedAlreadyError, NothingToCorrectError)):
        correct_entry(uow, dana, entries[0].public_id, YEAR, "再来一次", on=LATER, now=NOW_LATER)


def test_two_corrections_are_counted_one_after_the_other(uow: UnitOfWork) -> None:
    alice, bob, who = actor_of(uow, "alice"), actor_of(uow, "bob"), person_id(uow, "alice")
    same = [
        logged(
            uow,
            alice,
            who,
            online(on=date(YEAR, 4, 1), start="09:00", minutes=60),
            on=date(YEAR, 4, 1),
            now=NOW_LATER,
        )
        for _ in range(2)
    ]
    approve_entries(uow, bob, [entry.public_id for entry in same], on=LATER, now=NOW_LATER)
    close(uow)
    dana = actor_of(uow, "dana")
    found = [
        correct_entry(uow, dana, one.public_id, YEAR, "重复", on=LATER, now=NOW_LATER)[0].amounts
        for one in same
    ]
    assert found == [{}, {"online": Fraction(-60)}]


def test_what_was_missed_goes_by_a_request_and_comes_in_by_a_correction(uow: UnitOfWork) -> None:
    approved(uow)
    close(uow)
    alice, dana, who = actor_of(uow, "alice"), actor_of(uow, "dana"), person_id(uow, "alice")
    draft = visit(on=date(YEAR, 7, 1))
    with pytest.raises(YearClosedError):
        logged(uow, alice, who, draft, on=LATER, now=NOW_LATER)
    request = ask_late(uow, alice, who, date(YEAR, 7, 1), "当时在外地", on=LATER, now=NOW_LATER)
    decide_late(uow, dana, request, "", 7, on=LATER, now=NOW_LATER)
    entry = logged(uow, alice, who, draft, on=LATER, now=NOW_LATER)
    with pytest.raises(YearClosedError):
        approve_entries(uow, actor_of(uow, "bob"), [entry.public_id], on=LATER, now=NOW_LATER)
    made = correct_entry(uow, dana, entry.public_id, YEAR, "补计", on=LATER, now=NOW_LATER)
    assert [one.amounts for one in made] == [{"field": Fraction(480)}]
    assert (field_of(uow, YEAR), field_of(uow, 2027)) == (1440, 480)


def test_an_outcome_is_taken_out_for_each_who_shares_it(uow: UnitOfWork) -> None:
    alice = actor_of(uow, "alice")
    draft = report(person_id(uow, "alice"), person_id(uow, "amy"), on=date(YEAR, 6, 1))
    outcome = record_outcome(uow, alice, draft, on=LATER, now=NOW_LATER)
    verify_outcomes(uow, actor_of(uow, "bob"), [outcome.public_id], on=LATER, now=NOW_LATER)
    close(uow)
    made = correct_outcome(
        uow, actor_of(uow, "dana"), outcome.public_id, YEAR, "系抄录", on=LATER, now=NOW_LATER
    )
    assert [one.amounts["research_report"] for one in made] == [Fraction(-1, 2)] * 2


def test_what_can_not_be_corrected_is_refused_with_a_sentence(uow: UnitOfWork) -> None:
    entries = approved(uow)
    dana = actor_of(uow, "dana")
    name = entries[0].public_id
    with pytest.raises(NotSealedError):
        correct_entry(uow, dana, name, YEAR, "早了", on=LATER, now=NOW_LATER)
    close(uow)
    with pytest.raises(InvalidError):
        correct_entry(uow, dana, name, YEAR, "  ", on=LATER, now=NOW_LATER)
    with pytest.raises(ForbiddenError):
        correct_entry(uow, actor_of(uow, "bob"), name, YEAR, "无权", on=LATER, now=NOW_LATER)
