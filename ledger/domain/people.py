"""Units in their tree, people, and what they were appointed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Unit:
    """A unit of the organisation; its path begins with the paths of all above it."""

    id: int
    public_id: str
    name: str
    level: str
    path: str
    parent_id: int | None = None
    position: int = 0

    def covers(self, other: Unit) -> bool:
        """Whether the other unit is this one or below it."""
        return other.path.startswith(self.path)


@dataclass(frozen=True)
class Person:
    """A person."""

    id: int
    public_id: str
    name: str
    staff_no: str | None = None


@dataclass(frozen=True)
class Posting:
    """An appointment as recorded: rank by GB/T 12407, unit, post; both ends inclusive."""

    id: int
    public_id: str
    person_id: int
    unit_id: int
    rank: str
    post: str
    begins_on: date
    ends_on: date | None = None
    tags: tuple[str, ...] = ()
    position: int = 0

    def governs(self, on: date) -> bool:
        """Whether the day lies within it."""
        return self.begins_on <= on and (self.ends_on is None or on <= self.ends_on)


@dataclass(frozen=True)
class Absence:
    """An interval of leave, both ends inclusive."""

    id: int
    public_id: str
    person_id: int
    begins_on: date
    ends_on: date
    reason: str


def posting_on(postings: tuple[Posting, ...], on: date) -> Posting | None:
    """The appointment that governs a day: the latest begun, then the later in the list."""
    found: Posting | None = None
    for posting in postings:
        if posting.governs(on) and (found is None or posting.begins_on >= found.begins_on):
            found = posting
    return found


def last_posting_in(postings: tuple[Posting, ...], year: int) -> Posting | None:
    """The last appointment of a calendar year: its unit's policy governs the year."""
    found: Posting | None = None
    for posting in postings:
        if posting.begins_on > date(year, 12, 31):
            continue
        if posting.ends_on is not None and posting.ends_on < date(year, 1, 1):
            continue
        if found is None or posting.begins_on >= found.begins_on:
            found = posting
    return found
