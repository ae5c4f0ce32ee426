"""Entries are logged, changed, handed in and taken back by those whose they are, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from ledger.domain.entry import EntryStatus
from ledger.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from ledger.domain.permissions import Actor
from ledger.domain.review import AlreadyMovedError
from ledger.domain.trail import TrailTag
from ledger.services.log_entry import change_entry, link_check, log_entry, submit_entries, withdraw_entry
from ledger.services.log_research import log_research
from ledger.services.once import FormKey
from ledger.store.form_keys import KeyReusedError
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW, TODAY
from tests.entries import logged, online, person_id, report, visit

Act = Callable[[str], Actor]
KEY = FormKey("one form", "its content")


def test_an_entry_lies_with_the_unit_of_its_cadre_and_leaves_a_trail(uow: UnitOfWork, act: Act) -> None:
    entry = logged(uow, act("alice"), person_id(uow, "alice"))
    assert entry.status is EntryStatus.SUBMITTED
    assert entry.unit_id == uow.people.postings_of(entry.person_id)[0].unit_id
    tags = [event.tag for event in uow.trail.of("entry", entry.id)]
    assert tags == [TrailTag.ENTRY_LOGGED, TrailTag.ENTRY_SUBMITTED]


def test_who_does_not_enter_for_the_cadre_is_refused(uow: UnitOfWork, act: Act) -> None:
    alice = person_id(uow, "alice")
    for username in ("amy", "bob", "charlie", "dana", "sam"):
        with pytest.raises(ForbiddenError):
            logged(uow, act(username), alice)
    assert uow.entries.of_year([alice], TODAY.year) == []


def test_the_same_form_twice_gives_the_same_entry(uow: UnitOfWork, act: Act) -> None:
    alice = person_id(uow, "alice")
    both = [
        log_entry(uow, act("alice"), alice, online(), on=TODAY, now=NOW, submit=True, form_key=KEY)
        for _ in range(2)
    ]
    assert both[0].public_id == both[1].public_id
    assert len(uow.entries.of_year([alice], TODAY.year)) == 1


def test_the_key_of_a_form_is_not_taken_for_other_content(uow: UnitOfWork, act: Act) -> None:
    alice = person_id(uow, "alice")
    log_entry(uow, act("alice"), alice, online(), on=TODAY, now=NOW, submit=True, form_key=KEY)
    other = replace(KEY, body_digest="other content")
    with pytest.raises(KeyReusedError):
        log_entry(uow, act("alice"), alice, online(), on=TODAY, now=NOW, submit=True, form_key=other)


def test_a_faulty_draft_names_its_fields(uow: UnitOfWork, act: Act) -> None:
    draft = online(mode="visit", platform=None, minutes=None, on=TODAY + timedelta(days=1))
    with pytest.raises(InvalidError) as refusal:
        logged(uow, act("alice"), person_id(uow, "alice"), draft)
    assert set(refusal.value.faults) == {"begins_on", "mode", "minutes", "platform"}


def test_an_entry_and_its_outcome_are_recorded_together_or_not_at_all(uow: UnitOfWork, act: Act) -> None:
    alice = person_id(uow, "alice")
    good, faulty = report(alice), report(alice, title="")
    with pytest.raises(InvalidError) as refusal:
        log_research(uow, act("alice"), alice, online(), faulty, on=TODAY, now=NOW, submit=True)
    assert set(refusal.value.faults) == {"outcome_title"}
    assert uow.entries.of_year([alice], TODAY.year) == []
    entry = log_research(uow, act("alice"), alice, online(), good, on=TODAY, now=NOW, submit=True)
    (outcome,) = uow.outcomes.of_entries([entry.id])
    assert outcome.draft.shares == ((alice, Fraction(1)),)


def test_a_change_needs_the_version_that_was_seen(uow: UnitOfWork, act: Act) -> None:
    alice = act("alice")
    entry = logged(uow, alice, person_id(uow, "alice"), submit=False)
    draft = online(minutes=50)
    changed = change_entry(uow, alice, entry.public_id, draft, 1, on=TODAY, now=NOW, submit=False)
    assert (changed.version, changed.draft.minutes) == (2, 50)
    with pytest.raises(ConflictError):
        change_entry(uow, alice, entry.public_id, draft, 1, on=TODAY, now=NOW, submit=False)
    last = uow.trail.of("entry", entry.id)[-1]
    assert last.changes == {"minutes": (40, 50)}


def test_what_is_handed_in_cannot_be_changed_until_it_is_taken_back(uow: UnitOfWork, act: Act) -> None:
    alice = act("alice")
    entry = logged(uow, alice, person_id(uow, "alice"))
    with pytest.raises(AlreadyMovedError):
        change_entry(uow, alice, entry.public_id, online(), 2, on=TODAY, now=NOW, submit=False)
    withdrawn = withdraw_entry(uow, alice, entry.public_id, now=NOW)
    assert withdrawn.status is EntryStatus.WITHDRAWN
    changed = change_entry(uow, alice, entry.public_id, online(), 3, on=TODAY, now=NOW, submit=True)
    assert changed.status is EntryStatus.SUBMITTED


def test_the_day_of_logging_is_that_of_the_first_submission(uow: UnitOfWork, act: Act) -> None:
    alice = act("alice")
    entry = logged(uow, alice, person_id(uow, "alice"))
    withdraw_entry(uow, alice, entry.public_id, now=NOW)
    later = TODAY + timedelta(days=40)
    submit_entries(uow, alice, [entry.public_id], on=later, now=NOW)
    again = uow.entries.get(entry.id)
    assert again is not None
    assert again.logged_on == TODAY


def test_several_are_handed_in_all_or_none(uow: UnitOfWork, act: Act) -> None:
    alice, cadre = act("alice"), person_id(uow, "alice")
    drafts = [logged(uow, alice, cadre, submit=False) for _ in range(2)]
    names = [draft.public_id for draft in drafts]
    with pytest.raises(NotFoundError):
        submit_entries(uow, alice, [*names, "nosuchentry"], on=TODAY, now=NOW)
    assert submit_entries(uow, alice, names, on=TODAY, now=NOW) == 2
    with pytest.raises(AlreadyMovedError):
        submit_entries(uow, alice, names, on=TODAY, now=NOW)


def test_only_an_online_and_a_field_entry_of_one_cadre_are_linked(uow: UnitOfWork, act: Act) -> None:
    alice, cadre = act("alice"), person_id(uow, "alice")
    finding, check = logged(uow, alice, cadre), logged(uow, alice, cadre, visit())
    link_check(uow, alice, finding.public_id, check.public_id, now=NOW)
    link_check(uow, alice, finding.public_id, check.public_id, now=NOW)
    assert [one.id for one in uow.entries.links(check.id)[0]] == [finding.id]
    with pytest.raises(InvalidError):
        link_check(uow, alice, check.public_id, finding.public_id, now=NOW)
