"""Months that lock and years that close: words, the last open day of a month, and what a seal holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Any

from ledger.domain.calendar import Calendar
from ledger.domain.errors import ConflictError, ForbiddenError
from ledger.domain.wording import N_, Sentence

OPEN_DAYS = (3, 7, 15, 30)
"""For how many days a granted request may open a month."""


class RequestStatus(StrEnum):
    """What became of a request to log late."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class ClosingAct(StrEnum):
    """What is done to a year by two persons."""

    CLOSE = "close"
    REOPEN = "reopen"


class ClosingStatus(StrEnum):
    """How far a closing or reopening is."""

    REHEARSED = "rehearsed"
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    GIVEN_UP = "given_up"


REQUEST_STATUSES = {
    RequestStatus.ASKED: N_("待办理"),
    RequestStatus.GRANTED: N_("已同意"),
    RequestStatus.REFUSED: N_("未同意"),
}


class ClosedPeriodError(ConflictError):
    """The month or year that this belongs to is closed."""

    first: date | None = None
    """The first day of the month that a request could open; None where none can."""


class YearClosedError(ClosedPeriodError):
    """The year is closed for the cadre."""

    text = N_(
        "%(year)s 年度已经结账，这一年度的记录不再改动，这次没有保存。"
        "确有差错或遗漏的，请联系组织部门办理更正，记入今年。"
    )

    def __init__(self, first: date) -> None:
        super().__init__(year=first.year)
        self.first = first


class MonthLockedError(ClosedPeriodError):
    """The month is locked, and nothing opens it for the cadre."""

    text = N_(
        "%(year)s 年 %(month)s 月的台账已在 %(on)s 后锁定，这次没有保存。"
        "请写明原因提交补记申请，同意之后可以在期限内补记。"
    )

    def __init__(self, first: date, last_day: date) -> None:
        super().__init__(year=first.year, month=first.month, on=last_day.isoformat())
        self.first = first


class YearOfPostingClosedError(ClosedPeriodError):
    """A change of an appointment or leave reaches into a closed year."""

    text = N_(
        "%(name)s的 %(year)s 年度已经结账，这一改动会影响当年的核算，没有保存。"
        "请把改动限于结账之后的日期；确需改动当年的，先由两人办理重开。"
    )


class PolicyOfClosedYearError(ClosedPeriodError):
    """A policy would be published for a year that is closed."""

    text = N_("%(unit)s的 %(year)s 年度已经结账，办法请从 %(next)s 年起施行。")


class SamePersonError(ForbiddenError):
    """A closing is confirmed by another account than proposed it."""

    text = N_("提出和确认必须是两个人。请由覆盖本单位的组织部门的另一名工作人员确认。")


@dataclass(frozen=True)
class LateRequest:
    """A request to log facts of a locked month for a cadre, and the decision."""

    id: int
    public_id: str
    person_id: int
    unit_id: int | None
    month: date
    reason: str
    status: RequestStatus
    asked_by: int
    asked_at: datetime
    decided_by: int | None
    decided_at: datetime | None
    answer: str
    open_until: date | None


@dataclass(frozen=True)
class YearClosing:
    """One closing or reopening of a unit's year, from rehearsal to confirmation."""

    id: int
    public_id: str
    unit_id: int
    year: int
    act: ClosingAct
    status: ClosingStatus
    digest: str
    counts: Mapping[str, Any]
    reason: str
    rehearsed_by: int
    rehearsed_at: datetime
    proposed_by: int | None
    proposed_at: datetime | None
    confirmed_by: int | None
    confirmed_at: datetime | None


@dataclass(frozen=True)
class Seal:
    """A cadre's year as it was closed; `inputs`, `result` and `kept` are canonical JSON."""

    id: int
    person_id: int
    year: int
    unit_id: int
    closing_id: int
    policy_id: int | None
    policy_digest: str
    holidays_digest: str
    inputs: str
    inputs_digest: str
    result: str
    result_digest: str
    kept: str
    sealed_at: datetime
    proposed_by: int
    confirmed_by: int


@dataclass(frozen=True)
class NewCorrection:
    """What of a sealed year should have been otherwise: an entry or outcome taken "in" or "out"."""

    seal_id: int
    person_id: int
    of_year: int
    object_kind: str
    object_id: int
    effect: str
    facts: str
    reason: str
    on: date
    made_by: int
    made_at: datetime
    amounts: Mapping[str, Fraction]
    """By account what is booked, exactly; empty where the correction changes no figure."""


@dataclass(frozen=True)
class Correction(NewCorrection):
    """One that is kept."""

    id: int = 0
    public_id: str = ""

    def is_of(self, kind: str, key: int) -> bool:
        """Whether it is of this entry or outcome."""
        return (self.object_kind, self.object_id) == (kind, key)


def state_since(corrections: Sequence[Correction]) -> Sentence | None:
    """What an entry or outcome is after its corrections, oldest first; None where there are none.

    In its closed year it keeps the status that it had there: what was taken in later still waits by that.
    """
    if not corrections:
        return None
    last = corrections[-1]
    text = (
        N_("已更正补计（记入 %(year)s 年）") if last.effect == "in" else N_("已更正减去（记入 %(year)s 年）")
    )
    return Sentence(text, {"year": last.on.year})


def months_of(begins_on: date, ends_on: date) -> Iterator[date]:
    """The first days of the months that a span touches."""
    month = begins_on.replace(day=1)
    while month <= ends_on:
        yield month
        month = next_month(month)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def last_open_day(month: date, grace_days: int, calendar: Calendar) -> date:
    """The last day on which the facts of a month are logged freely: its grace days are working days."""
    day, left = next_month(month) - timedelta(days=1), grace_days
    while left:
        day += timedelta(days=1)
        left -= calendar.is_working_day(day)
    return day
