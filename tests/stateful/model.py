"""The plain oracle: what the ledger must hold and whom it must refuse, without a database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ledger.domain.entry import EntryDraft
from ledger.domain.errors import LedgerError
from ledger.domain.outcome import OutcomeDraft
from tests.cast import TODAY

Refusal = type[LedgerError] | None
SHOWN = ("submitted", "approved", "returned")
STEPS = {
    "edit": {"draft": "draft", "returned": "returned", "withdrawn": "draft", "unconfirmed": "draft"},
    "offer": dict.fromkeys(("draft", "returned", "withdrawn"), "unconfirmed"),
    "submit": dict.fromkeys(("draft", "returned", "withdrawn", "unconfirmed"), "submitted"),
    "withdraw": dict.fromkeys(("draft", "returned", "submitted", "unconfirmed"), "withdrawn"),
    "approve": {"submitted": "approved"},
    "return": {"submitted": "returned"},
    "reverse": {"approved": "returned"},
    "undo": {"approved": "submitted"},
}
"""Which act leads from which state to which, written down once more."""

CLOSED_YEAR = 2025


@dataclass
class Appointed:
    """An appointment; both ends inclusive."""

    key: int
    public_id: str
    unit: int
    rank: str
    post: str
    begins: date
    ends: date | None
    tags: Sequence[str]
    position: int

    def holds(self, on: date) -> bool:
        """Whether a day lies within it."""
        return self.begins <= on and (self.ends is None or on <= self.ends)


@dataclass
class Who:
    """An account: whose year is its own, for whom it enters, what it reviews, where it looks."""

    name: str
    account: int
    person: int | None
    own: int | None
    served: tuple[int, ...]
    reviews: set[int] = field(default_factory=set)
    departments: tuple[int, ...] = ()
    public_id: str = ""


@dataclass
class Deputy:
    """Somebody who reviews a unit in a reviewer's stead."""

    public_id: str
    principal: str
    deputy: str
    unit: int
    begins: date
    ends: date
    ended: bool = False

    def holds(self, on: date) -> bool:
        """Whether the deputy reviews on a day."""
        return not self.ended and self.begins <= on <= self.ends


@dataclass
class Agreement:
    """A delegate's entries of a span go to review without another word."""

    key: int
    public_id: str
    person: int
    account: int
    begins: date
    ends: date
    ended: bool = False


@dataclass
class Entered:
    """An entry."""

    key: int
    name: str
    person: int
    draft: EntryDraft
    status: str
    version: int
    logged_on: date
    hands: set[int]
    """The accounts that logged, changed or handed it in."""
    handed_in: bool = False
    confirmed_by: int | None = None
    agreement: int | None = None
    decided_by: int | None = None
    decided_for: int | None = None


@dataclass
class Came:
    """An outcome."""

    key: int
    name: str
    draft: OutcomeDraft
    status: str
    version: int
    hands: set[int]


@dataclass
class Posted:
    """A posting as it must stand in the journal; `red` is the number of its reversal."""

    act: str
    kind: str
    key: int
    version: int
    account: int
    facts: EntryDraft | OutcomeDraft | None
    seq: int = 0
    reverses: int | None = None
    red: int | None = None


@dataclass
class Closing:
    """What is under way or stands with the year of the city."""

    act: str = ""
    status: str = ""
    by: str = ""
    closed: bool = False
    sealed: dict[int, Any] = field(default_factory=dict)
    """By person what was kept when the year was closed."""
    corrected: bool = False


