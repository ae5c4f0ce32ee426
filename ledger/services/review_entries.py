"""Approve entries or return them with a reason; nobody decides on their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from ledger.domain.entry import Entry
from ledger.domain.errors import ForbiddenError, InvalidError, NotFoundError
from ledger.domain.review import Act, after, check_other_person
from ledger.domain.trail import TrailTag
from ledger.domain.wording import N_, Sentence
from ledger.services.assess_year import reassess, years_of
from ledger.services.once import FormKey, answered, settle

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork

LONGEST_REASON = 500


def approve_entries(
    uow: UnitOfWork,
    actor: Actor,
    public_ids: Sequence[str],
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> int:
    """Approve entries, all or none, and bring the years they count in up to date; gives how many.

    Raises:
        NotFoundError: when one isn't visible to the actor.
        ForbiddenError: when one is of another unit, the actor's own, or entered by the actor.
        AlreadyMovedError: when one is no longer waiting.
    """
    return _decide(uow, actor, public_ids, Act.APPROVE, "", on=on, now=now, form_key=form_key)


def return_entries(
    uow: UnitOfWork,
    actor: Actor,
    public_ids: Sequence[str],
    reason: str,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> int:
    """Return entries to the cadre with a reason, all or none; gives how many. Raises as `approve_entries`."""
    reason = reason.strip()
    if not reason:
        raise InvalidError({"reason": Sentence(N_("请写明退回的原因，方便对方修改。"))})
    if len(reason) > LONGEST_REASON:
        raise InvalidError({"reason": Sentence(N_("请缩短到 %(most)s 字以内。"), {"most": LONGEST_REASON})})
    return _decide(uow, actor, public_ids, Act.RETURN, reason, on=on, now=now, form_key=form_key)


def check_may_review(actor: Actor, entry: Entry) -> None:
    """Pass only if the entry is of a unit that the actor reviews, and another's.

    Raises:
        ForbiddenError: otherwise.
    """
    if entry.unit_id not in actor.reviewed_units:
        raise ForbiddenError
    entered = {entry.created_by} | ({entry.submitted_by} if entry.submitted_by is not None else set())
    check_other_person(actor.account_id, actor.person_id, entered, {entry.person_id})


def _decide(
    uow: UnitOfWork,
    actor: Actor,
    public_ids: Sequence[str],
    act: Act,
    reason: str,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None,
) -> int:
    with uow:
        before = answered(uow, actor, form_key, now)
        if before is not None:
            return int(before)
        entries = uow.entries.visible_many(public_ids, actor)
        if not entries or len(entries) != len(set(public_ids)):
            raise NotFoundError
        for entry in entries:
            check_may_review(actor, entry)
            _decide_one(uow, actor, entry, act, reason, now)
        if act is Act.APPROVE:
            for year, people in years_of(entries).items():
                reassess(uow, people, year, on=on, now=now)
        settle(uow, actor, form_key, str(len(entries)))
        uow.commit()
    return len(entries)


def _decide_one(uow: UnitOfWork, actor: Actor, entry: Entry, act: Act, reason: str, now: datetime) -> None:
    decided = replace(
        entry,
        status=after(entry.status, act),
        version=entry.version + 1,
        updated_at=now,
        decided_by=actor.account_id,
        decided_at=now,
        reason=reason,
    )
    uow.entries.save(decided, entry.version)
    uow.trail.append(
        TrailTag.ENTRY_APPROVED if act is Act.APPROVE else TrailTag.ENTRY_RETURNED,
        at=now,
        account_id=actor.account_id,
        object_kind="entry",
        object_id=entry.id,
        subject_id=entry.person_id,
        changes={"status": (entry.status.value, decided.status.value)},
        note=reason,
    )
