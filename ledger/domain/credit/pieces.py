"""Pieces: one entry on one civil day, the unit of every computation."""

from __future__ import annotations

from ledger.domain.credit.facts import EntryFacts
from ledger.domain.credit.frame import Frame

MIDNIGHT = 1440
UNTIMED = MIDNIGHT
"""Stands for the start of an entry without one: after every start there can be."""

AM, PM, WHOLE_DAY = 1, 2, 3
"""The half days of a field piece, as bits."""


class Piece:
    """One entry on one day of the year, and what becomes of it on its way through the engine.

    `span` is the clock minute at which it begins (online; UNTIMED: a duration without a start), or its half
    days as bits (field). `recorded` is the start as recorded. `rate` and `credit` are in units.
    """

    __slots__ = ("at", "credit", "day", "entry", "in_field", "minutes", "rate", "recorded", "span")

    def __init__(
        self,
        at: int,
        entry: EntryFacts,
        in_field: bool,
        day: int,
        minutes: int,
        span: int,
        recorded: int,
        scale: int,
    ) -> None:
        self.at = at
        self.entry = entry
        self.in_field = in_field
        self.day = day
        self.minutes = minutes
        self.span = span
        self.recorded = recorded
        self.rate = scale
        self.credit = minutes * scale

    @property
    def slots(self) -> int:
        """A bit for each clock minute (online) or half day (field) that it covers; 0 without a start."""
        if self.in_field:
            return self.span
        return 0 if self.span == UNTIMED else ((1 << self.minutes) - 1) << self.span

    @property
    def start(self) -> int:
        """Where it begins on its day: a clock minute, or the first of its half days."""
        return self.span & -self.span if self.in_field else self.span


def recorded_minutes(entry: EntryFacts, half_minutes: int) -> int:
    """The minutes of an entry as recorded: written down (online), or its half days (field)."""
    if entry.channel == "online":
        return entry.minutes
    if entry.begin is None or entry.end_inclusive is None:
        return 0
    halves = 2 * (entry.end_inclusive.toordinal() - entry.begin.toordinal() + 1)
    halves -= (entry.begin_half == "pm") + (entry.end_half == "am")
    return halves * half_minutes


def halves_of(entry: EntryFacts, *, first: bool, last: bool) -> int:
    """The half days of a visit on a day, as bits, by whether it is the visit's first and its last."""
    slots = PM if first and entry.begin_half == "pm" else WHOLE_DAY
    if last and entry.end_half == "am":
        slots &= AM
    return slots


def last_day(entry: EntryFacts) -> int:
    """The ordinal of the last civil day that the entry covers."""
    if entry.channel == "field":
        return entry.end_inclusive.toordinal() if entry.end_inclusive else 0
    day = entry.on.toordinal() if entry.on else 0
    if entry.start is None:
        return day
    return day + max(entry.start + entry.minutes - 1, 0) // MIDNIGHT


def online_pieces(at: int, entry: EntryFacts, frame: Frame) -> list[Piece]:
    """The pieces of a session that lie in the year; `at` is the entry's place among the cadre's."""
    on, minutes = entry.on, entry.minutes
    if on is None or minutes <= 0:
        return []
    day = on.toordinal() - frame.first
    start = entry.start
    if start is None:
        start = UNTIMED
    elif start + minutes > MIDNIGHT:
        return _across_midnight(at, entry, start, day, frame)
    if 0 <= day < frame.days:
        return [Piece(at, entry, False, day, minutes, start, start, frame.scale)]
    return []


def _across_midnight(at: int, entry: EntryFacts, start: int, day: int, frame: Frame) -> list[Piece]:
    pieces = []
    begin, left = start, entry.minutes
    while left > 0 and day < frame.days:
        minutes = min(left, MIDNIGHT - begin)
        if day >= 0:
            pieces.append(Piece(at, entry, False, day, minutes, begin, start, frame.scale))
        left -= minutes
        begin = 0
        day += 1
    return pieces


def field_pieces(at: int, entry: EntryFacts, frame: Frame) -> list[Piece]:
    """The pieces of a visit that lie in the year, day by day."""
    if entry.begin is None or entry.end_inclusive is None:
        return []
    begin = entry.begin.toordinal() - frame.first
    end = entry.end_inclusive.toordinal() - frame.first
    half, scale = frame.half_minutes, frame.scale
    recorded = 1 if entry.begin_half == "pm" else 0
    if begin == end and 0 <= begin < frame.days and not recorded and entry.end_half != "am":
        return [Piece(at, entry, True, begin, half + half, WHOLE_DAY, 0, scale)]  # Most visits.
    pieces = []
    for day in range(max(begin, 0), min(end, frame.days - 1) + 1):
        slots = halves_of(entry, first=day == begin, last=day == end)
        minutes = half + half if slots == WHOLE_DAY else half
        pieces.append(Piece(at, entry, True, day, minutes, slots, recorded, scale))
    return pieces
