"""Facts for tests of a year: entries logged and approved, outcomes recorded and verified, by the services."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ledger.domain.entry import EntryDraft
from ledger.domain.outcome import OutcomeDraft
from ledger.domain.vocabulary import Channel
from ledger.services.log_entry import log_entry
from ledger.services.record_outcome import record_outcome, verify_outcomes
from ledger.services.review_entries import approve_entries
from tests.cast import NOW, TODAY

if TYPE_CHECKING:
    from ledger.domain.entry import Entry
    from ledger.domain.outcome import Outcome
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork


def field(begin: date, end: date | None = None, **changes: Any) -> EntryDraft:
    """A visit to a village from one day to another, both inclusive."""
    given = {"mode": "visit", "place_name": "柳湾村", "done": "走访农户"} | changes
    return EntryDraft(Channel.FIELD, begin, end or begin, **given)


def online(on: date, minutes: int, **changes: Any) -> EntryDraft:
    """A sitting on the message board."""
    given = {"mode": "reply", "platform": "liuyanban", "done": "回复留言"} | changes
    return EntryDraft(Channel.ONLINE, on, on, minutes=minutes, **given)


def approved(uow: UnitOfWork, cadre: Actor, reviewer: Actor, *drafts: EntryDraft) -> list[Entry]:
    """Entries logged by a cadre on the last day they cover and approved by a reviewer."""
    assert cadre.own_cadre is not None
    entries = [
        log_entry(uow, cadre, cadre.own_cadre, draft, on=draft.ends_on, now=NOW, submit=True)
        for draft in drafts
    ]
    approve_entries(uow, reviewer, [entry.public_id for entry in entries], on=TODAY, now=NOW)
    return entries


def verified(uow: UnitOfWork, cadre: Actor, reviewer: Actor, kind: str, on: date, title: str) -> Outcome:
    """An outcome of one cadre alone, verified by a reviewer."""
    assert cadre.own_cadre is not None
    draft = OutcomeDraft(kind, title, on, shares=((cadre.own_cadre, Fraction(1)),))
    outcome = record_outcome(uow, cadre, draft, on=TODAY, now=NOW)
    verify_outcomes(uow, reviewer, [outcome.public_id], on=TODAY, now=NOW)
    return outcome


def fill_year(uow: UnitOfWork, cadre: Actor, reviewer: Actor) -> None:
    """A year with 30 days in the field, 23 days online at four hours a day, and a policy adopted."""
    visits = [field(date(2026, month, 1), date(2026, month, 3)) for month in range(1, 11)]
    sittings = [online(date(2026, month, day), 240) for month in range(1, 11) for day in range(5, 10)]
    approved(uow, cadre, reviewer, *visits, *sittings[:46])
    verified(uow, cadre, reviewer, "policy_adopted", date(2026, 9, 9), "农村饮水管护办法")
