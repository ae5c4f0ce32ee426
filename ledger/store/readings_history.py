"""What was done to one record, by whom, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select

from ledger.domain.trail import TrailTag
from ledger.store.rows import AccountRow, TrailRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

LOOKS = (TrailTag.RECORD_VIEWED.value, TrailTag.RECORD_EXPORTED.value)


@dataclass(frozen=True)
class Act:
    """One act on a record: when, what, by whom, with the reason that was given."""

    at: datetime
    tag: str
    name: str
    """Who did it; empty for the command line."""
    note: str
    changes: Mapping[str, Any]


def history_of(session: Session, object_kind: str, object_id: int, upload_id: int | None = None) -> list[Act]:
    """The acts that changed a record, oldest first; who only looked is left to the trail itself.

    An imported record begins with its import, which left one act for all of its records.
    """
    imported = and_(
        TrailRow.tag == TrailTag.ENTRIES_IMPORTED.value,
        TrailRow.object_kind == "upload",
        TrailRow.object_id == upload_id,
    )
    own = and_(TrailRow.object_kind == object_kind, TrailRow.object_id == object_id)
    query = (
        select(TrailRow.at, TrailRow.tag, AccountRow.display_name, TrailRow.note, TrailRow.changes)
        .outerjoin(AccountRow, AccountRow.id == TrailRow.account_id)
        .where(
            own if upload_id is None else or_(own, imported),
            TrailRow.tag.not_in(LOOKS),
        )
        .order_by(TrailRow.id)
    )
    return [Act(row[0], row[1], row[2] or "", row[3], row[4]) for row in session.execute(query)]
