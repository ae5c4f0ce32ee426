"""Entries and outcomes as tests put them into the ledger."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ledger.domain.entry import Entry, EntryDraft
from ledger.domain.outcome import OutcomeDraft
from ledger.domain.vocabulary import Channel
from ledger.services.log_entry import log_entry
from tests.cast import NOW, TODAY

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork


def online(**changes: Any) -> EntryDraft:
    """A good online entry."""
    on = changes.pop("on", TODAY)
    values: dict[str, Any] = {
        "channel": Channel.ONLINE,
        "begins_on": on,
        "ends_on": on,
        "mode": "reply",
        "minutes": 40,
        "platform": "liuyanban",
        "done": "答复了三条留言",
    }
    return EntryDraft(**(values | changes))


def visit(**changes: Any) -> EntryDraft:
    """A good visit of one day."""
    on = changes.pop("on", TODAY)
    values: dict[str, Any] = {
        "channel": Channel.FIELD,
        "begins_on": on,
        "ends_on": on,
        "mode": "visit",
        "place_name": "某县某镇",
    }
    return EntryDraft(**(values | changes))


def report(*people: int, **changes: Any) -> OutcomeDraft:
    """A good research report, shared evenly."""
    values: dict[str, Any] = {
        "kind": "research_report",
        "title": "关于农村养老的调研报告",
        "on": TODAY,
        "shares": tuple((person, Fraction(1, len(people))) for person in people),
    }
    return OutcomeDraft(**(values | changes))


def person_id(uow: UnitOfWork, username: str) -> int:
    """The person of an account."""
    account = uow.accounts.by_username(username)
    assert account is not None
    assert account.person_id is not None
    return account.person_id


def logged(
    uow: UnitOfWork,
    actor: Actor,
    cadre: int,
    draft: EntryDraft | None = None,
    *,
    submit: bool = True,
    now: datetime = NOW,
    on: date = TODAY,
) -> Entry:
    """An entry in the ledger, handed in unless said otherwise."""
    return log_entry(uow, actor, cadre, draft or online(), on=on, now=now, submit=submit)


def sitting(uow: UnitOfWork, username: str, *, count: int, on: date, now: datetime) -> None:
    """Many sittings of a cadre, handed in by themselves, one day before another."""
    account = uow.accounts.by_username(username)
    assert account is not None
    actor = uow.accounts.actor(account.id, on)
    assert actor is not None
    for number in range(count):
        day = on - timedelta(days=number % 28)
        start = f"{8 + number % 9:02d}:{number % 60:02d}"
        draft = online(on=day, start=start, reference=str(number))
        logged(uow, actor, person_id(uow, username), draft, now=now, on=on)
