"""The record of backups, verifications, restores and releases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from ledger.domain.keeping import KeepingAct, Kept
from ledger.store.rows import KeepingRow

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session


class Keeping:
    """Acts of keeping, added to and read."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def note(
        self,
        act: KeepingAct,
        *,
        at: datetime,
        well: bool = True,
        place: str = "",
        details: Mapping[str, object] | None = None,
    ) -> None:
        """Record an act."""
        row = KeepingRow(at=at, act=act.value, well=well, place=place, details=dict(details or {}))
        self.session.add(row)
        self.session.flush()

    def last(self, *acts: KeepingAct) -> Kept | None:
        """The last act of some kinds; None where there was none."""
        query = (
            select(KeepingRow)
            .where(KeepingRow.act.in_([act.value for act in acts]))
            .order_by(KeepingRow.id.desc())
        )
        row = self.session.scalars(query.limit(1)).first()
        return None if row is None else Kept(row.at, KeepingAct(row.act), row.well, row.place, row.details)

    def in_quarantine(self) -> bool:
        """Whether the database was restored and not released since."""
        found = self.last(KeepingAct.RESTORE, KeepingAct.RELEASE)
        return found is not None and found.act is KeepingAct.RESTORE
