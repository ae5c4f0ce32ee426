"""Outcomes, who shares them, and the entries they came from."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.store.base import Base, Code, Key, Long, Name, PublicId


class OutcomeRow(Base):
    """What came of entries."""

    __tablename__ = "outcome"
    __table_args__ = (
        CheckConstraint("status IN ('recorded', 'verified', 'refused')", name="status_known"),
        Index("ix_outcome_status_on_date", "status", "on_date"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    kind: Mapped[Code]
    title: Mapped[Name]
    level: Mapped[str] = mapped_column(String(40), default="")
    on_date: Mapped[date]
    reference: Mapped[Long]
    note: Mapped[Long]
    status: Mapped[Code]
    version: Mapped[int] = mapped_column(default=1)
    recorded_by: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    decided_at: Mapped[datetime | None]
    decided_for: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    """The reviewer in whose stead a deputy decided."""
    reason: Mapped[Long]
    source_key: Mapped[str | None] = mapped_column(String(120), unique=True)


class OutcomeShareRow(Base):
    """The part of an outcome that is one cadre's, an exact fraction; the parts sum to at most 1."""

    __tablename__ = "outcome_share"
    __table_args__ = (
        UniqueConstraint("outcome_id", "person_id"),
        CheckConstraint("part > 0 AND whole > 0 AND part <= whole", name="within_one"),
        Index("ix_outcome_share_person_id_outcome_id", "person_id", "outcome_id"),
    )

    id: Mapped[Key]
    outcome_id: Mapped[int] = mapped_column(ForeignKey("outcome.id", ondelete="RESTRICT"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"), index=True)
    """The unit of the cadre's appointment on the outcome's date."""
    part: Mapped[int]
    whole: Mapped[int]


class OutcomeEntryRow(Base):
    """An entry that an outcome came from."""

    __tablename__ = "outcome_entry"
    __table_args__ = (UniqueConstraint("outcome_id", "entry_id"),)

    id: Mapped[Key]
    outcome_id: Mapped[int] = mapped_column(ForeignKey("outcome.id", ondelete="RESTRICT"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="RESTRICT"), index=True)
