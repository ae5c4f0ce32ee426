"""Look at the trail, which leaves a trail itself."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ledger.domain.errors import ForbiddenError
from ledger.domain.permissions import Permission
from ledger.domain.trail import TrailTag

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork


def note_trail_view(uow: UnitOfWork, actor: Actor, asked: str, *, now: datetime) -> None:
    """Record that the actor looked at the trail, and what was asked of it."""
    if not actor.may(Permission.TRAIL_SEE):
        raise ForbiddenError
    with uow:
        uow.trail.append(
            TrailTag.TRAIL_VIEWED, at=now, account_id=actor.account_id, object_kind="trail", note=asked[:500]
        )
        uow.commit()
