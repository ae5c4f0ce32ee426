"""Record that everything was exported: in the trail, where auditors look, and in the record of keeping."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.domain.keeping import KeepingAct
from ledger.domain.trail import TrailTag

if TYPE_CHECKING:
    from datetime import datetime

    from ledger.store.unit_of_work import UnitOfWork


def note_full_export(uow: UnitOfWork, place: str, *, rows: int, secrets: bool, now: datetime) -> None:
    """Record an export of everything by whoever has the server's command line."""
    with uow:
        uow.keeping.note(KeepingAct.EXPORT, at=now, place=place, details={"rows": rows, "secrets": secrets})
        uow.trail.append(TrailTag.LEDGER_EXPORTED, at=now, account_id=None, object_kind="ledger", note=place)
        uow.commit()
