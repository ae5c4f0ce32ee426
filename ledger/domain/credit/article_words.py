"""Filters, periods and bounds of a policy in plain words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from ledger.domain.credit.policy import Bound, Cap, Filter, Per
from ledger.domain.credit.wording import day_of_year, days_text, minutes_text
from ledger.domain.vocabulary import CHANNELS, FIELD_MODES, ONLINE_MODES, PLATFORMS
from ledger.domain.wording import N_, Joined, Sentence

PERIODS = {
    "day": N_("每天"),
    "week": N_("每周"),
    "month": N_("每月"),
    "quarter": N_("每季度"),
    "half": N_("每半年"),
    "year": N_("全年"),
}
PLACE_LEVELS = {
    "province": N_("省"),
    "city": N_("市"),
    "county": N_("县"),
    "township": N_("乡镇"),
    "village": N_("村"),
}
WEEKDAYS = {
    "1": N_("周一"), "2": N_("周二"), "3": N_("周三"), "4": N_("周四"), "5": N_("周五"), "6": N_("周六"),
    "7": N_("周日"),
}  # fmt: skip
MODES = {**FIELD_MODES, **ONLINE_MODES}


def per_text(per: Per) -> Sentence:
    """How often, or when: 每月, 每 2 个月, 8月1日至8月31日."""
    if per.kind == "months":
        return Sentence(N_("每 %(months)s 个月"), {"months": per.months})
    if per.kind == "window":
        begin, end = (day_of_year(month, day) for month, day in (per.begin, per.end_inclusive))
        return Sentence(N_("%(begin)s至%(end)s"), {"begin": begin, "end": end})
    return Sentence(PERIODS[per.kind])


def cap_text(cap: Cap, day_minutes: int) -> Sentence:
    """The most of a cap: of a day in hours, as its entries are told; of a longer time in days."""
    minutes = Fraction(cap.minutes)
    return minutes_text(minutes) if cap.per.kind == "day" else days_text(minutes, day_minutes)


def bound_text(bound: Bound, day_minutes: int) -> Sentence:
    """A share of what is required, or a duration."""
    if bound.share is None:
        return days_text(Fraction(bound.minutes or 0), day_minutes)
    return Sentence(N_("应完成数的 %(share)s"), {"share": str(bound.share)})


def listed(values: Iterable[str], names: Mapping[str, str]) -> Sentence:
    """Values by their names where they have one, each translated, in a fixed order."""
    parts = (Sentence(names[value]) if value in names else value for value in sorted(values))
    return Joined(N_("、"), parts=tuple(parts))


def filter_text(wanted: Filter) -> Sentence:
    """What a filter selects, in words: 网上调研（方式：浏览倾听）."""
    what: str = CHANNELS[wanted.channel] if wanted.channel else N_("各类调研")
    clauses = filter_clauses(wanted)
    if not clauses:
        return Sentence(what)
    joined = Joined(N_("；"), parts=tuple(clauses))
    return Sentence(N_("%(what)s（%(clauses)s）"), {"clauses": joined}, {"what": what})


def filter_clauses(wanted: Filter) -> list[Sentence]:
    """What narrows the selection of a filter, its channel aside: 方式：走访; 在联系点."""
    days = None if wanted.weekdays is None else frozenset(str(day) for day in wanted.weekdays)
    lists: tuple[tuple[str, frozenset[str] | None, Mapping[str, str]], ...] = (
        (N_("方式：%(list)s"), wanted.modes, MODES),
        (N_("平台：%(list)s"), wanted.platforms, PLATFORMS),
        (N_("主题：%(list)s"), wanted.topics, {}),
        (N_("地点：%(list)s一级"), wanted.place_levels, PLACE_LEVELS),
        (N_("只限%(list)s"), days, WEEKDAYS),
    )
    clauses = [
        Sentence(text, {"list": listed(values, names)}) for text, values, names in lists if values is not None
    ]
    if wanted.contact_point is not None:
        clauses.append(Sentence(N_("在联系点") if wanted.contact_point else N_("不在联系点")))
    return clauses
