"""The result of the engine (核算): where each cadre stands, and every figure on the way there.

What comes by the hundred for one cadre or the million for all is a NamedTuple: as frozen, quicker to make.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal, NamedTuple

from ledger.domain.credit.exchange import Exchanged
from ledger.domain.credit.facts import AdjustmentFacts, Appointment, CadreFacts, Channel, EntryFacts
from ledger.domain.credit.policy import Measure
from ledger.domain.wording import Sentence

Status = Literal["met", "short", "not_applicable"]
Unit = Literal["day", "count", "fraction"]


class AccountResult(NamedTuple):
    """One account: minutes for field and online, a count for an outcome kind."""

    code: str
    earned: Fraction
    taken_in: Fraction
    given_out: Fraction

    @property
    def total(self) -> Fraction:
        """What stands on it after exchange."""
        return self.earned + self.taken_in - self.given_out


class PeriodResult(NamedTuple):
    """One period of a requirement, in the measure's own unit; ends of `begin`..`end_inclusive` are dates."""

    label: str
    begin: date
    end_inclusive: date
    required: Fraction
    reached: Fraction
    short: Fraction
    status: Status


class SegmentResult(NamedTuple):
    """A stretch of the year under one appointment, with what its table asks for, before pro-rating.

    `days` are those that count for pro-rating: all of them, or those that are not leave.
    """

    begin: date
    end_inclusive: date
    required: Fraction
    days: int
    appointment: Appointment


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where a `days` requirement is heading, in days; touched by `as_of` only.

    `pace` is what was credited so far per working day elapsed (None before the first one), `pace_needed`
    what each working day left would have to bring (None where none is left and something is short).
    """

    period: str
    credited_so_far: Fraction
    working_days_elapsed: int
    working_days_left: int
    pace: Fraction | None
    pace_needed: Fraction | None
    reached_on: date | None
    """The day on which the rest would be reached at this pace; None when it would not be, or is already."""
    expected: Fraction
    """What would stand there at the end of the period."""


class RequirementResult(NamedTuple):
    """Where the cadre stands with one requirement; amounts in the measure's own unit.

    For a requirement that reads an account's total, `earned` and `exchanged` are its two parts (what came
    in less what went out); for any other, everything reached is earned.
    """

    code: str
    title: str
    measure: Measure
    unit: Unit
    required: Fraction
    reached: Fraction
    short: Fraction
    status: Status
    periods: tuple[PeriodResult, ...]
    segments: tuple[SegmentResult, ...]
    earned: Fraction
    exchanged: Fraction
    forecast: Forecast | None


class Step(NamedTuple):
    """What one rule did to an entry: units (1/`scale` minute) before and after."""

    rule: str
    code: str
    before_units: int
    after_units: int
    scale: int
    why: Sentence

    @property
    def before(self) -> Fraction:
        """Minutes before, exactly."""
        return Fraction(self.before_units, self.scale)

    @property
    def after(self) -> Fraction:
        """Minutes after, exactly."""
        return Fraction(self.after_units, self.scale)


class EntryResult(NamedTuple):
    """One entry: minutes as recorded, what they were credited with, and why that differs."""

    facts: EntryFacts
    minutes: int
    credited_units: int
    scale: int
    steps: tuple[Step, ...]

    @property
    def id(self) -> str:
        """The entry's id."""
        return self.facts.id

    @property
    def credited(self) -> Fraction:
        """Credited minutes, exactly."""
        return Fraction(self.credited_units, self.scale)


class CreditedPiece(NamedTuple):
    """What one entry was credited with on one day, of how many admitted minutes."""

    entry: str
    day: date
    account: Channel
    units: int
    scale: int
    admitted: int

    @property
    def minutes(self) -> Fraction:
        """Credited minutes, exactly."""
        return Fraction(self.units, self.scale)


@dataclass(frozen=True, slots=True)
class HeldOutcome:
    """A cadre's share of a verified outcome of the year; `spent`: an exchange took it out of the count."""

    id: str
    kind: str
    level: str | None
    on: date
    share: Fraction
    spent: bool


@dataclass(frozen=True, slots=True)
class CadreAssessment:
    """One cadre's year; where no steps were kept, there are no entries, pieces, outcomes and forecasts."""

    cadre: CadreFacts
    accounts: Mapping[str, AccountResult]
    requirements: tuple[RequirementResult, ...]
    entries: tuple[EntryResult, ...]
    exchanges: tuple[Exchanged, ...]
    pieces: tuple[CreditedPiece, ...]
    outcomes: tuple[HeldOutcome, ...] = ()
    adjustments: tuple[AdjustmentFacts, ...] = ()
    """Corrections of closed years that are booked in this one, by date."""
    adjusted: Mapping[str, Fraction] = field(default_factory=dict)
    """By account how much they changed what was earned."""

    @property
    def id(self) -> str:
        """The cadre's id."""
        return self.cadre.id

    def requirement(self, code: str) -> RequirementResult:
        """The standing with the requirement of that code."""
        return next(one for one in self.requirements if one.code == code)

    def entry(self, entry_id: str) -> EntryResult:
        """The result of the entry of that id."""
        return next(one for one in self.entries if one.id == entry_id)


@dataclass(frozen=True, slots=True)
class Assessment:
    """All cadres of a case, in the order given."""

    year: int
    as_of: date
    policy_code: str
    policy_digest: str
    provisional: bool
    cadres: tuple[CadreAssessment, ...]
