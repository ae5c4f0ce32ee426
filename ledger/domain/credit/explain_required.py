"""Why so much is required: the table that binds, by segments of the year, and each period on its own."""

from __future__ import annotations

from ledger.domain.credit.assessment import (
    CadreAssessment,
    CreditedPiece,
    PeriodResult,
    RequirementResult,
    SegmentResult,
)
from ledger.domain.credit.explain_pieces import months_of, pieces_for
from ledger.domain.credit.explain_words import CLAUSES, amount_text, span_text
from ledger.domain.credit.periods import days_in_year
from ledger.domain.credit.policy import Policy, Requirement
from ledger.domain.ranks import BY_CODE
from ledger.domain.summary import Derivation
from ledger.domain.vocabulary import STANDINGS
from ledger.domain.wording import N_, Say, Sentence


def required_derivation(
    requirement: Requirement, result: RequirementResult, policy: Policy, say: Say
) -> Derivation:
    """应为 60 天, 应为工作日的 1/3: opening into the segments that it is made of."""
    values = {"amount": amount_text(result.required, result.measure, result.unit, policy.day_minutes)}
    apart, close = N_("应为 %(amount)s（%(clause)s）"), N_("应为%(amount)s（%(clause)s）")
    text = close if result.measure == "share" else apart
    sentence = Sentence(text, values, {"clause": CLAUSES["requirement"]})
    if requirement.of is not None:
        return Derivation(sentence.say(say), (_of_other(requirement, result, policy, say),))
    parts = tuple(_segment(one, requirement, result, policy, say) for one in result.segments)
    return Derivation(sentence.say(say), parts)


def period_parts(
    cadre: CadreAssessment, requirement: Requirement, result: RequirementResult, policy: Policy, say: Say
) -> tuple[Derivation, ...]:
    """Each applicable period with its own standing; time opens into months, days and entries."""
    pieces = pieces_for(cadre, requirement) if requirement.measure == "days" else ()
    return tuple(
        Derivation(_period_text(period, result, policy).say(say), _opened(period, pieces, cadre, policy, say))
        for period in result.periods
        if period.status != "not_applicable"
    )


def _opened(
    period: PeriodResult,
    pieces: tuple[CreditedPiece, ...],
    cadre: CadreAssessment,
    policy: Policy,
    say: Say,
) -> tuple[Derivation, ...]:
    own = [piece for piece in pieces if period.begin <= piece.day <= period.end_inclusive]
    return months_of(own, cadre, policy, say)


def _period_text(period: PeriodResult, result: RequirementResult, policy: Policy) -> Sentence:
    amounts = {
        name: amount_text(amount, result.measure, result.unit, policy.day_minutes)
        for name, amount in (("reached", period.reached), ("required", period.required))
    }
    apart, close = (
        N_("%(period)s：%(reached)s，应为 %(required)s，%(status)s"),
        N_("%(period)s：%(reached)s，应为%(required)s，%(status)s"),
    )
    return Sentence(
        close if result.measure == "share" else apart,
        {"period": span_text(period.begin, period.end_inclusive), **amounts},
        {"status": STANDINGS[period.status]},
    )


def _of_other(requirement: Requirement, result: RequirementResult, policy: Policy, say: Say) -> Derivation:
    other = policy.requirement(requirement.of or "")
    share = max((segment.required for segment in result.segments), default=requirement.quotas[0].at_least)
    part, whole = N_("为“%(title)s”应完成数的 %(share)s"), N_("为“%(title)s”应完成数")
    values = {"title": other.quotas[0].title, "share": str(share)}
    return Derivation(Sentence(whole if share == 1 else part, values).say(say))


def _segment(
    segment: SegmentResult, requirement: Requirement, result: RequirementResult, policy: Policy, say: Say
) -> Derivation:
    """One stretch of the year: what is asked for there, and what part of it counts."""
    is_time = requirement.measure in ("days", "longest_stay")
    asked = amount_text(
        segment.required, result.measure, "day" if is_time else result.unit, policy.day_minutes
    )
    values: dict[str, object] = {
        "when": _when(segment),
        "asked": asked,
    }
    if requirement.prorate and requirement.is_yearly and requirement.measure != "share":
        values |= {"days": segment.days, "year": days_in_year(segment.begin.year)}
        text = N_("%(when)s：%(asked)s × %(days)s/%(year)s（休假除外的天数 ÷ 全年天数）")
        return Derivation(Sentence(text, values).say(say))
    return Derivation(Sentence(N_("%(when)s：%(asked)s"), values).say(say))


def _when(segment: SegmentResult) -> Sentence:
    """The days of a stretch, and the post held then, or else the rank: 1月1日至6月30日 县长."""
    span, held = span_text(segment.begin, segment.end_inclusive), segment.appointment
    rank = BY_CODE.get(held.rank or "")
    if held.post:
        return Sentence(N_("%(span)s %(post)s"), {"span": span, "post": held.post})
    if rank is not None:
        return Sentence(N_("%(span)s %(post)s"), {"span": span}, {"post": rank.name})
    return span
