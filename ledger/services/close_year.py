"""Close a unit's year by two persons: rehearse, propose, confirm; or give it up. Reopening is reopen_year."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from ledger.domain.errors import ConflictError, ForbiddenError, NotFoundError
from ledger.domain.journal import JournalAct, NewPosting
from ledger.domain.people import Unit
from ledger.domain.period import ClosingAct, ClosingStatus, SamePersonError, YearClosing
from ledger.domain.permissions import Permission
from ledger.domain.trail import TrailTag
from ledger.domain.wording import N_
from ledger.services.once import FormKey, answered, settle
from ledger.services.review_entries import check_reason
from ledger.services.seal_year import (
    BATCH,
    digest_line,
    digest_of_all,
    rehearse,
    sealable_people,
    sealables,
)
from ledger.services.working_calendar import calendar_of
from ledger.store.readings_closing import open_counts

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork

BLOCKING = ("submitted", "late", "holidays")
"""Open questions that keep a year from being closed: a decision is owed, or the figures are provisional."""


class YearNotOverError(ConflictError):
    """The year is not over."""

    text = N_("%(year)s 年还没有过完，要到 %(next)s 年 1 月 1 日以后才能结账。")


class ClosedAlreadyError(ConflictError):
    """The unit's year is closed."""

    text = N_("%(unit)s的 %(year)s 年度已经结账，不用再办。")


class StillOpenError(ConflictError):
    """Questions are open that keep the year from being closed."""

    text = N_("还有必须先办结的事项，暂时不能结账。请回到第一步逐项办理。")


class RehearseAgainError(ConflictError):
    """What was rehearsed no longer holds."""

    text = N_("试结之后有了新的变化，结果和试结时不一样了，没有结账。请重新试结，看过结果后再提出。")


def closable_unit(uow: UnitOfWork, actor: Actor, public_id: str) -> Unit:
    """The unit, in a subtree of the actor's whose years the actor may close.

    Raises:
        NotFoundError: otherwise.
    """
    unit = uow.units.by_public_id(public_id)
    if unit is None or not actor.in_department(unit.path) or not actor.may(Permission.YEAR_CLOSE):
        raise NotFoundError
    return unit


