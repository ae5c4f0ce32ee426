"""Reopen a closed year by two persons with a reason; its seals stay, and closing again makes new ones."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from ledger.domain.errors import ConflictError, InvalidError
from ledger.domain.journal import JournalAct
from ledger.domain.people import Unit
from ledger.domain.period import ClosingAct, ClosingStatus, YearClosing
from ledger.domain.trail import TrailTag
from ledger.domain.wording import N_, Sentence
from ledger.services.assess_year import reassess
from ledger.services.close_year import closable_unit, note_closing, posting_of, proposed
from ledger.services.once import FormKey, answered, settle
from ledger.services.review_entries import check_reason

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork


class NotClosedError(ConflictError):
    """The unit's year is not closed."""

    text = N_("%(unit)s的 %(year)s 年度没有结账，不用重开。")


class CorrectedYearError(ConflictError):
    """Corrections of the year are booked in a later one: opening it would count them twice."""

    text = N_("%(unit)s的 %(year)s 年度已有更正记入以后年度，重开会重复计算。有差错请继续办理更正。")


def propose_reopening(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    year: int,
    reason: str,
    *,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """Propose to reopen a closed year, with the reason.

    Raises:
        InvalidError: there is no reason.
        NotClosedError, CorrectedYearError: it can't be reopened.
        ConflictError: something is under way already.
    """
    reason = _checked(reason.strip())
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        unit = closable_unit(uow, actor, public_id)
        _check_to_reopen(uow, unit, year)
        if uow.periods.under_way(unit.id, year) is not None:
            raise ConflictError
        who = {"rehearsed_by": actor.account_id, "proposed_by": actor.account_id}
        closing = uow.periods.add_closing(
            unit_id=unit.id,
            year=year,
            act=ClosingAct.REOPEN.value,
            status=ClosingStatus.PROPOSED.value,
            reason=reason,
            **who,
            rehearsed_at=now,
            proposed_at=now,
        )
        note_closing(uow, actor, TrailTag.YEAR_PROPOSED, closing, now, reason)
        settle(uow, actor, form_key, closing.public_id)
        uow.commit()


def confirm_reopening(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    year: int,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """Reopen what another proposed: the year counts from the facts again.

    Raises:
        SamePersonError: the actor proposed it.
        NotClosedError, CorrectedYearError: it can't be reopened any more.
        ConflictError: nothing is proposed.
    """
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        unit = closable_unit(uow, actor, public_id)
        uow.periods.hold(alone=True)
        closing = proposed(uow, actor, unit, year, ClosingAct.REOPEN)
        _check_to_reopen(uow, unit, year)
        people = _reopen(uow, actor, unit, closing, now)
        reassess(uow, people, year, on=on, now=now)
        settle(uow, actor, form_key, closing.public_id)
        uow.commit()


def _reopen(uow: UnitOfWork, actor: Actor, unit: Unit, closing: YearClosing, now: datetime) -> list[int]:
    """Gives the people whose year was sealed."""
    people = [seal.person_id for seal in uow.periods.sealed_in(unit, closing.year)]
    done = {
        "status": ClosingStatus.CONFIRMED.value,
        "confirmed_by": actor.account_id,
        "confirmed_at": now,
    }
    if not uow.periods.move_closing(closing.id, ClosingStatus.PROPOSED, **done):
        raise ConflictError
    uow.periods.reopen(uow.periods.closed_below(unit, closing.year), closing.year, closing.id, now)
    posting = posting_of(closing, unit, JournalAct.REOPENED, len(people), closing.reason)
    uow.journal.append([posting], account_id=actor.account_id, at=now)
    note_closing(uow, actor, TrailTag.YEAR_REOPENED, closing, now, closing.reason)
    return people


def _checked(reason: str) -> str:
    if not reason:
        raise InvalidError({"reason": Sentence(N_("请写明为什么要重开。"))})
    check_reason(reason)
    return reason


def _check_to_reopen(uow: UnitOfWork, unit: Unit, year: int) -> None:
    if uow.periods.closed_row(unit.id, year) is None:
        raise NotClosedError(unit=unit.name, year=year)
    if uow.corrections.any_in(unit, year):
        raise CorrectedYearError(unit=unit.name, year=year)