class Model:
    """Everything that the ledger must hold."""

    def __init__(self) -> None:
        self.units: dict[int, dict[str, Any]] = {}
        self.who: dict[str, Who] = {}
        self.people: dict[int, str] = {}
        self.appointed: dict[int, list[Appointed]] = {}
        self.leave: dict[int, list[tuple[str, date, date]]] = {}
        self.policies: list[dict[str, Any]] = []
        self.entries: dict[str, Entered] = {}
        self.outcomes: dict[str, Came] = {}
        self.agreements: list[Agreement] = []
        self.deputies: list[Deputy] = []
        self.posted: list[Posted] = []
        self.pending: list[Posted] = []
        """Posted since the last look: their numbers are to be learned."""
        self.trail: Counter[tuple[str, int]] = Counter()
        """What the last act must have left in the trail, with whose account."""
        self.keys: dict[tuple[int, str], str] = {}
        self.kept: set[tuple[int, int]] = set()
        self.closing = Closing()
        self.number = 0

    # --- Where things lie -------------------------------------------------------------------------------

    def ordered(self, person: int) -> list[Appointed]:
        """A person's appointments in order of their beginning."""
        return sorted(self.appointed[person], key=lambda one: (one.begins, one.key))

    def appointment(self, person: int, on: date) -> Appointed | None:
        """The appointment that governs a day."""
        held = [one for one in self.ordered(person) if one.holds(on)]
        return held[-1] if held else None

    def unit_of(self, person: int, on: date) -> int | None:
        """The unit in which a person was appointed on a day."""
        found = self.appointment(person, on)
        return None if found is None else found.unit

    def governing(self, person: int, year: int) -> Appointed | None:
        """The last appointment of a year."""
        met = [
            one
            for one in self.ordered(person)
            if one.begins <= date(year, 12, 31) and (one.ends is None or one.ends >= date(year, 1, 1))
        ]
        return met[-1] if met else None

    def entry_unit(self, entry: Entered) -> int | None:
        """The unit that an entry lies with: that of its last day."""
        return self.unit_of(entry.person, entry.draft.ends_on)

    def share_units(self, outcome: Came) -> set[int]:
        """The units that an outcome lies with: those of its sharers on its day."""
        found = {self.unit_of(person, outcome.draft.on) for person, _ in outcome.draft.shares}
        return {unit for unit in found if unit is not None}

    def within(self, who: Who, unit: int | None) -> bool:
        """Whether a unit lies below a department of somebody."""
        while unit is not None:
            if unit in who.departments:
                return True
            unit = self.units[unit]["parent_id"]
        return False

    def stead(self, who: Who, unit: int | None) -> str | None:
        """In whose stead somebody reviews a unit; None where it is their own to review, or nobody's."""
        if unit in who.reviews:
            return None
        return next((one.principal for one in self.acting(who) if one.unit == unit), None)

    def acting(self, who: Who) -> list[Deputy]:
        """What somebody reviews as a deputy today."""
        return [one for one in self.deputies if one.deputy == who.name and one.holds(TODAY)]

    def reviewed(self, who: Who) -> set[int]:
        """All units that somebody reviews today."""
        return who.reviews | {one.unit for one in self.acting(who)}

    # --- Who sees what ----------------------------------------------------------------------------------

    def sees_entry(self, who: Who, entry: Entered) -> bool:
        """Whether somebody may see an entry."""
        if entry.person in who.served:
            return True
        if entry.status not in SHOWN:
            return False
        unit, year = self.entry_unit(entry), entry.draft.ends_on.year
        if unit in self.reviewed(who) or self.within(who, unit):
            return True
        governed = self.governing(entry.person, year) if (entry.person, year) in self.kept else None
        return governed is not None and self.within(who, governed.unit)

    def sees_outcome(self, who: Who, outcome: Came) -> bool:
        """Whether somebody may see an outcome."""
        if {person for person, _ in outcome.draft.shares} & set(who.served):
            return True
        units = self.share_units(outcome)
        return bool(units & self.reviewed(who)) or any(self.within(who, unit) for unit in units)

    def sees_person(self, who: Who, person: int) -> bool:
        """Whether somebody may see a person by name."""
        units = {one.unit for one in self.appointed[person]}
        return person in who.served or bool(
            units & self.reviewed(who) or any(self.within(who, unit) for unit in units)
        )

    def may_name(self, who: Who, person: int) -> bool:
        """Whether somebody may name a person as one who shares an outcome: seen, or a colleague."""
        near = {one.unit for served in who.served for one in self.appointed[served]}
        return self.sees_person(who, person) or any(one.unit in near for one in self.appointed[person])

    # --- Whom the ledger must refuse --------------------------------------------------------------------

    def of_whom(self, who: Who, stead: str | None) -> list[Who]:
        """Those who decide: somebody, and in whose stead it is."""
        return [who] if stead is None else [who, self.who[stead]]

    def is_barred(self, deciding: Iterable[Who], hands: set[int], people: set[int]) -> bool:
        """Whether one of those who decide had a hand in it, or it is their own."""
        return any(one.account in hands or one.person in people for one in deciding)

    def closed(self, people: Iterable[int], begins: date, ends: date) -> bool:
        """Whether one of some people's year is closed in these days."""
        if not self.closing.closed or not begins.year <= CLOSED_YEAR <= ends.year:
            return False
        return any(self.is_closed_for(person) for person in people)

    def is_closed_for(self, person: int) -> bool:
        """Whether the year that is closed is closed for a person."""
        if person in self.closing.sealed:
            return True
        last = self.governing(person, CLOSED_YEAR)
        return last is not None and self.within(self.who["dana"], last.unit)

    def closed_entry(self, entry: Entered, draft: EntryDraft | None = None) -> bool:
        """Whether an entry's days are of a closed year."""
        draft = draft or entry.draft
        return self.closed([entry.person], draft.begins_on, draft.ends_on)

    def closed_outcome(self, draft: OutcomeDraft) -> bool:
        """Whether an outcome's day is of a year that is closed for one who shares it."""
        return self.closed([person for person, _ in draft.shares], draft.on, draft.on)


def first(*checks: tuple[bool, type[LedgerError]]) -> Refusal:
    """The refusal of the first check that fails (holds), in this order."""
    return next((refusal for failed, refusal in checks if failed), None)
