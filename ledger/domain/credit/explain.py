"""Why a figure is what it is: equations that open downwards, made of the engine's own figures.

What is shown is exact, never rounded: the sums of what is shown are the figures.
"""

from __future__ import annotations

from fractions import Fraction

from ledger.domain.credit.amounts import exact_text, rounded_tenths
from ledger.domain.credit.assessment import CadreAssessment, RequirementResult
from ledger.domain.credit.exchange import Exchanged
from ledger.domain.credit.explain_accounts import explain_account, sources_of
from ledger.domain.credit.explain_adjustments import adjusted_of, adjustment_parts
from ledger.domain.credit.explain_counts import counted_parts
from ledger.domain.credit.explain_exchange import exchange_derivation
from ledger.domain.credit.explain_pieces import entry_derivation, months_of, pieces_for
from ledger.domain.credit.explain_required import period_parts, required_derivation
from ledger.domain.credit.explain_words import amount_text, exchange_name, joined
from ledger.domain.credit.policy import Policy, Requirement
from ledger.domain.credit.wording import days_text
from ledger.domain.summary import Derivation
from ledger.domain.wording import N_, Say, Sentence, in_chinese

ZERO = Fraction(0)


def explain_requirement(
    cadre: CadreAssessment, code: str, policy: Policy, say: Say = in_chinese
) -> Derivation:
    """What was reached, from its parts down to the entries, and what is required.

    Raises:
        StopIteration: the policy has no requirement of that code.
    """
    requirement, result = policy.requirement(code), cadre.requirement(code)
    needed = required_derivation(requirement, result, policy, say)
    if requirement.reads_total:
        return _of_account(cadre, requirement, result, policy, needed, say)
    total = amount_text(result.reached, result.measure, result.unit, policy.day_minutes)
    head = Sentence(N_("%(title)s：%(amount)s"), {"title": result.title, "amount": total}).say(say)
    if result.periods:
        return Derivation(head, (*period_parts(cadre, requirement, result, policy, say), needed))
    if requirement.measure == "days":
        months = months_of(pieces_for(cadre, requirement), cadre, policy, say)
        return Derivation(head, (*months, needed))
    return Derivation(head, (*counted_parts(cadre, requirement, policy, say), needed))


def explain_entry(cadre: CadreAssessment, entry_id: str, policy: Policy, say: Say = in_chinese) -> Derivation:
    """What an entry was credited with, step by step, and on which days.

    Raises:
        StopIteration: the cadre has no entry of that id.
    """
    entry = entry_derivation(cadre.entry(entry_id), say)
    own = [piece for piece in cadre.pieces if piece.entry == entry_id]
    if len(own) < 2:
        return entry
    return Derivation(entry.sentence, (*entry.parts, *months_of(own, cadre, policy, say)))


def explain_exchange(cadre: CadreAssessment, code: str, policy: Policy, say: Say = in_chinese) -> Derivation:
    """What an exchange gave: the least of its bounds, each bound, and where what was exchanged comes from.

    Raises:
        StopIteration: the policy has no exchange of that code.
    """
    rule, one = next(
        pair for pair in zip(policy.exchanges, cadre.exchanges, strict=True) if pair[0].code == code
    )
    opened = exchange_derivation(cadre, rule, one, policy, say)
    return Derivation(opened.sentence, (*opened.parts, *sources_of(cadre, [one], policy, say)))


def _of_account(
    cadre: CadreAssessment,
    requirement: Requirement,
    result: RequirementResult,
    policy: Policy,
    needed: Derivation,
    say: Say,
) -> Derivation:
    """41.5 天 = 30 天（实地，12 次）＋ 11.5 天（网上折算）, opening into each of the terms."""
    account = requirement.account or "field"
    day = policy.day_minutes
    terms, parts = [], []
    earned = explain_account(cadre, account, policy, say)
    terms.append(earned.sentence)
    parts.append(earned)
    for rule, one in zip(policy.exchanges, cadre.exchanges, strict=True):
        if one.target == account and one.given:
            name = exchange_name(rule)
            amount = days_text(Fraction(one.given), day)
            terms.append(Sentence(N_("%(amount)s（%(name)s）"), {"amount": amount, "name": name}).say(say))
            parts.append(exchange_derivation(cadre, rule, one, policy, say))
    head = f"{_reached_text(result, day).say(say)} = {joined(terms, say)}"
    if cadre.adjusted.get(account):
        head += _corrected(cadre, account, day, say)
    parts += adjustment_parts(cadre, (account,), day, say)
    given_out = cadre.accounts[account].given_out
    if given_out:
        out = Sentence(N_(" － %(amount)s（已折算给其他账户）"), {"amount": days_text(given_out, day)})
        head += out.say(say)
        parts += _outward(cadre, account, policy, say)
    moved = [one for one in cadre.exchanges if one.target == account and one.given]
    return Derivation(head, (*parts, *sources_of(cadre, moved, policy, say), needed))


def _corrected(cadre: CadreAssessment, account: str, day_minutes: int, say: Say) -> str:
    changed = adjusted_of(cadre, account)
    text = N_(" ＋ %(amount)s（更正以前年度）") if changed > 0 else N_(" － %(amount)s（更正以前年度）")
    return Sentence(text, {"amount": days_text(abs(changed), day_minutes)}).say(say)


def _reached_text(result: RequirementResult, day_minutes: int) -> Sentence:
    """The amount to the minute; led by the tenths of a day that pages show, where these are rounded."""
    exact = amount_text(result.reached, result.measure, result.unit, day_minutes)
    shown = rounded_tenths(result.reached)
    if result.unit != "day" or shown == result.reached:
        return exact
    if not shown:
        return Sentence(N_("不足 0.1 天，即 %(exact)s"), {"exact": exact})
    return Sentence(N_("约 %(days)s 天，即 %(exact)s"), {"days": exact_text(shown), "exact": exact})


def _outward(cadre: CadreAssessment, account: str, policy: Policy, say: Say) -> list[Derivation]:
    moved: list[tuple[int, Exchanged]] = list(enumerate(cadre.exchanges))
    return [
        exchange_derivation(cadre, policy.exchanges[number], one, policy, say)
        for number, one in moved
        if one.source == account and one.taken
    ]
