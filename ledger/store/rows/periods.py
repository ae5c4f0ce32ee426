"""Locked months and closed years: requests to log late, closings, what they sealed, and corrections."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.store.base import APPEND_ONLY, Base, Code, Key, Long, PartialIndex, PublicId


class LateRequestRow(Base):
    """A request to log facts of a month that is locked, and what was decided on it."""

    __tablename__ = "late_request"
    __table_args__ = (
        CheckConstraint("status IN ('asked', 'granted', 'refused')", name="status_known"),
        CheckConstraint("(status = 'granted') = (open_until IS NOT NULL)", name="granted_until_a_day"),
        PartialIndex("uq_late_request_asked", "person_id", "month", where="status = 'asked'"),
        Index("ix_late_request_unit_id_status", "unit_id", "status"),
        Index("ix_late_request_person_id_month", "person_id", "month"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"))
    """The unit of the cadre's last appointment in the year of the month: whose department decides."""
    month: Mapped[date]
    """Its first day."""
    reason: Mapped[Long]
    status: Mapped[Code]
    asked_by: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    asked_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    decided_at: Mapped[datetime | None]
    answer: Mapped[Long]
    open_until: Mapped[date | None]
    """The last day on which the month is open for the cadre."""


class YearClosingRow(Base):
    """One closing or reopening of a unit's year: rehearsed, proposed by one account, confirmed by another."""

    __tablename__ = "year_closing"
    __table_args__ = (
        CheckConstraint("act IN ('close', 'reopen')", name="act_known"),
        CheckConstraint("status IN ('rehearsed', 'proposed', 'confirmed', 'given_up')", name="status_known"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_by <> proposed_by", name="two_persons"),
        CheckConstraint("(status = 'confirmed') = (confirmed_by IS NOT NULL)", name="confirmed_by_somebody"),
        PartialIndex(
            "uq_year_closing_under_way", "unit_id", "year", where="status IN ('rehearsed', 'proposed')"
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"))
    year: Mapped[int]
    act: Mapped[Code]
    status: Mapped[Code]
    digest: Mapped[str] = mapped_column(String(80), default="")
    """Of what the rehearsal found for everybody: it must still hold when the closing is confirmed."""
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the rehearsal found: people by status, and how many kept figures differed."""
    reason: Mapped[Long]
    rehearsed_by: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    rehearsed_at: Mapped[datetime]
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    proposed_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    confirmed_at: Mapped[datetime | None]


class ClosedYearRow(Base):
    """A unit's year that was closed; reopened once a second closing act says so."""

    __tablename__ = "closed_year"
    __table_args__ = (
        CheckConstraint("(reopening_id IS NULL) = (reopened_at IS NULL)", name="reopened_by_an_act"),
        PartialIndex("uq_closed_year_still_closed", "unit_id", "year", where="reopening_id IS NULL"),
    )

    id: Mapped[Key]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"))
    year: Mapped[int]
    closing_id: Mapped[int] = mapped_column(ForeignKey("year_closing.id", ondelete="RESTRICT"))
    closed_at: Mapped[datetime]
    reopening_id: Mapped[int | None] = mapped_column(ForeignKey("year_closing.id", ondelete="RESTRICT"))
    reopened_at: Mapped[datetime | None]


class SealedAssessmentRow(Base):
    """A cadre's year as it was closed: the facts, the policy, the calendar and the result; append-only."""

    __tablename__ = "sealed_assessment"
    __table_args__ = (
        UniqueConstraint("closing_id", "person_id"),
        Index("ix_sealed_assessment_person_id_year", "person_id", "year"),
        Index("ix_sealed_assessment_unit_id_year", "unit_id", "year"),
        {"info": {APPEND_ONLY: True}},
    )

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    year: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"))
    closing_id: Mapped[int] = mapped_column(ForeignKey("year_closing.id", ondelete="RESTRICT"))
    policy_id: Mapped[int | None] = mapped_column(ForeignKey("policy.id", ondelete="RESTRICT"))
    policy_digest: Mapped[str] = mapped_column(String(80), default="")
    holidays_digest: Mapped[str] = mapped_column(String(80))
    inputs: Mapped[str] = mapped_column(Text)
    """The engine's facts and the calendar as canonical JSON, in the format of a case."""
    inputs_digest: Mapped[str] = mapped_column(String(80))
    result: Mapped[str] = mapped_column(Text)
    """What the engine found, as canonical JSON; "null" where no policy governed."""
    result_digest: Mapped[str] = mapped_column(String(80))
    kept: Mapped[str] = mapped_column(Text)
    """The columns kept for lists, as canonical JSON."""
    sealed_at: Mapped[datetime]
    proposed_by: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    confirmed_by: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))


class CorrectionRow(Base):
    """What of a sealed year should have been otherwise: an entry or outcome taken in or out; append-only."""

    __tablename__ = "correction"
    __table_args__ = (
        CheckConstraint("object_kind IN ('entry', 'outcome')", name="object_kind_known"),
        CheckConstraint("effect IN ('in', 'out')", name="effect_known"),
        UniqueConstraint("seal_id", "object_kind", "object_id", "effect"),
        Index("ix_correction_person_id_of_year", "person_id", "of_year"),
        Index("ix_correction_object_kind_object_id", "object_kind", "object_id"),
        {"info": {APPEND_ONLY: True}},
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    seal_id: Mapped[int] = mapped_column(ForeignKey("sealed_assessment.id", ondelete="RESTRICT"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    of_year: Mapped[int]
    object_kind: Mapped[Code]
    object_id: Mapped[int]
    effect: Mapped[Code]
    facts: Mapped[str] = mapped_column(Text)
    """The engine's facts of the entry or outcome, as canonical JSON."""
    reason: Mapped[Long]
    on_date: Mapped[date]
    """The day in the open year on which it is booked."""
    made_by: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    made_at: Mapped[datetime]


class AdjustmentRow(Base):
    """By how much a correction changes one account, booked in the open year; append-only."""

    __tablename__ = "adjustment"
    __table_args__ = (
        UniqueConstraint("correction_id", "account"),
        Index("ix_adjustment_person_id_on_date", "person_id", "on_date"),
        {"info": {APPEND_ONLY: True}},
    )

    id: Mapped[Key]
    correction_id: Mapped[int] = mapped_column(ForeignKey("correction.id", ondelete="RESTRICT"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    account: Mapped[Code]
    amount: Mapped[str] = mapped_column(String(80))
    """Exactly: minutes of the field and online, a count of an outcome kind; may be negative."""
    of_year: Mapped[int]
    on_date: Mapped[date]
    note: Mapped[Long]
