"""What waits for a reviewer, with its flags: a fixed number of queries whatever the length."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    Text,
    and_,
    false,
    func,
    or_,
    select,
    true,
    type_coerce,
)

from ledger.domain.entry import EntryStatus, halves_of
from ledger.domain.flags import Flags, covered, late_days
from ledger.store.corrections import taken_in
from ledger.store.rows import AccountRow, EntryRow, OutcomeRow, OutcomeShareRow, PersonRow, UnitRow
from ledger.store.trail import had_a_hand_in
from ledger.store.visibility import ACTORS, department_units

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ledger.domain.permissions import Actor

MOST = 500
"""So many are listed, those handed in first; the others follow once these are decided on."""

PAGE = 50
"""So many stand on a page: of each is said what it would be credited with."""

COUNTED = (EntryStatus.SUBMITTED.value, EntryStatus.APPROVED.value)
"""States in which an entry can be overlapped by another: a draft may still change."""


class Waiting(NamedTuple):
    """One entry that waits, or one beside it, with all that flags and its worth are found by."""

    id: int
    public_id: str
    person_id: int
    person_name: str
    status: str
    channel: str
    mode: str
    platform: str | None
    place_code: str | None
    place_name: str
    contact_point: bool
    topic_id: int | None
    begins_on: date
    ends_on: date
    from_half: str | None
    to_half: str | None
    start: str | None
    minutes: int | None
    logged_on: date

    @property
    def half_days(self) -> int:
        """How many half days a visit took; 0 for a sitting."""
        if self.channel == "online":
            return 0
        return halves_of(self.begins_on, self.ends_on, self.from_half, self.to_half)


CONTACT_POINT, TOPIC, BEGINS, ENDS, LOGGED = map(
    Waiting._fields.index, ("contact_point", "topic_id", "begins_on", "ends_on", "logged_on")
)


@lru_cache(maxsize=ACTORS)
def reviewable(actor: Actor) -> ColumnElement[bool]:
    """Entries that wait for this reviewer: of the units reviewed, not own, and entered by others alone.

    A deputy is shown nothing that the reviewer in whose stead it would be may not decide on.
    """
    if not actor.reviewed_units:
        return false()
    others = [_entered_by_others(actor.account_id), ~taken_in("entry", EntryRow.id)]
    if actor.person_id is not None:
        others.append(EntryRow.person_id != actor.person_id)
    for principal, units in actor.steads.items():
        own = EntryRow.person_id == _person_of(principal)
        others.append(
            or_(EntryRow.unit_id.not_in(units), and_(_entered_by_others(principal), own.is_not(true())))
        )
    return and_(
        EntryRow.status == EntryStatus.SUBMITTED.value, EntryRow.unit_id.in_(actor.reviewed_units), *others
    )


def _entered_by_others(account_id: int) -> ColumnElement[bool]:
    return and_(
        EntryRow.created_by != account_id,
        or_(EntryRow.submitted_by.is_(None), EntryRow.submitted_by != account_id),
        ~had_a_hand_in("entry", EntryRow.id, account_id),
    )


def _person_of(account_id: int) -> ScalarSelect[int | None]:
    return select(AccountRow.person_id).where(AccountRow.id == account_id).scalar_subquery()


@lru_cache(maxsize=ACTORS)
def verifiable(actor: Actor) -> ColumnElement[bool]:
    """Outcomes that this person may decide on: of the units in scope, of others and by others alone.

    As a deputy alone, nothing that the reviewer in whose stead it would be may not decide on.
    """
    in_department = OutcomeShareRow.unit_id.in_(select(UnitRow.id).where(department_units(actor)))
    as_deputy = {unit for units in actor.steads.values() for unit in units}
    own_units = [unit for unit in actor.reviewed_units if unit not in as_deputy]
    in_scope = _shared_in(
        or_(OutcomeShareRow.unit_id.in_(own_units), in_department if actor.department_paths else false())
    )
    in_stead = [
        and_(
            OutcomeRow.id.in_(_shared_in(OutcomeShareRow.unit_id.in_(units))),
            OutcomeRow.recorded_by != principal,
            ~had_a_hand_in("outcome", OutcomeRow.id, principal),
            OutcomeRow.id.not_in(_shared_in(OutcomeShareRow.person_id == _person_of(principal))),
        )
        for principal, units in actor.steads.items()
    ]
    conditions = [
        OutcomeRow.status == "recorded",
        OutcomeRow.recorded_by != actor.account_id,
        or_(OutcomeRow.id.in_(in_scope), *in_stead),
        ~had_a_hand_in("outcome", OutcomeRow.id, actor.account_id),
        ~taken_in("outcome", OutcomeRow.id),
    ]
    if actor.person_id is not None:
        conditions.append(OutcomeRow.id.not_in(_shared_in(OutcomeShareRow.person_id == actor.person_id)))
    return and_(*conditions)


def _shared_in(condition: ColumnElement[bool]) -> Select[int]:
    return select(OutcomeShareRow.outcome_id).where(condition)


def waiting_entries(session: Session, actor: Actor, most: int = MOST, after: int = 0) -> list[Waiting]:
    """The entries that wait for this reviewer, those handed in first at the top; after so many of them."""
    return _read(session, _waiting_of(actor).limit(most).offset(after))


@lru_cache(maxsize=ACTORS)
def _waiting_of(actor: Actor) -> Any:
    return _rows().where(reviewable(actor)).order_by(EntryRow.submitted_at, EntryRow.id)


def waits_for(session: Session, actor: Actor, entry_id: int) -> bool:
    """Whether an entry waits for this reviewer."""
    return session.scalar(select(EntryRow.id).where(EntryRow.id == entry_id, reviewable(actor))) is not None


def waiting_ids(session: Session, actor: Actor) -> list[str]:
    """The names of what waits, in the order of the queue."""
    query = select(EntryRow.public_id).where(reviewable(actor)).order_by(EntryRow.submitted_at, EntryRow.id)
    return list(session.scalars(query.limit(MOST)))


def count_waiting(session: Session, actor: Actor, shown: int | None = None) -> tuple[int, int]:
    """How many entries and how many outcomes wait for this reviewer.

    Where the queue was read already, `shown` are its rows: they are all there are, unless it was cut off.
    """
    of_entries, of_outcomes = _counting(actor)
    connection = session.connection()
    entries = connection.scalar(of_entries) if shown is None or shown >= MOST else shown
    return entries or 0, connection.scalar(of_outcomes) or 0


@lru_cache(maxsize=ACTORS)
def _counting(actor: Actor) -> tuple[Select[int], Select[int]]:
    return (
        select(func.count()).select_from(EntryRow).where(reviewable(actor)),
        select(func.count()).select_from(OutcomeRow).where(verifiable(actor)),
    )


def waiting_by_ids(session: Session, entry_ids: Iterable[int]) -> dict[int, Waiting]:
    """Entries by key, with all that flags are found by."""
    ids, found = sorted(set(entry_ids)), dict[int, Waiting]()
    for begin in range(0, len(ids), MOST):
        query = _rows().where(EntryRow.id.in_(ids[begin : begin + MOST]))
        found |= {entry.id: entry for entry in _read(session, query)}
    return found


def counted_beside(session: Session, waiting: Sequence[Waiting]) -> list[Waiting]:
    """The same cadres' other entries of the days of the waiting ones, and of those next to them."""
    if not waiting:
        return []
    known = {entry.id for entry in waiting}
    query = _rows().where(
        EntryRow.person_id.in_({entry.person_id for entry in waiting}),
        EntryRow.status.in_(COUNTED),
        EntryRow.begins_on <= max(entry.ends_on for entry in waiting) + timedelta(days=1),
        EntryRow.ends_on >= min(entry.begins_on for entry in waiting) - timedelta(days=1),
    )
    near = {(entry.person_id, day) for entry in waiting for day in _around(entry)}
    return [
        entry
        for entry in _read(session, query)
        if entry.id not in known and any((entry.person_id, day) in near for day in _around(entry, 0))
    ]


