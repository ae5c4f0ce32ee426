"""The facts that go into the credit engine: cadres, entries and outcomes, with nothing decided yet.

What there is by the million is a NamedTuple: as frozen as a dataclass, and made in a fraction of the time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

Channel = Literal["field", "online"]
Half = Literal["am", "pm"]

APPROVED = "approved"
"""The only status of an entry that earns."""

NO_COUNTS: Mapping[str, int] = {}
"""What an entry counted that counted nothing."""


class Appointment(NamedTuple):
    """One post held from `begin` to `end_inclusive` (None: still held)."""

    begin: date
    end_inclusive: date | None = None
    rank: str | None = None
    unit_level: str | None = None
    post: str | None = None
    tags: tuple[str, ...] = ()


class Leave(NamedTuple):
    """Days of leave, both ends inclusive (`end_inclusive` None: not back yet)."""

    begin: date
    end_inclusive: date | None = None
    reason: str = ""


class CadreFacts(NamedTuple):
    """The person whose year is assessed."""

    id: str
    name: str = ""
    appointments: tuple[Appointment, ...] = ()
    leave: tuple[Leave, ...] = ()


class EntryFacts(NamedTuple):
    """One entry of either channel; what belongs to the other channel is left at its default.

    Online: `on`, `start` (minutes after midnight, None: a duration without a start) and `minutes`.
    Field: `begin`, `end_inclusive` and the half days on which the visit begins and ends.
    """

    id: str
    cadre: str
    channel: Channel
    status: str | None = None
    on: date | None = None
    start: int | None = None
    minutes: int = 0
    begin: date | None = None
    end_inclusive: date | None = None
    begin_half: Half | None = None
    end_half: Half | None = None
    mode: str | None = None
    platform: str | None = None
    place: str | None = None
    contact_point: bool = False
    topic: str | None = None
    counts: Mapping[str, int] = NO_COUNTS
    logged_on: date | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """What part of an outcome is one cadre's."""

    cadre: str
    share: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class OutcomeFacts:
    """Something that came of entries; its shares sum to at most 1."""

    id: str
    kind: str
    on: date
    level: str | None = None
    verified: bool = False
    entries: tuple[str, ...] = ()
    shares: tuple[Share, ...] = ()


class AdjustmentFacts(NamedTuple):
    """A correction of a closed year, booked in the year of `on`.

    The amount is what an account would have earned more (or less) in `of_year`: whole minutes for the field
    and online, a count for an outcome kind.
    """

    id: str
    cadre: str
    account: str
    on: date
    amount: Fraction
    of_year: int
    note: str = ""


class CadreYear(NamedTuple):
    """One cadre with the person's own entries and adjustments, and the outcomes that touch these."""

    cadre: CadreFacts
    entries: Sequence[EntryFacts] = ()
    outcomes: tuple[OutcomeFacts, ...] = ()
    adjustments: tuple[AdjustmentFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that is assessed at once."""

    year: int
    as_of: date
    cadres: tuple[CadreFacts, ...] = ()
    entries: tuple[EntryFacts, ...] = ()
    outcomes: tuple[OutcomeFacts, ...] = ()
    adjustments: tuple[AdjustmentFacts, ...] = ()
