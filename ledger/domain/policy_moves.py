"""Who moves under another policy, and why: a cadre's year before and after, requirement by requirement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ledger.domain.credit.article_requirements import requirement_text
from ledger.domain.credit.assessment import CadreAssessment, RequirementResult
from ledger.domain.credit.facts import Appointment
from ledger.domain.credit.filters import binds
from ledger.domain.credit.policy import Policy, Requirement
from ledger.domain.credit.report import cadre_json
from ledger.domain.figures import Standing, standing_of
from ledger.domain.wording import Say

STATUSES = ("met", "short", "not_applicable")


@dataclass(frozen=True, slots=True)
class Side:
    """A requirement on one side: its figures as shown, where the cadre stands, what the policy says."""

    figures: Standing
    status: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RequirementMove:
    """A requirement that changed: before and after, either of them absent where it isn't asked there."""

    title: str
    before: Side | None
    after: Side | None

    @property
    def is_reworded(self) -> bool:
        """Whether the policies ask for something else, not only count otherwise."""
        return self.before is None or self.after is None or self.before.sentence != self.after.sentence


@dataclass(frozen=True, slots=True)
class Move:
    """A cadre of whom something changes: standing before and after, and the requirements behind it."""

    person_id: int
    before: str
    after: str
    requirements: tuple[RequirementMove, ...]

    @property
    def crosses(self) -> bool:
        """Whether the standing itself changes."""
        return self.before != self.after

    @property
    def kind(self) -> str:
        """Which way it goes: "short-met", or "figures" where the standing stays."""
        return f"{self.before}-{self.after}" if self.crosses else "figures"


def kept_result(kept: Mapping[str, Any]) -> RequirementResult:
    """A requirement's result as an assessment keeps it, as far as its figures go."""
    required, reached, short = (Fraction(kept[key]) for key in ("required", "reached", "short"))
    periods = tuple(kept["periods"])
    return RequirementResult(
        kept["code"],
        "",
        kept["measure"],
        "day",
        required,
        reached,
        short,
        kept["status"],
        periods,
        (),
        reached,
        Fraction(0),
        None,
    )


class Comparison:
    """Two policies over the same people; sentences are made once for each requirement and table of it."""

    def __init__(self, old: Policy | None, new: Policy, say: Say) -> None:
        self.old, self.new, self.say = old, new, say
        self._sentences: dict[tuple[bool, str, int], str] = {}

    def move(
        self,
        person_id: int,
        kept_status: str,
        kept: Sequence[Mapping[str, Any]],
        result: CadreAssessment,
        status: str,
        appointment: Appointment,
    ) -> Move | None:
        """What changes for a cadre; None where nothing does."""
        after = {one["code"]: one for one in _plain(result)}
        before = {one["code"]: one for one in kept}
        if kept_status == status and before == after:
            return None
        results = {one.code: one for one in result.requirements}
        codes = [*before, *(code for code in after if code not in before)]
        moves = [
            RequirementMove(
                self._title(code, appointment),
                self._side(self.old, kept_result(before[code]), appointment) if code in before else None,
                self._side(self.new, results[code], appointment) if code in after else None,
            )
            for code in codes
            if before.get(code) != after.get(code)
        ]
        return Move(person_id, kept_status, status, tuple(one for one in moves if _says_anything(one)))

    def _side(
        self, policy: Policy | None, result: RequirementResult, appointment: Appointment
    ) -> Side | None:
        requirement = None if policy is None else _requirement(policy, result.code)
        if policy is None or requirement is None:
            return None
        return Side(
            standing_of(result, requirement), result.status, self._sentence(policy, requirement, appointment)
        )

    def _title(self, code: str, appointment: Appointment) -> str:
        for policy in (self.new, self.old):
            requirement = None if policy is None else _requirement(policy, code)
            if requirement is not None:
                return requirement.quotas[_quota(requirement, appointment) or 0].title
        return code

    def _sentence(self, policy: Policy, requirement: Requirement, appointment: Appointment) -> str:
        at = _quota(requirement, appointment)
        if at is None:
            return ""
        key = (policy is self.new, requirement.code, at)
        if key not in self._sentences:
            text = requirement_text(requirement, requirement.quotas[at], policy).say(self.say)
            self._sentences[key] = text
        return self._sentences[key]


def _plain(result: CadreAssessment) -> list[dict[str, Any]]:
    found: Any = cadre_json(result)["requirements"]
    return list(found)


def _requirement(policy: Policy, code: str) -> Requirement | None:
    return next((one for one in policy.requirements if one.code == code), None)


def _quota(requirement: Requirement, appointment: Appointment) -> int | None:
    """Which table of a requirement binds whoever holds this appointment."""
    quotas = enumerate(requirement.quotas)
    return next((at for at, quota in quotas if binds(quota.who, appointment)), None)


def _says_anything(one: RequirementMove) -> bool:
    """A requirement that applies on neither side changes nothing for the cadre."""
    return any(side is not None and side.status != "not_applicable" for side in (one.before, one.after))
