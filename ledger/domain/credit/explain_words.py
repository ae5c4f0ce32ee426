"""The words of an explanation: amounts with their unit, dates, and the clause a rule comes from."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from ledger.domain.credit.assessment import Unit
from ledger.domain.credit.policy import Exchange, Measure
from ledger.domain.credit.wording import ACCOUNTS, MONTHS, day_of_year, days_text, number_text
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
    """An amount in a measure's own unit, exactly: "41.5 天", "12 次", "41又2/3"."""
    if unit == "day":
        return days_text(amount * day_minutes, day_minutes)
    if measure == "share":
        return Sentence(N_("工作日的 %(share)s"), {"share": str(amount)})
    return Sentence(COUNTED.get(measure, "%(number)s"), {"number": number_text(amount)})


def day_text(day: date) -> Sentence:
    """A day of the year: 3月2日."""
    return day_of_year(day.month, day.day)


def span_text(begin: date, end_inclusive: date) -> Sentence:
    """Days of a year from one to another, both included: 3月2日至3月8日; one day is that day alone."""
    if begin == end_inclusive:
        return day_text(begin)
    return Sentence(N_("%(begin)s至%(end)s"), {"begin": day_text(begin), "end": day_text(end_inclusive)})


def month_text(month: int) -> Sentence:
    """A month of the year: 3月."""
    return Sentence(MONTHS[month])


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
