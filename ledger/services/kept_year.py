"""The columns under which an assessed year is kept for lists."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ledger.domain.credit.amounts import DAY_MINUTES
from ledger.domain.credit.report import requirements_json
from ledger.domain.wording import N_

if TYPE_CHECKING:
    from ledger.domain.credit.assessment import CadreAssessment
    from ledger.domain.credit.policy import Policy
    from ledger.services.assess_year import AssessedYear

REPORT_KINDS = ("research_report", "policy_adopted")
FIGURES = {
    "status": N_("达标情况"),
    "day_minutes": N_("一天按多少分钟计"),
    "field_earned": N_("实地调研"),
    "field_in": N_("折算转入实地"),
    "field_total": N_("实地合计"),
    "online_earned": N_("网上调研"),
    "online_out": N_("网上调研折算转出"),
    "reports": N_("调研报告"),
    "requirements": N_("各项要求"),
}
"""What those of the columns are called that the engine's result gives."""


def kept_row(found: AssessedYear, now: datetime) -> dict[str, Any]:
    """The columns under which an assessed year is kept for lists."""
    return {
        "person_id": found.person_id,
        "year": found.year,
        "unit_id": found.unit.id,
        "rank": found.posting.rank,
        "post": found.posting.post,
        "position": found.posting.position,
        "policy_id": None if found.version is None else found.version.id,
        **figures(found.assessment, found.policy),
        "provisional": found.provisional,
        "assessed_at": now,
    }


def figures(result: CadreAssessment | None, policy: Policy | None) -> dict[str, Any]:
    """Those of the columns that the engine's result gives."""
    accounts = {} if result is None else result.accounts
    field, online = accounts.get("field"), accounts.get("online")
    statuses: set[str] = set() if result is None else {one.status for one in result.requirements}
    reports = sum((Fraction(accounts[kind].earned) for kind in REPORT_KINDS if kind in accounts), Fraction(0))
    return {
        "status": overall_status(statuses),
        "day_minutes": DAY_MINUTES if policy is None else policy.day_minutes,
        "field_earned": 0 if field is None else int(field.earned),
        "field_in": 0 if field is None else int(field.taken_in),
        "field_total": 0 if field is None else int(field.total),
        "online_earned": 0 if online is None else int(online.earned),
        "online_out": 0 if online is None else int(online.given_out),
        "reports": str(reports),
        "requirements": [] if result is None else requirements_json(result),
    }


def overall_status(statuses: set[str]) -> str:
    """Over all requirements: short if any is, met if all that apply are, else not applicable."""
    if "short" in statuses:
        return "short"
    return "met" if "met" in statuses else "not_applicable"
