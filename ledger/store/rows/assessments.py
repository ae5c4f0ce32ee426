"""Assessments as kept for lists, and the summaries that were issued."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ledger.store.base import Base, Code, Key, Name


class AssessmentRow(Base):
    """Where a cadre stands in a year, as the engine found it when a fact last changed.

    It is derived: every column can be computed again from the facts, and `taizhang recompute` does so.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        # What a department's table groups and sums up: it is read from the index alone.
        Index(
            "ix_assessment_of_unit", "year", "unit_id", "rank", "status", "day_minutes", "reports",
            "field_earned", "field_in", "person_id",
        ),
        Index("ix_assessment_unit_id_year", "unit_id", "year"),
    )  # fmt: skip

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"))
    """The unit of the last appointment in the year, whose policy governs it."""
    rank: Mapped[str] = mapped_column(String(3))
    post: Mapped[Name]
    position: Mapped[int] = mapped_column(default=0)
    policy_id: Mapped[int | None] = mapped_column(ForeignKey("policy.id", ondelete="RESTRICT"))
    status: Mapped[Code]
    """met, short or not_applicable, over all requirements."""
    day_minutes: Mapped[int]
    field_earned: Mapped[int]
    """Minutes, as are the following."""
    field_in: Mapped[int]
    field_total: Mapped[int]
    online_earned: Mapped[int]
    online_out: Mapped[int]
    reports: Mapped[str] = mapped_column(String(40), default="0")
    """Verified research reports and policies adopted, an exact amount."""
    requirements: Mapped[list[Any]] = mapped_column(default=list)
    """code, title, measure, required, reached, short, status, as the engine prints them."""
    provisional: Mapped[bool] = mapped_column(default=False)
    assessed_at: Mapped[datetime]


class IssuedSummaryRow(Base):
    """A summary that went out: what its code stands for."""

    __tablename__ = "issued_summary"
    __table_args__ = (Index("ix_issued_summary_person_id_year", "person_id", "year"),)

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(40), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    year: Mapped[int]
    as_of: Mapped[date]
    content_digest: Mapped[str] = mapped_column(String(80))
    """Of the facts and figures in it, without the time of printing: the same content keeps its code."""
    inputs_digest: Mapped[str | None] = mapped_column(String(80))
    """Of the facts that the figures were counted from; None where it was issued before this was kept."""
    policy_digest: Mapped[str] = mapped_column(String(80))
    issued_at: Mapped[datetime]
    last_issued_at: Mapped[datetime | None]
    """When the same content went out last: by it a later summary is told from an earlier one."""
    issued_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
