"""What the trail records of an act on an entry or outcome, in one form whoever does it and how."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger.store.trail import trail_record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ledger.domain.entry import Entry
    from ledger.domain.outcome import Outcome
    from ledger.domain.permissions import Actor
    from ledger.domain.trail import TrailTag


def act_on_entry(
    tag: TrailTag,
    actor: Actor,
    entry: Entry,
    now: datetime,
    changes: Mapping[str, tuple[object, object]] | None = None,
    note: str = "",
) -> dict[str, Any]:
    """The record of an act on an entry; it is about the cadre whose entry it is."""
    return trail_record(
        tag,
        at=now,
        account_id=actor.account_id,
        object_kind="entry",
        object_id=entry.id,
        subject_id=entry.person_id,
        changes=changes,
        note=note,
    )


def act_on_outcome(
    tag: TrailTag,
    actor: Actor,
    outcome: Outcome,
    now: datetime,
    changes: Mapping[str, tuple[object, object]] | None = None,
    note: str = "",
) -> dict[str, Any]:
    """The record of an act on an outcome; it is about the first who shares it."""
    return trail_record(
        tag,
        at=now,
        account_id=actor.account_id,
        object_kind="outcome",
        object_id=outcome.id,
        subject_id=outcome.draft.shares[0][0],
        changes=changes,
        note=note,
    )
