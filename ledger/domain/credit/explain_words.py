"""The words of an explanation: amounts with their unit, dates, and the clause a rule comes from."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from ledger.domain.credit.amounts import exact_text
from ledger.domain.credit.assessment import Unit
from ledger.domain.credit.policy import Exchange, Measure
from ledger.domain.credit.wording import ACCOUNTS, days_text
from ledger.domain.vocabulary import OUTCOME_KINDS
from ledger.domain.wording import N_, Say, Sentence

COUNTED = {
    "visits": N_("%(number)s 次"),
    "longest_stay": N_("%(number)s 次"),
    "outcomes": N_("%(number)s 项"),
    "topics": N_("%(number)s 个"),
    "places": N_("%(number)s 处"),
}

CLAUSES = {
    "admit": N_("二、什么算数"),
    "overlap": N_("二、什么算数"),
    "weight": N_("三、怎样折算"),
    "cap": N_("三、怎样折算"),
    "exchange": N_("四、互换互补"),
    "requirement": N_("一、谁应完成什么"),
}
"""The section of the article that a kind of rule stands in."""


def amount_text(amount: Fraction, measure: Measure, unit: Unit, day_minutes: int) -> Sentence:
    """An amount in a measure's own unit, exactly: "41.5 天", "12 次", "125/3"."""
    if unit == "day":
        return days_text(amount * day_minutes, day_minutes)
    return Sentence(COUNTED.get(measure, "%(number)s"), {"number": exact_text(amount)})


def day_text(day: date) -> Sentence:
    """A day of the year: 3月2日."""
    return Sentence(N_("%(month)s月%(day)s日"), {"month": day.month, "day": day.day})


def month_text(month: int) -> Sentence:
    """A month of the year: 3月."""
    return Sentence(N_("%(month)s月"), {"month": month})


def account_text(code: str) -> str:
    """The name of an account, to be translated: 实地, 网上, 调研报告."""
    return ACCOUNTS.get(code) or OUTCOME_KINDS[code]


def clause_of(rule: str) -> str:
    """The section that a rule such as "cap:online:day" stands in, to be translated."""
    return CLAUSES[rule.partition(":")[0]]


def exchange_name(rule: Exchange) -> Sentence:
    """What an exchange is called: its title, else 网上折算."""
    if rule.title:
        return Sentence("%(title)s", {"title": rule.title})
    return Sentence(N_("%(account)s折算"), {}, {"account": account_text(rule.source)})


def joined(parts: list[str], say: Say) -> str:
    """Terms of a sum, written one after the other."""
    return say(N_(" ＋ ")).join(parts)
