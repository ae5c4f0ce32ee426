"""Entries as lists show them: filtered, searched, counted, a page at a time; only what the actor may see."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Float, ScalarSelect, and_, case, false, func, or_, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from ledger.domain.entry import halves_of
from ledger.domain.listed import ListedEntry
from ledger.domain.vocabulary import MODES, PLATFORMS
from ledger.store.rows import EntryRow, OutcomeEntryRow, PersonRow, TopicRow, UploadRow
from ledger.store.visibility import visible_entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy.orm import Session

    from ledger.domain.permissions import Actor

PAGE = 50
AT_ONCE = 1000
"""How many rows are read together where a list is read whole."""

LONGEST_SEARCH = 100


class DaysBetween(FunctionElement[float]):
    """How many days lie from the second date to the first."""

    type = Float()
    inherit_cache = True


@compiles(DaysBetween, "sqlite")
def _days_on_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    later, earlier = element.clauses
    return f"(julianday({compiler.process(later, **kw)}) - julianday({compiler.process(earlier, **kw)}))"


@compiles(DaysBetween, "postgresql")
def _days_on_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    later, earlier = element.clauses
    return f"({compiler.process(later, **kw)} - {compiler.process(earlier, **kw)})"


@dataclass(frozen=True)
class EntryFilter:
    """What a list of entries is narrowed to; both ends of the span of days are inclusive."""

    person_id: int | None = None
    status: str = ""
    channel: str = ""
    mode: str = ""
    topic_id: int | None = None
    begins: date | None = None
    ends: date | None = None
    text: str = ""
    upload: str = ""
    """The import that they came from, by its name in addresses."""
    without_served: tuple[int, ...] = ()
    """Cadres whose entries are left out: a reviewer's list of the unit is of others."""


@dataclass(frozen=True)
class EntryLine:
    """One entry in a list."""

    id: int
    public_id: str
    person_name: str
    channel: str
    mode: str
    platform: str | None
    place_name: str
    begins_on: date
    ends_on: date
    from_half: str | None
    to_half: str | None
    start: str | None
    minutes: int | None
    topic: str | None
    reference: str
    done: str
    status: str
    reason: str
    outcomes: int

    @property
    def half_days(self) -> int:
        """How many half days a visit took; 0 for a sitting."""
        if self.channel == "online":
            return 0
        return halves_of(self.begins_on, self.ends_on, self.from_half, self.to_half)


