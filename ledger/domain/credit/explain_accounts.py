"""What an account holds, down to months, days and entries; what a month brought; how a forecast is made."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from ledger.domain.credit.amounts import exact_text, rounded_tenths
from ledger.domain.credit.assessment import CadreAssessment, RequirementResult
from ledger.domain.credit.exchange import Exchanged
from ledger.domain.credit.explain_adjustments import adjusted_of
from ledger.domain.credit.explain_pieces import months_of, total_of
from ledger.domain.credit.explain_words import account_text, day_text, month_text
from ledger.domain.credit.policy import TIME_ACCOUNTS, Policy
from ledger.domain.credit.wording import days_text, minutes_text, number_text
from ledger.domain.summary import Derivation
from ledger.domain.wording import N_, Joined, Say, Sentence, in_chinese


def explain_account(
    cadre: CadreAssessment, account: str, policy: Policy, say: Say = in_chinese
) -> Derivation:
    """What a time account earned itself, corrections apart; what flooring to the minute left out is said."""
    pieces = [piece for piece in cadre.pieces if piece.account == account]
    entries = {piece.entry for piece in pieces if piece.units}
    earned = cadre.accounts[account].earned - adjusted_of(cadre, account)
    text = N_("%(amount)s（%(account)s，%(number)s 次）")
    values = {"amount": days_text(earned, policy.day_minutes), "number": len(entries)}
    sentence = Sentence(text, values, {"account": account_text(account)}).say(say)
    parts = months_of(pieces, cadre, policy, say)
    rest = total_of(pieces) - earned
    if rest:
        dropped = Sentence(N_("全年合计取整到分钟，舍去 %(rest)s"), {"rest": minutes_text(rest)})
        parts = (*parts, Derivation(dropped.say(say)))
    return Derivation(sentence, parts)


def sources_of(
    cadre: CadreAssessment, moved: Iterable[Exchanged], policy: Policy, say: Say
) -> tuple[Derivation, ...]:
    """Where the time comes from that was exchanged, each account once, down to the entries."""
    accounts = dict.fromkeys(one.source for one in moved if one.source in TIME_ACCOUNTS)
    return tuple(
        explain_account(cadre, account, policy, say)
        for account in accounts
        if any(piece.account == account for piece in cadre.pieces)
    )


def explain_month(cadre: CadreAssessment, month: int, policy: Policy, say: Say = in_chinese) -> Derivation:
    """What a month brought on each time account: 3月：实地 2.5 天，网上 1 天."""
    told, parts = [], []
    for account in TIME_ACCOUNTS:
        pieces = [p for p in cadre.pieces if p.account == account and p.day.month == month]
        values = {"amount": days_text(total_of(pieces), policy.day_minutes)}
        line = Sentence(N_("%(account)s %(amount)s"), values, {"account": account_text(account)})
        told.append(line)
        opened = [part for one in months_of(pieces, cadre, policy, say) for part in one.parts]
        parts.append(Derivation(line.say(say), tuple(opened)))
    both = {"month": month_text(month), "accounts": Joined(N_("，"), parts=tuple(told))}
    return Derivation(Sentence(N_("%(month)s：%(accounts)s"), both).say(say), tuple(parts))


def explain_forecast(result: RequirementResult, policy: Policy, say: Say = in_chinese) -> Derivation | None:
    """How the year ends at the pace so far, exactly; None where there is no pace yet."""
    found, day = result.forecast, policy.day_minutes
    if found is None or found.pace is None:
        return None
    reached = found.expected - found.pace * found.working_days_left
    values = {
        "shown": exact_text(rounded_tenths(found.expected)),
        "expected": number_text(found.expected),
        "reached": days_text(reached * day, day),
        "pace": number_text(found.pace),
        "left": found.working_days_left,
    }
    whole, rounded = (
        N_("预计 %(expected)s 天 = 已有 %(reached)s ＋ 每个工作日 %(pace)s 天 × 余下 %(left)s 个工作日"),
        N_(
            "预计约 %(shown)s 天，即 %(expected)s 天 = "
            "已有 %(reached)s ＋ 每个工作日 %(pace)s 天 × 余下 %(left)s 个工作日"
        ),
    )
    text = whole if rounded_tenths(found.expected) == found.expected else rounded
    elapsed = {
        "pace": number_text(found.pace),
        "so_far": days_text(Fraction(found.credited_so_far) * day, day),
        "elapsed": found.working_days_elapsed,
    }
    pace = N_("每个工作日 %(pace)s 天 = 到今天计入 %(so_far)s ÷ 已过 %(elapsed)s 个工作日")
    parts = [Derivation(Sentence(pace, elapsed).say(say))]
    if found.reached_on is not None:
        on = {"on": day_text(found.reached_on)}
        parts.append(Derivation(Sentence(N_("按现在的进度，约在%(on)s达到。"), on).say(say)))
    return Derivation(Sentence(text, values).say(say), tuple(parts))
