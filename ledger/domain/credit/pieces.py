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

    `slots` has a bit for each clock minute (online) or half day (field) that it covers, 0 for a duration
    without a start; `slot_minutes` is what one bit stands for. `rate` and `credit` are in units.
    """

    __slots__ = (
        "at", "credit", "day", "entry", "in_field", "minutes", "rate", "recorded", "slot_minutes", "slots",
        "start",
    )  # fmt: skip

    def __init__(
        self, at: int, entry: EntryFacts, day: int, minutes: int, slots: int, slot_minutes: int, recorded: int
    ) -> None:
        self.at = at
        self.entry = entry
        self.in_field = entry.channel == "field"
        self.day = day
        self.minutes = minutes
        self.slots = slots
        self.slot_minutes = slot_minutes
        self.recorded = recorded
        self.start = (slots & -slots).bit_length()
        self.rate = 0
        self.credit = 0


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
    slots = WHOLE_DAY
    if first and entry.begin_half == "pm":
        slots &= PM
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


def pieces_of(at: int, entry: EntryFacts, frame: Frame) -> list[Piece]:
    """The pieces of an entry that lie in the year; `at` is the entry's place among the cadre's."""
    if entry.channel == "field":
        return _field_pieces(at, entry, frame)
    if entry.on is None or entry.minutes <= 0:
        return []
    day = entry.on.toordinal() - frame.first
    start, minutes = entry.start, entry.minutes
    if start is not None and start + minutes > MIDNIGHT:
        return _across_midnight(at, entry, start, day, frame)
    if not 0 <= day < frame.days:
        return []
    if start is None:
        return [Piece(at, entry, day, minutes, 0, 1, UNTIMED)]
    return [Piece(at, entry, day, minutes, ((1 << minutes) - 1) << start, 1, start)]


def _across_midnight(at: int, entry: EntryFacts, start: int, day: int, frame: Frame) -> list[Piece]:
    pieces = []
    begin, left = start, entry.minutes
    while left > 0 and day < frame.days:
        minutes = min(left, MIDNIGHT - begin)
        if day >= 0:
            slots = ((1 << minutes) - 1) << begin
            pieces.append(Piece(at, entry, day, minutes, slots, 1, start))
        left -= minutes
        begin = 0
        day += 1
    return pieces


def _field_pieces(at: int, entry: EntryFacts, frame: Frame) -> list[Piece]:
    if entry.begin is None or entry.end_inclusive is None:
        return []
    begin = entry.begin.toordinal() - frame.first
    end = entry.end_inclusive.toordinal() - frame.first
    half = frame.half_minutes
    recorded = 1 if entry.begin_half == "pm" else 0
    pieces = []
    for day in range(max(begin, 0), min(end, frame.days - 1) + 1):
        slots = halves_of(entry, first=day == begin, last=day == end)
        pieces.append(Piece(at, entry, day, slots.bit_count() * half, slots, half, recorded))
    return pieces
