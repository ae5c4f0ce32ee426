"""Record that somebody looked at another's record."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ledger.domain.trail import TrailTag

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork


def record_view(
    uow: UnitOfWork,
    actor: Actor,
    *,
    object_kind: str,
    object_id: int | None,
    subject_id: int,
    now: datetime,
    note: str = "",
) -> None:
    """Leave a trail of a look, unless the record is the actor's own or of a cadre whom they serve."""
    if subject_id in actor.served_cadres:
        return
    with uow:
        uow.trail.append(
            TrailTag.RECORD_VIEWED,
            at=now,
            account_id=actor.account_id,
            object_kind=object_kind,
            object_id=object_id,
            subject_id=subject_id,
            note=note,
        )
        uow.commit()
