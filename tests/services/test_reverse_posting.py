"""What was posted is taken back by a reversal with a reason, once, by others; the year follows."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from ledger.domain.entry import EntryStatus
from ledger.domain.errors import ConflictError, ForbiddenError, InvalidError, LedgerError, NotFoundError
from ledger.domain.journal import UNDONE, JournalAct
from ledger.domain.outcome import OutcomeStatus
from ledger.domain.permissions import Actor
from ledger.domain.review import AlreadyMovedError, OwnRecordError
from ledger.services.log_entry import change_entry, submit_entries
from ledger.services.once import FormKey
from ledger.services.recompute_years import check_year
from ledger.services.record_outcome import record_outcome, verify_outcomes
from ledger.services.reverse_posting import (
    NothingToReverseError,
    reverse_entry,
    reverse_outcome,
    undo_approval,
)
from ledger.services.review_entries import approve_entries
from ledger.store.engine import make_engine
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW, TODAY
from tests.entries import logged, person_id, report, visit
from tests.services.test_review import field_days, grant_review, kept_year

Act = Callable[[str], Actor]


def approved(uow: UnitOfWork, act: Act) -> str:
    """A visit of alice's that bob approved."""
    entry = logged(uow, act("alice"), person_id(uow, "alice"), visit())
    approve_entries(uow, act("bob"), [entry.public_id], on=TODAY, now=NOW)
    return entry.public_id


def acts(uow: UnitOfWork) -> list[tuple[JournalAct, str, int | None]]:
    with uow:
        return [(one.act, one.reason, one.reverses) for one in uow.journal.stream()]


@pytest.mark.parametrize("who", ["bob", "dana"])
def test_an_approved_entry_is_reversed_and_goes_back_with_the_reason(
    uow: UnitOfWork, act: Act, who: str
) -> None:
    name = approved(uow, act)
    assert field_days(uow, "alice") == 1
    reverse_entry(uow, act(who), name, " 日期写错 ", on=TODAY, now=NOW)
    with uow:
        entry = uow.entries.visible(name, act("alice"))
        assert entry is not None
        assert (entry.status, entry.reason) == (EntryStatus.RETURNED, "日期写错")
        last = uow.trail.of("entry", entry.id)[-1]
    assert (last.tag.value, last.note, last.changes["posting"]) == ("entry:reversed", "日期写错", (1, 2))
    assert acts(uow) == [(JournalAct.POSTED, "", None), (JournalAct.REVERSED, "日期写错", 1)]
    assert field_days(uow, "alice") == 0
    assert check_year(uow, TODAY.year, on=TODAY, now=NOW) == []


def test_the_cadre_mends_it_and_it_is_posted_again_as_another_version(uow: UnitOfWork, act: Act) -> None:
    name = approved(uow, act)
    reverse_entry(uow, act("bob"), name, "日期写错", on=TODAY, now=NOW)
    with uow:
        entry = uow.entries.visible(name, act("alice"))
    assert entry is not None
    mended = visit(on=date(2026, 11, 21))
    change_entry(uow, act("alice"), name, mended, entry.version, on=TODAY, now=NOW, submit=True)
    approve_entries(uow, act("bob"), [name], on=TODAY, now=NOW)
    with uow:
        postings = uow.journal.of("entry", entry.id)
    assert [one.act for one in postings] == [JournalAct.POSTED, JournalAct.REVERSED, JournalAct.POSTED]
    assert postings[2].version > postings[0].version
    assert postings[2].body["begins_on"] == "2026-11-21"
    assert field_days(uow, "alice") == 1


def test_a_reversal_needs_a_reason(uow: UnitOfWork, act: Act) -> None:
    name = approved(uow, act)
    for reason in ("", "  ", "长" * 501, "a\0b"):
        with pytest.raises(InvalidError):
            reverse_entry(uow, act("bob"), name, reason, on=TODAY, now=NOW)
    assert len(acts(uow)) == 1


def test_it_is_reversed_once(uow: UnitOfWork, act: Act) -> None:
    name = approved(uow, act)
    reverse_entry(uow, act("bob"), name, "写错", on=TODAY, now=NOW)
    with pytest.raises(AlreadyMovedError):
        reverse_entry(uow, act("bob"), name, "写错", on=TODAY, now=NOW)
    assert len(acts(uow)) == 2


