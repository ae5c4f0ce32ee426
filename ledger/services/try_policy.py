"""Try a changed policy on a subtree: who would cross the line, and where. Nothing of it touches the books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ledger.domain.credit.assess import assess_ready, made_ready
from ledger.domain.credit.document import policy_from_tables, tables_of
from ledger.domain.credit.faults import Fault, PolicyFaultsError
from ledger.domain.credit.knobs import Knob, changed_tables, changes_in, knobs_of
from ledger.domain.errors import LedgerError
from ledger.domain.policy_trial import Crossings, TriedCadre, counted
from ledger.domain.wording import N_
from ledger.services.kept_year import overall_status
from ledger.services.ready_year import policy_of
from ledger.services.working_calendar import calendar_of
from ledger.store.readings_trials import KeptStanding, governed, subtree

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ledger.domain.credit.policy import Policy
    from ledger.domain.people import Unit
    from ledger.domain.policy_version import PolicyVersion
    from ledger.services.trial_ground import Grounds
    from ledger.store.unit_of_work import UnitOfWork

MOST_CADRES = 20_000
"""Of more, the answer would no longer come at once."""


class TooManyCadresError(LedgerError):
    """The subtree holds more cadres than can be tried at once."""

    text = N_("这里共 %(count)s 名干部，超过一次试算的 %(most)s 名，请选一个下级单位试算。")


@dataclass(frozen=True)
class Scenario:
    """A version with what is asked to be otherwise in it."""

    version: PolicyVersion
    policy: Policy
    knobs: tuple[Knob, ...]
    changes: dict[str, str]
    """By the name of the knob, as a document writes it."""
    changed: Policy | None
    """None: with these changes no policy can stand."""
    faults: dict[str, Fault]
    """By the name of the knob."""
    other_faults: tuple[Fault, ...] = ()

    @property
    def tables(self) -> dict[str, object]:
        """The tables of the changed document, for whoever writes it down."""
        return changed_tables(tables_of(self.version.document), self.knobs, self.changes)


@dataclass(frozen=True)
class TriedRequirement:
    """One requirement: how many stand how with it under each policy."""

    title: str
    crossings: Crossings


@dataclass(frozen=True)
class TriedUnit:
    """A unit right below the one tried, with all below it; or that one's own cadres."""

    unit: Unit
    crossings: Crossings


@dataclass(frozen=True)
class PolicyTrial:
    """What a scenario would change in a subtree."""

    whole: Crossings
    units: tuple[TriedUnit, ...]
    ranks: tuple[tuple[str, Crossings], ...]
    requirements: tuple[TriedRequirement, ...]
    movers: tuple[TriedCadre, ...]
    unit_names: dict[int, str]
    untouched: int
    """How many cadres of the subtree another version governs, or none."""


def scenario_of(version: PolicyVersion, given: Mapping[str, str]) -> Scenario:
    """The version with the changes that are given by the names of its knobs; what is no knob is left out."""
    policy, tables = policy_of(version.document), tables_of(version.document)
    knobs = knobs_of(tables, policy)
    changes = changes_in(knobs, given)
    if not changes:
        return Scenario(version, policy, knobs, {}, policy, {})
    try:
        changed = policy_from_tables(changed_tables(tables, knobs, changes))
    except PolicyFaultsError as error:
        faults = {knob.name: f for knob in knobs for f in error.faults if knob.holds(f)}
        rest = tuple(f for f in error.faults if f not in faults.values())
        return Scenario(version, policy, knobs, changes, None, faults, rest)
    return Scenario(version, policy, knobs, changes, changed, {})


def try_policy(
    uow: UnitOfWork, grounds: Grounds, root: Unit, year: int, scenario: Scenario, *, on: date
) -> PolicyTrial:
    """What the scenario, which can stand, would change for those in the subtree whom its version governs.

    Raises:
        TooManyCadresError: they are more than can be tried at once.
    """
    count, untouched = governed(uow.session, root, year, scenario.version.id)
    if count > MOST_CADRES:
        raise TooManyCadresError(count=count, most=MOST_CADRES)
    policy = scenario.changed or scenario.policy
    known = made_ready(policy, year, calendar_of(uow, [year]))
    ground = grounds.of(uow, root, year, scenario.version, known.frame.looked_at)
    results = assess_ready(known, ground.facts, on, keep_steps=False)
    by_code: dict[str, Crossings] = {one.code: Crossings() for one in policy.requirements}
    cadres = []
    for kept, found in zip(ground.standings, results, strict=True):
        after = {one.code: one.status for one in found.requirements}
        for code, status in after.items():
            by_code[code].add(kept.by_requirement.get(code, "not_applicable"), status)
        cadres.append(_tried(kept, overall_status(set(after.values()))))
    units = subtree(uow.session, root)
    return PolicyTrial(
        whole=counted(cadres),
        units=_by_unit(root, units, cadres),
        ranks=tuple((rank, counted(c for c in cadres if c.rank == rank)) for rank in _ranks(cadres)),
        requirements=tuple(
            TriedRequirement(policy.requirement(code).quotas[0].title, crossings)
            for code, crossings in by_code.items()
        ),
        movers=tuple(one for one in cadres if one.moves),
        unit_names={unit.id: unit.name for unit in units},
        untouched=untouched,
    )


def _tried(kept: KeptStanding, after: str) -> TriedCadre:
    return TriedCadre(
        person_id=kept.person_id,
        public_id=kept.public_id,
        name=kept.name,
        post=kept.post,
        rank=kept.rank,
        unit_id=kept.unit_id,
        before=kept.status,
        after=after,
    )


def _ranks(cadres: Iterable[TriedCadre]) -> list[str]:
    return sorted({one.rank for one in cadres})


def _by_unit(root: Unit, units: list[Unit], cadres: list[TriedCadre]) -> tuple[TriedUnit, ...]:
    """The unit's own cadres, then those of each unit right below that has any, in official order."""
    end = len(root.path) + 8
    paths = {unit.id: unit.path for unit in units}
    found: dict[str, Crossings] = {}
    for one in cadres:
        found.setdefault(paths[one.unit_id][:end], Crossings()).add(one.before, one.after)
    lines = (unit for unit in units if len(unit.path) <= end)
    return tuple(TriedUnit(unit, found[unit.path]) for unit in lines if unit.path in found)
