"""Holiday notices that were entered over what the library knows."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ledger.store.base import Base


class HolidayNoticeRow(Base):
    """What the State Council's notice says of one year, as an administrator entered it."""

    __tablename__ = "holiday_notice"
    __table_args__ = (CheckConstraint("year BETWEEN 1900 AND 2999", name="year_known"),)

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reference: Mapped[str] = mapped_column(String(200), default="")
    """The notice's number or address."""
    days_off: Mapped[list[Any]] = mapped_column(default=list)
    """Dates as ISO text, in order; so are the following."""
    working_weekends: Mapped[list[Any]] = mapped_column(default=list)
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    entered_at: Mapped[datetime]