def rehearse_closing(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    year: int,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """Assess everybody of the subtree as of 31 December and keep what came of it; an older one gives way.

    Raises:
        YearNotOverError, ClosedAlreadyError: there is nothing to close.
        ConflictError: it is proposed already.
    """
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        unit = closable_unit(uow, actor, public_id)
        _check_to_close(uow, unit, year, on)
        before = uow.periods.under_way(unit.id, year)
        if before is not None and not _give_up(uow, before, ClosingStatus.REHEARSED):
            raise ConflictError
        found = rehearse(uow, sealable_people(uow, unit, year), year, now)
        closing = uow.periods.add_closing(
            unit_id=unit.id,
            year=year,
            act=ClosingAct.CLOSE.value,
            status=ClosingStatus.REHEARSED.value,
            digest=found.digest,
            counts=found.counts,
            reason="",
            rehearsed_by=actor.account_id,
            rehearsed_at=now,
        )
        note_closing(uow, actor, TrailTag.YEAR_REHEARSED, closing, now)
        settle(uow, actor, form_key, closing.public_id)
        uow.commit()


def propose_closing(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    year: int,
    reason: str,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """Propose to close what was rehearsed, with a word to whoever confirms, if there is one.

    Raises:
        StillOpenError: questions are open that have to be settled first.
        ConflictError: there is no rehearsal that is not proposed yet.
    """
    check_reason(reason.strip())
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        unit = closable_unit(uow, actor, public_id)
        _check_to_close(uow, unit, year, on)
        _check_settled(uow, unit, year)
        closing = uow.periods.under_way(unit.id, year)
        moved = closing is not None and uow.periods.move_closing(
            closing.id,
            ClosingStatus.REHEARSED,
            status=ClosingStatus.PROPOSED.value,
            reason=reason.strip(),
            proposed_by=actor.account_id,
            proposed_at=now,
        )
        if closing is None or not moved:
            raise ConflictError
        note_closing(uow, actor, TrailTag.YEAR_PROPOSED, closing, now, reason.strip())
        settle(uow, actor, form_key, closing.public_id)
        uow.commit()


def give_up_closing(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    year: int,
    *,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """Stop a closing or reopening that is under way; nothing was closed or opened by it.

    Raises:
        ConflictError: there is none.
    """
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        unit = closable_unit(uow, actor, public_id)
        closing = uow.periods.under_way(unit.id, year)
        if closing is None or not _give_up(uow, closing, closing.status):
            raise ConflictError
        note_closing(uow, actor, TrailTag.YEAR_GIVEN_UP, closing, now)
        settle(uow, actor, form_key, closing.public_id)
        uow.commit()


def confirm_closing(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    year: int,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> int:
    """Close what another proposed, and seal everybody's year; gives how many.

    Raises:
        SamePersonError: the actor proposed it.
        RehearseAgainError: what was rehearsed no longer holds; the proposal is given up.
        StillOpenError: questions are open that have to be settled first.
        ConflictError: nothing is proposed.
    """
    with uow:
        before = answered(uow, actor, form_key, now)
        if before is not None:
            return int(before)
        unit = closable_unit(uow, actor, public_id)
        uow.periods.hold(alone=True)
        closing = proposed(uow, actor, unit, year, ClosingAct.CLOSE)
        _check_to_close(uow, unit, year, on)
        _check_settled(uow, unit, year)
        count = _seal(uow, actor, unit, closing, now)
        if count is not None:
            settle(uow, actor, form_key, str(count))
            uow.commit()
            return count
    with uow:
        _give_up(uow, closing, ClosingStatus.PROPOSED)
        note_closing(uow, actor, TrailTag.YEAR_GIVEN_UP, closing, now)
        uow.commit()
    raise RehearseAgainError


def proposed(uow: UnitOfWork, actor: Actor, unit: Unit, year: int, act: ClosingAct) -> YearClosing:
    """What is proposed for a unit's year, for another person to confirm.

    Raises:
        ConflictError: nothing of that kind is.
        SamePersonError: the actor proposed it, by whatever account.
    """
    closing = uow.periods.under_way(unit.id, year)
    if closing is None or closing.act is not act or closing.status is not ClosingStatus.PROPOSED:
        raise ConflictError
    if closing.proposed_by is None or closing.proposed_by == actor.account_id:
        raise SamePersonError
    proposer = uow.accounts.get(closing.proposed_by)
    if proposer is None:
        raise ForbiddenError
    if actor.person_id is not None and proposer.person_id == actor.person_id:
        raise SamePersonError
    return closing


def note_closing(
    uow: UnitOfWork, actor: Actor, tag: TrailTag, closing: YearClosing, now: datetime, note: str = ""
) -> None:
    """One record of the trail about a closing."""
    unit = uow.units.get(closing.unit_id)
    uow.trail.append(
        tag,
        at=now,
        account_id=actor.account_id,
        object_kind="closing",
        object_id=closing.id,
        changes={
            "act": (None, closing.act.value),
            "unit": (None, None if unit is None else unit.public_id),
            "year": (None, closing.year),
            "digest": (None, closing.digest or None),
        },
        note=note,
    )


def posting_of(closing: YearClosing, unit: Unit, act: JournalAct, people: int, reason: str) -> NewPosting:
    """A closing or reopening as the journal keeps it."""
    body = {"unit": unit.public_id, "people": people, "digest": closing.digest}
    return NewPosting(act, "year", closing.id, 1, None, closing.year, body, reason)


def _seal(uow: UnitOfWork, actor: Actor, unit: Unit, closing: YearClosing, now: datetime) -> int | None:
    """Seal everybody; None where the rehearsal does not hold: the caller's transaction is to be undone."""
    year, lines = closing.year, []
    made = {
        "closing_id": closing.id,
        "sealed_at": now,
        "proposed_by": closing.proposed_by,
        "confirmed_by": actor.account_id,
    }
    people = sealable_people(uow, unit, year)
    for begin in range(0, len(people), BATCH):
        part = list(sealables(uow, people[begin : begin + BATCH], year, now))
        lines += [digest_line(one) for one in part]
        uow.periods.seal([one.columns | made for one in part])
        uow.assessments.replace([one.person_id for one in part], year, [one.row for one in part])
    if digest_of_all(lines) != closing.digest:
        return None
    done = {
        "status": ClosingStatus.CONFIRMED.value,
        "confirmed_by": actor.account_id,
        "confirmed_at": now,
    }
    if not uow.periods.move_closing(closing.id, ClosingStatus.PROPOSED, **done):
        raise ConflictError
    closed = set(uow.periods.closed_below(unit, year))
    units = [one.id for one in uow.units.all() if unit.covers(one) and one.id not in closed]
    uow.periods.close(units, year, closing.id, now)
    posting = posting_of(closing, unit, JournalAct.CLOSED, len(lines), closing.reason)
    uow.journal.append([posting], account_id=actor.account_id, at=now)
    note_closing(uow, actor, TrailTag.YEAR_CLOSED, closing, now, closing.reason)
    return len(lines)


def _check_to_close(uow: UnitOfWork, unit: Unit, year: int, on: date) -> None:
    if on.year <= year:
        raise YearNotOverError(year=year, next=year + 1)
    if uow.periods.is_closed(unit, year):
        raise ClosedAlreadyError(unit=unit.name, year=year)


def _check_settled(uow: UnitOfWork, unit: Unit, year: int) -> None:
    counts = open_counts(uow.session, unit, year)
    announced = calendar_of(uow, [year]).announced(year)
    if any(counts[kind] for kind in BLOCKING if kind in counts) or not announced:
        raise StillOpenError


def _give_up(uow: UnitOfWork, closing: YearClosing, seen: ClosingStatus) -> bool:
    return uow.periods.move_closing(closing.id, seen, status=ClosingStatus.GIVEN_UP.value)
