"""What a holiday notice may say: its days lie about its year, and only weekend days are made up for."""

from __future__ import annotations

from datetime import date

from ledger.domain.calendar import SATURDAY, HolidayNotice
from ledger.domain.errors import InvalidError
from ledger.domain.wording import N_, Joined, Sentence

MOST_DAYS = 120


def check_notice(notice: HolidayNotice) -> None:
    """Refuses a notice that contradicts itself or the calendar.

    Raises:
        InvalidError: naming `days_off` or `working` with everything that is wrong with it.
    """
    faults: dict[str, Sentence] = {}
    if not notice.days_off:
        faults["days_off"] = Sentence(N_("请写放假的日期。"))
    if len(notice.days_off) > MOST_DAYS or len(notice.working_weekends) > MOST_DAYS:
        faults["days_off"] = Sentence(N_("日期太多，请检查。"))
    weekdays = {day for day in notice.working_weekends if day.weekday() < SATURDAY}
    both = notice.days_off & notice.working_weekends
    for name, days in (("days_off", notice.days_off), ("working", notice.working_weekends)):
        far = {day for day in days if not _about(day, notice.year)}
        if far:
            what = N_("%(days)s不在 %(year)s 年（年初的假可以从上年 12 月起）。")
            faults[name] = Sentence(what, {"days": _listed(far), "year": notice.year})
    if weekdays:
        what = N_("%(days)s不是周六、周日：平常的工作日不用写成上班，请删去。")
        faults["working"] = Sentence(what, {"days": _listed(weekdays)})
    if both:
        what = N_("%(days)s既写了放假又写了上班，请删去其中一处。")
        faults["working"] = Sentence(what, {"days": _listed(both)})
    if faults:
        raise InvalidError(faults)


def _about(day: date, year: int) -> bool:
    return day.year == year or (day.year == year - 1 and day.month == 12)


def _listed(days: set[date] | frozenset[date]) -> Joined:
    shown = tuple(day.isoformat() for day in sorted(days)[:6])
    return Joined(N_("、"), parts=shown)
