"""The facts of many people's year, read in bulk straight into what the credit engine takes.

One statement over one table with the columns that the engine looks at, in the order of people: no object
stands between a row and a fact, and what is held in memory is one batch of people.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Text, and_, cast, literal_column, null, select, type_coerce, union

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
COUNTS = POSTED.c.status == literal_column(f"'{APPROVED}'")
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
    type_coerce(POSTED.c.begins_on, Text),
    type_coerce(POSTED.c.ends_on, Text),
    POSTED.c.start,
    POSTED.c.minutes,
    POSTED.c.from_half,
    POSTED.c.to_half,
    type_coerce(POSTED.c.logged_on, Text),
)
"""What is always read, days as the driver gives them; and by fact that a policy may look at or not:"""

MORE = {
    "mode": POSTED.c.mode,
    "platform": POSTED.c.platform,
    "place": POSTED.c.place_code,
    "contact_point": POSTED.c.contact_point,
    "topic": POSTED.c.topic_id,
    "counts": cast(POSTED.c.counts, Text),
}
EVERY_FACT = frozenset(MORE)


def entries_of(
    session: Session,
    people: Sequence[int],
    year: int,
    topics: Mapping[int, str],
    looked_at: Collection[str] = EVERY_FACT,
) -> dict[int, list[EntryFacts]]:
    """Of each of a batch of people the entries that count and meet a calendar year, in order of day.

    Of what a policy may look at or not, only what is `looked_at` is filled in.
    """
    asked: dict[int, list[EntryFacts]] = {person: [] for person in people}
    asked_for = [column if name in looked_at else null() for name, column in MORE.items()]
    query = select(*FACTS, *asked_for).where(COUNTS, _among(POSTED.c.person_id, people), _in_year(year))
    code_of = topics.get
    last, cadre, own = 0, "", None
    # As the driver gives them: no column needs to be made into anything, and rows come as plain tuples.
    cursor: Any = session.execute(query.order_by(POSTED.c.person_id, POSTED.c.begins_on, KEY))
    rows = cursor.cursor.fetchall()
    cursor.close()
    made = tuple.__new__  # Half the time of calling the class, for there are millions.
    for (
        person, key, channel, begins, ends, start, minutes, from_half, to_half, logged,
        mode, platform, place, contact_point, topic, counts,
    ) in rows:  # fmt: skip
        if person != last:
            last, cadre, own = person, str(person), asked.get(person)
        if own is None:
            continue
        code = None if topic is None else code_of(topic)
        told = NO_COUNTS if counts is None or counts == "{}" else _counts(counts)
        begin, more = DAYS[begins], (mode, platform, place, bool(contact_point), code, told, DAYS[logged])
        when: tuple[Any, ...]
        if channel == "online":
            when = (begin, CLOCK[start], minutes, None, None, None, None)
        else:
            when = (None, None, 0, begin, DAYS[ends], from_half, to_half)
        own.append(made(EntryFacts, (f"{key:012d}", cadre, channel, APPROVED, *when, *more)))
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


class _Days(dict[Any, date]):
    """Each day by what the driver gives for it: the same few hundred come again and again."""

    def __missing__(self, given: str | date) -> date:
        """Read a day when it first comes up; on PostgreSQL it comes as one."""
        if len(self) >= MOST_DAYS:
            self.clear()
        found = self[given] = given if isinstance(given, date) else date.fromisoformat(given)
        return found


MOST_DAYS = 1 << 12
DAYS = _Days()

CLOCK: dict[str | None, int | None] = {None: None} | {
    f"{minute // 60:02d}:{minute % 60:02d}": minute for minute in range(1440)
}
"""The minute after midnight of each time as it is kept."""


@lru_cache(maxsize=1 << 12)
def _counts(text: str) -> Mapping[str, int]:
    """What an entry counted, as it is kept; the same few come again and again."""
    return {name: int(number) for name, number in json.loads(text).items()}
