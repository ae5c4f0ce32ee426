"""Leave a trail of records that leave the ledger as a file."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ledger.domain.trail import TrailTag

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork

LONGEST = 500


def note_export(
    uow: UnitOfWork,
    actor: Actor,
    object_kind: str,
    *,
    form: str,
    asked: str,
    now: datetime,
    object_id: int | None = None,
    subject_id: int | None = None,
) -> None:
    """Record who takes what along, before it goes: the kind of list, the form of the file, what was asked."""
    with uow:
        uow.trail.append(
            TrailTag.RECORD_EXPORTED,
            at=now,
            account_id=actor.account_id,
            object_kind=object_kind,
            object_id=object_id,
            subject_id=subject_id,
            note=f"{form} {asked}".strip()[:LONGEST],
        )
        uow.commit()
