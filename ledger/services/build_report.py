"""Build the yearly summary of a unit, or the report of a department over everything below it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ledger.domain.errors import ForbiddenError
from ledger.domain.figures import rounded, rounded_days, unit_of
from ledger.domain.permissions import Permission
from ledger.domain.report import (
    ENCOURAGED,
    Report,
    ReportCadre,
    ReportCount,
    ReportMonth,
    ReportRequirement,
    ReportUnit,
)
from ledger.domain.vocabulary import OUTCOME_KINDS, STANDINGS
from ledger.domain.wording import N_, Say
from ledger.services.policy_gallery import policy_title
from ledger.services.ready_year import policy_of
from ledger.services.summary_lines import rank_name
from ledger.services.year_summary import checkpoint_line
from ledger.store.readings_departments import Department, DepartmentFilter, UnitLine, department
from ledger.store.readings_reports import (
    Counted,
    KeptCadre,
    OutcomeCount,
    cadres_in,
    counted_in,
    entries_by_month,
    outcomes_in,
)

if TYPE_CHECKING:
    from ledger.domain.credit.policy import Policy
    from ledger.domain.people import Unit
    from ledger.domain.permissions import Actor
    from ledger.domain.policy_version import PolicyVersion
    from ledger.store.unit_of_work import UnitOfWork

    Policies = dict[int, tuple[PolicyVersion, Policy]]

MET, SHORT, NONE = STANDINGS

SCOPES = {
    False: (N_("%(year)s 年度单位调研总结"), N_("本单位干部，不含下级单位")),
    True: (N_("%(year)s 年度调研情况报告"), N_("本单位及全部下级单位")),
}
"""Title and scope of the paper, for the unit alone and for everything below it."""


def build_report(
    uow: UnitOfWork,
    actor: Actor,
    unit: Unit,
    year: int,
    *,
    subtree: bool,
    on: date,
    now: datetime,
    say: Say,
    language: str,
) -> Report:
    """The year of a unit's own cadres, or with `subtree` of everybody below; refused as in `check_scope`."""
    table = _table(uow, actor, unit, year)
    counted = counted_in(uow.session, actor, unit, year, subtree=subtree)
    cadres = list(cadres_in(uow.session, actor, unit, year))
    outcomes = outcomes_in(uow.session, unit, year, subtree=subtree)
    policies = policies_of(uow, counted)
    title, scope = (say(text) % {"year": year} for text in SCOPES[subtree])
    return Report(
        language=language,
        title=title,
        year=year,
        as_of=min(on, date(year, 12, 31)),
        made_at=now,
        unit_name=unit.name,
        scope=scope,
        closed=uow.periods.is_closed(unit, year),
        headline=headline(table.whole.by_status if subtree else by_status(cadres), say),
        provisional=provisional(counted, year, say),
        requirements=requirements(counted, policies),
        units=tuple(_unit(one) for one in table.units) if subtree else (),
        cadres=tuple(_cadre(one, policies, say) for one in cadres),
        exchanges=exchanged(counted, say),
        outcomes=by_kind(outcomes, OUTCOME_KINDS, say),
        encouraged=by_kind(outcomes, ENCOURAGED, say),
        months=by_month(uow, actor, unit, year, subtree=subtree),
        policies=policy_lines(policies, say),
        checkpoint=checkpoint_line(uow.checkpoints.last(), say),
    )


def by_month(
    uow: UnitOfWork, actor: Actor, unit: Unit, year: int, *, subtree: bool
) -> tuple[ReportMonth, ...]:
    """The months of a report alone.

    Raises:
        ForbiddenError: the unit is not the actor's as organisation department.
    """
    check_scope(actor, unit)
    outcomes = outcomes_in(uow.session, unit, year, subtree=subtree)
    return months_of(entries_by_month(uow.session, unit, year, subtree=subtree), outcomes)


def check_scope(actor: Actor, unit: Unit) -> None:
    """Pass if the actor may see the unit as organisation department.

    Raises:
        ForbiddenError: otherwise.
    """
    if not actor.may(Permission.DEPARTMENT_SEE) or not actor.in_department(unit.path):
        raise ForbiddenError


def by_status(cadres: Iterable[KeptCadre]) -> dict[str, int]:
    """How many of some cadres stand how."""
    states = [cadre.status for cadre in cadres]
    return {status: states.count(status) for status in STANDINGS}


def policies_of(uow: UnitOfWork, counted: Counted) -> Policies:
    """The policies by which a scope was counted, in the order of their adoption, each read."""
    versions = [one for one in uow.policies.all() if one.id in counted.policy_ids]
    return {one.id: (one, policy_of(one.document)) for one in sorted(versions, key=lambda one: one.id)}


