"""Quiet flags: what a reviewer may want to look at twice, said neutrally."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from ledger.domain.sitting import written_sitting
from ledger.domain.vocabulary import FIELD_MODES, ONLINE_MODES
from ledger.domain.wording import N_, Sentence

LATE_FROM_DAYS = 8
"""From how many days after the research on an entry is said to be logged late: a week is usual."""
DAY = 24 * 60
NAMED = 3
"""So many overlapping entries are named; more would be a list, and a line is meant to be read."""


class Timed(Protocol):
    """Anything with the times of an entry: a draft, or a row of a list."""

    @property
    def channel(self) -> str:
        """Online or field."""

    @property
    def begins_on(self) -> date:
        """The first day."""

    @property
    def ends_on(self) -> date:
        """The last day, inclusive."""

    @property
    def start(self) -> str | None:
        """When a sitting began, HH:MM."""

    @property
    def minutes(self) -> int | None:
        """How long a sitting took."""

    @property
    def mode(self) -> str:
        """The way in which it was done."""

    @property
    def from_half(self) -> str | None:
        """The half day on which a visit begins."""

    @property
    def to_half(self) -> str | None:
        """The half day on which a visit ends."""


@dataclass(frozen=True)
class Flags:
    """What is quietly said of one entry."""

    overlaps: int = 0
    late_days: int = 0

    def sentences(self) -> tuple[Sentence, ...]:
        """The flags in words; nothing where there is nothing to say."""
        said: list[Sentence] = []
        if self.overlaps:
            said.append(Sentence(N_("与 %(count)s 条时间重叠"), {"count": self.overlaps}))
        if self.late_days:
            said.append(Sentence(N_("补记 %(days)s 天"), {"days": self.late_days}))
        return tuple(said)


def overlap_sentences(others: Sequence[Timed]) -> tuple[Sentence, ...]:
    """Which entries an entry overlaps, the first few by name."""
    said = [
        Sentence(
            N_("与 %(when)s 的“%(mode)s”时间重叠，重叠的时间只计一次"),
            {"when": _when(other)},
            {"mode": (ONLINE_MODES | FIELD_MODES).get(other.mode, other.mode)},
        )
        for other in others[:NAMED]
    ]
    if len(others) > NAMED:
        said.append(Sentence(N_("另有 %(count)s 条时间重叠"), {"count": len(others) - NAMED}))
    return tuple(said)


def _when(entry: Timed) -> str:
    """The time of an entry in figures: "11-22 14:30–15:10", "11-20 – 11-22"."""
    first, last = f"{entry.begins_on:%m-%d}", f"{entry.ends_on:%m-%d}"
    if entry.channel == "field":
        return first if first == last else f"{first} – {last}"
    span = written_sitting(entry.minutes, entry.start).replace("-", "–")
    return f"{first} {span}"


def late_days(ends_on: date, logged_on: date) -> int:
    """How many days after the research it was logged; 0 where that is usual."""
    days = (logged_on - ends_on).days
    return days if days >= LATE_FROM_DAYS else 0


def meet(one: Timed, other: Timed) -> bool:
    """Whether two entries of one cadre cover some of the same time.

    As the engine has it: only within a channel, and a duration without a start overlaps nothing.
    """
    if one.channel != other.channel:
        return False
    first, second = covered(one), covered(other)
    if first is None or second is None:
        return False
    return first[0] < second[1] and second[0] < first[1]


def covered(entry: Timed) -> tuple[int, int] | None:
    """The minutes or half days that an entry covers, end exclusive, counted from the first day of all.

    None for a duration without a start, which covers no time in particular.
    """
    if entry.channel == "field":
        begin = entry.begins_on.toordinal() * 2 + (entry.from_half == "pm")
        end = entry.ends_on.toordinal() * 2 + (1 if entry.to_half == "am" else 2)
        return begin, end
    if entry.start is None or entry.minutes is None:
        return None
    begin = entry.begins_on.toordinal() * DAY + int(entry.start[:2]) * 60 + int(entry.start[3:])
    return begin, begin + entry.minutes
