"""Approve entries or return them with a reason; nobody decides on their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from ledger.domain.entry import Entry
from ledger.domain.errors import ForbiddenError, InvalidError, NotFoundError
from ledger.domain.posted_facts import entry_posting
from ledger.domain.review import Act, after, check_other_person
from ledger.domain.trail import TrailTag
from ledger.domain.wording import N_, Sentence
from ledger.services.act_in_stead import deciding, stead_of
from ledger.services.acts_on_record import act_on_entry
from ledger.services.assess_year import reassess, years_of
from ledger.services.once import FormKey, answered, settle
from ledger.services.period_guard import check_spans, span_of
from ledger.store.entries import DECIDED

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
    """Approve entries, all or none: their facts are posted, and the years they count in brought up to date.

    Gives how many.

    Raises:
        NotFoundError: when one isn't visible to the actor.
        ForbiddenError: when one is of another unit, the actor's own, or entered or changed by the actor.
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
    check_reason(reason)
    return _decide(uow, actor, public_ids, Act.RETURN, reason, on=on, now=now, form_key=form_key)


def check_may_review(uow: UnitOfWork, actor: Actor, entries: Sequence[Entry]) -> None:
    """Pass only if the entries are of units that the actor reviews, another's, and entered by others alone.

    Raises:
        ForbiddenError: otherwise.
    """
    # Who wrote the content is told by the trail: a delegate may have changed what the cadre handed in.
    if any(entry.unit_id not in actor.reviewed_units for entry in entries):
        raise ForbiddenError
    for account_id, person_id, concerned in deciding(
        uow, actor, entries, lambda entry: actor.in_stead_of(entry.unit_id)
    ):
        worked_on = uow.trail.entered_by("entry", (entry.id for entry in concerned), account_id)
        for entry in concerned:
            entered = {account for account in (entry.created_by, entry.submitted_by) if account is not None}
            if entry.id in worked_on:
                entered.add(account_id)
            check_other_person(account_id, person_id, entered, {entry.person_id})


def check_reason(reason: str) -> None:
    """Pass only if a reason can be kept.

    Raises:
        InvalidError: it is too long, or holds what no database keeps.
    """
    if len(reason) > LONGEST_REASON:
        raise InvalidError({"reason": Sentence(N_("请缩短到 %(most)s 字以内。"), {"most": LONGEST_REASON})})
    if "\x00" in reason:
        raise InvalidError({"reason": Sentence(N_("文字里有无法保存的控制字符，请删去后再提交。"))})


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
        check_may_review(uow, actor, entries)
        check_spans(uow, actor, [span_of(entry) for entry in entries], on=on)
        _decide_all(uow, actor, entries, act, reason, now)
        if act is Act.APPROVE:
            for year, people in years_of(entries).items():
                reassess(uow, people, year, on=on, now=now)
        settle(uow, actor, form_key, str(len(entries)))
        uow.commit()
    return len(entries)


def _decide_all(
    uow: UnitOfWork, actor: Actor, entries: Sequence[Entry], act: Act, reason: str, now: datetime
) -> None:
    """Thousands at once by a handful of statements: an import is decided on as a whole."""
    decided = [_decided(entry, actor, act, reason, now) for entry in entries]
    uow.entries.move_many(decided, DECIDED)
    if act is Act.APPROVE:
        facts = [entry_posting(entry, uow.journal.algorithm) for entry in decided]
        uow.journal.append(facts, account_id=actor.account_id, at=now)
    told = {stead: stead_of(uow, stead) for stead in {entry.decided_for for entry in decided}}
    tag = TrailTag.ENTRY_APPROVED if act is Act.APPROVE else TrailTag.ENTRY_RETURNED
    uow.trail.append_many(
        [
            act_on_entry(
                tag,
                actor,
                new,
                now,
                {"status": (old.status.value, new.status.value)} | told[new.decided_for],
                reason,
            )
            for old, new in zip(entries, decided, strict=True)
        ]
    )


def _decided(entry: Entry, actor: Actor, act: Act, reason: str, now: datetime) -> Entry:
    return replace(
        entry,
        status=after(entry.status, act),
        version=entry.version + 1,
        updated_at=now,
        decided_by=actor.account_id,
        decided_at=now,
        decided_for=actor.in_stead_of(entry.unit_id),
        reason=reason,
    )
