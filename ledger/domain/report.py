"""A unit's year and a department's, as papers show them: texts said once, in the order of the units.

No amounts per head, no order by amount: cadres and units stand in official order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ledger.domain.wording import N_

ENCOURAGED = {
    "outreach": N_("宣传方针政策"),
    "rumor_rebuttal": N_("回应社会关切"),
    "message_closed": N_("回应社会关切"),
    "problem_solved": N_("回应社会关切"),
}
"""The kinds of outcomes that are, whatever they are about, of a kind of content that is encouraged
(网络信息内容生态治理规定, article 5); of the others their kind alone does not say so."""


@dataclass(frozen=True)
class ReportUnit:
    """A unit with everything below it: how many cadres stand how."""

    name: str
    cadres: int
    met: int
    short: int
    not_applicable: int


@dataclass(frozen=True)
class ReportRequirement:
    """How many cadres stand how in one requirement."""

    title: str
    met: int
    short: int
    not_applicable: int


@dataclass(frozen=True)
class ReportCadre:
    """One cadre of the unit itself, in words."""

    name: str
    post: str
    rank: str
    status: str
    requirements: tuple[str, ...]
    """Each that applies, such as "到基层调研 41.5 / 60 天"."""
    field: str
    exchanged: str


@dataclass(frozen=True)
class ReportCount:
    """How many there are of something, and how many of them are verified."""

    title: str
    count: int
    verified: int


@dataclass(frozen=True)
class ReportMonth:
    """What was approved and what came of it in one month."""

    month: int
    field: int
    online: int
    outcomes: int


@dataclass(frozen=True)
class Report:
    """The year of a unit, or of a department with everything below it."""

    language: str
    """"zh" or "en"."""
    title: str
    year: int
    as_of: date
    made_at: datetime
    unit_name: str
    scope: str
    """Whose figures these are, in a sentence."""
    closed: bool
    headline: str
    provisional: str
    requirements: tuple[ReportRequirement, ...]
    units: tuple[ReportUnit, ...]
    cadres: tuple[ReportCadre, ...]
    exchanges: tuple[tuple[str, str], ...]
    """What was earned and exchanged by all together: a name and an amount with its unit."""
    outcomes: tuple[ReportCount, ...]
    encouraged: tuple[ReportCount, ...]
    months: tuple[ReportMonth, ...]
    policies: tuple[str, ...]
    checkpoint: str
