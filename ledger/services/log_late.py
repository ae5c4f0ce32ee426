"""Ask for a locked month to be opened for a cadre, and decide on it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from ledger.domain.errors import ForbiddenError, InvalidError, NotFoundError
from ledger.domain.people import last_posting_in
from ledger.domain.period import OPEN_DAYS, LateRequest, RequestStatus
from ledger.domain.permissions import Permission
from ledger.domain.review import check_other_person
from ledger.domain.trail import TrailTag
from ledger.domain.wording import N_, Sentence
from ledger.services.log_entry import check_serves
from ledger.services.once import FormKey, answered, settle
from ledger.services.period_guard import Span, refusals
from ledger.services.review_entries import check_reason

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork


NO_POST = N_("这一年没有任职记录，不能补记；当年在任的，请组织部门先登记任职。")


def ask_late(
    uow: UnitOfWork,
    actor: Actor,
    person_id: int,
    month: date,
    reason: str,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> str:
    """Ask for a locked month (its first day) to be opened for a cadre; gives the request's name in addresses.

    Raises:
        InvalidError: naming each faulty field.
        ForbiddenError: when the actor does not enter for this cadre.
        AskedAlreadyError: one for the month waits already.
    """
    check_serves(actor, person_id)
    reason = reason.strip()
    if not reason:
        raise InvalidError({"reason": Sentence(N_("请写明为什么没有及时记录。"))})
    check_reason(reason)
    with uow:
        before = answered(uow, actor, form_key, now)
        if before is not None:
            return before
        if not is_locked(uow, actor, person_id, month, on=on):
            raise InvalidError({"month": Sentence(N_("这个月没有锁定，可以直接记录，不用申请。"))})
        posting = last_posting_in(uow.people.postings_of(person_id), month.year)
        if posting is None:
            raise InvalidError({"month": Sentence(NO_POST)})
        request = uow.late_requests.add(
            person_id, posting.unit_id, month, reason, asked_by=actor.account_id, now=now
        )
        _note(uow, actor, TrailTag.LATE_ASKED, request, now, {"month": (None, month)}, reason)
        settle(uow, actor, form_key, request.public_id)
        uow.commit()
    return request.public_id


def decide_late(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    answer: str,
    open_days: int | None,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """Open the month for the cadre for some days, today counted; or refuse with a reason (None days).

    Raises:
        InvalidError: naming each faulty field.
        NotFoundError: when the request isn't visible to the actor.
        ForbiddenError: when it is the actor's own, or of another department.
        ConflictError: when it was decided before.
    """
    answer = _checked(answer.strip(), open_days)
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        request = uow.late_requests.visible(public_id, actor)
        if request is None:
            raise NotFoundError
        check_may_decide(uow, actor, request)
        status = RequestStatus.REFUSED if open_days is None else RequestStatus.GRANTED
        until = None if open_days is None else on + timedelta(days=open_days - 1)
        uow.late_requests.decide(request.id, status, answer, until, by=actor.account_id, now=now)
        tag = TrailTag.LATE_REFUSED if until is None else TrailTag.LATE_GRANTED
        changes: dict[str, tuple[object, object]] = {"month": (None, request.month)}
        if until is not None:
            changes["open_until"] = (None, until)
        _note(uow, actor, tag, request, now, changes, answer)
        settle(uow, actor, form_key, public_id)
        uow.commit()


def _checked(answer: str, open_days: int | None) -> str:
    if open_days is None and not answer:
        raise InvalidError({"answer": Sentence(N_("请写明不同意的原因。"))})
    if open_days is not None and open_days not in OPEN_DAYS:
        raise InvalidError({"open_days": Sentence(N_("请选一个期限。"))})
    check_reason(answer)
    return answer


def check_may_decide(uow: UnitOfWork, actor: Actor, request: LateRequest) -> None:
    """Pass only the department of the unit, and nobody on what is their own or what they asked for.

    Raises:
        ForbiddenError: otherwise.
    """
    unit = None if request.unit_id is None else uow.units.get(request.unit_id)
    if unit is None or not actor.may(Permission.LATE_DECIDE) or not actor.in_department(unit.path):
        raise ForbiddenError
    check_other_person(actor.account_id, actor.person_id, {request.asked_by}, {request.person_id})


def is_locked(uow: UnitOfWork, actor: Actor, person_id: int, month: date, *, on: date) -> bool:
    """Whether the facts of a month can't be logged for a cadre now without a request."""
    if month > on:
        return False
    return bool(refusals(uow, actor, [Span(person_id, month, month)], on=on))


def _note(
    uow: UnitOfWork,
    actor: Actor,
    tag: TrailTag,
    request: LateRequest,
    now: datetime,
    changes: dict[str, tuple[object, object]],
    note: str,
) -> None:
    uow.trail.append(
        tag,
        at=now,
        account_id=actor.account_id,
        object_kind="late_request",
        object_id=request.id,
        subject_id=request.person_id,
        changes=changes,
        note=note,
    )
