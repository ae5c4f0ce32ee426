"""What is said of a year: where it stands, how it ends at this pace, what limited exchanges."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from ledger.domain.credit.amounts import exact_text
from ledger.domain.credit.assessment import CadreAssessment, RequirementResult
from ledger.domain.credit.exchange import Exchanged
from ledger.domain.credit.explain_words import account_text, day_text, exchange_name, joined
from ledger.domain.credit.policy import Exchange, Policy
from ledger.domain.credit.wording import LIMITED_TEXTS, days_text
from ledger.domain.figures import rounded, standing_of
from ledger.domain.vocabulary import OUTCOME_KINDS
from ledger.domain.wording import N_, Say, Sentence
from ledger.domain.year_months import MainRequirement, main_requirement

ACCOUNTS: Mapping[str, str] = {"field": N_("实地调研"), "online": N_("网上调研"), **OUTCOME_KINDS}
TO_THE_BOUND = ("at_most", "ceiling")


def headline(assessment: CadreAssessment | None, policy: Policy | None, year: int, on: date) -> Sentence:
    """Where the cadre stands, in one sentence."""
    if policy is None or assessment is None:
        return Sentence(N_("本单位还没有 %(year)s 年度的折算办法，调研照常记入台账。"), {"year": year})
    main = main_requirement(assessment, policy)
    if main is None:
        field = assessment.accounts["field"].total
        values = {"year": year, "days": rounded(field / policy.day_minutes)}
        return Sentence(N_("%(year)s 年度没有适用的天数要求；已到基层调研 %(days)s 天。"), values)
    shown = standing_of(main.result, policy.requirement(main.result.code))
    values = {
        "year": year,
        "on": day_text(on),
        "title": main.result.title,
        "reached": shown.reached,
        "required": shown.required,
        "short": shown.short,
    }
    over, met = on.year > year, main.result.status == "met"
    return Sentence(_HEADLINES[over, met], values)


_HEADLINES = {
    (False, False): N_("到%(on)s，%(title)s %(reached)s 天，应为 %(required)s 天，尚差 %(short)s 天。"),
    (False, True): N_("到%(on)s，%(title)s %(reached)s 天，应为 %(required)s 天，已达到。"),
    (True, False): N_("%(year)s 年全年，%(title)s %(reached)s 天，应为 %(required)s 天，尚差 %(short)s 天。"),
    (True, True): N_("%(year)s 年全年，%(title)s %(reached)s 天，应为 %(required)s 天，已达到。"),
}


def forecast(assessment: CadreAssessment | None, policy: Policy | None, year: int, on: date, say: Say) -> str:
    """How the year ends at this pace, and whether exchange has room left; or ""."""
    main = None if assessment is None or policy is None else main_requirement(assessment, policy)
    if assessment is None or policy is None or main is None:
        return ""
    if on.year != year or main.result.status == "met":
        return ""
    parts = [*_pace(main), *_bound(assessment, policy, main)]
    return "".join(part.say(say) for part in parts)


def _pace(main: MainRequirement) -> list[Sentence]:
    found = main.result.forecast
    if found is None or found.pace is None:
        return []
    if found.reached_on is not None:
        values = {"on": day_text(found.reached_on)}
        return [Sentence(N_("按现在的进度，约在%(on)s达到。"), values)]
    expected = {"days": rounded(found.expected)}
    return [Sentence(N_("按现在的进度，12 月 31 日约为 %(days)s 天。"), expected)]


def _bound(assessment: CadreAssessment, policy: Policy, main: MainRequirement) -> list[Sentence]:
    """Says which exchanges into the account are at their bound: more of the same adds nothing."""
    return [
        Sentence(N_("%(exchange)s已到上限。"), {"exchange": exchange_name(rule)})
        for rule, one in zip(policy.exchanges, assessment.exchanges, strict=True)
        if one.target == main.account and one.given and one.limited_by in TO_THE_BOUND
    ]


def composed_of(result: RequirementResult, assessment: CadreAssessment, policy: Policy, say: Say) -> str:
    """What the amount reached is made of, where exchange had a part in it; else ""."""
    requirement = policy.requirement(result.code)
    if not requirement.reads_total or result.status == "not_applicable":
        return ""
    pairs = zip(policy.exchanges, assessment.exchanges, strict=True)
    into = [(rule, one) for rule, one in pairs if one.target == requirement.account]
    if not into:
        return ""
    parts = [f"{say(account_text(requirement.account or 'field'))} {rounded(result.earned)}"]
    parts += [_part(rule, one, policy.day_minutes, say) for rule, one in into if one.given]
    return joined(parts, say)


def _part(rule: Exchange, one: Exchanged, day_minutes: int, say: Say) -> str:
    values: dict[str, object] = {
        "name": exchange_name(rule),
        "days": rounded(Fraction(one.given, day_minutes)),
    }
    bounds = [bound for bound in (one.at_most, one.ceiling) if bound is not None]
    if not bounds:
        return Sentence(N_("%(name)s %(days)s"), values).say(say)
    values["most"] = rounded(Fraction(min(bounds), day_minutes))
    return Sentence(N_("%(name)s %(days)s（上限 %(most)s）"), values).say(say)


def exchange_title(rule: Exchange, say: Say) -> str:
    """The name of an exchange rule: its own, or what stands in for what at which rate."""
    if rule.title:
        return rule.title
    terms = {"source": ACCOUNTS.get(rule.source, rule.source), "target": ACCOUNTS[rule.target]}
    if rule.rate is not None:
        text = N_("%(source)s 1 天折算%(target)s %(rate)s 天")
        return Sentence(text, {"rate": exact_text(rule.rate)}, terms).say(say)
    return Sentence(N_("%(source)s每项折算%(target)s"), {}, terms).say(say)


def limit_sentence(one: Exchanged, day_minutes: int, say: Say) -> str:
    """What limited an exchange, with the amount of the bound."""
    bound = {
        "shortfall": one.shortfall,
        "at_most": one.at_most,
        "ceiling": one.ceiling,
        "source": one.source_bound,
    }[one.limited_by]
    if one.limited_by == "source" and not one.taken:
        return say(N_("还没有可折算的"))
    amount = days_text(Fraction(bound or 0), day_minutes)
    values = {"what": Sentence(LIMITED_TEXTS[one.limited_by]), "bound": amount}
    return Sentence(N_("%(what)s（%(bound)s）"), values).say(say)
