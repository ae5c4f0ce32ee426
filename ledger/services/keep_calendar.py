"""Enter a year's holiday notice over what the library knows, or take it back; the years are counted again."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from ledger.domain.calendar import FIRST_YEAR, LAST_YEAR, HolidayNotice
from ledger.domain.errors import ConflictError, InvalidError, NotFoundError
from ledger.domain.holiday_check import check_notice
from ledger.domain.trail import TrailTag
from ledger.domain.wording import N_, Sentence
from ledger.services.assess_year import reassess
from ledger.services.once import FormKey, answered, settle
from ledger.store.readings_assessments import kept_people, kept_years

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork

LONGEST_REFERENCE = 200


class NothingEnteredError(ConflictError):
    """There is nothing to take back."""

    text = N_("没有录入过这一年的放假安排，或者已经撤销，不用再办。")


def keep_notice(
    uow: UnitOfWork,
    actor: Actor,
    notice: HolidayNotice,
    reference: str,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """Put a notice in the place of what was entered for its year; the years it touches are assessed again.

    Raises:
        InvalidError: naming `days_off`, `working` or `reference`.
    """
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        _check(notice, reference)
        entered = uow.holidays.of_year(notice.year)
        before = None if entered is None else entered.notice
        uow.holidays.put(notice, reference, entered_by=actor.account_id, now=now)
        _follow(uow, actor, notice.year, before, notice, reference, on=on, now=now)
        settle(uow, actor, form_key, str(notice.year))
        uow.commit()


def remove_notice(
    uow: UnitOfWork, actor: Actor, year: int, *, on: date, now: datetime, form_key: FormKey | None = None
) -> None:
    """Take back what was entered for a year.

    Raises:
        NothingEnteredError: nothing was.
    """
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        entered = uow.holidays.of_year(year)
        if entered is None:
            raise NothingEnteredError
        uow.holidays.remove(year)
        _follow(uow, actor, year, entered.notice, None, "", on=on, now=now)
        settle(uow, actor, form_key, str(year))
        uow.commit()


def _check(notice: HolidayNotice, reference: str) -> None:
    if not FIRST_YEAR <= notice.year <= LAST_YEAR:
        raise NotFoundError
    if len(reference) > LONGEST_REFERENCE:
        what = Sentence(N_("请缩短到 %(most)s 字以内。"), {"most": LONGEST_REFERENCE})
        raise InvalidError({"reference": what})
    check_notice(notice)


def _follow(
    uow: UnitOfWork,
    actor: Actor,
    year: int,
    old: HolidayNotice | None,
    new: HolidayNotice | None,
    reference: str,
    *,
    on: date,
    now: datetime,
) -> None:
    """Leave the trail and assess again every kept year in which a day changed hands."""
    touched = {year}
    for notice in (old, new):
        if notice is not None:
            touched |= {day.year for day in notice.days_off | notice.working_weekends}
    people = {one: kept_people(uow.session, one) for one in kept_years(uow.session) if one in touched}
    uow.trail.append(
        TrailTag.CALENDAR_CHANGED,
        at=now,
        account_id=actor.account_id,
        object_kind="calendar",
        object_id=year,
        changes={
            "days_off": (_days(old, "days_off"), _days(new, "days_off")),
            "working_weekends": (_days(old, "working_weekends"), _days(new, "working_weekends")),
            "reassessed": (None, sum(len(found) for found in people.values())),
        },
        note=reference,
    )
    for one, found in people.items():
        reassess(uow, found, one, on=on, now=now)


def _days(notice: HolidayNotice | None, name: str) -> list[str] | None:
    return None if notice is None else [day.isoformat() for day in sorted(getattr(notice, name))]
