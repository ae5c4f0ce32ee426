"""红字冲销: reverse what was posted, with a reason; what stood approved or verified is open again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from ledger.domain.entry import Entry
from ledger.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from ledger.domain.journal import UNDONE, JournalAct, Posting, reversal_of
from ledger.domain.outcome import Outcome, OutcomeStatus
from ledger.domain.review import Act, after, check_other_person
from ledger.domain.trail import TrailTag
from ledger.domain.wording import N_, Sentence
from ledger.services.act_in_stead import deciding, stead_of
from ledger.services.acts_on_record import act_on_entry, act_on_outcome
from ledger.services.assess_year import reassess, years_of
from ledger.services.once import FormKey, answered, settle
from ledger.services.period_guard import check_spans, span_of
from ledger.services.record_outcome import check_may_verify, reassess_touched, spans_of_outcome
from ledger.services.review_entries import check_reason
from ledger.store.entries import DECIDED

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork

MOST_UNDONE = 5000
"""So many approvals are taken back at once, at most: more than a queue shows."""


class NothingToReverseError(ConflictError):
    """There is no live posting, or what was to be undone is no longer as it was."""

    text = N_("这一项没有可以冲销的记账，或者刚刚已由别处办理。请刷新后查看。")


def reverse_entry(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    reason: str,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """Reverse the posting of an approved entry: it goes back to the cadre with the reason, to be mended.

    Raises:
        InvalidError: without a reason, or with one that can't be kept.
        NotFoundError: when the actor may not see it.
        ForbiddenError: when it is not of the actor's units, the actor's own, or entered by the actor.
        AlreadyMovedError, NothingToReverseError, AlreadyPostedError: when it is not approved any more.
    """
    reason = _reason(reason)
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        entry = uow.entries.visible(public_id, actor)
        if entry is None:
            raise NotFoundError
        steads = check_may_reverse(uow, actor, [entry])
        check_spans(uow, actor, [span_of(entry)], on=on)
        _reverse_entries(uow, actor, [entry], steads, Act.REVERSE, reason, on=on, now=now)
        settle(uow, actor, form_key, public_id)
        uow.commit()


def undo_approval(
    uow: UnitOfWork,
    actor: Actor,
    span: str,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> int:
    """Take back what the actor has just approved, the postings of a span such as "12-15"; gives how many.

    The entries wait again as they were handed in: nobody has to hand them in a second time.

    Raises:
        NothingToReverseError: when one of these postings is none of the actor's own that stands.
    """
    with uow:
        before = answered(uow, actor, form_key, now)
        if before is not None:
            return int(before)
        entries = _just_approved(uow, actor, span)
        steads = check_may_reverse(uow, actor, entries)
        check_spans(uow, actor, [span_of(entry) for entry in entries], on=on)
        _reverse_entries(uow, actor, entries, steads, Act.UNDO, UNDONE, on=on, now=now)
        settle(uow, actor, form_key, str(len(entries)))
        uow.commit()
    return len(entries)


def reverse_outcome(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    reason: str,
    *,
    refuse: bool,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """Reverse the posting of a verified outcome: it waits to be verified again, or is refused.

    Raises as `reverse_entry`.
    """
    reason = _reason(reason)
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        outcome = uow.outcomes.visible(public_id, actor)
        if outcome is None:
            raise NotFoundError
        steads = check_may_verify(uow, actor, [outcome])
        check_spans(uow, actor, spans_of_outcome(outcome.draft), on=on, late=False)
        _reverse_outcome(uow, actor, outcome, steads[outcome.id], reason, now, refuse=refuse)
        reassess_touched(uow, [outcome.draft], on=on, now=now)
        settle(uow, actor, form_key, public_id)
        uow.commit()


def check_may_reverse(uow: UnitOfWork, actor: Actor, entries: Sequence[Entry]) -> dict[int, int | None]:
    """Pass only if the entries are of units reviewed or looked after, another's, and entered by others alone.

    Gives, by entry, the account in whose stead a deputy acts.

    Raises:
        ForbiddenError: otherwise.
    """
    units = uow.units.by_ids({entry.unit_id for entry in entries if entry.unit_id is not None})
    steads: dict[int, int | None] = {}
    for entry in entries:
        unit = None if entry.unit_id is None else units[entry.unit_id]
        # An entry of a time without an appointment lies with no unit: the department above sees to it.
        looked_after = bool(actor.department_paths) if unit is None else actor.in_department(unit.path)
        if entry.unit_id not in actor.reviewed_units and not looked_after:
            raise ForbiddenError
        steads[entry.id] = None if looked_after else actor.in_stead_of(entry.unit_id)
    for account_id, person_id, concerned in deciding(uow, actor, entries, lambda one: steads[one.id]):
        worked_on = uow.trail.entered_by("entry", (one.id for one in concerned), account_id)
        for entry in concerned:
            entered = {account for account in (entry.created_by, entry.submitted_by) if account is not None}
            if entry.id in worked_on:
                entered.add(account_id)
            check_other_person(account_id, person_id, entered, {entry.person_id})
    return steads


def may_reverse(check: Callable[[], object]) -> bool:
    """Whether a check lets the actor pass: a page offers no act that would be refused."""
    try:
        check()
    except ForbiddenError:
        return False
    return True


def _just_approved(uow: UnitOfWork, actor: Actor, span: str) -> list[Entry]:
    """The entries whose postings are those of a span, all of them the actor's own and as they were posted."""
    numbers = re.fullmatch(r"([1-9][0-9]{0,8})-([1-9][0-9]{0,8})", span)
    first, last = (int(numbers[1]), int(numbers[2])) if numbers else (1, 0)
    postings = uow.journal.between(first, last) if 0 <= last - first < MOST_UNDONE else []
    mine = [
        one
        for one in postings
        if one.act is JournalAct.POSTED and one.object_kind == "entry" and one.account_id == actor.account_id
    ]
    entries = uow.entries.by_ids(posting.object_id for posting in mine)
    names = [entry.public_id for entry in entries]
    if (
        not mine
        or len(mine) != last - first + 1
        or {(one.id, one.version) for one in entries} != {(one.object_id, one.version) for one in mine}
        or len(uow.entries.visible_many(names, actor)) != len(entries)
    ):
        raise NothingToReverseError
    return entries


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise InvalidError({"reason": Sentence(N_("请写明冲销的原因，原因会记入流水。"))})
    check_reason(reason)
    return reason