@dataclass(frozen=True)
class EntryTotals:
    """What a list comes to: how many, minutes online, half days in the field, as declared."""

    count: int
    minutes: int
    half_days: int

    @property
    def pages(self) -> int:
        """How many pages the list has."""
        return max(1, -(-self.count // PAGE))


def entry_totals(session: Session, actor: Actor, wanted: EntryFilter) -> EntryTotals:
    """What the filtered list comes to; what was taken back is listed, but its time is not summed up."""
    kept = EntryRow.status != "withdrawn"
    whole_days = case(
        (EntryRow.begins_on == EntryRow.ends_on, 1),  # nearly all; dates are slow to subtract on SQLite
        else_=DaysBetween(EntryRow.ends_on, EntryRow.begins_on) + 1,
    )
    halves = (
        whole_days * 2
        - case((EntryRow.from_half == "pm", 1), else_=0)
        - case((EntryRow.to_half == "am", 1), else_=0)
    )
    query = select(
        func.count(),
        func.coalesce(func.sum(EntryRow.minutes).filter(kept), 0),
        func.coalesce(func.sum(halves).filter(kept, EntryRow.channel == "field"), 0),
    ).select_from(EntryRow)
    if wanted.text:  # a name may be what is searched for; without, every entry has its person
        query = query.join(PersonRow, PersonRow.id == EntryRow.person_id)
    query = query.where(*_conditions(actor, wanted))
    count, minutes, half_days = session.execute(query).one()
    return EntryTotals(int(count), int(minutes or 0), round(half_days or 0))


def entry_lines(session: Session, actor: Actor, wanted: EntryFilter, page: int = 1) -> list[EntryLine]:
    """One page of the filtered list, the latest research first."""
    query = (
        _lines()
        .where(*_conditions(actor, wanted))
        .order_by(EntryRow.begins_on.desc(), EntryRow.id.desc())
        .limit(PAGE)
        .offset((max(1, page) - 1) * PAGE)
    )
    return [EntryLine(**row) for row in session.execute(query).mappings()]


def every_entry(session: Session, actor: Actor, wanted: EntryFilter) -> Iterator[ListedEntry]:
    """The whole filtered list in the order of its pages, read a part at a time."""
    query = (
        select(
            PersonRow.name,
            EntryRow.channel,
            EntryRow.mode,
            EntryRow.platform,
            EntryRow.place_name,
            EntryRow.begins_on,
            EntryRow.ends_on,
            EntryRow.from_half,
            EntryRow.to_half,
            EntryRow.minutes,
            TopicRow.name,
            EntryRow.done,
            EntryRow.status,
            _outcomes(),
        )
        .join(PersonRow, PersonRow.id == EntryRow.person_id)
        .outerjoin(TopicRow, TopicRow.id == EntryRow.topic_id)
        .where(*_conditions(actor, wanted))
        .order_by(EntryRow.begins_on.desc(), EntryRow.id.desc())
    )
    # Rows as the driver gives them: the ORM would take as long again to hand on the same tuples.
    found = session.connection().execute(query, execution_options={"yield_per": AT_ONCE})
    for part in found.partitions():
        yield from map(ListedEntry._make, part)


def names_to_hand_in(session: Session, actor: Actor, wanted: EntryFilter) -> list[str]:
    """The names in addresses of all drafts and returned entries of a filter, whatever the page.

    Of the cadre's own also those that a delegate handed in and that wait for the cadre's word.
    """
    own = EntryRow.person_id == actor.own_cadre if actor.own_cadre is not None else false()
    open_ = or_(EntryRow.status.in_(("draft", "returned")), and_(EntryRow.status == "unconfirmed", own))
    query = select(EntryRow.public_id).where(*_conditions(actor, wanted), open_)
    return list(session.scalars(query.order_by(EntryRow.id)))


def recent_lines(
    session: Session, actor: Actor, person_id: int, most: int = 60, channel: str = ""
) -> list[EntryLine]:
    """A cadre's latest entries, for choosing among them."""
    query = _lines().where(*_conditions(actor, EntryFilter(person_id=person_id, channel=channel)))
    query = query.where(EntryRow.status != "withdrawn")
    query = query.order_by(EntryRow.begins_on.desc(), EntryRow.id.desc()).limit(most)
    return [EntryLine(**row) for row in session.execute(query).mappings()]


def lines_of(session: Session, actor: Actor, entry_ids: Iterable[int]) -> list[EntryLine]:
    """Some entries by key, as far as visible, in order of day."""
    ids = set(entry_ids)
    if not ids:
        return []
    query = _lines().where(EntryRow.id.in_(ids), visible_entries(actor))
    rows = session.execute(query.order_by(EntryRow.begins_on, EntryRow.id)).mappings()
    return [EntryLine(**row) for row in rows]


def last_logged(session: Session, person_id: int, channel: str) -> Mapping[str, Any]:
    """What a cadre logged last in a channel: mode, platform, place and topic; empty before the first."""
    query = (
        select(EntryRow.mode, EntryRow.platform, EntryRow.place_name, EntryRow.topic_id)
        .where(EntryRow.person_id == person_id, EntryRow.channel == channel)
        .order_by(EntryRow.id.desc())
        .limit(1)
    )
    return dict(session.execute(query).mappings().first() or {})


def recent_places(session: Session, person_id: int, text: str = "", most: int = 6) -> list[str]:
    """The places that a cadre wrote lately, each once."""
    query = (
        select(EntryRow.place_name)
        .where(EntryRow.person_id == person_id, EntryRow.place_name != "")
        .group_by(EntryRow.place_name)
        .order_by(func.max(EntryRow.id).desc())
        .limit(most)
    )
    if text:
        query = query.where(EntryRow.place_name.contains(text, autoescape=True))
    return list(session.scalars(query))


def _outcomes() -> ScalarSelect[int]:
    """How many outcomes came of an entry."""
    counted = select(func.count()).where(OutcomeEntryRow.entry_id == EntryRow.id)
    return counted.correlate(EntryRow).scalar_subquery()


@cache
def _lines() -> Any:
    return (
        select(
            EntryRow.id,
            EntryRow.public_id,
            PersonRow.name.label("person_name"),
            EntryRow.channel,
            EntryRow.mode,
            EntryRow.platform,
            EntryRow.place_name,
            EntryRow.begins_on,
            EntryRow.ends_on,
            EntryRow.from_half,
            EntryRow.to_half,
            EntryRow.start,
            EntryRow.minutes,
            TopicRow.name.label("topic"),
            EntryRow.reference,
            func.substr(EntryRow.done, 1, 120).label("done"),
            EntryRow.status,
            EntryRow.reason,
            _outcomes().label("outcomes"),
        )
        .join(PersonRow, PersonRow.id == EntryRow.person_id)
        .outerjoin(TopicRow, TopicRow.id == EntryRow.topic_id)
    )


def _conditions(actor: Actor, wanted: EntryFilter) -> list[ColumnElement[bool]]:
    conditions = [visible_entries(actor)]
    if wanted.person_id is not None:
        conditions.append(EntryRow.person_id == wanted.person_id)
    if wanted.without_served:
        conditions.append(EntryRow.person_id.not_in(wanted.without_served))
    for column, value in (
        (EntryRow.status, wanted.status),
        (EntryRow.channel, wanted.channel),
        (EntryRow.mode, wanted.mode),
        (EntryRow.topic_id, wanted.topic_id),
    ):
        if value:
            conditions.append(column == value)
    if wanted.begins is not None:
        conditions.append(EntryRow.ends_on >= wanted.begins)
    if wanted.ends is not None:
        conditions.append(EntryRow.begins_on <= wanted.ends)
    if wanted.upload:
        uploads = select(UploadRow.id).where(UploadRow.public_id == wanted.upload)
        conditions.append(EntryRow.upload_id.in_(uploads))
    conditions += [_holds(word) for word in search_words(wanted.text)]
    return conditions


def search_words(text: str) -> list[str]:
    """The words of a search, each of which must be found; full-width forms read as usual ones."""
    return unicodedata.normalize("NFKC", text[:LONGEST_SEARCH]).replace("\x00", "").split()


def _holds(word: str) -> ColumnElement[bool]:
    columns = (
        EntryRow.done,
        EntryRow.heard,
        EntryRow.reference,
        EntryRow.place_name,
        EntryRow.companions,
        PersonRow.name,
    )
    names = MODES["online"] | MODES["field"]
    modes = [code for code, name in names.items() if word in name]
    platforms = [code for code, name in PLATFORMS.items() if word in name]
    return or_(
        *(column.icontains(word, autoescape=True) for column in columns),
        EntryRow.mode.in_(modes),
        EntryRow.platform.in_(platforms),
    )
