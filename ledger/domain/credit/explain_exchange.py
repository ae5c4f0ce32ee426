"""Why an exchange gave what it gave: 11.5 天 = min(尚差 30 天, 上限 20 天, 网上 23 天 × 1/2)."""

from __future__ import annotations

from fractions import Fraction

from ledger.domain.credit.amounts import exact_text
from ledger.domain.credit.assessment import CadreAssessment
from ledger.domain.credit.exchange import Exchanged
from ledger.domain.credit.explain_words import CLAUSES, account_text, day_text
from ledger.domain.credit.policy import Exchange, Policy
from ledger.domain.credit.wording import LIMITED_TEXTS, days_text, number_text
from ledger.domain.summary import Derivation
from ledger.domain.wording import N_, Joined, Say, Sentence


def exchange_derivation(
    cadre: CadreAssessment, rule: Exchange, one: Exchanged, policy: Policy, say: Say
) -> Derivation:
    """The equation, then what limits it, where each bound comes from, and what was taken for it."""
    day = policy.day_minutes
    terms = [*_bound_terms(one, day), _source_term(one, day)]
    values = {"given": days_text(Fraction(one.given), day), "terms": Joined(N_("，"), parts=tuple(terms))}
    head = Sentence(N_("%(given)s = 下列最小的一项（%(terms)s）"), values).say(say)
    limit = Sentence(
        N_("%(why)s（%(clause)s）"), {}, {"why": LIMITED_TEXTS[one.limited_by], "clause": CLAUSES["exchange"]}
    )
    parts = [Derivation(limit.say(say)), *_bound_parts(rule, one, policy, say)]
    parts += _source_parts(cadre, rule, one, policy, say)
    return Derivation(head, tuple(parts))


def _bound_terms(one: Exchanged, day: int) -> list[Sentence]:
    named = (
        (N_("尚差 %(amount)s"), one.shortfall),
        (N_("上限 %(amount)s"), one.at_most),
        (N_("各项合计还可 %(amount)s"), one.ceiling),
    )
    return [Sentence(text, {"amount": days_text(Fraction(b), day)}) for text, b in named if b is not None]


def _source_term(one: Exchanged, day: int) -> Sentence:
    name = {"account": account_text(one.source)}
    if one.rate is not None:
        values = {"available": days_text(one.available, day), "rate": str(one.rate)}
        return Sentence(N_("%(account)s %(available)s × %(rate)s"), values, name)
    values = {
        "number": number_text(one.available),
        "each": days_text(Fraction(one.each or 0), day),
    }
    return Sentence(N_("%(account)s %(number)s 项 × %(each)s"), values, name)


def _bound_parts(rule: Exchange, one: Exchanged, policy: Policy, say: Say) -> list[Derivation]:
    """What a bound is a share of."""
    day = policy.day_minutes
    ceilings = [c for c in policy.ceilings if c.target == rule.target]
    shares = (
        (N_("上限 %(amount)s = 应完成 %(required)s × %(share)s"), rule.at_most, one.at_most),
        (N_("各项合计上限为应完成 %(required)s × %(share)s，此前已用去一部分的，只算余下的 %(amount)s"),
         ceilings[0].at_most if ceilings else None, one.ceiling),
    )  # fmt: skip
    return [
        Derivation(
            Sentence(
                text,
                {
                    "amount": days_text(Fraction(minutes), day),
                    "required": days_text(one.required, day),
                    "share": str(bound.share),
                },
            ).say(say)
        )
        for text, bound, minutes in shares
        if bound is not None and bound.share is not None and minutes is not None
    ]


def _source_parts(
    cadre: CadreAssessment, rule: Exchange, one: Exchanged, policy: Policy, say: Say
) -> list[Derivation]:
    day = policy.day_minutes
    if one.rate is None:
        return _outcomes_used(cadre, one, policy, say)
    parts = []
    if rule.keep:
        kept = Sentence(N_("本账户保留 %(keep)s，不参与折算"), {"keep": days_text(Fraction(rule.keep), day)})
        parts.append(Derivation(kept.say(say)))
    if one.given:
        text = N_("%(given)s ÷ %(rate)s = 用去%(account)s %(taken)s（不足一分钟的按一分钟计）")
        values = {
            "given": days_text(Fraction(one.given), day),
            "rate": str(one.rate),
            "taken": days_text(one.taken, day),
        }
        used = Sentence(text, values, {"account": account_text(one.source)})
        parts.append(Derivation(used.say(say)))
    return parts


def _outcomes_used(cadre: CadreAssessment, one: Exchanged, policy: Policy, say: Say) -> list[Derivation]:
    """Each outcome with what it gave; the last may be used in part."""
    left, parts = one.given, []
    held = {outcome.id: outcome for outcome in cadre.outcomes}
    for outcome in (held[name] for name in one.used if name in held):
        worth = (one.each or 0) * outcome.share
        gave = min(worth.numerator // worth.denominator, left)
        left -= gave
        values = {
            "on": day_text(outcome.on),
            "id": outcome.id,
            "share": exact_text(outcome.share),
            "gave": days_text(Fraction(gave), policy.day_minutes),
        }
        text = Sentence(N_("%(on)s %(id)s：本人份额 %(share)s，折 %(gave)s"), values)
        parts.append(Derivation(text.say(say)))
    return parts
