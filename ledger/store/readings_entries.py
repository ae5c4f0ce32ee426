"""Entries as lists show them: filtered, searched, counted, a page at a time; only what the actor may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ScalarSelect, and_, false, func, or_, select, union_all

from ledger.domain.entry import halves_of
from ledger.domain.listed import ListedEntry
from ledger.store.entry_filter import EntryFilter, conditions, disjoint, named_too
from ledger.store.readings_entry_totals import (
    PAGE,
    PAGES_OF_MANY,
    EntryTotals,
    counted_up_to,
    entry_totals,
)
from ledger.store.rows import EntryRow, OutcomeEntryRow, PersonRow, TopicRow
from ledger.store.visibility import visible_entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from sqlalchemy.orm import Session

    from ledger.domain.permissions import Actor

AT_ONCE = 1000
"""How many rows are read together where a list is read whole."""


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
class EntryPage:
    """One page of a list, and what the whole list comes to."""

    lines: list[EntryLine]
    totals: EntryTotals
    page: int
    """The page itself: the last one where a later one was asked for."""
    pages: int
    is_cut_off: bool = False
    """Whether it is the last page that is shown, though not the last there is."""


def page_of_entries(
    session: Session, actor: Actor, wanted: EntryFilter, page: int = 1, *, exact: bool = False
) -> EntryPage:
    """One page of the filtered list with its totals, in a time that the size of the ledger does not bring.

    Up to `COUNTED` entries are counted and put in order by the indexes of the units and cadres that the actor
    sees. Where there are more, one in so many of all is the actor's, and the latest of all are gone through
    till the page is full. The totals of such a list are counted to the end only where that is asked for.
    """
    totals = few = counted_up_to(session, actor, wanted)
    if few.more and exact:
        totals = entry_totals(session, actor, wanted)
    pages = min(totals.pages, PAGES_OF_MANY) if few.more else totals.pages
    page = min(max(1, page), pages)
    shown: list[EntryLine] = []
    if few.count:
        shown = entry_lines(session, actor, wanted, page) if few.more else _few(session, actor, wanted, page)
    is_cut_off = few.more and page == pages and (totals.more or totals.count > pages * PAGE)
    return EntryPage(shown, totals, page, pages, is_cut_off)


def _few(session: Session, actor: Actor, wanted: EntryFilter, page: int) -> list[EntryLine]:
    """One page of a list that is short enough to be put in order."""
    keys = union_all(
        *(
            named_too(select(EntryRow.id, EntryRow.begins_on).select_from(EntryRow), wanted).where(*part)
            for part in disjoint(session, actor, wanted)
        )
    ).subquery()
    shown = select(keys.c.id).order_by(keys.c.begins_on.desc(), keys.c.id.desc())
    ids = list(session.scalars(shown.limit(PAGE).offset((page - 1) * PAGE)))
    query = _lines().where(EntryRow.id.in_(ids)).order_by(EntryRow.begins_on.desc(), EntryRow.id.desc())
    return [EntryLine(**row) for row in session.execute(query).mappings()]


def entry_lines(session: Session, actor: Actor, wanted: EntryFilter, page: int = 1) -> list[EntryLine]:
    """One page of the filtered list, the latest research first."""
    query = (
        _lines()
        .where(*conditions(actor, wanted))
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
        .where(*conditions(actor, wanted))
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
    query = select(EntryRow.public_id).where(*conditions(actor, wanted), open_)
    return list(session.scalars(query.order_by(EntryRow.id)))


def recent_lines(
    session: Session, actor: Actor, person_id: int, most: int = 60, channel: str = ""
) -> list[EntryLine]:
    """A cadre's latest entries, for choosing among them."""
    query = _lines().where(*conditions(actor, EntryFilter(person_id=person_id, channel=channel)))
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