def test_the_same_form_twice_reverses_once(uow: UnitOfWork, act: Act) -> None:
    name = approved(uow, act)
    for _ in range(2):
        reverse_entry(uow, act("bob"), name, "写错", on=TODAY, now=NOW, form_key=FormKey("k", "d"))
    assert len(acts(uow)) == 2


@pytest.mark.parametrize(
    ("who", "error"), [("rita", NotFoundError), ("olga", NotFoundError), ("alice", ForbiddenError)]
)
def test_who_neither_reviews_nor_looks_after_the_unit_reverses_nothing(
    uow: UnitOfWork, act: Act, who: str, error: type[LedgerError]
) -> None:
    name = approved(uow, act)
    with pytest.raises(error):
        reverse_entry(uow, act(who), name, "写错", on=TODAY, now=NOW)
    assert len(acts(uow)) == 1


def test_nobody_reverses_what_they_entered_themselves(uow: UnitOfWork, act: Act) -> None:
    grant_review(uow, "eve")
    alice, eve = act("alice"), act("eve")
    entry = logged(uow, alice, person_id(uow, "alice"), submit=False)
    change_entry(uow, eve, entry.public_id, visit(), 1, on=TODAY, now=NOW, submit=False)
    submit_entries(uow, alice, [entry.public_id], on=TODAY, now=NOW)
    approve_entries(uow, act("bob"), [entry.public_id], on=TODAY, now=NOW)
    with pytest.raises(OwnRecordError):
        reverse_entry(uow, eve, entry.public_id, "写错", on=TODAY, now=NOW)


def test_what_was_just_approved_waits_again_as_it_was(uow: UnitOfWork, act: Act) -> None:
    entries = [logged(uow, act("alice"), person_id(uow, "alice"), visit()) for _ in range(3)]
    names = [entry.public_id for entry in entries]
    approve_entries(uow, act("bob"), names, on=TODAY, now=NOW)
    assert undo_approval(uow, act("bob"), "1-3", on=TODAY, now=NOW) == 3
    with uow:
        found = uow.entries.by_ids(entry.id for entry in entries)
    assert {(entry.status, entry.reason) for entry in found} == {(EntryStatus.SUBMITTED, "")}
    assert {reason for _, reason, reverses in acts(uow) if reverses} == {UNDONE}
    assert field_days(uow, "alice") == 0
    assert approve_entries(uow, act("bob"), names, on=TODAY, now=NOW) == 3
    assert field_days(uow, "alice") == 1


@pytest.mark.parametrize(
    "span", ["", "1", "0-1", "1-2", "2-2", "1-9", "2-1", "-5-1", "1-99999999999", "１-１"]
)
def test_only_what_one_approved_oneself_is_undone(uow: UnitOfWork, act: Act, span: str) -> None:
    approved(uow, act)
    other = logged(uow, act("charlie"), person_id(uow, "charlie"), visit())
    approve_entries(uow, act("rita"), [other.public_id], on=TODAY, now=NOW)
    with pytest.raises(NothingToReverseError):
        undo_approval(uow, act("bob"), span, on=TODAY, now=NOW)
    assert len(acts(uow)) == 2


def test_an_approval_is_undone_once(uow: UnitOfWork, act: Act) -> None:
    approved(uow, act)
    undo_approval(uow, act("bob"), "1-1", on=TODAY, now=NOW)
    with pytest.raises(ConflictError):
        undo_approval(uow, act("bob"), "1-1", on=TODAY, now=NOW)
    assert len(acts(uow)) == 2


