"""Entries and outcomes are decided on by others, once, and the year follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import select

from ledger.domain.entry import EntryStatus
from ledger.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from ledger.domain.outcome import OutcomeStatus
from ledger.domain.permissions import Actor, Role
from ledger.domain.review import AlreadyDecidedError, AlreadyMovedError, OwnRecordError
from ledger.services.log_entry import change_entry, submit_entries
from ledger.services.once import FormKey
from ledger.services.record_outcome import (
    change_outcome,
    record_outcome,
    refuse_outcomes,
    verify_outcomes,
)
from ledger.services.review_entries import approve_entries, return_entries
from ledger.store.readings_reviews import count_waiting, waiting_ids
from ledger.store.rows import AssessmentRow
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW, TODAY
from tests.entries import logged, online, person_id, report, visit

Act = Callable[[str], Actor]


def kept_year(uow: UnitOfWork, username: str) -> AssessmentRow:
    """What is kept of this year for lists."""
    query = select(AssessmentRow).where(
        AssessmentRow.person_id == person_id(uow, username), AssessmentRow.year == TODAY.year
    )
    return uow.session.scalars(query, execution_options={"populate_existing": True}).one()


def field_days(uow: UnitOfWork, username: str) -> Fraction:
    """The days in the field that are kept of this year for lists."""
    return Fraction(kept_year(uow, username).field_total, 480)


def grant_review(uow: UnitOfWork, username: str) -> None:
    """Let somebody review 甲县 as well."""
    with uow:
        unit_id = uow.people.postings_of(person_id(uow, "alice"))[0].unit_id
        account = uow.accounts.by_username(username)
        assert account is not None
        uow.accounts.grant(account, Role.REVIEWER, date(2024, 1, 1), unit_id=unit_id)
        uow.commit()


def test_an_approved_visit_counts_in_the_year(uow: UnitOfWork, act: Act) -> None:
    entry = logged(uow, act("alice"), person_id(uow, "alice"), visit())
    assert approve_entries(uow, act("bob"), [entry.public_id], on=TODAY, now=NOW) == 1
    approved = uow.entries.get(entry.id)
    assert approved is not None
    assert approved.status is EntryStatus.APPROVED
    assert field_days(uow, "alice") == 1


def test_a_returned_entry_carries_its_reason_and_does_not_count(uow: UnitOfWork, act: Act) -> None:
    entry = logged(uow, act("alice"), person_id(uow, "alice"), visit())
    with pytest.raises(InvalidError):
        return_entries(uow, act("bob"), [entry.public_id], "  ", on=TODAY, now=NOW)
    return_entries(uow, act("bob"), [entry.public_id], "请补充地点", on=TODAY, now=NOW)
    returned = uow.entries.get(entry.id)
    assert returned is not None
    assert (returned.status, returned.reason) == (EntryStatus.RETURNED, "请补充地点")
    assert uow.trail.of("entry", entry.id)[-1].note == "请补充地点"
    assert field_days(uow, "alice") == 0


def test_nobody_decides_on_their_own_entry(uow: UnitOfWork, act: Act) -> None:
    entry = logged(uow, act("bob"), person_id(uow, "bob"))
    with pytest.raises(OwnRecordError):
        approve_entries(uow, act("bob"), [entry.public_id], on=TODAY, now=NOW)


def test_who_entered_it_for_the_cadre_does_not_decide_on_it(uow: UnitOfWork, act: Act) -> None:
    grant_review(uow, "eve")
    entered = logged(uow, act("eve"), person_id(uow, "alice"))
    with pytest.raises(OwnRecordError):
        approve_entries(uow, act("eve"), [entered.public_id], on=TODAY, now=NOW)
    by_alice = logged(uow, act("alice"), person_id(uow, "alice"))
    assert approve_entries(uow, act("eve"), [by_alice.public_id], on=TODAY, now=NOW) == 1


def test_who_changed_it_for_the_cadre_does_not_decide_on_it_nor_find_it_waiting(
    uow: UnitOfWork, act: Act
) -> None:
    grant_review(uow, "eve")
    alice, eve, bob = act("alice"), act("eve"), act("bob")
    entry = logged(uow, alice, person_id(uow, "alice"), submit=False)
    change_entry(uow, eve, entry.public_id, online(minutes=50), 1, on=TODAY, now=NOW, submit=False)
    submit_entries(uow, alice, [entry.public_id], on=TODAY, now=NOW)
    with pytest.raises(OwnRecordError):
        approve_entries(uow, eve, [entry.public_id], on=TODAY, now=NOW)
    with uow:
        assert (waiting_ids(uow.session, eve), waiting_ids(uow.session, bob)) == ([], [entry.public_id])


def test_who_changed_an_outcome_for_the_cadre_does_not_verify_it(uow: UnitOfWork, act: Act) -> None:
    grant_review(uow, "eve")
    draft = report(person_id(uow, "alice"))
    outcome = record_outcome(uow, act("alice"), draft, on=TODAY, now=NOW)
    change_outcome(uow, act("eve"), outcome.public_id, replace(draft, level="city"), 1, on=TODAY, now=NOW)
    with pytest.raises(OwnRecordError):
        verify_outcomes(uow, act("eve"), [outcome.public_id], on=TODAY, now=NOW)
    with uow:
        assert [count_waiting(uow.session, act(who))[1] for who in ("eve", "bob")] == [0, 1]


def test_a_reviewer_of_another_unit_does_not_find_it(uow: UnitOfWork, act: Act) -> None:
    entry = logged(uow, act("alice"), person_id(uow, "alice"))
    with pytest.raises(NotFoundError):
        approve_entries(uow, act("rita"), [entry.public_id], on=TODAY, now=NOW)
    with pytest.raises(ForbiddenError):
        approve_entries(uow, act("dana"), [entry.public_id], on=TODAY, now=NOW)


def test_a_second_decision_is_refused_and_the_same_form_twice_is_one(uow: UnitOfWork, act: Act) -> None:
    entry = logged(uow, act("alice"), person_id(uow, "alice"))
    key = FormKey("review", "content")
    for _ in range(2):
        found = approve_entries(uow, act("bob"), [entry.public_id], on=TODAY, now=NOW, form_key=key)
        assert found == 1
    with pytest.raises(AlreadyMovedError, match="现在是“已审核”"):
        return_entries(uow, act("bob"), [entry.public_id], "晚了", on=TODAY, now=NOW)


def test_one_that_cannot_be_decided_on_stops_all(uow: UnitOfWork, act: Act) -> None:
    good = logged(uow, act("alice"), person_id(uow, "alice"))
    own = logged(uow, act("bob"), person_id(uow, "bob"))
    with pytest.raises(OwnRecordError):
        approve_entries(uow, act("bob"), [good.public_id, own.public_id], on=TODAY, now=NOW)
    still = uow.entries.get(good.id)
    assert still is not None
    assert still.status is EntryStatus.SUBMITTED


def test_a_shared_report_is_verified_by_another_and_counts_by_shares(uow: UnitOfWork, act: Act) -> None:
    alice, amy = person_id(uow, "alice"), person_id(uow, "amy")
    outcome = record_outcome(uow, act("alice"), report(alice, amy), on=TODAY, now=NOW)
    assert outcome.draft.shares == ((alice, Fraction(1, 2)), (amy, Fraction(1, 2)))
    for username in ("alice", "amy"):
        with pytest.raises(ForbiddenError):
            verify_outcomes(uow, act(username), [outcome.public_id], on=TODAY, now=NOW)
    assert verify_outcomes(uow, act("bob"), [outcome.public_id], on=TODAY, now=NOW) == 1
    assert {Fraction(kept_year(uow, name).reports) for name in ("alice", "amy")} == {Fraction(1, 2)}
    with pytest.raises(AlreadyDecidedError):
        refuse_outcomes(uow, act("bob"), [outcome.public_id], "重复", on=TODAY, now=NOW)


def test_who_recorded_it_as_a_delegate_does_not_verify_it(uow: UnitOfWork, act: Act) -> None:
    grant_review(uow, "eve")
    outcome = record_outcome(uow, act("eve"), report(person_id(uow, "alice")), on=TODAY, now=NOW)
    with pytest.raises(OwnRecordError):
        verify_outcomes(uow, act("eve"), [outcome.public_id], on=TODAY, now=NOW)


def test_shares_name_visible_people_and_sum_to_one_at_most(uow: UnitOfWork, act: Act) -> None:
    alice, amy = person_id(uow, "alice"), person_id(uow, "amy")
    charlie = person_id(uow, "charlie")
    too_much = report(alice, shares=((alice, Fraction(1)), (amy, Fraction(1, 2))))
    for draft in (too_much, report(alice, charlie)):
        with pytest.raises(InvalidError) as refusal:
            record_outcome(uow, act("alice"), draft, on=TODAY, now=NOW)
        assert set(refusal.value.faults) == {"shares"}
    with pytest.raises(ForbiddenError):
        record_outcome(uow, act("alice"), report(amy), on=TODAY, now=NOW)


def test_an_outcome_comes_from_own_entries_only(uow: UnitOfWork, act: Act) -> None:
    alice = person_id(uow, "alice")
    entry = logged(uow, act("amy"), person_id(uow, "amy"))
    with pytest.raises(ForbiddenError):
        record_outcome(uow, act("alice"), report(alice, entry_ids=(entry.id,)), on=TODAY, now=NOW)


def test_a_refused_outcome_waits_again_once_it_is_changed(uow: UnitOfWork, act: Act) -> None:
    alice, draft = act("alice"), report(person_id(uow, "alice"))
    outcome = record_outcome(uow, alice, draft, on=TODAY, now=NOW)
    refuse_outcomes(uow, act("bob"), [outcome.public_id], "请附文号", on=TODAY, now=NOW)
    mended = replace(draft, reference="〔2026〕3号")
    with pytest.raises(ConflictError):
        change_outcome(uow, alice, outcome.public_id, mended, 1, on=TODAY, now=NOW)
    changed = change_outcome(uow, alice, outcome.public_id, mended, 2, on=TODAY, now=NOW)
    assert changed.status is OutcomeStatus.RECORDED
    verify_outcomes(uow, act("bob"), [outcome.public_id], on=TODAY, now=NOW)
    with pytest.raises(AlreadyDecidedError):
        change_outcome(uow, alice, outcome.public_id, mended, 4, on=TODAY, now=NOW)


def test_online_work_counts_after_approval_only(uow: UnitOfWork, act: Act) -> None:
    entry = logged(uow, act("alice"), person_id(uow, "alice"), online(minutes=240))
    assert field_days(uow, "alice") == 0
    approve_entries(uow, act("bob"), [entry.public_id], on=TODAY, now=NOW)
    assert field_days(uow, "alice") == Fraction(1, 4)
