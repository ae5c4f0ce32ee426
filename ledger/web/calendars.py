"""The working calendar: a year in twelve months, and the holiday notice that an administrator enters."""

from __future__ import annotations

from calendar import Calendar as Weeks
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ledger.clock import now, today
from ledger.domain.calendar import Calendar, HolidayNotice
from ledger.domain.errors import InvalidError
from ledger.domain.permissions import Permission
from ledger.services.keep_calendar import keep_notice, remove_notice
from ledger.services.working_calendar import calendar_for, calendar_of
from ledger.web.asked import known_year, year_asked
from ledger.web.context import actor, reading, this_year, writing
from ledger.web.forms.base import ConfirmForm
from ledger.web.forms.calendars import NoticeForm
from ledger.web.guard import requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("calendars", __name__, url_prefix="/calendar")


@dataclass(frozen=True)
class Day:
    """A day in a month's table; one of another month is an empty cell."""

    number: int
    kind: str
    """work, weekend, off (a working weekday that is free) or makeup (a weekend day that is worked)."""


@dataclass(frozen=True)
class Month:
    """A month in weeks from Monday, with its working days."""

    number: int
    weeks: tuple[tuple[Day | None, ...], ...]
    working_days: int


@bp.get("")
@requires(Permission.CALENDAR_SEE)
def show() -> ResponseReturnValue:
    """A year in twelve months."""
    year = year_asked()
    calendar = calendar_of(reading(), [year])
    return render_template(
        "calendars/show.html",
        year=year,
        years=[this_year() - 1, this_year(), this_year() + 1],
        months=months_of(calendar, year),
        announced=calendar.announced(year),
        entered=reading().holidays.of_year(year),
        working_days=calendar.working_days(date(year, 1, 1), date(year + 1, 1, 1)),
    )


@bp.route("/<int:year>", methods=["GET", "POST"])
@requires(Permission.CALENDAR_KEEP)
def edit(year: int) -> ResponseReturnValue:
    """Enter the notice of a year: paste it and look at what was read, or write the days; then save."""
    known_year(year)
    form, entered = NoticeForm(), reading().holidays.of_year(year)
    known = entered.notice if entered is not None else known_notice(year)
    if not form.is_submitted():
        form.show(known, "" if entered is None else entered.reference)
        return editor(form, year, known, entered=entered is not None), 200
    if form.validate():
        if request.form.get("act") == "read":
            form.take_text(year)
        elif saved(form, year):
            flash(_("已保存 %(year)s 年的放假安排，有关年度已重新核算。", year=year))
            return redirect(url_for(".show", year=year))
    shown = as_written(form, year) or known
    return editor(form, year, shown, entered=entered is not None), 422 if form.errors else 200


@bp.post("/<int:year>/remove")
@requires(Permission.CALENDAR_KEEP)
def remove(year: int) -> ResponseReturnValue:
    """Take back what was entered: what the library knows counts again."""
    form = ConfirmForm()
    remove_notice(writing(), actor(), known_year(year), on=today(), now=now(), form_key=form.once())
    flash(_("已撤销录入的 %(year)s 年放假安排，有关年度已重新核算。", year=year))
    return redirect(url_for(".show", year=year))


def saved(form: NoticeForm, year: int) -> bool:
    """Whether the notice could be kept; else its faults stand at the fields."""
    try:
        notice, reference = form.notice(year), (form.reference.data or "").strip()
        keep_notice(writing(), actor(), notice, reference, on=today(), now=now(), form_key=form.once())
    except InvalidError as error:
        form.add_faults(error)
        return False
    return True


def editor(form: NoticeForm, year: int, notice: HolidayNotice, *, entered: bool) -> str:
    """The page of the form, with the year as it would look."""
    calendar = calendar_for([], [notice])
    return render_template(
        "calendars/edit.html", form=form, year=year, months=months_of(calendar, year), entered=entered
    )


def as_written(form: NoticeForm, year: int) -> HolidayNotice | None:
    """The notice that the form holds; None where it cannot be read."""
    try:
        return form.notice(year)
    except InvalidError:
        return None


def known_notice(year: int) -> HolidayNotice:
    """What is known of a year without anything entered, to begin from."""
    calendar = calendar_for([year])
    return HolidayNotice(year, calendar.days_off, calendar.working_weekends)


def months_of(calendar: Calendar, year: int) -> list[Month]:
    """The twelve months of a year."""
    weeks = Weeks()
    found = []
    for month in range(1, 13):
        rows = tuple(
            tuple(Day(day.day, kind_of(calendar, day)) if day.month == month else None for day in week)
            for week in weeks.monthdatescalendar(year, month)
        )
        working = sum(day is not None and day.kind in ("work", "makeup") for row in rows for day in row)
        found.append(Month(month, rows, working))
    return found


def kind_of(calendar: Calendar, day: date) -> str:
    """What a day is, in one word."""
    if day in calendar.working_weekends:
        return "makeup"
    if day in calendar.days_off:
        return "off"
    return "work" if calendar.is_working_day(day) else "weekend"
