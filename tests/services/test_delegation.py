"""A delegate enters, the cadre gives the word; a deputy reviews in a reviewer's stead and is named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from ledger.domain.entry import Entry, EntryStatus
from ledger.domain.errors import ForbiddenError, InvalidError, NotFoundError
from ledger.domain.permissions import Actor, Role
from ledger.domain.review import AlreadyMovedError, OwnRecordError
from ledger.domain.trail import TrailTag
from ledger.services.agree_delegation import end_agreement, give_agreement
from ledger.services.grant_roles import revoke_role
from ledger.services.log_entry import change_entry, submit_entries, withdraw_entry
from ledger.services.name_deputy import end_deputy, name_deputy
from ledger.services.record_outcome import record_outcome, verify_outcomes
from ledger.services.review_entries import approve_entries, return_entries
from ledger.store.readings_accounts import grant_lines
from ledger.store.readings_reviews import count_waiting, waiting_ids
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW, TODAY
from tests.entries import logged, online, person_id, report, visit

Act = Callable[[str], Actor]
WEEK = timedelta(days=7)


def entered_by_eve(uow: UnitOfWork, act: Act) -> Entry:
    """A visit of alice's that her delegate hands in."""
    return logged(uow, act("eve"), person_id(uow, "alice"), visit())


def now_is(uow: UnitOfWork, entry: Entry) -> Entry:
    """The entry as it stands."""
    with uow:
        found = uow.entries.get(entry.id)
    assert found is not None
    return found


def name_of(uow: UnitOfWork, username: str) -> str:
    """The name of an account in addresses."""
    with uow:
        account = uow.accounts.by_username(username)
    assert account is not None
    return account.public_id


def agree(uow: UnitOfWork, act: Act, begins: date = TODAY, ends: date = TODAY + WEEK) -> str:
    """Alice agrees with eve for a span; the agreement's name in addresses."""
    give_agreement(uow, act("alice"), name_of(uow, "eve"), begins, ends, on=TODAY, now=NOW)
    with uow:
        return uow.delegations.agreements_of(person_id(uow, "alice"))[0].public_id


def stand_in(uow: UnitOfWork, act: Act, username: str = "dana") -> Actor:
    """Somebody reviews in bob's stead for a week."""
    name_deputy(uow, act("bob"), username, TODAY, TODAY + WEEK, on=TODAY, now=NOW)
    return act(username)


def test_what_a_delegate_hands_in_waits_for_the_cadre_and_no_reviewer_sees_it(
    uow: UnitOfWork, act: Act
) -> None:
    entry = entered_by_eve(uow, act)
    assert entry.status is EntryStatus.UNCONFIRMED
    assert waiting_ids(uow.session, act("bob")) == []
    with uow, pytest.raises(NotFoundError):
        approve_entries(uow, act("bob"), [entry.public_id], on=TODAY, now=NOW)


def test_the_cadres_word_sends_it_to_review_and_keeps_who_entered_it_when(uow: UnitOfWork, act: Act) -> None:
    entry = entered_by_eve(uow, act)
    later = NOW + timedelta(days=2)
    submit_entries(uow, act("alice"), [entry.public_id], on=TODAY + timedelta(days=2), now=later)
    found = now_is(uow, entry)
    assert found.status is EntryStatus.SUBMITTED
    assert (found.submitted_by, found.submitted_at) == (act("eve").account_id, NOW)
    assert (found.confirmed_by, found.confirmed_at) == (act("alice").account_id, later)
    assert found.logged_on == TODAY
    assert approve_entries(uow, act("bob"), [entry.public_id], on=TODAY, now=later) == 1


def test_a_delegate_cant_give_the_cadres_word(uow: UnitOfWork, act: Act) -> None:
    entry = entered_by_eve(uow, act)
    with pytest.raises(AlreadyMovedError):
        submit_entries(uow, act("eve"), [entry.public_id], on=TODAY, now=NOW)
    with pytest.raises(ForbiddenError):
        agree(uow, lambda name: act("eve" if name == "alice" else name))


def test_what_the_cadre_hands_back_is_mended_and_asked_again(uow: UnitOfWork, act: Act) -> None:
    entry = entered_by_eve(uow, act)
    withdraw_entry(uow, act("alice"), entry.public_id, now=NOW)
    back = now_is(uow, entry)
    mended = change_entry(
        uow,
        act("eve"),
        entry.public_id,
        visit(place_name="另一村"),
        back.version,
        on=TODAY,
        now=NOW,
        submit=True,
    )
    assert mended.status is EntryStatus.UNCONFIRMED


