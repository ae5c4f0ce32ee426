"""Take up and answer complaints and suggestions of the department's subtree."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ledger.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from ledger.domain.permissions import Permission
from ledger.domain.suggestion import LONGEST
from ledger.domain.trail import TrailTag
from ledger.domain.wording import N_, Sentence
from ledger.services.once import FormKey, answered, settle

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.domain.suggestion import Suggestion
    from ledger.store.unit_of_work import UnitOfWork


def take_up(
    uow: UnitOfWork, actor: Actor, public_id: str, *, now: datetime, form_key: FormKey | None = None
) -> None:
    """Show the writer that somebody is at work on it.

    Raises:
        ConflictError: it is no longer waiting.
    """
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        found = _to_handle(uow, actor, public_id)
        if found.status != "received" or not uow.suggestions.move_on(found.id, "received", status="handling"):
            raise ConflictError
        _note(uow, TrailTag.SUGGESTION_TAKEN_UP, actor, found, now, "handling")
        settle(uow, actor, form_key, public_id)
        uow.commit()


def answer_suggestion(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    answer: str,
    *,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """Answer; the writer reads it in the list or by the receipt.

    Raises:
        InvalidError: the answer is empty or too long.
        ConflictError: it was answered before.
    """
    answer = answer.strip()
    if not answer:
        raise InvalidError({"answer": Sentence(N_("请写下答复。"))})
    if len(answer) > LONGEST:
        raise InvalidError({"answer": Sentence(N_("请缩短到 %(most)s 字以内。"), {"most": LONGEST})})
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        found = _to_handle(uow, actor, public_id)
        told = {"answer": answer, "answered_at": now, "answered_by": actor.account_id}
        moved = found.status != "answered" and uow.suggestions.move_on(
            found.id, found.status, status="answered", **told
        )
        if not moved:
            raise ConflictError
        _note(uow, TrailTag.SUGGESTION_ANSWERED, actor, found, now, "answered")
        settle(uow, actor, form_key, public_id)
        uow.commit()


def may_handle(uow: UnitOfWork, actor: Actor, suggestion: Suggestion) -> bool:
    """Whether the suggestion is the actor's department's to handle."""
    unit = None if suggestion.unit_id is None else uow.units.get(suggestion.unit_id)
    return actor.may(Permission.SUGGESTION_HANDLE) and unit is not None and actor.in_department(unit.path)


def _to_handle(uow: UnitOfWork, actor: Actor, public_id: str) -> Suggestion:
    found = uow.suggestions.visible(public_id, actor)
    if found is None:
        raise NotFoundError
    if not may_handle(uow, actor, found):
        raise ForbiddenError
    return found


def _note(
    uow: UnitOfWork, tag: TrailTag, actor: Actor, found: Suggestion, now: datetime, status: str
) -> None:
    uow.trail.append(
        tag,
        at=now,
        account_id=actor.account_id,
        object_kind="suggestion",
        object_id=found.id,
        changes={"status": (found.status, status)},
    )
