"""An assessment as the JSON that `taizhang assess` prints."""

from __future__ import annotations

from ledger.domain.credit.amounts import exact_text, whole_or_text
from ledger.domain.credit.assessment import (
    AccountResult,
    Assessment,
    CadreAssessment,
    EntryResult,
    PeriodResult,
    RequirementResult,
    SegmentResult,
)
from ledger.domain.credit.exchange import Exchanged
from ledger.domain.credit.facts import AdjustmentFacts
from ledger.domain.wording import Say, in_chinese

Json = dict[str, object]


def as_json(assessment: Assessment, say: Say = in_chinese) -> Json:
    """The whole assessment: whole amounts as numbers, others as "7/2", own units as decimal texts."""
    return {
        "year": assessment.year,
        "as_of": assessment.as_of.isoformat(),
        "policy": {"code": assessment.policy_code, "digest": assessment.policy_digest},
        "provisional": assessment.provisional,
        "cadres": [cadre_json(cadre, say) for cadre in assessment.cadres],
    }


def cadre_json(cadre: CadreAssessment, say: Say = in_chinese) -> Json:
    """One cadre of it; adjustments are told where there are any."""
    found: Json = {
        "id": cadre.id,
        "accounts": {code: _account(account) for code, account in cadre.accounts.items()},
        "requirements": requirements_json(cadre),
        "entries": [_entry(one, say) for one in cadre.entries],
        "exchanges": [_exchange(one) for one in cadre.exchanges],
    }
    if cadre.adjustments:
        found["adjustments"] = [_adjustment(one) for one in cadre.adjustments]
        found["adjusted"] = {code: whole_or_text(amount) for code, amount in cadre.adjusted.items()}
    return found


def _adjustment(one: AdjustmentFacts) -> Json:
    return {
        "id": one.id,
        "account": one.account,
        "on": one.on.isoformat(),
        "amount": whole_or_text(one.amount),
        "of_year": one.of_year,
        "note": one.note,
    }


def requirements_json(cadre: CadreAssessment) -> list[Json]:
    """Its requirements alone."""
    return [_requirement(one) for one in cadre.requirements]


def _account(account: AccountResult) -> Json:
    return {
        "earned": whole_or_text(account.earned),
        "in": whole_or_text(account.taken_in),
        "out": whole_or_text(account.given_out),
        "total": whole_or_text(account.total),
    }


def _requirement(one: RequirementResult) -> Json:
    return {
        "code": one.code,
        "measure": one.measure,
        "required": exact_text(one.required),
        "reached": exact_text(one.reached),
        "short": exact_text(one.short),
        "status": one.status,
        "periods": [_period(period) for period in one.periods],
        "segments": [_segment(segment) for segment in one.segments],
    }


def _period(period: PeriodResult) -> Json:
    return {
        "period": period.label,
        "required": exact_text(period.required),
        "reached": exact_text(period.reached),
        "short": exact_text(period.short),
        "status": period.status,
    }


def _segment(segment: SegmentResult) -> Json:
    return {
        "from": segment.begin.isoformat(),
        "to": segment.end_inclusive.isoformat(),
        "required": exact_text(segment.required),
    }


def _entry(entry: EntryResult, say: Say) -> Json:
    return {
        "id": entry.id,
        "minutes": entry.minutes,
        "credited": whole_or_text(entry.credited),
        "steps": [
            {
                "rule": step.rule,
                "before": whole_or_text(step.before),
                "after": whole_or_text(step.after),
                "code": step.code,
                "why": step.why.say(say),
            }
            for step in entry.steps
        ],
    }


def _exchange(one: Exchanged) -> Json:
    return {
        "code": one.code,
        "taken": whole_or_text(one.taken),
        "given": one.given,
        "limited_by": one.limited_by,
    }
