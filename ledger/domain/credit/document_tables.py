"""The [[requirement]] tables of a policy document, gathered by code and held against each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import get_args

from ledger.domain.credit.amounts import parse_ratio
from ledger.domain.credit.document_rules import read_filter, read_per
from ledger.domain.credit.policy import (
    EVERYBODY,
    PLACE_DIGITS,
    TIME_ACCOUNTS,
    TIME_MEASURES,
    Measure,
    Quota,
    Requirement,
    Who,
)
from ledger.domain.credit.reader import Reader
from ledger.domain.ranks import BY_CODE
from ledger.domain.vocabulary import OUTCOME_KINDS
from ledger.domain.wording import N_, Joined, Sentence

MEASURES: Mapping[str, Measure] = {name: name for name in get_args(Measure)}
Read = list[tuple[Reader, Requirement]]


def read_requirements(readers: list[Reader]) -> tuple[Requirement, ...]:
    """The requirements in the order in which their codes first appear."""
    read: Read = [(reader, one) for reader in readers if (one := _read(reader)) is not None]
    gathered: dict[str, Requirement] = {}
    first: Read = []
    for reader, one in read:
        known = gathered.get(one.code)
        if known is None:
            gathered[one.code] = one
            first.append((reader, one))
            continue
        _refuse_difference(reader, known, one)
        gathered[one.code] = replace(known, quotas=known.quotas + one.quotas)
    _check_of(first, [reader.data.get("code") for reader in readers])
    return tuple(gathered.values())


def _refuse_difference(reader: Reader, known: Requirement, one: Requirement) -> None:
    same = replace(one, quotas=()) == replace(known, quotas=())
    if not same:
        keys = [key for key in _WRITTEN if getattr(one, _WRITTEN[key]) != getattr(known, _WRITTEN[key])]
        what = N_("同一代码的各表只能在 at_least、who、title 上不同；这里不同的是：%(keys)s")
        reader.fault("code", Sentence(what, {"keys": Joined(N_("、"), parts=tuple(keys))}))


_WRITTEN = {
    "measure": "measure", "account": "account", "per": "per", "filter": "filter", "kinds": "kinds",
    "levels": "levels", "earned_only": "earned_only", "prorate": "prorate", "of": "of", "each": "each",
    "times": "times", "places_at": "places_at", "same_place": "same_place", "list": "places", "what": "what",
}  # fmt: skip


def _check_of(read: Read, written: list[object]) -> None:
    """`of` names a requirement of the same period, and never leads back to itself."""
    by_code = {one.code: one for _, one in read}
    for reader, one in read:
        if one.of is None:
            continue
        other = by_code.get(one.of)
        if other is None:
            if one.of not in written:
                reader.fault("of", Sentence(N_("没有这个代码的要求")))
        elif _leads_back(one, by_code):
            reader.fault("of", Sentence(N_("不能绕成一圈")))
        elif other.per != one.per:
            reader.fault("of", Sentence(N_("两项要求的周期 per 应相同")))


def _leads_back(one: Requirement, by_code: Mapping[str, Requirement]) -> bool:
    """Whether following `of` from here comes round to here again."""
    code, steps = one.of, 0
    while code is not None and code in by_code and steps <= len(by_code):
        if code == one.code:
            return True
        code, steps = by_code[code].of, steps + 1
    return False


def _read(reader: Reader) -> Requirement | None:
    code = reader.string("code", required=True)
    name = reader.string("measure", required=True, closed=MEASURES)
    title, who = reader.string("title") or code or "", _who(reader)
    if name is None:
        return None
    base = Requirement(
        code=code or "",
        measure=MEASURES[name],
        quotas=(),
        per=read_per(reader),
        prorate=reader.switch("prorate"),
        of=reader.string("of"),
    )
    if base.of is not None and base.prorate:
        reader.fault("prorate", Sentence(N_("写了 of 就不能写 prorate：被引用的要求已经按时间折减")))
    full = _with_own_keys(reader, base)
    at_least = _at_least(reader, full)
    reader.finish()
    if code is None:
        return None
    # What could not be read is 0, so that the table can still be held against the others.
    return replace(full, quotas=(Quota(at_least or Fraction(0), who, title),))


def _with_own_keys(reader: Reader, base: Requirement) -> Requirement:
    """The keys that belong to the measure."""
    measure = base.measure
    if measure == "outcomes":
        return replace(
            base, kinds=reader.strings("kinds", closed=OUTCOME_KINDS), levels=reader.strings("levels")
        )
    own = replace(
        base,
        account=reader.string("account", required=measure == "days", closed=TIME_ACCOUNTS),
        filter=read_filter(reader),
    )
    if measure == "days":
        return replace(own, earned_only=reader.switch("earned_only"))
    if measure == "sum":
        return replace(own, what=reader.string("what", required=True) or "")
    if measure in ("visits", "topics", "places"):
        own = replace(own, each=reader.duration("each") or 0)
    if measure in ("topics", "places", "longest_stay"):
        own = replace(own, times=reader.integer("times", 1))
    if measure in ("places", "longest_stay"):
        own = replace(own, places_at=reader.string("places_at", closed=PLACE_DIGITS))
    if measure == "longest_stay":
        return replace(own, same_place=reader.switch("same_place"))
    return replace(own, places=reader.ordered_strings("list")) if measure == "places" else own


def _at_least(reader: Reader, one: Requirement) -> Fraction | None:
    """What the table asks for: a fraction beside `of` and for `share`, a duration, or a number."""
    if one.of is not None or one.measure == "share":
        share = reader.ratio("at_least", required=True)
        if share is not None and share > 1:
            reader.fault("at_least", Sentence(N_("份额不能大于 1")))
        return share
    if one.measure in TIME_MEASURES:
        minutes = reader.duration("at_least", required=True)
        return None if minutes is None else Fraction(minutes)
    if one.measure == "outcomes" and isinstance(written := reader.raw("at_least"), str):
        part = parse_ratio(written)
        if part is not None:
            return part
    number = reader.integer("at_least", 0, required=True)
    return None if number is None else Fraction(number)


def _who(reader: Reader) -> Who:
    inner = reader.table_of("who")
    if inner is None:
        return EVERYBODY
    who = Who(
        ranks=inner.strings("ranks", closed=BY_CODE),
        unit_levels=inner.strings("unit_levels"),
        posts=inner.strings("posts"),
        tags=inner.strings("tags"),
    )
    inner.finish()
    return who
