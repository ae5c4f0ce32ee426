"""Rows to domain values and back, one pair per noun."""

from __future__ import annotations

from fractions import Fraction
from operator import attrgetter
from typing import Any

from sqlalchemy import Row

from ledger.domain.entry import Entry, EntryDraft, EntryStatus
from ledger.domain.outcome import Outcome, OutcomeDraft, OutcomeStatus
from ledger.domain.people import Absence, Person, Posting, Unit
from ledger.domain.vocabulary import Channel
from ledger.store.rows import (
    AppointmentRow,
    EntryRow,
    LeaveRow,
    OutcomeRow,
    OutcomeShareRow,
    PersonRow,
    UnitRow,
)

DRAFT_FIELDS = (
    "begins_on",
    "ends_on",
    "mode",
    "start",
    "minutes",
    "from_half",
    "to_half",
    "platform",
    "place_code",
    "place_name",
    "contact_point",
    "topic_id",
    "reference",
    "reached",
    "heard",
    "done",
    "companions",
)
ENTRY_FIELDS = (
    "id",
    "public_id",
    "person_id",
    "unit_id",
    "version",
    "logged_on",
    "created_by",
    "created_at",
    "updated_at",
    "submitted_by",
    "submitted_at",
    "confirmed_by",
    "confirmed_at",
    "agreement_id",
    "decided_by",
    "decided_at",
    "decided_for",
    "reason",
    "source_key",
    "upload_id",
)

OF_DRAFT, OF_ENTRY = attrgetter(*DRAFT_FIELDS), attrgetter(*ENTRY_FIELDS)
CHANNELS = {channel.value: channel for channel in Channel}
STATUSES = {status.value: status for status in EntryStatus}
"""Made once: entries are read by the hundred."""


def to_unit(row: UnitRow | Row[Any]) -> Unit:
    """The unit that a row holds."""
    return Unit(row.id, row.public_id, row.name, row.level, row.path, row.parent_id, row.position)


def to_person(row: PersonRow | Row[Any]) -> Person:
    """The person that a row holds."""
    return Person(row.id, row.public_id, row.name, row.staff_no)


def to_posting(row: AppointmentRow | Row[Any]) -> Posting:
    """The appointment that a row holds."""
    return Posting(
        id=row.id,
        public_id=row.public_id,
        person_id=row.person_id,
        unit_id=row.unit_id,
        rank=row.rank,
        post=row.post,
        begins_on=row.begins_on,
        ends_on=row.ends_on,
        tags=tuple(row.tags),
        position=row.position,
    )


def to_absence(row: LeaveRow | Row[Any]) -> Absence:
    """The leave that a row holds."""
    return Absence(row.id, row.public_id, row.person_id, row.begins_on, row.ends_on, row.reason)


def draft_columns(draft: EntryDraft) -> dict[str, Any]:
    """The columns that a draft fills."""
    columns = {name: getattr(draft, name) for name in DRAFT_FIELDS}
    return columns | {"channel": draft.channel.value, "counts": dict(draft.counts)}


def to_entry(row: EntryRow | Row[Any]) -> Entry:
    """The entry that a row holds."""
    draft = EntryDraft(
        channel=CHANNELS[row.channel],
        counts={key: int(value) for key, value in row.counts.items()},
        **dict(zip(DRAFT_FIELDS, OF_DRAFT(row), strict=True)),
    )
    own = dict(zip(ENTRY_FIELDS, OF_ENTRY(row), strict=True))
    return Entry(draft=draft, status=STATUSES[row.status], **own)


def to_outcome(row: OutcomeRow, shares: list[OutcomeShareRow], entry_ids: list[int]) -> Outcome:
    """The outcome that a row, its shares and its entries hold."""
    draft = OutcomeDraft(
        kind=row.kind,
        title=row.title,
        on=row.on_date,
        level=row.level,
        reference=row.reference,
        note=row.note,
        shares=tuple((share.person_id, Fraction(share.part, share.whole)) for share in shares),
        entry_ids=tuple(entry_ids),
    )
    return Outcome(
        id=row.id,
        public_id=row.public_id,
        draft=draft,
        status=OutcomeStatus(row.status),
        version=row.version,
        recorded_by=row.recorded_by,
        created_at=row.created_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        decided_for=row.decided_for,
        reason=row.reason,
        source_key=row.source_key,
    )
