"""What a policy would change on the facts of a year, before it is published: who moves and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from ledger.domain.credit.facts import Appointment
from ledger.domain.people import Unit
from ledger.domain.policy_moves import Comparison, Move
from ledger.domain.policy_version import PolicyVersion
from ledger.domain.wording import Say, in_chinese
from ledger.services.assess_with import assess_with
from ledger.services.assess_year import AssessedYear
from ledger.services.kept_year import overall_status
from ledger.services.place_names import naming_places
from ledger.services.ready_year import policy_of
from ledger.services.working_calendar import calendar_of
from ledger.store.readings_standings import KeptStanding, kept_standings

if TYPE_CHECKING:
    from ledger.domain.credit.policy import Policy
    from ledger.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Moved:
    """A cadre of whom something changes, with the name and post to show it under."""

    who: KeptStanding
    move: Move


@dataclass(frozen=True)
class UnitMoves:
    """A unit and those of its cadres of whom something changes."""

    unit: Unit
    moved: tuple[Moved, ...]


@dataclass(frozen=True)
class Preview:
    """What would change: how many go which way, and who, by unit in official order."""

    year: int
    version: PolicyVersion | None
    """What governs the unit now."""
    cadres: int
    counts: Mapping[str, int] = field(default_factory=dict)
    """By the kind of a move how many; "same" for those of whom nothing changes."""
    units: tuple[UnitMoves, ...] = ()
    provisional: bool = False

    @property
    def crossing(self) -> int:
        """How many change their standing."""
        return sum(many for kind, many in self.counts.items() if kind not in ("same", "figures"))


def preview_policy(
    uow: UnitOfWork, unit: Unit, policy: Policy, year: int, *, as_of: date, say: Say = in_chinese
) -> Preview:
    """The year of everybody whom the policy would govern, held against what is kept; nothing is written.

    Units below that have a policy of their own keep it, and so are left out.
    """
    versions = uow.policies.published()
    governing = uow.policies.governing(unit, year, versions)
    units = [one for one in uow.units.all() if unit.covers(one)]
    own = {version.unit_id for version in versions if version.governs(year)} - {unit.id}
    concerned = [one for one in units if not own & _between(one, unit)]
    kept = kept_standings(uow.session, year, unit.path, [one.id for one in concerned])
    comparison = Comparison(
        None if governing is None else policy_of(governing.document), policy, naming_places(say)
    )
    people = [one.person_id for one in kept]
    tried = {one.person_id: one for one in assess_with(uow, people, year, policy, as_of=as_of)}
    counts: Counter[str] = Counter()
    by_unit: dict[int, list[Moved]] = {}
    for who in kept:
        move = _move(comparison, who, tried.get(who.person_id))
        counts["same" if move is None else move.kind] += 1
        if move is not None:
            by_unit.setdefault(who.unit_id, []).append(Moved(who, move))
    found = tuple(UnitMoves(one, tuple(by_unit[one.id])) for one in concerned if one.id in by_unit)
    provisional = not calendar_of(uow, [year]).announced(year)
    return Preview(year, governing, len(kept), dict(counts), found, provisional)


def _between(one: Unit, top: Unit) -> set[int]:
    """The keys of a unit and of those above it, below the top."""
    return {int(one.path[end - 8 : end]) for end in range(len(one.path), len(top.path), -8)}


def _move(comparison: Comparison, who: KeptStanding, found: AssessedYear | None) -> Move | None:
    if found is None or found.assessment is None:
        return None
    posting = found.posting
    appointment = Appointment(
        posting.begins_on, posting.ends_on, posting.rank, found.unit.level, posting.post, posting.tags
    )
    status = overall_status({one.status for one in found.assessment.requirements})
    return comparison.move(who.person_id, who.status, who.requirements, found.assessment, status, appointment)
