"""What a cadre thinks of doing still: sittings, visits and outcomes that are in no ledger, to be tried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from ledger.domain.credit.facts import APPROVED, EntryFacts, OutcomeFacts, Share

FIRST_ID = 10**12 - 1000
"""Ids from here on stand for what is thought of: after all that stand in the ledger."""


@dataclass(frozen=True)
class PlannedSitting:
    """A piece of online research; `start` is the minute after midnight, if it is known."""

    on: date
    minutes: int
    mode: str
    platform: str
    start: int | None = None


@dataclass(frozen=True)
class PlannedVisit:
    """A visit from the morning of a day on, of so many half days."""

    on: date
    half_days: int
    place_name: str = ""
    place_code: str | None = None

    @property
    def ends_on(self) -> date:
        """Its last day."""
        return self.on + timedelta(days=(self.half_days - 1) // 2)


@dataclass(frozen=True)
class PlannedOutcome:
    """An outcome as it would be once verified, and the cadre's part of it."""

    kind: str
    on: date
    share: Fraction = Fraction(1)


@dataclass(frozen=True)
class YearPlan:
    """All that is thought of."""

    sittings: tuple[PlannedSitting, ...] = ()
    visits: tuple[PlannedVisit, ...] = ()
    outcomes: tuple[PlannedOutcome, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sittings or self.visits or self.outcomes)

    def entries(self, cadre: str, on: date) -> Iterator[EntryFacts]:
        """Its entries as the engine takes them: approved, and logged as soon as that could be."""
        for number, one in enumerate(self.sittings):
            yield EntryFacts(
                id=f"{FIRST_ID + number:012d}",
                cadre=cadre,
                channel="online",
                status=APPROVED,
                on=one.on,
                start=one.start,
                minutes=one.minutes,
                mode=one.mode,
                platform=one.platform,
                logged_on=max(one.on, on),
            )
        for number, visit in enumerate(self.visits, start=len(self.sittings)):
            yield EntryFacts(
                id=f"{FIRST_ID + number:012d}",
                cadre=cadre,
                channel="field",
                status=APPROVED,
                begin=visit.on,
                end_inclusive=visit.ends_on,
                end_half="am" if visit.half_days % 2 else None,
                mode="visit",
                place=visit.place_code,
                logged_on=max(visit.ends_on, on),
            )

    def results(self, cadre: str) -> Iterator[OutcomeFacts]:
        """Its outcomes as the engine takes them: verified."""
        for number, one in enumerate(self.outcomes):
            yield OutcomeFacts(
                id=f"{FIRST_ID + number:012d}",
                kind=one.kind,
                on=one.on,
                verified=True,
                shares=(Share(cadre, one.share),),
            )