def requirements(counted: Counted, policies: Policies) -> tuple[ReportRequirement, ...]:
    """How many cadres stand how in each requirement; those of one title count together."""
    found: dict[str, list[int]] = {}
    for (policy_id, code), states in counted.by_requirement.items():
        title = policies[policy_id][1].requirement(code).quotas[0].title
        sums = found.setdefault(title, [0, 0, 0])
        for place, status in enumerate((MET, SHORT, NONE)):
            sums[place] += states.get(status, 0)
    return tuple(ReportRequirement(title, *sums) for title, sums in found.items())


def headline(totals: dict[str, int], say: Say) -> str:
    """How many cadres stand how, as the page of the department says it."""
    text = say(N_("共 %(all)s 名干部：已达到 %(met)s，尚差 %(short)s，不适用 %(none)s。"))
    figures = {"met": totals[MET], "short": totals[SHORT], "none": totals[NONE]}
    return text % (figures | {"all": sum(totals.values())})


def provisional(counted: Counted, year: int, say: Say) -> str:
    """Says that the figures may change where the year's holidays are not announced yet."""
    if not counted.provisional:
        return ""
    return say(N_("%(year)s 年的放假安排尚未公布，暂按周末计算，结果为暂定。")) % {"year": year}


def exchanged(counted: Counted, say: Say) -> tuple[tuple[str, str], ...]:
    """What all together earned on the ground and online, and what was exchanged."""
    lines = (
        (N_("实地调研"), counted.field_earned),
        (N_("网上调研"), counted.online_earned),
        (N_("网上调研折算转出"), counted.online_out),
        (N_("折算转入实地"), counted.field_in),
    )
    return tuple((say(name), rounded_days(amount).say(say)) for name, amount in lines)


def by_kind(outcomes: Iterable[OutcomeCount], names: dict[str, str], say: Say) -> tuple[ReportCount, ...]:
    """The outcomes that a table of names has, counted by name in its order, less empty ones."""
    found: dict[str, list[int]] = {name: [0, 0] for name in names.values()}
    for one in outcomes:
        if one.kind in names:
            found[names[one.kind]][0] += one.count
            found[names[one.kind]][1] += one.count if one.status == "verified" else 0
    return tuple(ReportCount(say(name), *counts) for name, counts in found.items() if counts[0])


def months_of(
    entries: dict[tuple[int, str], int], outcomes: Iterable[OutcomeCount]
) -> tuple[ReportMonth, ...]:
    """The twelve months with what was approved in them and what came of it."""
    dated = [0] * 13
    for one in outcomes:
        dated[one.month] += one.count
    return tuple(
        ReportMonth(month, entries.get((month, "field"), 0), entries.get((month, "online"), 0), dated[month])
        for month in range(1, 13)
    )


def policy_lines(policies: Policies, say: Say) -> tuple[str, ...]:
    """The policies by which the figures were counted."""
    text = say(N_("%(title)s（第 %(version)s 版）"))
    versions = [version for version, _policy in policies.values()]
    return tuple(text % {"title": policy_title(one.title, say), "version": one.version} for one in versions)


def _table(uow: UnitOfWork, actor: Actor, unit: Unit, year: int) -> Department:
    check_scope(actor, unit)
    return department(uow.session, unit, DepartmentFilter(year))


def _unit(line: UnitLine) -> ReportUnit:
    states = line.standings.by_status
    return ReportUnit(line.unit.name, line.standings.cadres, states[MET], states[SHORT], states[NONE])


def _cadre(one: KeptCadre, policies: Policies, say: Say) -> ReportCadre:
    return ReportCadre(
        name=one.name,
        post=one.post,
        rank=rank_name(one.rank, say),
        status=say(STANDINGS[one.status]),
        requirements=tuple(
            _standing(kept, policies[one.policy_id][1], say)
            for kept in one.requirements
            if kept["status"] != NONE
        ),
        field=rounded_days(one.field_days).say(say),
        exchanged=rounded_days(one.exchanged_days).say(say),
    )


def _standing(kept: dict[str, Any], policy: Policy, say: Say) -> str:
    """One requirement as it is kept: what is reached and what is owed."""
    requirement = policy.requirement(kept["code"])
    word = unit_of(requirement)
    figures = f"{rounded(Fraction(kept['reached']))} / {rounded(Fraction(kept['required']))}"
    return f"{requirement.quotas[0].title} {figures} {say(word) if word else ''}".rstrip()
