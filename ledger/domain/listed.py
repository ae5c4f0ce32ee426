"""What lists hold line by line, as a file takes them: plain values, one at a time."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import NamedTuple

from ledger.domain.entry import halves_of


class ListedEntry(NamedTuple):
    """One entry of a list, whole."""

    person_name: str
    channel: str
    mode: str
    platform: str | None
    place_name: str
    begins_on: date
    ends_on: date
    from_half: str | None
    to_half: str | None
    minutes: int | None
    topic: str | None
    done: str
    status: str
    outcomes: int

    @property
    def half_days(self) -> int | None:
        """How many half days a visit took; None for a sitting."""
        if self.channel == "online":
            return None
        return halves_of(self.begins_on, self.ends_on, self.from_half, self.to_half)


class ListedOutcome(NamedTuple):
    """One outcome of a list; the names are of those who share it, each with the part."""

    on: date
    title: str
    kind: str
    level: str
    status: str
    shares: tuple[tuple[str, Fraction], ...]


class ListedStanding(NamedTuple):
    """Where one cadre stands, in a list in official order; days are exact."""

    unit_name: str
    name: str
    post: str
    rank: str
    status: str
    provisional: bool
    reached: Fraction
    required: Fraction
    """Days of the first requirement in days that applies; 0 where there is none."""
    field_days: Fraction
    exchanged_days: Fraction
    reports: Fraction
