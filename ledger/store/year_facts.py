"""The facts of many people's year, read in bulk straight into what the credit engine takes.

One statement over one table with the columns that the engine looks at, in the order of people: no object
stands between a row and a fact, and what is held in memory is one batch of people.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Text, and_, cast, select, union

from ledger.domain.credit.facts import APPROVED, NO_COUNTS, EntryFacts, OutcomeFacts, Share
from ledger.store.base import table_of
from ledger.store.rows import EntryRow, OutcomeEntryRow, OutcomeRow, OutcomeShareRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Column, Select
    from sqlalchemy.orm import Session

POSTED = table_of(EntryRow)
"""Where the facts of entries that count are kept."""
KEY = POSTED.c.id
COUNTS = POSTED.c.status == APPROVED
"""Which of its rows count."""

OUTCOME = table_of(OutcomeRow)
SHARE = table_of(OutcomeShareRow)
FROM_ENTRY = table_of(OutcomeEntryRow)

BATCH = 1000
"""So many people are read at once."""

FACTS = (
    POSTED.c.person_id,
    KEY,
    POSTED.c.channel,
    POSTED.c.begins_on,
    POSTED.c.ends_on,
    POSTED.c.start,
    POSTED.c.minutes,
    POSTED.c.from_half,
    POSTED.c.to_half,
    POSTED.c.mode,
    POSTED.c.platform,
    POSTED.c.place_code,
    POSTED.c.contact_point,
    POSTED.c.topic_id,
    cast(POSTED.c.counts, Text),
    POSTED.c.logged_on,
)


def entries_of(
    session: Session, people: Sequence[int], year: int, topics: Mapping[int, str]
) -> dict[int, list[EntryFacts]]:
    """Of each of a batch of people the entries that count and meet a calendar year, in order of day."""
    asked: dict[int, list[EntryFacts]] = {person: [] for person in people}
    query = select(*FACTS).where(COUNTS, _among(POSTED.c.person_id, people), _in_year(year))
    code_of = topics.get
    last, cadre, own = 0, "", None
    for (
        person, key, channel, begins, ends, start, minutes, from_half, to_half,
        mode, platform, place, contact_point, topic, counts, logged,
    ) in session.execute(query.order_by(POSTED.c.person_id, POSTED.c.begins_on, KEY)):  # fmt: skip
        if person != last:
            last, cadre, own = person, str(person), asked.get(person)
        if own is None:
            continue
        told = NO_COUNTS if counts == "{}" else _counts(counts)
        code = None if topic is None else code_of(topic)
        if channel == "online":
            own.append(
                EntryFacts(
                    f"{key:012d}", cadre, "online", APPROVED, begins, CLOCK[start], minutes, None, None,
                    None, None, mode, platform, place, contact_point, code, told, logged,
                )
            )  # fmt: skip
        else:
            own.append(
                EntryFacts(
                    f"{key:012d}", cadre, "field", APPROVED, None, None, 0, begins, ends,
                    from_half, to_half, mode, platform, place, contact_point, code, told, logged,
                )
            )  # fmt: skip
    return asked


def outcomes_of(session: Session, people: Sequence[int], year: int) -> dict[int, list[OutcomeFacts]]:
    """Of each of a batch of people the outcomes that matter to a calendar year, in order of day.

    Those dated in it that the person shares, and those of any year that came of the person's entries in it
    that count. One that was refused matters to nobody.
    """
    asked: dict[int, list[OutcomeFacts]] = {person: [] for person in people}
    owners = _owners(session, people, year)
    query = select(OUTCOME.c.id, OUTCOME.c.kind, OUTCOME.c.on_date, OUTCOME.c.level, OUTCOME.c.status).where(
        OUTCOME.c.id.in_(_wanted(people, year)), OUTCOME.c.status != "refused"
    )
    rows = session.execute(query.order_by(OUTCOME.c.on_date, OUTCOME.c.id)).all()
    ids = [row.id for row in rows]
    shares, entries = _shares(session, ids), _entries(session, ids)
    for key, kind, on, level, status in rows:
        own = shares[key]
        fact = OutcomeFacts(
            id=f"{key:012d}",
            kind=kind,
            on=on,
            level=level or None,
            verified=status == "verified",
            entries=tuple([f"{entry:012d}" for entry in entries[key]]),
            shares=tuple([Share(str(person), share) for person, share in own]),
        )
        sharers = {person for person, _ in own} if on.year == year else set()
        for person in sharers | {owners[entry] for entry in entries[key] if entry in owners}:
            if person in asked:
                asked[person].append(fact)
    return asked


def _wanted(people: Sequence[int], year: int) -> Select[Any]:
    """The keys of outcomes dated in the year that the people share, or that came of their entries in it."""
    shared = (
        select(SHARE.c.outcome_id)
        .join(OUTCOME, OUTCOME.c.id == SHARE.c.outcome_id)
        .where(_among(SHARE.c.person_id, people), OUTCOME.c.on_date.between(*_ends(year)))
    )
    return select(union(shared, _came_of(people, year, FROM_ENTRY.c.outcome_id)).subquery().c.outcome_id)


def _came_of(people: Sequence[int], year: int, *columns: Column[Any]) -> Select[Any]:
    """Columns about what came of the people's entries in the year."""
    query = select(*columns).join(POSTED, FROM_ENTRY.c.entry_id == KEY)
    return query.where(COUNTS, _among(POSTED.c.person_id, people), _in_year(year))


