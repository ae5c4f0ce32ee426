"""Leave a trail of looking at another's record."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ledger.domain.trail import TrailTag

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork


def note_look(
    uow: UnitOfWork,
    actor: Actor,
    object_kind: str,
    object_id: int,
    *,
    subject_id: int,
    unit_id: int | None,
    now: datetime,
) -> None:
    """Record that someone looked who neither enters for the cadre nor reviews the unit; else nothing."""
    if subject_id in actor.served_cadres or unit_id in actor.reviewed_units:
        return
    with uow:
        uow.trail.append(
            TrailTag.RECORD_VIEWED,
            at=now,
            account_id=actor.account_id,
            object_kind=object_kind,
            object_id=object_id,
            subject_id=subject_id,
        )
        uow.commit()
