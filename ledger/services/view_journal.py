"""Look at the journal, which leaves a trail."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ledger.domain.errors import ForbiddenError
from ledger.domain.permissions import Permission
from ledger.domain.trail import TrailTag

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork


def note_journal_view(
    uow: UnitOfWork, actor: Actor, *, seq: int | None = None, asked: str = "", now: datetime
) -> None:
    """Record that the actor looked at the journal: at one posting, or at what was asked of it."""
    if not actor.may(Permission.JOURNAL_SEE):
        raise ForbiddenError
    with uow:
        uow.trail.append(
            TrailTag.JOURNAL_VIEWED,
            at=now,
            account_id=actor.account_id,
            object_kind="journal",
            object_id=seq,
            note=asked[:500],
        )
        uow.commit()
