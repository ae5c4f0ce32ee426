"""Figures as people read them: rounded once, and never so that two of them contradict each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from ledger.domain.credit.amounts import exact_text, floor
from ledger.domain.credit.assessment import RequirementResult
from ledger.domain.credit.policy import Requirement
from ledger.domain.wording import N_, Sentence

FINEST = 6
"""So many decimals tell any two sums of minutes apart that are shown in days."""

UNITS = {"visits": N_("次"), "topics": N_("个"), "places": N_("个"), "outcomes": N_("项"), "sum": ""}
REPORTS = frozenset({"research_report", "policy_adopted"})


@dataclass(frozen=True)
class Standing:
    """Required, reached and short as shown, with the unit."""

    required: str
    reached: str
    short: str
    unit: str


def rounded(amount: Fraction, places: int = 1) -> str:
    """An amount rounded half up to some decimals, without empty ones: "41.5", "60"."""
    return exact_text(Fraction(floor(amount * 10**places + Fraction(1, 2)), 10**places))


def rounded_days(days: Fraction) -> Sentence:
    """Days rounded to a tenth, with their word: "41.5 天"."""
    return Sentence(N_("%(days)s 天"), {"days": rounded(days)})


def small(amount: Fraction) -> str:
    """An amount to a tenth, or to as many decimals as a small one needs to be seen: "1.5", "0.08"."""
    places = 1 if amount >= 1 else 2
    while amount and places < FINEST and amount < Fraction(1, 10**places):
        places += 1
    return rounded(amount, places)


def unit_of(requirement: Requirement) -> str:
    """The word behind the amounts of a requirement, to be translated; "" where the title says it."""
    if requirement.in_minutes:
        return N_("天")
    if requirement.times is not None:
        return N_("次")
    if requirement.measure == "outcomes" and requirement.kinds is not None and requirement.kinds <= REPORTS:
        return N_("篇")
    return "%" if requirement.measure == "share" else UNITS[requirement.measure]


def standing_of(result: RequirementResult, requirement: Requirement) -> Standing:
    """The figures of a requirement.

    Days are rounded to a tenth. Where that would make someone who is short look as if nothing were missing,
    as many decimals are shown as it takes to tell.
    """
    unit = unit_of(requirement)
    if requirement.measure == "share":
        return _standing(result, unit, lambda share: rounded(share * 100))
    if not requirement.in_minutes:
        return _standing(result, unit, exact_text)
    places = 1
    while places < FINEST and not _told_apart(result, places):
        places += 1
    return _standing(result, unit, lambda days: rounded(days, places))


def _standing(result: RequirementResult, unit: str, shown: Callable[[Fraction], str]) -> Standing:
    return Standing(shown(result.required), shown(result.reached), shown(result.short), unit)


def _told_apart(result: RequirementResult, places: int) -> bool:
    """Whether someone short is seen to be, with so many decimals."""
    if not result.short:
        return True
    return rounded(result.short, places) != "0" and (
        bool(result.periods) or rounded(result.reached, places) != rounded(result.required, places)
    )
