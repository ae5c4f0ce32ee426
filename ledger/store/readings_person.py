"""Everything that the ledger holds about one person, section by section, as that person may take it along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, or_, select

from ledger.store.base import table_of
from ledger.store.readings_entries import AT_ONCE
from ledger.store.rows import (
    AccountRow,
    AppointmentRow,
    AssessmentRow,
    EntryLinkRow,
    EntryRow,
    IssuedSummaryRow,
    LeaveRow,
    OutcomeEntryRow,
    OutcomeRow,
    OutcomeShareRow,
    PersonRow,
    PolicyRow,
    PresetRow,
    SuggestionRow,
    TopicRow,
    TrailRow,
    UnitRow,
)
from ledger.store.trail import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

Record = dict[str, Any]

PART = 200
CONCERNS = ("person", "appointment", "leave", "entry", "outcome", "year", "summary", "upload", "account")
"""The kinds of objects whose trail is told to the person concerned."""

INSIDE = frozenset({"id", "person_id", "account_id", "unit_id", "topic_id", "policy_id", "upload_id"})
"""Keys that count up stay inside; what they stand for is told by name."""

DOERS = ("created_by", "submitted_by", "decided_by", "recorded_by", "issued_by")


def about_person(session: Session, person_id: int) -> dict[str, Iterable[Record]]:
    """The sections by name, each read only when it is gone through."""
    return {
        "person": _rows(session, select(PersonRow).where(PersonRow.id == person_id), ("pinyin",)),
        "account": _account(session, person_id),
        "appointments": _appointments(session, person_id),
        "leave": _rows(
            session, select(LeaveRow).where(LeaveRow.person_id == person_id).order_by(LeaveRow.id)
        ),
        "presets": _rows(
            session, select(PresetRow).where(PresetRow.person_id == person_id).order_by(PresetRow.id)
        ),
        "entries": _entries(session, person_id),
        "outcomes": _outcomes(session, person_id),
        "assessments": _assessments(session, person_id),
        "summaries_issued": _summaries(session, person_id),
        "suggestions": _suggestions(session, person_id),
        "trail": _trail(session, person_id),
    }


def _told(values: Mapping[str, Any], besides: Iterable[str] = ()) -> Record:
    hidden = INSIDE.union(besides, DOERS)
    return {key: plain(value) for key, value in values.items() if key not in hidden}


def _rows(session: Session, query: Any, besides: Iterable[str] = ()) -> Iterator[Record]:
    for row in session.scalars(query):
        yield _told(_columns(row), besides)


def _columns(row: Any) -> Record:
    return {column.key: getattr(row, column.key) for column in table_of(type(row)).columns}


def _account(session: Session, person_id: int) -> Iterator[Record]:
    query = select(AccountRow).where(AccountRow.person_id == person_id)
    for row in session.scalars(query):
        names = ("username", "display_name", "kind", "active", "language", "large_type", "created_at")
        yield {name: plain(getattr(row, name)) for name in names}


def _appointments(session: Session, person_id: int) -> Iterator[Record]:
    query = select(AppointmentRow, UnitRow.name).join(UnitRow, UnitRow.id == AppointmentRow.unit_id)
    query = query.where(AppointmentRow.person_id == person_id).order_by(
        AppointmentRow.begins_on, AppointmentRow.id
    )
    for row, unit in session.execute(query):
        yield {"unit": unit, **_told(_columns(row))}


def _entries(session: Session, person_id: int) -> Iterator[Record]:
    query = (
        select(EntryRow, UnitRow.name, TopicRow.name)
        .outerjoin(UnitRow, UnitRow.id == EntryRow.unit_id)
        .outerjoin(TopicRow, TopicRow.id == EntryRow.topic_id)
        .where(EntryRow.person_id == person_id)
        .order_by(EntryRow.begins_on, EntryRow.id)
    )
    for part in _parts(session, query):
        ids = [row.id for row, _unit, _topic in part]
        histories, links = _histories(session, "entry", ids), _links(session, ids)
        for row, unit, topic in part:
            known = {"unit": unit, "topic": topic, "linked": links.get(row.id, [])}
            yield {**_told(_columns(row)), **known, "history": histories.get(row.id, [])}


def _outcomes(session: Session, person_id: int) -> Iterator[Record]:
    mine = select(OutcomeShareRow.outcome_id).where(OutcomeShareRow.person_id == person_id)
    query = select(OutcomeRow).where(OutcomeRow.id.in_(mine)).order_by(OutcomeRow.on_date, OutcomeRow.id)
    for part in _parts(session, query):
        ids = [row.id for (row,) in part]
        histories, shares = _histories(session, "outcome", ids), _shares(session, ids)
        entries = _entries_of(session, ids, person_id)
        for (row,) in part:
            known = {"shares": shares[row.id], "entries": entries.get(row.id, [])}
            yield {**_told(_columns(row)), **known, "history": histories.get(row.id, [])}


def _assessments(session: Session, person_id: int) -> Iterator[Record]:
    query = (
        select(AssessmentRow, UnitRow.name, PolicyRow.digest)
        .join(UnitRow, UnitRow.id == AssessmentRow.unit_id)
        .outerjoin(PolicyRow, PolicyRow.id == AssessmentRow.policy_id)
        .where(AssessmentRow.person_id == person_id)
        .order_by(AssessmentRow.year)
    )
    for row, unit, digest in session.execute(query):
        yield {"unit": unit, "policy_digest": digest, **_told(_columns(row))}


def _summaries(session: Session, person_id: int) -> Iterator[Record]:
    query = select(IssuedSummaryRow, AccountRow.display_name).outerjoin(
        AccountRow, AccountRow.id == IssuedSummaryRow.issued_by
    )
    query = query.where(IssuedSummaryRow.person_id == person_id).order_by(IssuedSummaryRow.id)
    for row, name in session.execute(query):
        yield {**_told(_columns(row)), "by": name}


def _suggestions(session: Session, person_id: int) -> Iterator[Record]:
    own = select(AccountRow.id).where(AccountRow.person_id == person_id)
    query = select(SuggestionRow).where(SuggestionRow.account_id.in_(own)).order_by(SuggestionRow.id)
    return _rows(session, query, ("answered_by",))


def _trail(session: Session, person_id: int) -> Iterator[Record]:
    """What was done to and seen of the person's records, and the person's own signing in."""
    own = select(AccountRow.id).where(AccountRow.person_id == person_id).scalar_subquery()
    concerns = and_(TrailRow.subject_id == person_id, TrailRow.object_kind.in_(CONCERNS))
    account = and_(TrailRow.object_kind == "account", TrailRow.object_id == own)
    query = (
        select(TrailRow, AccountRow.display_name)
        .outerjoin(AccountRow, AccountRow.id == TrailRow.account_id)
        .where(or_(concerns, account))
        .order_by(TrailRow.id)
    )
    for part in session.execute(query, execution_options={"yield_per": AT_ONCE}).partitions():
        for row, name in part:
            yield _act(row, name) | {"object": row.object_kind}


def _act(row: TrailRow, name: str | None) -> Record:
    changes = {key: value for key, value in row.changes.items() if key not in INSIDE}
    return {"at": plain(row.at), "act": row.tag, "by": name, "changes": changes, "note": row.note}


def _histories(session: Session, kind: str, ids: Sequence[int]) -> dict[int, list[Record]]:
    query = (
        select(TrailRow, AccountRow.display_name)
        .outerjoin(AccountRow, AccountRow.id == TrailRow.account_id)
        .where(TrailRow.object_kind == kind, TrailRow.object_id.in_(ids))
        .order_by(TrailRow.id)
    )
    found: dict[int, list[Record]] = {}
    for row, name in session.execute(query):
        found.setdefault(row.object_id or 0, []).append(_act(row, name))
    return found


def _links(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    ends = (EntryLinkRow.finding_id, EntryLinkRow.check_id)
    for one, other in (ends, ends[::-1]):
        query = select(one, EntryRow.public_id).join(EntryRow, EntryRow.id == other).where(one.in_(ids))
        for key, name in session.execute(query.order_by(EntryRow.id)):
            found.setdefault(key, []).append(name)
    return found


def _shares(session: Session, ids: Sequence[int]) -> dict[int, list[Record]]:
    query = select(OutcomeShareRow, PersonRow.name).join(PersonRow, PersonRow.id == OutcomeShareRow.person_id)
    found: dict[int, list[Record]] = {key: [] for key in ids}
    for row, name in session.execute(
        query.where(OutcomeShareRow.outcome_id.in_(ids)).order_by(OutcomeShareRow.id)
    ):
        found[row.outcome_id].append({"name": name, "share": f"{row.part}/{row.whole}"})
    return found


def _entries_of(session: Session, ids: Sequence[int], person_id: int) -> dict[int, list[str]]:
    """The person's own entries that outcomes came from; those of others are theirs to tell."""
    query = select(OutcomeEntryRow.outcome_id, EntryRow.public_id).join(
        EntryRow, EntryRow.id == OutcomeEntryRow.entry_id
    )
    query = query.where(OutcomeEntryRow.outcome_id.in_(ids), EntryRow.person_id == person_id).order_by(
        EntryRow.id
    )
    found: dict[int, list[str]] = {}
    for key, name in session.execute(query):
        found.setdefault(key, []).append(name)
    return found


def _parts(session: Session, query: Any) -> Iterator[Sequence[Any]]:
    return iter(session.execute(query, execution_options={"yield_per": PART}).partitions())
