"""A month locks after its days of grace; late facts go by a request that opens it for a cadre."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ledger.domain.errors import ForbiddenError, InvalidError, NotFoundError
from ledger.domain.period import MonthLockedError
from ledger.domain.review import OwnRecordError
from ledger.services.log_entry import change_entry, submit_entries, withdraw_entry
from ledger.services.log_late import ask_late, decide_late
from ledger.services.period_guard import lock_day
from ledger.services.record_outcome import record_outcome, verify_outcomes
from ledger.services.review_entries import approve_entries, return_entries
from ledger.store.late_requests import AskedAlreadyError
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW, TODAY
from tests.closing import actor_of
from tests.entries import logged, person_id, report, visit

SEPTEMBER, LAST_DAY = date(2026, 9, 1), date(2026, 10, 20)
DAY = date(2026, 9, 15)
WHEN: dict[str, Any] = {"on": TODAY, "now": NOW}


@pytest.fixture
def locking(uow: UnitOfWork) -> UnitOfWork:
    """Months lock after the tenth working day of the next."""
    uow.month_grace_days = 10
    return uow


def test_the_days_of_grace_are_working_days(locking: UnitOfWork) -> None:
    with locking:
        # Neither the holiday counts nor a weekend, but the Saturday worked instead.
        assert lock_day(locking, SEPTEMBER) == LAST_DAY
        assert lock_day(locking, date(2026, 12, 1)).year == 2027


def test_the_last_day_of_grace_is_open_and_the_next_is_not(locking: UnitOfWork) -> None:
    alice, who = actor_of(locking, "alice", TODAY), person_id(locking, "alice")
    logged(locking, alice, who, visit(on=DAY), on=LAST_DAY)
    with pytest.raises(MonthLockedError) as refused:
        logged(locking, alice, who, visit(on=DAY), on=date(2026, 10, 21))
    assert "2026-10-20" in refused.value.say()
    assert refused.value.first == SEPTEMBER


def test_without_the_setting_no_month_locks(uow: UnitOfWork) -> None:
    assert uow.month_grace_days == 0
    logged(uow, actor_of(uow, "alice", TODAY), person_id(uow, "alice"), visit(on=date(2026, 1, 5)))


def test_handing_in_changing_and_outcomes_are_late_facts_and_decisions_are_not(locking: UnitOfWork) -> None:
    alice, bob, who = (
        actor_of(locking, "alice", TODAY),
        actor_of(locking, "bob", TODAY),
        person_id(locking, "alice"),
    )
    draft = logged(locking, alice, who, visit(on=DAY), submit=False, on=DAY)
    waiting = logged(locking, alice, who, visit(on=date(2026, 9, 16)), on=DAY.replace(day=16))
    outcome = record_outcome(locking, alice, report(who, on=DAY), on=DAY, now=NOW)
    with pytest.raises(MonthLockedError):
        submit_entries(locking, alice, [draft.public_id], **WHEN)
    with pytest.raises(MonthLockedError):
        change_entry(locking, alice, draft.public_id, visit(on=DAY), 1, submit=False, **WHEN)
    with pytest.raises(MonthLockedError):
        record_outcome(locking, alice, report(who, on=DAY), **WHEN)
    assert approve_entries(locking, bob, [waiting.public_id], **WHEN) == 1
    assert verify_outcomes(locking, bob, [outcome.public_id], **WHEN) == 1
    withdraw_entry(locking, alice, draft.public_id, now=NOW)


def test_what_was_returned_is_mended_within_its_own_days_whenever_that_is(locking: UnitOfWork) -> None:
    alice, bob, who = (
        actor_of(locking, "alice", TODAY),
        actor_of(locking, "bob", TODAY),
        person_id(locking, "alice"),
    )
    entry = logged(locking, alice, who, visit(on=DAY), on=DAY)
    return_entries(locking, bob, [entry.public_id], "请写明地点", **WHEN)
    other = visit(on=date(2026, 9, 16))
    with pytest.raises(MonthLockedError):
        change_entry(locking, alice, entry.public_id, other, entry.version + 1, submit=True, **WHEN)
    change_entry(locking, alice, entry.public_id, visit(on=DAY), entry.version + 1, submit=True, **WHEN)


def test_a_request_opens_the_month_for_that_cadre_for_some_days(locking: UnitOfWork) -> None:
    alice, amy, dana = (actor_of(locking, name, TODAY) for name in ("alice", "amy", "dana"))
    who = person_id(locking, "alice")
    request = ask_late(locking, alice, who, SEPTEMBER, "当时在外地", **WHEN)
    with pytest.raises(MonthLockedError):
        logged(locking, alice, who, visit(on=DAY))
    decide_late(locking, dana, request, "", 3, **WHEN)
    logged(locking, alice, who, visit(on=DAY), on=date(2026, 11, 24))
    with pytest.raises(MonthLockedError):
        logged(locking, alice, who, visit(on=DAY), on=date(2026, 11, 25))
    with pytest.raises(MonthLockedError):
        logged(locking, alice, who, visit(on=date(2026, 8, 3)))
    with pytest.raises(MonthLockedError):
        logged(locking, amy, person_id(locking, "amy"), visit(on=DAY))


def test_a_request_is_asked_once_with_a_reason_for_a_month_that_is_locked(locking: UnitOfWork) -> None:
    alice, who = actor_of(locking, "alice", TODAY), person_id(locking, "alice")
    with pytest.raises(InvalidError):
        ask_late(locking, alice, who, SEPTEMBER, "  ", **WHEN)
    with pytest.raises(InvalidError):
        ask_late(locking, alice, who, date(2026, 11, 1), "早了", **WHEN)
    with pytest.raises(ForbiddenError):
        ask_late(locking, alice, person_id(locking, "amy"), SEPTEMBER, "替她", **WHEN)
    ask_late(locking, alice, who, SEPTEMBER, "当时在外地", **WHEN)
    with pytest.raises(AskedAlreadyError):
        ask_late(locking, alice, who, SEPTEMBER, "再问一次", **WHEN)


def test_the_department_decides_and_never_on_its_own(locking: UnitOfWork) -> None:
    alice, dana, olga = (actor_of(locking, name, TODAY) for name in ("alice", "dana", "olga"))
    request = ask_late(locking, alice, person_id(locking, "alice"), SEPTEMBER, "当时在外地", **WHEN)
    with pytest.raises(NotFoundError):
        decide_late(locking, olga, request, "", 7, **WHEN)
    with pytest.raises(ForbiddenError):
        decide_late(locking, alice, request, "", 7, **WHEN)
    with pytest.raises(InvalidError):
        decide_late(locking, dana, request, "", None, **WHEN)
    with pytest.raises(InvalidError):
        decide_late(locking, dana, request, "", 365, **WHEN)
    own = ask_late(locking, dana, person_id(locking, "dana"), SEPTEMBER, "当时在外地", **WHEN)
    with pytest.raises(OwnRecordError):
        decide_late(locking, dana, own, "", 7, **WHEN)
    decide_late(locking, dana, request, "材料不全", None, **WHEN)