@pytest.mark.parametrize("refuse", [True, False])
def test_a_verified_outcome_is_reversed_to_wait_or_to_be_refused(
    uow: UnitOfWork, act: Act, refuse: bool
) -> None:
    outcome = record_outcome(uow, act("alice"), report(person_id(uow, "alice")), on=TODAY, now=NOW)
    verify_outcomes(uow, act("dana"), [outcome.public_id], on=TODAY, now=NOW)
    assert kept_year(uow, "alice").reports == "1"
    for who, error in (("alice", OwnRecordError), ("charlie", NotFoundError)):
        with pytest.raises((error, ForbiddenError)):
            reverse_outcome(uow, act(who), outcome.public_id, "重复", refuse=refuse, on=TODAY, now=NOW)
    reverse_outcome(uow, act("dana"), outcome.public_id, "重复", refuse=refuse, on=TODAY, now=NOW)
    with uow:
        found = uow.outcomes.get(outcome.id)
    assert found is not None
    assert found.status is (OutcomeStatus.REFUSED if refuse else OutcomeStatus.RECORDED)
    assert found.reason == ("重复" if refuse else "")
    assert kept_year(uow, "alice").reports == "0"
    with pytest.raises(NothingToReverseError):
        reverse_outcome(uow, act("dana"), outcome.public_id, "重复", refuse=refuse, on=TODAY, now=NOW)
    assert [reason for _, reason, _ in acts(uow)] == ["", "重复"]


def at_once(database_url: str, count: int, does: Callable[[UnitOfWork], object]) -> list[LedgerError | None]:
    """What many do at the same moment, each on a connection of its own."""
    start = Barrier(count)

    def one(_number: int) -> LedgerError | None:
        engine = make_engine(database_url)
        try:
            with Session(engine, expire_on_commit=False) as session:
                uow = UnitOfWork(session)
                start.wait()
                does(uow)
        except LedgerError as error:
            return error
        finally:
            engine.dispose()
        return None

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def test_eight_approvals_of_one_entry_at_once_post_it_once(
    uow: UnitOfWork, act: Act, database_url: str
) -> None:
    entry = logged(uow, act("alice"), person_id(uow, "alice"), visit())
    bob = act("bob")
    uow.session.rollback()
    answers = at_once(
        database_url, 8, lambda one: approve_entries(one, bob, [entry.public_id], on=TODAY, now=NOW)
    )
    assert answers.count(None) == 1
    assert all(isinstance(answer, ConflictError) for answer in answers if answer is not None)
    assert len(acts(uow)) == 1


def test_eight_reversals_of_one_posting_at_once_cancel_it_once(
    uow: UnitOfWork, act: Act, database_url: str
) -> None:
    name, dana = approved(uow, act), act("dana")
    uow.session.rollback()
    answers = at_once(database_url, 8, lambda one: reverse_entry(one, dana, name, "写错", on=TODAY, now=NOW))
    assert answers.count(None) == 1
    assert all(isinstance(answer, ConflictError) for answer in answers if answer is not None)
    assert len(acts(uow)) == 2


def test_approvals_of_different_entries_at_once_make_one_chain(
    uow: UnitOfWork, act: Act, database_url: str
) -> None:
    alice, bob, cadre = act("alice"), act("bob"), person_id(uow, "alice")
    names = iter([logged(uow, alice, cadre, visit()).public_id for _ in range(6)])
    uow.session.rollback()
    answers = at_once(
        database_url, 6, lambda one: approve_entries(one, bob, [next(names)], on=TODAY, now=NOW)
    )
    assert answers == [None] * 6
    with uow:
        stream = list(uow.journal.stream())
    assert [one.seq for one in stream] == [1, 2, 3, 4, 5, 6]
    assert all(two.previous == one.hash for one, two in itertools.pairwise(stream))
    assert field_days(uow, "alice") == 1


def test_a_refused_approval_leaves_no_gap(uow: UnitOfWork, act: Act) -> None:
    first, second = (logged(uow, act("alice"), person_id(uow, "alice"), visit()) for _ in range(2))
    own = logged(uow, act("bob"), person_id(uow, "bob"), visit())
    for names in ([first.public_id, own.public_id], [first.public_id], [first.public_id, second.public_id]):
        try:
            approve_entries(uow, act("bob"), names, on=TODAY, now=NOW)
        except LedgerError:
            continue
    submit = act("alice")
    with pytest.raises(LedgerError):
        submit_entries(uow, submit, [first.public_id], on=TODAY, now=NOW)
    approve_entries(uow, act("bob"), [second.public_id], on=TODAY, now=NOW)
    with uow:
        assert [one.seq for one in uow.journal.stream()] == [1, 2]
