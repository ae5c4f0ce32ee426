"""Corrections of closed years, told where they change a figure: by how much, for which year, and why."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction

from ledger.domain.credit.amounts import exact_text
from ledger.domain.credit.assessment import CadreAssessment
from ledger.domain.credit.explain_words import account_text, day_text
from ledger.domain.credit.policy import TIME_ACCOUNTS
from ledger.domain.credit.wording import days_text
from ledger.domain.summary import Derivation
from ledger.domain.wording import N_, Say, Sentence

MINUS = "−"
ZERO = Fraction(0)


def adjusted_of(cadre: CadreAssessment, account: str) -> Fraction:
    """By how much corrections changed what an account earned."""
    return cadre.adjusted.get(account, ZERO)


def signed_text(amount: Fraction, account: str, day_minutes: int, say: Say) -> str:
    """An amount with its sign and unit: "−0.5 天", "+1 项"."""
    sign = "+" if amount > 0 else MINUS
    if account in TIME_ACCOUNTS:
        return sign + days_text(abs(amount), day_minutes).say(say)
    return sign + Sentence(N_("%(number)s 项"), {"number": exact_text(abs(amount))}).say(say)


def adjustment_parts(
    cadre: CadreAssessment, accounts: Collection[str], day_minutes: int, say: Say
) -> tuple[Derivation, ...]:
    """One line to each correction of some accounts, and one where 0 was the floor."""
    found = [one for one in cadre.adjustments if one.account in accounts]
    text = N_("%(on)s 更正 %(year)s 年%(account)s %(amount)s：%(note)s")
    lines = [
        Derivation(
            Sentence(
                text,
                {
                    "on": day_text(one.on),
                    "year": one.of_year,
                    "amount": signed_text(one.amount, one.account, day_minutes, say),
                    "note": one.note,
                },
                {"account": account_text(one.account)},
            ).say(say)
        )
        for one in found
    ]
    for account in sorted({one.account for one in found}):
        wanted = sum((one.amount for one in found if one.account == account), ZERO)
        if wanted != adjusted_of(cadre, account):
            changed = adjusted_of(cadre, account)
            amount = signed_text(changed, account, day_minutes, say) if changed else "0"
            said = Sentence(N_("已计的减到 0 为止，本年实际更正 %(amount)s"), {"amount": amount})
            lines.append(Derivation(said.say(say)))
    return tuple(lines)