def _owners(session: Session, people: Sequence[int], year: int) -> dict[int, int]:
    """Whose each entry is that an outcome came from, of the people's entries in the year."""
    query = _came_of(people, year, FROM_ENTRY.c.entry_id, POSTED.c.person_id)
    return {row.entry_id: row.person_id for row in session.execute(query)}


def _shares(session: Session, ids: Sequence[int]) -> Mapping[int, list[tuple[int, Fraction]]]:
    found: dict[int, list[tuple[int, Fraction]]] = defaultdict(list)
    for part in _parts(ids):
        query = select(SHARE.c.outcome_id, SHARE.c.person_id, SHARE.c.part, SHARE.c.whole)
        query = query.where(_among(SHARE.c.outcome_id, part)).order_by(SHARE.c.id)
        for key, person, share, whole in session.execute(query):
            found[key].append((person, Fraction(share, whole)))
    return found


def _entries(session: Session, ids: Sequence[int]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for part in _parts(ids):
        query = select(FROM_ENTRY.c.outcome_id, FROM_ENTRY.c.entry_id).order_by(FROM_ENTRY.c.id)
        for key, entry in session.execute(query.where(_among(FROM_ENTRY.c.outcome_id, part))):
            found[key].append(entry)
    return found


def _among(column: Column[int], ids: Sequence[int]) -> ColumnElement[bool]:
    """Rows of some people: as a range where few others lie between them, which is read faster.

    Whoever asks leaves out the others' rows.
    """
    low, high = min(ids, default=0), max(ids, default=0)
    if high - low < 2 * len(ids):
        return column.between(low, high)
    return column.in_(ids)


def _in_year(year: int) -> ColumnElement[bool]:
    begin, end = _ends(year)
    return and_(POSTED.c.begins_on <= end, POSTED.c.ends_on >= begin)


def _ends(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[begin : begin + BATCH] for begin in range(0, len(ids), BATCH))


CLOCK: dict[str | None, int | None] = {None: None} | {
    f"{minute // 60:02d}:{minute % 60:02d}": minute for minute in range(1440)
}
"""The minute after midnight of each time as it is kept."""


@lru_cache(maxsize=1 << 12)
def _counts(text: str) -> Mapping[str, int]:
    """What an entry counted, as it is kept; the same few come again and again."""
    return {name: int(number) for name, number in json.loads(text).items()}
