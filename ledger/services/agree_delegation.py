"""Agree in advance that what a delegate hands in during a span needs no further word; end it again."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from ledger.domain.delegation import LONGEST_AGREEMENT, check_span
from ledger.domain.errors import ForbiddenError, InvalidError, NotFoundError
from ledger.domain.trail import TrailTag
from ledger.domain.wording import N_, Sentence
from ledger.services.once import FormKey, answered, settle

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork


def give_agreement(
    uow: UnitOfWork,
    actor: Actor,
    delegate: str,
    begins_on: date,
    ends_on: date,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """The cadre agrees for a span of days with one who enters for them (`delegate`: name in addresses).

    Raises:
        ForbiddenError: the actor is no cadre; nobody agrees in another's name.
        InvalidError: the span is past, reversed or too long, or nobody of that name enters for the cadre.
    """
    person_id = _own(actor)
    check_span(begins_on, ends_on, LONGEST_AGREEMENT, on=on)
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        found = [one for one in uow.delegations.delegates_of(person_id, on) if one.public_id == delegate]
        if not found:
            raise InvalidError({"delegate": Sentence(N_("请选一位现在代录的人。"))})
        uow.delegations.add_agreement(
            person_id, found[0].account_id, begins_on, ends_on, given_by=actor.account_id, now=now
        )
        told: dict[str, object] = {
            "delegate": found[0].name,
            "begins_on": begins_on,
            "ends_on": ends_on,
        }
        _note(uow, TrailTag.AGREEMENT_GIVEN, actor, person_id, {k: (None, v) for k, v in told.items()}, now)
        settle(uow, actor, form_key, delegate)
        uow.commit()


def end_agreement(
    uow: UnitOfWork, actor: Actor, public_id: str, *, now: datetime, form_key: FormKey | None = None
) -> None:
    """End an agreement from now on; what was handed in under it stays.

    Raises:
        ForbiddenError: the actor is no cadre.
        NotFoundError: the cadre has no such agreement that still holds.
    """
    person_id = _own(actor)
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        found = [one for one in uow.delegations.agreements_of(person_id) if one.public_id == public_id]
        if not found or found[0].ended_at is not None:
            raise NotFoundError
        uow.delegations.end_agreement(found[0].id, now)
        _note(uow, TrailTag.AGREEMENT_ENDED, actor, person_id, {"delegate": (found[0].name, None)}, now)
        settle(uow, actor, form_key, public_id)
        uow.commit()


def _own(actor: Actor) -> int:
    if actor.own_cadre is None:
        raise ForbiddenError
    return actor.own_cadre


def _note(
    uow: UnitOfWork,
    tag: TrailTag,
    actor: Actor,
    person_id: int,
    changes: dict[str, tuple[object, object]],
    now: datetime,
) -> None:
    uow.trail.append(
        tag,
        at=now,
        account_id=actor.account_id,
        object_kind="person",
        object_id=person_id,
        subject_id=person_id,
        changes=changes,
    )
