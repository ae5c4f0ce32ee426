"""The smaller tables of a policy document: filters, periods, weights, caps, exchanges, ceilings."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction

from ledger.domain.credit.amounts import DAY_MINUTES, parse_duration, parse_ratio
from ledger.domain.credit.policy import (
    PLACE_DIGITS,
    TIME_ACCOUNTS,
    YEAR,
    Bound,
    Cap,
    Ceiling,
    Exchange,
    Filter,
    Per,
    PerKind,
    Weight,
)
from ledger.domain.credit.reader import Reader, WrittenFloat
from ledger.domain.vocabulary import OUTCOME_KINDS
from ledger.domain.wording import N_, Sentence

_NAMED: dict[str, PerKind] = {
    "day": "day", "week": "week", "month": "month", "quarter": "quarter", "half": "half", "year": "year",
}  # fmt: skip
_MONTH_DAY = re.compile(r"([0-9]{2})-([0-9]{2})")


def read_filter(reader: Reader) -> Filter:
    """The filter keys of a table."""
    return Filter(
        channel=reader.string("channel", closed=TIME_ACCOUNTS),
        modes=reader.strings("modes"),
        platforms=reader.strings("platforms"),
        topics=reader.strings("topics"),
        place_levels=reader.strings("place_levels", closed=PLACE_DIGITS),
        contact_point=reader.switch("contact_point") if reader.has("contact_point") else None,
        weekdays=_weekdays(reader),
    )


def read_per(reader: Reader) -> Per:
    """The period of a table; the year where none is written."""
    value = reader.raw("per")
    if value is None:
        return YEAR
    if isinstance(value, str) and value in _NAMED:
        return Per(_NAMED[value])
    inner = reader.table_of("per") if isinstance(value, dict) else None
    if inner is None:
        reader.fault(
            "per",
            Sentence(N_("只能是 day、week、month、quarter、half、year、{ months = n } 或 { from, to }")),
        )
        return YEAR
    per = _months(inner) if "months" in inner.data else _window(inner)
    inner.finish()
    return per


def read_weight(reader: Reader) -> Weight | None:
    """One [[weight]]."""
    chosen = read_filter(reader)
    rate = reader.ratio("rate", required=True)
    _refuse_generosity(reader, rate)
    reader.finish()
    return Weight(chosen, rate) if rate is not None else None


def read_cap(reader: Reader) -> Cap | None:
    """One [[cap]]."""
    account = reader.string("account", required=True, closed=TIME_ACCOUNTS)
    per = read_per(reader)
    minutes = reader.duration("at_most", required=True)
    reader.finish()
    return Cap(account, per, minutes) if account is not None and minutes is not None else None


def read_ceiling(reader: Reader) -> Ceiling | None:
    """One [[ceiling]]."""
    target = reader.string("to", required=True, closed=TIME_ACCOUNTS)
    if not reader.has("at_most"):
        reader.fault("at_most", Sentence(N_("必须写明")))
    bound = _read_bound(reader)
    reader.finish()
    return Ceiling(target, bound) if target is not None and bound is not None else None


def read_exchange(reader: Reader) -> Exchange | None:
    """One [[exchange]]."""
    code = reader.string("code", required=True)
    source = reader.string("from", required=True, closed=(*TIME_ACCOUNTS, *OUTCOME_KINDS))
    target = reader.string("to", required=True, closed=TIME_ACCOUNTS)
    rate, each = reader.ratio("rate"), reader.duration("each")
    _refuse_mixtures(reader, source)
    _refuse_generosity(reader, rate)
    if rate == 0:
        reader.fault("rate", Sentence(N_("折算比例不能为 0")))
    if each == 0:
        reader.fault("each", Sentence(N_("每项折算的时长不能为 0")))
    read = Exchange(
        code=code or "",
        source=source or "",
        target=target or "",
        rate=rate,
        each=each,
        at_most=_read_bound(reader),
        keep=reader.duration("keep") or 0,
        beyond=reader.switch("beyond"),
        spends=reader.switch("spends"),
        title=reader.string("title") or "",
    )
    reader.finish()
    return read if source is not None and target is not None else None


def _refuse_mixtures(reader: Reader, source: str | None) -> None:
    """Rates belong to time, `each` and `spends` to outcomes, `keep` to rates."""
    if reader.has("rate") == reader.has("each"):
        reader.fault("rate", Sentence(N_("rate 和 each 应写且只写一个")))
    if reader.has("keep") and reader.has("each"):
        reader.fault("keep", Sentence(N_("写了 each 就不能写 keep")))
    if source in TIME_ACCOUNTS:
        for key in ("each", "spends"):
            if reader.has(key):
                reader.fault(key, Sentence(N_("只能用于成果，不能用于时间账户")))
    elif source is not None and reader.has("rate"):
        reader.fault("rate", Sentence(N_("成果按项折算，应写 each，不能写 rate")))


def _refuse_generosity(reader: Reader, rate: Fraction | None) -> None:
    """A rate above 1 is no slip of the pen only where the document says so beside it."""
    generous = reader.switch("generous")
    if rate is not None and rate > 1 and not generous:
        reader.fault("rate", Sentence(N_("大于 1 时须写明 generous = true")))


def _read_bound(reader: Reader) -> Bound | None:
    """A share of what is required, or a duration."""
    value = reader.raw("at_most")
    if value is None:
        return None
    if isinstance(value, str) and parse_duration(value, DAY_MINUTES) is not None:
        minutes = reader.duration("at_most")
        return None if minutes is None else Bound(minutes=minutes)
    share = parse_ratio(value) if isinstance(value, str) else None
    if isinstance(value, WrittenFloat) or share is None:
        reader.fault("at_most", Sentence(N_('应写成带引号的份额或时长，如 "1/3"、"10d"')))
        return None
    if share > 1:
        reader.fault("at_most", Sentence(N_("份额不能大于 1")))
        return None
    return Bound(share=share)


def _weekdays(reader: Reader) -> frozenset[int] | None:
    value = reader.raw("weekdays")
    if value is None:
        return None
    if isinstance(value, list) and all(
        isinstance(day, int) and not isinstance(day, bool) and 1 <= day <= 7 for day in value
    ):
        return frozenset(value)
    reader.fault("weekdays", Sentence(N_("应写成 1（周一）至 7（周日）的列表")))
    return None


def _months(inner: Reader) -> Per:
    months = inner.integer("months", 1, 12)
    if months is not None and 12 % months:
        inner.fault("months", Sentence(N_("应能整除 12")))
        return YEAR
    return YEAR if months is None else Per("months", months=months)


def _window(inner: Reader) -> Per:
    begin, end = _month_day(inner, "from"), _month_day(inner, "to")
    if begin is None or end is None:
        return YEAR
    if begin > end:
        inner.fault("to", Sentence(N_("不能早于 from")))
        return YEAR
    return Per("window", begin=begin, end_inclusive=end)


def _month_day(inner: Reader, key: str) -> tuple[int, int] | None:
    text = inner.string(key, required=True)
    if text is None:
        return None
    match = _MONTH_DAY.fullmatch(text)
    try:
        # A leap year knows every day that a window can name.
        found = date(2024, int(match[1]), int(match[2])) if match else None
    except ValueError:
        found = None
    if found is None:
        inner.fault(key, Sentence(N_('应写成 "月-日"，如 "08-01"')))
        return None
    return found.month, found.day