def test_a_returned_entry_that_a_delegate_mends_needs_the_word_anew(uow: UnitOfWork, act: Act) -> None:
    entry = entered_by_eve(uow, act)
    submit_entries(uow, act("alice"), [entry.public_id], on=TODAY, now=NOW)
    return_entries(uow, act("bob"), [entry.public_id], "请补充地点", on=TODAY, now=NOW)
    submit_entries(uow, act("eve"), [entry.public_id], on=TODAY, now=NOW)
    found = now_is(uow, entry)
    assert (found.status, found.confirmed_by) == (EntryStatus.UNCONFIRMED, None)


def test_under_an_agreement_it_goes_to_review_at_once_and_says_under_which(uow: UnitOfWork, act: Act) -> None:
    agree(uow, act)
    entry = entered_by_eve(uow, act)
    assert entry.status is EntryStatus.SUBMITTED
    with uow:
        agreement = uow.delegations.agreements_of(person_id(uow, "alice"))[0]
        told = uow.trail.of("entry", entry.id)[-1].changes
    assert entry.agreement_id == agreement.id
    assert told["agreement_id"] == (None, agreement.id)


@pytest.mark.parametrize(
    ("begins", "ends"),
    [(TODAY + timedelta(days=1), TODAY + WEEK), (TODAY - WEEK, TODAY)],
    ids=["before its first day", "on the day after its last"],
)
def test_an_agreement_holds_on_its_days_alone(uow: UnitOfWork, act: Act, begins: date, ends: date) -> None:
    agree(uow, act, begins, ends)
    on = TODAY if begins > TODAY else ends + timedelta(days=1)
    entry = logged(uow, replace(act("eve"), on=on), person_id(uow, "alice"), online(), on=on)
    assert entry.status is EntryStatus.UNCONFIRMED


def test_a_delegate_with_a_later_agreement_hands_in_what_waited_and_does_not_confirm_it(
    uow: UnitOfWork, act: Act
) -> None:
    waited = entered_by_eve(uow, act)
    agree(uow, act)
    submit_entries(uow, act("eve"), [waited.public_id], on=TODAY, now=NOW)
    found = now_is(uow, waited)
    assert (found.status, found.confirmed_by) == (EntryStatus.SUBMITTED, None)
    assert found.agreement_id is not None
    with uow:
        assert uow.trail.of("entry", waited.id)[-1].tag is TrailTag.ENTRY_SUBMITTED


def test_an_agreement_that_was_ended_holds_no_longer_and_what_came_under_it_stays(
    uow: UnitOfWork, act: Act
) -> None:
    name = agree(uow, act)
    before = entered_by_eve(uow, act)
    end_agreement(uow, act("alice"), name, now=NOW)
    assert entered_by_eve(uow, act).status is EntryStatus.UNCONFIRMED
    assert now_is(uow, before).status is EntryStatus.SUBMITTED
    with pytest.raises(NotFoundError):
        end_agreement(uow, act("alice"), name, now=NOW)


@pytest.mark.parametrize(
    ("begins", "ends"),
    [(TODAY, TODAY - WEEK), (TODAY - WEEK, TODAY - timedelta(days=1)), (TODAY, TODAY + timedelta(days=400))],
    ids=["reversed", "past", "too long"],
)
def test_a_span_that_makes_no_sense_is_told_at_its_last_day(
    uow: UnitOfWork, act: Act, begins: date, ends: date
) -> None:
    with pytest.raises(InvalidError) as agreed:
        agree(uow, act, begins, ends)
    with pytest.raises(InvalidError) as named:
        name_deputy(uow, act("bob"), "dana", begins, ends, on=TODAY, now=NOW)
    assert list(agreed.value.faults) == list(named.value.faults) == ["ends_on"]


def test_one_who_does_not_enter_for_the_cadre_is_no_delegate_to_agree_with(uow: UnitOfWork, act: Act) -> None:
    with pytest.raises(InvalidError) as refused:
        give_agreement(uow, act("alice"), name_of(uow, "amy"), TODAY, TODAY, on=TODAY, now=NOW)
    assert list(refused.value.faults) == ["delegate"]


def test_a_deputy_approves_and_every_decision_says_in_whose_stead(uow: UnitOfWork, act: Act) -> None:
    entry = logged(uow, act("alice"), person_id(uow, "alice"), visit())
    dana = stand_in(uow, act)
    assert waiting_ids(uow.session, dana) == [entry.public_id]
    approve_entries(uow, dana, [entry.public_id], on=TODAY, now=NOW)
    found = now_is(uow, entry)
    assert (found.decided_by, found.decided_for) == (dana.account_id, act("bob").account_id)
    with uow:
        assert uow.trail.of("entry", entry.id)[-1].changes["decided_for"] == (None, "鲍博")


def test_a_reviewer_of_the_unit_decides_for_nobody_else(uow: UnitOfWork, act: Act) -> None:
    entry = logged(uow, act("alice"), person_id(uow, "alice"), visit())
    approve_entries(uow, act("bob"), [entry.public_id], on=TODAY, now=NOW)
    assert now_is(uow, entry).decided_for is None