def _around(entry: Waiting, days: int = 1) -> range:
    """The days of an entry as ordinals, with so many before and after."""
    return range(entry.begins_on.toordinal() - days, entry.ends_on.toordinal() + days + 1)


def counted_around(session: Session, person_id: int, begins_on: date, ends_on: date) -> list[Waiting]:
    """One cadre's entries about some days, those of the day before and after included."""
    query = _rows().where(
        EntryRow.person_id == person_id,
        EntryRow.status.in_(COUNTED),
        EntryRow.begins_on <= ends_on + timedelta(days=1),
        EntryRow.ends_on >= begins_on - timedelta(days=1),
    )
    return _read(session, query)


def flags_of(waiting: Sequence[Waiting], beside: Sequence[Waiting]) -> dict[int, Flags]:
    """The quiet flags of entries that wait, found among them and those beside them."""
    spans = {entry.id: span for entry in (*waiting, *beside) if (span := covered(entry)) is not None}
    near: dict[Hashable, list[tuple[int, int, int]]] = {key: [] for entry in waiting for key in _days(entry)}
    for entry in (*waiting, *beside):
        for key in _days(entry):
            if key in near:
                near[key].append((entry.id, *spans[entry.id]))
    return {
        entry.id: Flags(_overlaps(entry, spans, near), late_days(entry.ends_on, entry.logged_on))
        for entry in waiting
    }


