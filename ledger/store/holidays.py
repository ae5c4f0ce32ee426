"""Holiday notices as entered: one a year, the later in the place of the earlier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from ledger.domain.calendar import HolidayNotice
from ledger.store.rows import AccountRow, HolidayNoticeRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class EnteredNotice:
    """A notice, where it is from, and who entered it when."""

    notice: HolidayNotice
    reference: str
    entered_at: datetime
    entered_by: str


class Holidays:
    """The overlay over the announced holidays."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def notices(self) -> list[HolidayNotice]:
        """All notices that were entered, by year."""
        rows = self.session.scalars(select(HolidayNoticeRow).order_by(HolidayNoticeRow.year))
        return [_to_notice(row) for row in rows]

    def of_year(self, year: int) -> EnteredNotice | None:
        """The notice entered for a year."""
        query = select(HolidayNoticeRow, AccountRow.display_name).outerjoin(
            AccountRow, AccountRow.id == HolidayNoticeRow.entered_by
        )
        found = self.session.execute(query.where(HolidayNoticeRow.year == year)).first()
        if found is None:
            return None
        row, name = found
        return EnteredNotice(_to_notice(row), row.reference, row.entered_at, name or "")

    def put(self, notice: HolidayNotice, reference: str, *, entered_by: int | None, now: datetime) -> None:
        """Keep a notice in the place of what was entered for its year."""
        row = self.session.get(HolidayNoticeRow, notice.year)
        if row is None:
            row = HolidayNoticeRow(year=notice.year)
            self.session.add(row)
        row.reference, row.entered_by, row.entered_at = reference, entered_by, now
        row.days_off = [day.isoformat() for day in sorted(notice.days_off)]
        row.working_weekends = [day.isoformat() for day in sorted(notice.working_weekends)]
        self.session.flush()

    def remove(self, year: int) -> None:
        """Forget what was entered for a year."""
        row = self.session.get(HolidayNoticeRow, year)
        if row is not None:
            self.session.delete(row)
            self.session.flush()


def _to_notice(row: HolidayNoticeRow) -> HolidayNotice:
    return HolidayNotice(
        row.year,
        frozenset(date.fromisoformat(day) for day in row.days_off),
        frozenset(date.fromisoformat(day) for day in row.working_weekends),
    )