def _reverse_entries(
    uow: UnitOfWork,
    actor: Actor,
    entries: Sequence[Entry],
    steads: Mapping[int, int | None],
    act: Act,
    reason: str,
    *,
    on: date,
    now: datetime,
) -> None:
    """Post the reversals, open the entries, bring the years up to date: hundreds by a few statements."""
    opened = [_opened(entry, actor, steads[entry.id], act, reason, now) for entry in entries]
    # The reversal comes first: as long as a posting is live, the schema lets nobody open what it is of.
    standing, reversals = _reverse(uow, actor, "entry", entries, reason, now)
    uow.entries.move_many(opened, DECIDED)
    told = {stead: stead_of(uow, stead) for stead in set(steads.values())}
    tag = TrailTag.ENTRY_REVERSED if act is Act.REVERSE else TrailTag.ENTRY_APPROVAL_UNDONE
    uow.trail.append_many(
        [
            act_on_entry(
                tag,
                actor,
                new,
                now,
                {"status": (old.status.value, new.status.value), "posting": (posted.seq, red.seq)}
                | told[new.decided_for],
                reason,
            )
            for old, new, posted, red in zip(entries, opened, standing, reversals, strict=True)
        ]
    )
    for year, people in years_of(entries).items():
        reassess(uow, people, year, on=on, now=now)


def _opened(entry: Entry, actor: Actor, stead: int | None, act: Act, reason: str, now: datetime) -> Entry:
    return replace(
        entry,
        status=after(entry.status, act),
        version=entry.version + 1,
        updated_at=now,
        decided_by=actor.account_id,
        decided_at=now,
        decided_for=stead,
        reason=reason if act is Act.REVERSE else "",
    )


def _reverse_outcome(
    uow: UnitOfWork,
    actor: Actor,
    outcome: Outcome,
    stead: int | None,
    reason: str,
    now: datetime,
    *,
    refuse: bool,
) -> None:
    if outcome.status is not OutcomeStatus.VERIFIED:
        raise NothingToReverseError
    opened = replace(
        outcome,
        status=OutcomeStatus.REFUSED if refuse else OutcomeStatus.RECORDED,
        version=outcome.version + 1,
        decided_by=actor.account_id,
        decided_at=now,
        decided_for=stead,
        reason=reason if refuse else "",
    )
    (standing,), (reversal,) = _reverse(uow, actor, "outcome", [outcome], reason, now)
    uow.outcomes.decide_many([opened])
    changes: dict[str, tuple[object, object]] = {
        "status": (outcome.status.value, opened.status.value),
        "posting": (standing.seq, reversal.seq),
    }
    record = act_on_outcome(
        TrailTag.OUTCOME_REVERSED, actor, outcome, now, changes | stead_of(uow, stead), reason
    )
    uow.trail.append_many([record])


def _reverse(
    uow: UnitOfWork,
    actor: Actor,
    kind: str,
    things: Sequence[Entry] | Sequence[Outcome],
    reason: str,
    now: datetime,
) -> tuple[list[Posting], list[Posting]]:
    """The live postings of some things, and the reversals that cancel them."""
    live = uow.journal.live_postings(kind, (thing.id for thing in things))
    if len(live) != len(things):
        raise NothingToReverseError
    standing = [live[thing.id] for thing in things]
    red = [reversal_of(posting, reason) for posting in standing]
    return standing, uow.journal.append(red, account_id=actor.account_id, at=now)
