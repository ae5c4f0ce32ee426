"""The sentences of the engine: why an entry was credited as it was, and what limited an exchange."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ledger.domain.credit.amounts import exact_text, floor
from ledger.domain.wording import N_, Sentence

STEP_TEXTS: Mapping[str, str] = {
    "not_approved": N_("未通过审核，不计"),
    "too_short": N_("不足起计时长 %(minutes)s 分钟，不计"),
    "logged_late": N_("补记超过 %(days)s 天，不计"),
    "no_outcome": N_("没有关联成果，不计"),
    "no_minutes": N_("时长为零"),
    "outside_year": N_("不在本年度的部分不计"),
    "not_appointed": N_("不在任职期间的部分不计"),
    "rest_day": N_("休息日不计"),
    "on_leave": N_("休假期间不计"),
    "weight": N_("此类条目按 %(rate)s 计"),
    "overlap": N_("与其他条目时间重叠的部分只计一次"),
    "full_day": N_("一天合计最多计一天，即 %(limit)s"),
    "daily_cap": N_("%(account)s每天最多计 %(limit)s"),
    "weekly_cap": N_("%(account)s每周最多计 %(limit)s"),
    "monthly_cap": N_("%(account)s每月最多计 %(limit)s"),
    "quarterly_cap": N_("%(account)s每季度最多计 %(limit)s"),
    "half_year_cap": N_("%(account)s每半年最多计 %(limit)s"),
    "yearly_cap": N_("%(account)s全年最多计 %(limit)s"),
    "months_cap": N_("%(account)s每 %(months)s 个月最多计 %(limit)s"),
    "window_cap": N_("%(account)s在%(window)s期间最多计 %(limit)s"),
}
"""For each code of a step its sentence."""

LIMITED_TEXTS: Mapping[str, str] = {
    "shortfall": N_("补足差额即止"),
    "at_most": N_("到本条上限为止"),
    "ceiling": N_("到各项折算合计的上限为止"),
    "source": N_("可折算的已全部折算"),
}
"""For each bound of an exchange what it means that it binds."""

ACCOUNTS: Mapping[str, str] = {"field": N_("实地"), "online": N_("网上")}

MONTHS: Mapping[int, str] = {
    1: N_("1月"), 2: N_("2月"), 3: N_("3月"), 4: N_("4月"), 5: N_("5月"), 6: N_("6月"), 7: N_("7月"),
    8: N_("8月"), 9: N_("9月"), 10: N_("10月"), 11: N_("11月"), 12: N_("12月"),
}  # fmt: skip


def day_of_year(month: int, day: int) -> Sentence:
    """A day of any year: 3月2日."""
    return Sentence(N_("%(month)s%(day)s日"), {"day": day}, {"month": MONTHS[month]})


def number_text(amount: Fraction) -> Sentence:
    """A number exactly: "60", "2.5"; with a fraction where no decimal says it: "1/3", "41又2/3"."""
    whole, part = divmod(amount, 1)
    plain = exact_text(amount)
    if "/" not in plain or whole <= 0:
        return Sentence("%(number)s", {"number": plain})
    return Sentence(N_("%(whole)s又%(part)s"), {"whole": whole, "part": str(part)})


def days_text(minutes: Fraction, day_minutes: int) -> Sentence:
    """Minutes as exact days: "41.5 天", or "41 天 3 小时 20 分" where the decimals would not be plain.

    Nothing is rounded, so that what is shown always adds up.
    """
    days = minutes / day_minutes
    if days.denominator in (1, 2, 4, 5, 10, 20):
        return Sentence(N_("%(days)s 天"), {"days": exact_text(days)})
    whole = floor(days)
    rest = minutes - whole * day_minutes
    if whole:
        return Sentence(N_("%(days)s 天 %(rest)s"), {"days": whole, "rest": minutes_text(rest)})
    return minutes_text(rest)


def minutes_text(minutes: Fraction) -> Sentence:
    """Minutes as hours and minutes, exactly: "3 小时 20 分", "45 分钟", "2又1/3 分钟"."""
    hours, rest = divmod(minutes, 60)
    shown = number_text(rest)
    if not hours:
        return Sentence(N_("%(minutes)s 分钟"), {"minutes": shown})
    if not rest:
        return Sentence(N_("%(hours)s 小时"), {"hours": hours})
    return Sentence(N_("%(hours)s 小时 %(minutes)s 分"), {"hours": hours, "minutes": shown})
