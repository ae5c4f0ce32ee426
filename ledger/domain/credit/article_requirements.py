"""The requirements of a policy in plain words: whom they bind, and to what."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ledger.domain.credit.amounts import exact_text
from ledger.domain.credit.article_words import PLACE_LEVELS, filter_clauses, listed, per_text
from ledger.domain.credit.policy import Policy, Quota, Requirement, Who
from ledger.domain.credit.wording import ACCOUNTS, days_text
from ledger.domain.ranks import BY_CODE
from ledger.domain.vocabulary import CHANNELS, COUNTS, LEVELS, OUTCOME_KINDS, UNIT_LEVELS
from ledger.domain.wording import N_, Joined, Sentence

_RANKS = {code: rank.name for code, rank in BY_CODE.items()}

_ASKED = {
    "days": N_("%(per)s%(account)s不少于 %(amount)s"),
    "visits": N_("%(per)s实地调研不少于 %(amount)s 次"),
    "longest_stay": N_("%(per)s最长一次不间断的实地调研不少于 %(amount)s"),
    "outcomes": N_("%(per)s成果不少于 %(amount)s 项"),
    "topics": N_("%(per)s涉及的主题不少于 %(amount)s 个"),
    "places": N_("%(per)s到过的地点不少于 %(amount)s 处"),
    "sum": N_("%(per)s“%(what)s”合计不少于 %(amount)s"),
    "share": N_("%(per)s计入天数不少于工作日的 %(amount)s"),
}


def who_text(who: Who) -> Sentence:
    """Whom a table binds: 省部级正职、省部级副职，且职务为书记; or everybody."""
    named: tuple[tuple[str, frozenset[str] | None, Mapping[str, str]], ...] = (
        (N_("%(list)s"), who.ranks, _RANKS),
        (N_("单位层级为%(list)s"), who.unit_levels, UNIT_LEVELS),
        (N_("职务为%(list)s"), who.posts, {}),
        (N_("标记为%(list)s"), who.tags, {}),
    )
    clauses = [Sentence(text, {"list": listed(v, names)}) for text, v, names in named if v is not None]
    return Joined(N_("，且"), parts=tuple(clauses)) if clauses else Sentence(N_("全体干部"))


def requirement_text(requirement: Requirement, quota: Quota, policy: Policy) -> Sentence:
    """What a table asks for, with all that narrows it."""
    values: dict[str, object] = {
        "title": quota.title,
        "asked": _asked(requirement, quota, policy),
    }
    clauses = _clauses(requirement, policy)
    if not clauses:
        return Sentence(N_("%(title)s，%(asked)s"), values)
    return Sentence(
        N_("%(title)s，%(asked)s（%(more)s）"), values | {"more": Joined(N_("；"), parts=tuple(clauses))}
    )


def _asked(requirement: Requirement, quota: Quota, policy: Policy) -> Sentence:
    if requirement.of is not None:
        other = policy.requirement(requirement.of).quotas[0].title
        values = {"per": per_text(requirement.per), "share": str(quota.at_least), "other": other}
        if quota.at_least == 1:
            return Sentence(N_("%(per)s不少于“%(other)s”应完成数"), values)
        return Sentence(N_("%(per)s不少于“%(other)s”应完成数的 %(share)s"), values)
    is_time = requirement.measure in ("days", "longest_stay")
    amount: object = days_text(quota.at_least, policy.day_minutes) if is_time else _number(quota.at_least)
    shown = {"per": per_text(requirement.per), "amount": amount}
    terms = {"what": COUNTS.get(requirement.what, requirement.what)} if requirement.what else {}
    if requirement.account:
        terms["account"] = ACCOUNTS[requirement.account]
        if requirement.measure == "share":
            return Sentence(N_("%(per)s%(account)s天数不少于工作日的 %(amount)s"), shown, terms)
    if requirement.measure == "longest_stay" and requirement.times is not None:
        text = N_("%(per)s不间断的实地调研满 %(amount)s的不少于 %(times)s 次")
        return Sentence(text, shown | {"times": requirement.times})
    return Sentence(_ASKED[requirement.measure], shown, terms)


def _number(amount: Fraction) -> str:
    return str(amount) if amount < 1 else exact_text(amount)


def _clauses(requirement: Requirement, policy: Policy) -> list[Sentence]:
    clauses = []
    if requirement.filter.channel is not None:
        clauses.append(Sentence(N_("只计%(what)s"), {}, {"what": CHANNELS[requirement.filter.channel]}))
    clauses += filter_clauses(requirement.filter)
    if requirement.kinds is not None:
        clauses.append(Sentence(N_("类别：%(list)s"), {"list": listed(requirement.kinds, OUTCOME_KINDS)}))
    if requirement.levels is not None:
        clauses.append(Sentence(N_("级别：%(list)s"), {"list": listed(requirement.levels, LEVELS)}))
    if requirement.each:
        each = days_text(Fraction(requirement.each), policy.day_minutes)
        per_visit = requirement.measure == "visits"
        clauses.append(
            Sentence(N_("每次不少于 %(each)s") if per_visit else N_("每个不少于 %(each)s"), {"each": each})
        )
    if requirement.times is not None and requirement.measure != "longest_stay":
        clauses.append(Sentence(N_("每个不少于 %(times)s 次"), {"times": requirement.times}))
    if requirement.same_place:
        clauses.append(Sentence(N_("在同一地点")))
    if requirement.places_at is not None:
        clauses.append(Sentence(N_("地点按%(level)s计"), {}, {"level": PLACE_LEVELS[requirement.places_at]}))
    if requirement.places is not None:
        said = {code: code for code in requirement.places}  # who says a code may know the name
        clauses.append(Sentence(N_("只计%(list)s"), {"list": listed(requirement.places, said)}))
    return clauses + _switches(requirement)


def _switches(requirement: Requirement) -> list[Sentence]:
    clauses = []
    if requirement.earned_only:
        clauses.append(Sentence(N_("只计本人所得，折算不能代替")))
    if requirement.prorate:
        clauses.append(Sentence(N_("年内任职变动或休假的按天数折减")))
    return clauses
