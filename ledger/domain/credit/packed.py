"""A cadre's entries kept packed: what recurs is shared, and an entry's facts are put together when asked for.

Of a country's two million entries each has a day, a clock time and a kind that thousands of others have too.
The tally of a policy that reads sums alone needs nothing else; whoever looks at an entry is given its facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, overload

from ledger.domain.credit.facts import APPROVED, NO_COUNTS, Channel, EntryFacts, Half

ID_DIGITS = 12
"""Ids are padded to so many digits, so that their order is that of the keys."""


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """The civil days of an entry; for one day, and for one combination of days, there is one object."""

    begin: date
    end_inclusive: date
    logged_on: date
    ordinal: int
    """That of the first day."""
    is_single: bool
    """Whether the first day is the last."""
    lag: int
    """How many days after the first day it was logged; negative: before."""


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """What entries are apart from whose they are, their days, start and minutes; one object for all alike."""

    channel: Channel
    begin_half: Half | None = None
    end_half: Half | None = None
    mode: str | None = None
    platform: str | None = None
    place: str | None = None
    contact_point: bool = False
    topic: str | None = None
    counts: Mapping[str, int] = field(default_factory=lambda: NO_COUNTS)


class Span(NamedTuple):
    """The start of an online entry, in minutes after midnight (None: a duration), and its minutes."""

    start: int | None
    minutes: int


def days_of(begin: date, end_inclusive: date, logged_on: date) -> Days:
    """The days of an entry."""
    first = begin.toordinal()
    return Days(begin, end_inclusive, logged_on, first, begin == end_inclusive, logged_on.toordinal() - first)


class PackedEntries(Sequence[EntryFacts]):
    """The approved entries of one cadre.

    `keys` are theirs in digits, with a blank between two. Keys and columns may come in any order: the tally
    reads them as they lie; whoever goes through the facts is given them by first day and key.
    """

    __slots__ = ("_keys", "cadre", "days", "kinds", "spans")

    def __init__(
        self, cadre: str, keys: str, days: Sequence[Days], spans: Sequence[Span], kinds: Sequence[Kind]
    ) -> None:
        self.cadre = cadre
        self._keys = keys
        self.days = days
        self.spans = spans
        self.kinds = kinds

    def __len__(self) -> int:
        """How many there are."""
        return len(self.days)

    @overload
    def __getitem__(self, at: int) -> EntryFacts: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[EntryFacts, ...]: ...

    def __getitem__(self, at: int | slice) -> EntryFacts | tuple[EntryFacts, ...]:
        """The facts of one, or of some, put together."""
        return tuple(self)[at]

    def __iter__(self) -> Iterator[EntryFacts]:
        """The facts of each, put together, by first day and key."""
        keys = [key.zfill(ID_DIGITS) for key in self._keys.split()]
        rows = zip([days.ordinal for days in self.days], keys, range(len(self)), strict=True)
        for _, key, at in sorted(rows):
            yield _facts(key, self.cadre, self.days[at], self.spans[at], self.kinds[at])

    def lying(self, at: int) -> EntryFacts:
        """The facts of the one that lies at a place of the columns, put together."""
        key = self._keys.split()[at].zfill(ID_DIGITS)
        return _facts(key, self.cadre, self.days[at], self.spans[at], self.kinds[at])


def _facts(key: str, cadre: str, days: Days, span: Span, kind: Kind) -> EntryFacts:
    online = kind.channel == "online"
    # Each field in its place, and not through the class: half the time, for there are many.
    return tuple.__new__(
        EntryFacts,
        (
            key,
            cadre,
            kind.channel,
            APPROVED,
            days.begin if online else None,
            span.start if online else None,
            span.minutes if online else 0,
            None if online else days.begin,
            None if online else days.end_inclusive,
            None if online else kind.begin_half,
            None if online else kind.end_half,
            kind.mode,
            kind.platform,
            kind.place,
            kind.contact_point,
            kind.topic,
            kind.counts,
            days.logged_on,
        ),
    )
