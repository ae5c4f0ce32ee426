"""The trail: added to, read, never changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, exists, insert, select

from ledger.domain.trail import TrailEvent, TrailTag
from ledger.store.base import table_of
from ledger.store.rows import TrailRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import InstrumentedAttribute, Session

TRAIL = table_of(TrailRow)
ADDING = insert(TRAIL)
"""Adds records; made once, since nothing is done without one."""

PART = 1000
"""How many keys go into one statement."""

ENTERING = {
    "entry": (
        TrailTag.ENTRY_LOGGED.value,
        TrailTag.ENTRY_CHANGED.value,
        TrailTag.ENTRY_SUBMITTED.value,
        TrailTag.ENTRY_OFFERED.value,
    ),
    "outcome": (TrailTag.OUTCOME_RECORDED.value, TrailTag.OUTCOME_CHANGED.value),
}
"""The acts that make a record what it says: whoever did one of them is not the one to decide on it."""


def had_a_hand_in(kind: str, key: InstrumentedAttribute[int], account_id: int) -> ColumnElement[bool]:
    """Whether an account entered, changed or handed in the entry or outcome of a row."""
    return exists().where(
        TrailRow.object_kind == kind,
        TrailRow.object_id == key,
        TrailRow.account_id == account_id,
        TrailRow.tag.in_(ENTERING[kind]),
    )


def plain(value: object) -> Any:
    """The value as JSON can hold it: dates as ISO text, enums and fractions as text, lists of these."""
    if value is None or type(value) in (str, int, bool):
        return value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    return str(value)


class Trail:
    """The record of who did and saw what."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def append(
        self,
        tag: TrailTag,
        *,
        at: datetime,
        account_id: int | None,
        object_kind: str,
        object_id: int | None = None,
        subject_id: int | None = None,
        changes: Mapping[str, tuple[object, object]] | None = None,
        note: str = "",
    ) -> None:
        """Record one act."""
        record = trail_record(
            tag,
            at=at,
            account_id=account_id,
            object_kind=object_kind,
            object_id=object_id,
            subject_id=subject_id,
            changes=changes,
            note=note,
        )
        self.append_many([record])

    def append_many(self, records: Sequence[dict[str, Any]]) -> None:
        """Record many acts at once; each as `trail_record` gives it."""
        if records:
            self.session.connection().execute(ADDING, list(records))

    def entered_by(self, kind: str, object_ids: Iterable[int], account_id: int) -> set[int]:
        """Those of some entries or outcomes that an account entered, changed or handed in."""
        ids, found = sorted(set(object_ids)), set[int]()
        for begin in range(0, len(ids), PART):
            query = select(TrailRow.object_id).where(
                TrailRow.object_kind == kind,
                TrailRow.object_id.in_(ids[begin : begin + PART]),
                TrailRow.account_id == account_id,
                TrailRow.tag.in_(ENTERING[kind]),
            )
            found |= {key for key in self.session.scalars(query) if key is not None}
        return found

    def of(self, object_kind: str, object_id: int) -> list[TrailEvent]:
        """What was done to one object, oldest first."""
        query = (
            select(TrailRow)
            .where(TrailRow.object_kind == object_kind, TrailRow.object_id == object_id)
            .order_by(TrailRow.id)
        )
        return [to_event(row) for row in self.session.scalars(query)]


def trail_record(
    tag: TrailTag,
    *,
    at: datetime,
    account_id: int | None,
    object_kind: str,
    object_id: int | None = None,
    subject_id: int | None = None,
    changes: Mapping[str, tuple[object, object]] | None = None,
    note: str = "",
) -> dict[str, Any]:
    """The columns of one record of the trail, its changes as JSON can hold them."""
    return {
        "tag": tag.value,
        "at": at,
        "account_id": account_id,
        "object_kind": object_kind,
        "object_id": object_id,
        "subject_id": subject_id,
        "changes": {key: [plain(old), plain(new)] for key, (old, new) in (changes or {}).items()},
        "note": note,
    }


def to_event(row: TrailRow) -> TrailEvent:
    """The event that a row holds."""
    return TrailEvent(
        id=row.id,
        at=row.at,
        account_id=row.account_id,
        tag=TrailTag(row.tag),
        object_kind=row.object_kind,
        object_id=row.object_id,
        subject_id=row.subject_id,
        changes={key: (old, new) for key, (old, new) in row.changes.items()},
        note=row.note,
    )
