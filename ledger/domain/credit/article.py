"""A policy document as an article in plain words, with an example that the engine itself works out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ledger.domain.credit.article_requirements import requirement_text, who_text
from ledger.domain.credit.article_words import bound_text, cap_text, filter_text, per_text
from ledger.domain.credit.example import example_paragraphs
from ledger.domain.credit.explain_words import account_text, exchange_name
from ledger.domain.credit.policy import Cap, Ceiling, Exchange, Policy, Weight
from ledger.domain.credit.wording import ACCOUNTS, days_text
from ledger.domain.wording import N_, Joined, Say, Sentence, in_chinese


@dataclass(frozen=True, slots=True)
class ArticleSection:
    """One section: its title, and its paragraphs in order."""

    title: str
    paragraphs: tuple[str, ...]


def describe(policy: Policy, say: Say = in_chinese) -> tuple[ArticleSection, ...]:
    """The policy section by section, and an example."""
    sections: tuple[tuple[str, list[Sentence]], ...] = (
        (N_("一、谁应完成什么"), _owed(policy)),
        (N_("二、什么算数"), _counted(policy)),
        (N_("三、怎样折算"), _weighed(policy)),
        (N_("四、互换互补"), _exchanged(policy)),
        (N_("五、依据"), _basis(policy)),
    )
    articles = [
        ArticleSection(say(title), tuple(one.say(say) for one in sentences)) for title, sentences in sections
    ]
    example = ArticleSection(say(N_("算例")), example_paragraphs(policy, say))
    return (*articles, example)


def _owed(policy: Policy) -> list[Sentence]:
    lines = [
        Sentence(
            N_("%(who)s：%(what)s。"),
            {"who": who_text(quota.who), "what": requirement_text(requirement, quota, policy)},
        )
        for requirement in policy.requirements
        for quota in requirement.quotas
    ]
    return lines or [Sentence(N_("本办法没有规定应完成的数量。"))]


def _counted(policy: Policy) -> list[Sentence]:
    """What is admitted, and what coincides."""
    count = policy.count
    lines = [
        Sentence(N_("审核通过的条目才计入；一天按 %(minutes)s 分钟计。"), {"minutes": policy.day_minutes}),
        _yes_or_no(N_("休息日照样计入。"), N_("休息日不计。"), yes=count.rest_days),
        _yes_or_no(N_("休假期间照样计入。"), N_("休假期间不计。"), yes=count.leave_days),
    ]
    if count.min_minutes:
        lines.append(Sentence(N_("网上调研不足 %(minutes)s 分钟的不计。"), {"minutes": count.min_minutes}))
    if count.late_days is not None:
        lines.append(Sentence(N_("事后超过 %(days)s 天才补记的不计。"), {"days": count.late_days}))
    if count.outcome_required:
        lines.append(Sentence(N_("没有成果的条目不计。")))
    lines.append(Sentence(N_("同一时间的网上调研、同一半天的实地调研只计一次。")))
    return lines


def _yes_or_no(positive: str, negative: str, *, yes: bool) -> Sentence:
    return Sentence(positive if yes else negative)


def _weighed(policy: Policy) -> list[Sentence]:
    lines = [_weight(weight) for weight in policy.weights]
    lines.append(Sentence(N_("其余条目按实际时长计。") if lines else N_("按实际时长计，不打折扣。")))
    lines.append(Sentence(N_("一天之内，实地和网上合计最多计一天。")))
    return lines + [_cap(cap, policy) for cap in policy.caps]


def _weight(weight: Weight) -> Sentence:
    values = {"what": filter_text(weight.filter), "rate": str(weight.rate)}
    return Sentence(N_("%(what)s，按 %(rate)s 计。"), values)


def _cap(cap: Cap, policy: Policy) -> Sentence:
    values = {"per": per_text(cap.per), "most": cap_text(cap, policy.day_minutes)}
    within, every = N_("%(account)s在%(per)s最多计 %(most)s。"), N_("%(account)s%(per)s最多计 %(most)s。")
    text = within if cap.per.kind == "window" else every
    return Sentence(text, values, {"account": ACCOUNTS[cap.account]})


def _exchanged(policy: Policy) -> list[Sentence]:
    if not policy.exchanges:
        return [Sentence(N_("本办法没有规定互换。"))]
    lines = [Sentence(N_("下列比例由本单位规定，按所列次序办理。"))]
    lines += [_rule(rule, policy) for rule in policy.exchanges]
    return lines + [_ceiling(ceiling, policy) for ceiling in policy.ceilings]


def _ceiling(ceiling: Ceiling, policy: Policy) -> Sentence:
    """A number stands apart from the Chinese before it, a word does not."""
    bound = ceiling.at_most
    apart, close = (
        N_("折算为%(account)s的，各项合计不超过 %(most)s。"),
        N_("折算为%(account)s的，各项合计不超过%(most)s。"),
    )
    values = {"most": bound_text(bound, policy.day_minutes)}
    return Sentence(apart if bound.share is None else close, values, {"account": ACCOUNTS[ceiling.target]})


def _rule(rule: Exchange, policy: Policy) -> Sentence:
    """One rule, as a sentence of its clauses."""
    day = policy.day_minutes
    names = {"source": account_text(rule.source), "target": account_text(rule.target)}
    if rule.rate is not None:
        worth = Sentence(N_("%(source)s一天折%(target)s %(rate)s 天"), {"rate": str(rule.rate)}, names)
    else:
        each = days_text(Fraction(rule.each or 0), day)
        worth = Sentence(N_("“%(source)s”每项折%(target)s %(each)s，按本人份额计"), {"each": each}, names)
    return _line((exchange_name(rule), worth, *_limits(rule, policy)))


def _limits(rule: Exchange, policy: Policy) -> Sequence[Sentence]:
    day = policy.day_minutes
    limits = [Sentence(N_("可超出差额") if rule.beyond else N_("补足差额为止"))]
    if rule.at_most is not None:
        most = N_("最多 %(most)s") if rule.at_most.share is None else N_("最多为%(most)s")
        limits.append(Sentence(most, {"most": bound_text(rule.at_most, day)}))
    if rule.keep:
        limits.append(Sentence(N_("本账户保留 %(keep)s"), {"keep": days_text(Fraction(rule.keep), day)}))
    if rule.spends:
        limits.append(Sentence(N_("折算后不再计作成果")))
    return limits


def _line(clauses: Sequence[Sentence]) -> Sentence:
    """A name and its clauses, written one after the other."""
    values = {"name": clauses[0], "clauses": Joined(N_("，"), parts=tuple(clauses[1:]))}
    return Sentence(N_("%(name)s：%(clauses)s。"), values)


def _basis(policy: Policy) -> list[Sentence]:
    lines = [Sentence("%(basis)s", {"basis": one}) for one in policy.basis]
    if policy.years_to is None:
        lines.append(Sentence(N_("自 %(year)s 年度起适用。"), {"year": policy.years_from}))
    else:
        values = {"begin": policy.years_from, "end": policy.years_to}
        lines.append(Sentence(N_("适用于 %(begin)s 至 %(end)s 年度。"), values))
    return lines
