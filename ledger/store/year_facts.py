"""The facts of many people's year, read in bulk straight into what the credit engine takes.

One statement over one table, and one row per cadre: the database itself strings together what each entry
has in a column, and here it is only cut apart. No row and no object stands between the table and the facts,
and what is held in memory is one batch of people.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Integer, Text, and_, func, or_, select, type_coerce

from ledger.domain.credit.facts import NO_COUNTS, EntryFacts
from ledger.domain.credit.frame import CITED
from ledger.domain.credit.packed import Days, Kind, PackedEntries, Span, days_of
from ledger.store.among import among
from ledger.store.base import table_of
from ledger.store.rows import JournalRow, PostedEntryRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

POSTED = table_of(PostedEntryRow)
"""Where the facts of entries that count are kept: what was posted, not what stands in the entry."""
KEY = POSTED.c.entry_id
JOURNAL = table_of(JournalRow).c

BATCH = 1000
"""So many people are read at once."""

MORE = {
    "mode": POSTED.c.mode,
    "platform": POSTED.c.platform,
    "place": POSTED.c.place_code,
    "contact_point": POSTED.c.contact_point,
    "topic": POSTED.c.topic_id,
    "counts": sa.cast(POSTED.c.counts, Text),
}
"""The columns of what a policy may look at or not."""

EVERY_FACT = frozenset({*MORE, CITED})

BETWEEN, BETWEEN_KINDS, WITHIN = " ", "\x1e", "/"
"""What stands between two entries' texts, and within one. None of them can stand in what they part: keys,
days and times have no blanks, and JSON writes a control character as an escape."""


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


def entries_of(
    session: Session,
    people: Sequence[int],
    year: int,
    topics: Mapping[int, str],
    looked_at: Collection[str] = EVERY_FACT,
    *,
    before: int | None = None,
) -> dict[int, Sequence[EntryFacts]]:
    """Of each of a batch of people the entries that count and meet a calendar year, in order of day.

    Only what is `looked_at` is filled in. With `before`, those that counted right before that posting.
    """
    asked: dict[int, Sequence[EntryFacts]] = dict.fromkeys(people, ())
    kinds = _Kinds(topics, looked_at)
    kind_of, span_of, days_at = kinds.__getitem__, SPANS.__getitem__, DAYS.__getitem__
    for person, keys, begins, odd, spans, told in _strung(session, people, year, looked_at, before):
        if person not in asked:
            continue
        days = begins.split(BETWEEN)
        if odd is not None:
            others = dict(one.split(WITHIN, 1) for one in odd.split(BETWEEN))
            known = zip(keys.split(BETWEEN), days, strict=True)
            days = [f"{day}{WITHIN}{others[key]}" if key in others else day for key, day in known]
        asked[person] = PackedEntries(
            str(person),
            keys,
            [*map(days_at, days)],
            [*map(span_of, spans.split(BETWEEN))],
            [*map(kind_of, told.split(BETWEEN_KINDS))],
        )
    return asked


def _strung(
    session: Session, people: Sequence[int], year: int, looked_at: Collection[str], before: int | None
) -> Any:
    """For each person the entries' keys, first days, other days, spans and kinds, strung together.

    Other days, behind the key, are told of entries alone that last longer or were logged on another day; None
    where there are no such.
    """
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    texts = [
        func.aggregate_strings(text, between) for text, between in _texts(looked_at, is_sqlite=is_sqlite)
    ]
    counts = COUNTS if before is None else counting(before)
    query = select(POSTED.c.person_id, *texts).where(counts, among(POSTED.c.person_id, people), in_year(year))
    session.flush()
    result = session.connection().execute(query.group_by(POSTED.c.person_id))
    found = result.cursor.fetchall()
    result.close()
    return found


def _texts(looked_at: Collection[str], *, is_sqlite: bool) -> list[tuple[ColumnElement[str], str]]:
    """What of an entry is strung together, each as text, and what stands between two of them."""
    posted = POSTED.c
    key, minutes = (
        _text(KEY, is_sqlite=is_sqlite),
        _text(func.coalesce(posted.minutes, 0), is_sqlite=is_sqlite),
    )
    begins, ends, logged = (
        _day_text(day, is_sqlite=is_sqlite) for day in (posted.begins_on, posted.ends_on, posted.logged_on)
    )
    is_odd = or_(posted.ends_on != posted.begins_on, posted.logged_on != posted.begins_on)
    told = [column for name, column in MORE.items() if name in looked_at]
    fields = (posted.channel, posted.from_half, posted.to_half, *told)
    kind = func.json_array(*fields) if is_sqlite else sa.cast(func.json_build_array(*fields), Text)
    return [
        (key, BETWEEN),
        (begins, BETWEEN),
        (sa.case((is_odd, key + WITHIN + ends + WITHIN + logged)), BETWEEN),
        (func.coalesce(posted.start, "") + WITHIN + minutes, BETWEEN),
        (type_coerce(kind, Text), BETWEEN_KINDS),
    ]


def _text(number: ColumnElement[int], *, is_sqlite: bool) -> ColumnElement[str]:
    """A whole number as text; SQLite strings numbers together as they are."""
    return type_coerce(number, Text) if is_sqlite else sa.cast(number, Text)


def _day_text(day: ColumnElement[date], *, is_sqlite: bool) -> ColumnElement[str]:
    """A day as text: as SQLite keeps it; on PostgreSQL, whose way to write days is a setting, its ordinal."""
    if is_sqlite:
        return type_coerce(day, Text)
    since = type_coerce(day, Integer) - sa.literal_column("DATE '0001-01-01'", Integer)
    return sa.cast(since + 1, Text)


def in_year(year: int) -> ColumnElement[bool]:
    """Entries that meet a calendar year."""
    begin, end = ends_of(year)
    return and_(POSTED.c.begins_on <= end, POSTED.c.ends_on >= begin)


def ends_of(year: int) -> tuple[date, date]:
    """The first and the last day of a calendar year."""
    return date(year, 1, 1), date(year, 12, 31)


class _Days(dict[str, Days]):
    """The days of an entry by their text: the same few thousand come again and again."""

    def __missing__(self, text: str) -> Days:
        """Read days when they first come up: one alone, or the first, the last and that of logging."""
        if len(self) >= MOST_KNOWN:
            self.clear()
        days = [*map(_day, text.split(WITHIN))]
        found = self[text] = days_of(*(days if len(days) > 1 else days * 3))
        return found


class _Spans(dict[str, Span]):
    """Start and minutes of an entry by their text."""

    def __missing__(self, text: str) -> Span:
        """Read a span when it first comes up."""
        if len(self) >= MOST_KNOWN:
            self.clear()
        start, _, minutes = text.partition(WITHIN)
        found = self[text] = Span(CLOCK[start], int(minutes))
        return found


class _Kinds(dict[str, Kind]):
    """What else there is of an entry by its text; topics by the codes that they have now."""

    def __init__(self, topics: Mapping[int, str], looked_at: Collection[str]) -> None:
        super().__init__()
        self._topics = topics
        self._names = ("channel", "begin_half", "end_half", *(name for name in MORE if name in looked_at))

    def __missing__(self, text: str) -> Kind:
        """Read a kind when it first comes up."""
        told: dict[str, Any] = dict(zip(self._names, json.loads(text), strict=True))
        topic = told.get("topic")
        told["topic"] = None if topic is None else self._topics.get(topic)
        told["contact_point"] = bool(told.get("contact_point"))
        found = self[text] = _kind(**told)
        return found


MOST_KNOWN = 1 << 16
DAYS, SPANS = _Days(), _Spans()

CLOCK: dict[str, int | None] = {"": None} | {
    f"{minute // 60:02d}:{minute % 60:02d}": minute for minute in range(1440)
}
"""The minute after midnight of each time as it is kept."""


def _day(text: str) -> date:
    return date.fromordinal(int(text)) if text.isdigit() else date.fromisoformat(text)


@lru_cache(maxsize=1 << 12)
def _kind(*, counts: str | None = None, **told: Any) -> Kind:
    """The one object for all entries that are alike in this; `counts` as they are kept."""
    counted = {} if counts is None else {name: int(number) for name, number in json.loads(counts).items()}
    return Kind(**told, counts=counted or NO_COUNTS)