def test_a_deputy_decides_nothing_that_the_reviewer_may_not_decide(uow: UnitOfWork, act: Act) -> None:
    own = logged(uow, act("bob"), person_id(uow, "bob"), visit())
    dana = stand_in(uow, act)
    assert waiting_ids(uow.session, dana) == []
    with pytest.raises(OwnRecordError):
        approve_entries(uow, dana, [own.public_id], on=TODAY, now=NOW)


def test_a_deputy_verifies_outcomes_alike(uow: UnitOfWork, act: Act) -> None:
    alices = record_outcome(uow, act("alice"), report(person_id(uow, "alice")), on=TODAY, now=NOW)
    bobs = record_outcome(uow, act("bob"), report(person_id(uow, "bob")), on=TODAY, now=NOW)
    rita = stand_in(uow, act, "rita")
    assert count_waiting(uow.session, rita) == (0, 1)
    with pytest.raises(OwnRecordError):
        verify_outcomes(uow, rita, [bobs.public_id], on=TODAY, now=NOW)
    verify_outcomes(uow, rita, [alices.public_id], on=TODAY, now=NOW)
    with uow:
        found = uow.outcomes.get(alices.id)
        assert found is not None
        assert found.decided_for == act("bob").account_id


def test_a_department_that_is_also_a_deputy_verifies_in_its_own_right(uow: UnitOfWork, act: Act) -> None:
    alices = record_outcome(uow, act("alice"), report(person_id(uow, "alice")), on=TODAY, now=NOW)
    verify_outcomes(uow, stand_in(uow, act), [alices.public_id], on=TODAY, now=NOW)
    with uow:
        found = uow.outcomes.get(alices.id)
        assert found is not None
        assert found.decided_for is None


def test_a_deputy_who_was_ended_or_whose_span_is_over_reviews_no_more(uow: UnitOfWork, act: Act) -> None:
    dana = stand_in(uow, act)
    assert len(dana.reviewed_units) == 1
    with uow:
        after = uow.accounts.actor(dana.account_id, TODAY + WEEK + timedelta(days=1))
        named = uow.delegations.deputies_of(act("bob").account_id)[0]
    assert after is not None
    assert after.reviewed_units == ()
    end_deputy(uow, act("bob"), named.public_id, now=NOW)
    assert act("dana").reviewed_units == ()
    with pytest.raises(NotFoundError):
        end_deputy(uow, act("bob"), named.public_id, now=NOW)


def test_a_deputy_goes_with_the_right_it_stands_in_for(uow: UnitOfWork, act: Act) -> None:
    stand_in(uow, act)
    with uow:
        bob = uow.accounts.by_username("bob")
        assert bob is not None
        held = [one for one in grant_lines(uow.session, act("sue"), bob.id) if one.role == "reviewer"]
    revoke_role(uow, act("sue"), bob.public_id, held[0].public_id, now=NOW)
    assert act("dana").reviewed_units == ()


@pytest.mark.parametrize("username", ["nobody", "sam", "bob", ""])
def test_who_cant_be_a_deputy_is_told_in_the_same_words(uow: UnitOfWork, act: Act, username: str) -> None:
    with pytest.raises(InvalidError) as refused:
        name_deputy(uow, act("bob"), username, TODAY, TODAY, on=TODAY, now=NOW)
    assert list(refused.value.faults) == ["username"]
    assert "没有可以请的这个账号" in refused.value.faults["username"].say(lambda text, **_values: text)


def test_a_deputy_names_no_deputy(uow: UnitOfWork, act: Act) -> None:
    rita = stand_in(uow, act, "rita")
    name_deputy(uow, rita, "charlie", TODAY, TODAY, on=TODAY, now=NOW)  # of her own unit alone
    assert act("charlie").reviewed_units == tuple(
        unit for unit in rita.reviewed_units if rita.in_stead_of(unit) is None
    )
    with pytest.raises(ForbiddenError):
        name_deputy(uow, act("amy"), "charlie", TODAY, TODAY, on=TODAY, now=NOW)


def test_one_who_reviews_the_unit_already_needs_not_be_asked(uow: UnitOfWork, act: Act) -> None:
    stand_in(uow, act)
    with pytest.raises(InvalidError) as refused:
        name_deputy(uow, act("bob"), "dana", TODAY, TODAY, on=TODAY, now=NOW)
    assert list(refused.value.faults) == ["username"]


def test_the_schema_keeps_no_deputy_without_an_end(uow: UnitOfWork, act: Act) -> None:
    with uow:
        dana, bob = uow.accounts.by_username("dana"), uow.accounts.by_username("bob")
        assert dana is not None
        assert bob is not None
        unit = act("bob").reviewed_units[0]
        with pytest.raises(IntegrityError):
            uow.accounts.grant(dana, Role.REVIEWER, TODAY, unit_id=unit, deputy_of=bob.id)