def _overlaps(
    entry: Waiting,
    spans: dict[int, tuple[int, int]],
    near: dict[Hashable, list[tuple[int, int, int]]],
) -> int:
    if entry.id not in spans:
        return 0
    begin, end = spans[entry.id]
    met = {
        other
        for key in _days(entry)
        for other, from_, to in near[key]
        if from_ < end and begin < to and other != entry.id
    }
    return len(met)


def _days(entry: Waiting) -> Iterator[Hashable]:
    """Under what others that meet an entry are looked for; nothing for a sitting without a start."""
    if entry.channel == "online" and entry.start is None:
        return
    last = entry.ends_on.toordinal() + (entry.channel == "online")
    for day in range(entry.begins_on.toordinal(), last + 1):
        yield entry.person_id, entry.channel, day


def _read(session: Session, query: Any) -> list[Waiting]:
    """The rows as the driver gives them, their days read once each: there are hundreds on a few days."""
    cursor = session.connection().execute(query)
    rows = cursor.cursor.fetchall()
    cursor.close()
    made = tuple.__new__  # half the time of calling the class
    return [
        made(
            Waiting,
            (
                *row[:CONTACT_POINT],
                bool(row[CONTACT_POINT]),
                row[TOPIC],
                _day(row[BEGINS]),
                _day(row[ENDS]),
                *row[ENDS + 1 : LOGGED],
                _day(row[LOGGED]),
            ),
        )
        for row in rows
    ]


@lru_cache(maxsize=4096)
def _day(given: str | date) -> date:
    """A day for what the driver gives: a text on SQLite, the day itself on PostgreSQL."""
    return given if isinstance(given, date) else date.fromisoformat(given)


@cache
def _rows() -> Any:
    return select(
        EntryRow.id,
        EntryRow.public_id,
        EntryRow.person_id,
        PersonRow.name,
        EntryRow.status,
        EntryRow.channel,
        EntryRow.mode,
        EntryRow.platform,
        EntryRow.place_code,
        EntryRow.place_name,
        EntryRow.contact_point,
        EntryRow.topic_id,
        type_coerce(EntryRow.begins_on, Text),
        type_coerce(EntryRow.ends_on, Text),
        EntryRow.from_half,
        EntryRow.to_half,
        EntryRow.start,
        EntryRow.minutes,
        type_coerce(EntryRow.logged_on, Text),
    ).join(PersonRow, PersonRow.id == EntryRow.person_id)
