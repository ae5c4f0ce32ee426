"""The facts of many people's year, read in bulk straight into what the credit engine takes.

One statement over one table with the columns that the engine looks at, in the order of people: no object
stands between a row and a fact, and what is held in memory is one batch of people.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Table, Text, and_, cast, null, select, type_coerce, union

from ledger.domain.credit.facts import APPROVED, NO_COUNTS, EntryFacts, OutcomeFacts, Share
from ledger.store.among import among
from ledger.store.base import table_of
from ledger.store.journal import live
from ledger.store.rows import (
    JournalRow,
    OutcomeEntryRow,
    OutcomeRow,
    OutcomeShareRow,
    PostedEntryRow,
    PostedOutcomeEntryRow,
    PostedOutcomeRow,
    PostedShareRow,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

POSTED = table_of(PostedEntryRow)
"""Where the facts of entries that count are kept: what was posted, not what stands in the entry."""
KEY = POSTED.c.entry_id
JOURNAL = table_of(JournalRow).c


def counting(before: int | None = None) -> ColumnElement[bool]:
    """Which of its rows count, or counted when the journal had come to right before a posting.

    As `live` says, but the reversals, which are few, are gathered once.
    """
    reversals = select(JOURNAL.reverses).where(JOURNAL.reverses.is_not(None))
    if before is None:
        return POSTED.c.seq.not_in(reversals)
    return and_(POSTED.c.seq < before, POSTED.c.seq.not_in(reversals.where(JOURNAL.seq < before)))


COUNTS = counting()
"""Which of its rows count now."""


class Outcomes(NamedTuple):
    """Tables that hold outcomes with their shares and entries, and what joins and orders them."""

    outcome: Table
    key: Column[int]
    """What shares and entries point to."""
    name: Column[int]
    """The key of the outcome itself."""
    counts: ColumnElement[bool]
    verified: bool
    share: Table
    share_of: Column[int]
    share_at: Column[int]
    entry: Table
    entry_of: Column[int]
    entry_at: Column[int]
    entry_counts: ColumnElement[bool]
    """Which postings of entries counted at the same time."""


def _recorded() -> Outcomes:
    outcome, share, entry = table_of(OutcomeRow), table_of(OutcomeShareRow), table_of(OutcomeEntryRow)
    columns = share, share.c.outcome_id, share.c.id, entry, entry.c.outcome_id, entry.c.id
    waits = outcome.c.status == "recorded"
    return Outcomes(outcome, outcome.c.id, outcome.c.id, waits, False, *columns, COUNTS)


def _posted(before: int | None = None) -> Outcomes:
    outcome = table_of(PostedOutcomeRow)
    share, entry = table_of(PostedShareRow), table_of(PostedOutcomeEntryRow)
    columns = share, share.c.seq, share.c.position, entry, entry.c.seq, entry.c.position
    stands = live(outcome.c.seq, before)
    entries = counting(before)
    return Outcomes(outcome, outcome.c.seq, outcome.c.outcome_id, stands, True, *columns, entries)


RECORDED, VERIFIED = _recorded(), _posted()
"""Outcomes that wait stand where they were recorded; those that were verified stand in the journal."""

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
    *,
    before: int | None = None,
) -> dict[int, list[EntryFacts]]:
    """Of each of a batch of people the entries that count and meet a calendar year, in order of day.

    Of what a policy may look at or not, only what is `looked_at` is filled in. With `before`, those that
    counted when the journal had come to right before that posting.
    """
    asked: dict[int, list[EntryFacts]] = {person: [] for person in people}
    code_of = topics.get
    last, cadre, own = 0, "", None
    made = tuple.__new__  # Half the time of calling the class, for there are millions.
    for (
        person, key, channel, begins, ends, start, minutes, from_half, to_half, logged,
        mode, platform, place, contact_point, topic, counts,
    ) in _posted_rows(session, people, year, looked_at, before):  # fmt: skip
        if person != last:
            last, cadre, own = person, str(person), asked.get(person)
        if own is None:
            continue
        code = None if topic is None else code_of(topic)
        told = NO_COUNTS if counts is None or counts == "{}" else _counts(counts)
        # Each field in its place: put together of parts, it takes about a sixth longer.
        fact: tuple[Any, ...]
        if channel == "online":
            fact = (
                f"{key:012d}", cadre, channel, APPROVED, DAYS[begins], CLOCK[start], minutes, None, None,
                None, None, mode, platform, place, bool(contact_point), code, told, DAYS[logged],
            )  # fmt: skip
        else:
            fact = (
                f"{key:012d}", cadre, channel, APPROVED, None, None, 0, DAYS[begins], DAYS[ends], from_half,
                to_half, mode, platform, place, bool(contact_point), code, told, DAYS[logged],
            )  # fmt: skip
        own.append(made(EntryFacts, fact))
    return asked


def _posted_rows(
    session: Session, people: Sequence[int], year: int, looked_at: Collection[str], before: int | None
) -> Any:
    """The rows of `entries_of` as the driver gives them: no column needs to be made into anything."""
    counts_then = COUNTS if before is None else counting(before)
    asked_for = [column if name in looked_at else null() for name, column in MORE.items()]
    query = select(*FACTS, *asked_for).where(counts_then, among(POSTED.c.person_id, people), _in_year(year))
    session.flush()
    cursor = session.connection().execute(query.order_by(POSTED.c.person_id, POSTED.c.begins_on, KEY))
    rows = cursor.cursor.fetchall()
    cursor.close()
    return rows


def outcomes_of(
    session: Session, people: Sequence[int], year: int, *, before: int | None = None
) -> dict[int, list[OutcomeFacts]]:
    """Of each of a batch of people the outcomes that matter to a calendar year, in order of day.

    Those dated in it that the person shares, and those of any year that came of the person's entries in it
    that count. One that was refused matters to nobody. With `before`, those that stood verified when the
    journal had come to right before that posting; what waited then is not known any more.
    """
    asked: dict[int, list[OutcomeFacts]] = {person: [] for person in people}
    kinds = (RECORDED, VERIFIED) if before is None else (_posted(before),)
    found = [one for tables in kinds for one in _outcomes(session, tables, people, year)]
    for fact, concerned in sorted(found, key=lambda one: (one[0].on, one[0].id)):
        for person in concerned:
            if person in asked:
                asked[person].append(fact)
    return asked


def _outcomes(
    session: Session, tables: Outcomes, people: Sequence[int], year: int
) -> Iterator[tuple[OutcomeFacts, set[int]]]:
    """The outcomes of some tables, each with those whom it concerns."""
    outcome = tables.outcome.c
    query = select(tables.key, tables.name, outcome.kind, outcome.on_date, outcome.level).where(
        tables.key.in_(_wanted(tables, people, year)), tables.counts
    )
    rows = session.execute(query).all()
    ids = [row[0] for row in rows]
    if not ids:
        return
    owners = _owners(session, tables, people, year)
    shares, entries = _shares(session, tables, ids), _entries(session, tables, ids)
    for key, name, kind, on, level in rows:
        own = shares[key]
        fact = OutcomeFacts(
            id=f"{name:012d}",
            kind=kind,
            on=on,
            level=level or None,
            verified=tables.verified,
            entries=tuple([f"{entry:012d}" for entry in entries[key]]),
            shares=tuple([Share(str(person), share) for person, share in own]),
        )
        sharers = {person for person, _ in own} if on.year == year else set()
        yield fact, sharers | {owners[entry] for entry in entries[key] if entry in owners}


def _wanted(tables: Outcomes, people: Sequence[int], year: int) -> Select[Any]:
    """The keys of outcomes dated in the year that the people share, or that came of their entries in it."""
    shared = (
        select(tables.share_of.label("key"))
        .join(tables.outcome, tables.key == tables.share_of)
        .where(among(tables.share.c.person_id, people), tables.outcome.c.on_date.between(*_ends(year)))
    )
    came = _came_of(tables, people, year, tables.entry_of.label("key"))
    return select(union(shared, came).subquery().c.key)


def _came_of(tables: Outcomes, people: Sequence[int], year: int, *columns: Any) -> Select[Any]:
    """Columns about what came of the people's entries in the year."""
    query: Select[Any] = (
        select(*columns).select_from(tables.entry).join(POSTED, tables.entry.c.entry_id == KEY)
    )
    return query.where(tables.entry_counts, among(POSTED.c.person_id, people), _in_year(year))


def _owners(session: Session, tables: Outcomes, people: Sequence[int], year: int) -> dict[int, int]:
    """Whose each entry is that an outcome came from, of the people's entries in the year."""
    query = _came_of(tables, people, year, tables.entry.c.entry_id, POSTED.c.person_id)
    return {row.entry_id: row.person_id for row in session.execute(query)}


def _shares(
    session: Session, tables: Outcomes, ids: Sequence[int]
) -> Mapping[int, list[tuple[int, Fraction]]]:
    found: dict[int, list[tuple[int, Fraction]]] = defaultdict(list)
    for part in _parts(ids):
        share = tables.share.c
        query = select(tables.share_of, share.person_id, share.part, share.whole)
        query = query.where(among(tables.share_of, part)).order_by(tables.share_of, tables.share_at)
        for key, person, own, whole in session.execute(query):
            found[key].append((person, Fraction(own, whole)))
    return found


def _entries(session: Session, tables: Outcomes, ids: Sequence[int]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for part in _parts(ids):
        query = select(tables.entry_of, tables.entry.c.entry_id).where(among(tables.entry_of, part))
        for key, entry in session.execute(query.order_by(tables.entry_of, tables.entry_at)):
            found[key].append(entry)
    return found


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
