"""Entries of the ledger, their links, presets, and topics."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.store.base import Base, Code, Key, Long, Name, PublicId

LISTED = (
    "begins_on", "ends_on", "person_id", "channel", "minutes", "from_half", "to_half", "mode", "topic_id",
)  # fmt: skip
"""What lists are ordered, narrowed and summed up by: a department's totals are read from the index alone."""


class TopicRow(Base):
    """A policy area that entries are about."""

    __tablename__ = "topic"

    id: Mapped[Key]
    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[Name]
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class EntryRow(Base):
    """One piece of research that was logged."""

    __tablename__ = "entry"
    __table_args__ = (
        CheckConstraint("channel IN ('online', 'field')", name="channel_known"),
        CheckConstraint(
            "status IN ('draft', 'unconfirmed', 'submitted', 'approved', 'returned', 'withdrawn')",
            name="status_known",
        ),
        CheckConstraint("ends_on >= begins_on", name="ends_after_it_begins"),
        CheckConstraint("(channel = 'online') = (minutes IS NOT NULL)", name="minutes_only_online"),
        CheckConstraint("minutes IS NULL OR minutes BETWEEN 1 AND 1440", name="minutes_of_one_sitting"),
        CheckConstraint("from_half IS NULL OR from_half IN ('am', 'pm')", name="from_half_known"),
        CheckConstraint("to_half IS NULL OR to_half IN ('am', 'pm')", name="to_half_known"),
        Index("ix_entry_person_id_begins_on", "person_id", "begins_on"),
        Index("ix_entry_of_unit", "unit_id", "status", *LISTED),
        Index("ix_entry_person_id_unit_id", "person_id", "unit_id"),  # who has entries of another unit
        Index("ix_entry_begins_on_id", "begins_on", "id"),  # a department's list: the latest page of them all
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"))
    """The unit of the appointment on the last day of the entry: whoever may see that unit may see it."""
    channel: Mapped[Code]
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    start: Mapped[str | None] = mapped_column(String(5))
    minutes: Mapped[int | None]
    from_half: Mapped[str | None] = mapped_column(String(2))
    to_half: Mapped[str | None] = mapped_column(String(2))
    mode: Mapped[Code]
    platform: Mapped[str | None] = mapped_column(String(40))
    place_code: Mapped[str | None] = mapped_column(String(12))
    place_name: Mapped[Long]
    contact_point: Mapped[bool] = mapped_column(default=False)
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id", ondelete="RESTRICT"))
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    reference: Mapped[Long]
    reached: Mapped[Long]
    heard: Mapped[Long]
    done: Mapped[Long]
    companions: Mapped[Long]
    status: Mapped[Code]
    version: Mapped[int] = mapped_column(default=1)
    """Counts the changes; a form that carries an older one is told so."""
    logged_on: Mapped[date]
    """The day on which it was submitted for the first time; till then, entered."""
    created_by: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    submitted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    submitted_at: Mapped[datetime | None]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    """The cadre's account, where a delegate handed it in."""
    confirmed_at: Mapped[datetime | None]
    agreement_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id", ondelete="RESTRICT"))
    """What a delegate handed it in under, where the cadre had agreed in advance."""
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    decided_at: Mapped[datetime | None]
    decided_for: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    """The reviewer in whose stead a deputy decided."""
    reason: Mapped[Long]
    source_key: Mapped[str | None] = mapped_column(String(120), unique=True)
    """Where an imported entry came from, such as 领导留言板:12345; the same one never twice."""
    upload_id: Mapped[int | None] = mapped_column(ForeignKey("upload.id", ondelete="RESTRICT"), index=True)


class EntryLinkRow(Base):
    """A finding online joined to the visit that checked it."""

    __tablename__ = "entry_link"
    __table_args__ = (
        UniqueConstraint("finding_id", "check_id"),
        CheckConstraint("finding_id <> check_id", name="two_entries"),
    )

    id: Mapped[Key]
    finding_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="RESTRICT"), index=True)
    check_id: Mapped[int] = mapped_column(ForeignKey("entry.id", ondelete="RESTRICT"), index=True)


class PresetRow(Base):
    """What a person logs often, filled in by one tap."""

    __tablename__ = "preset"
    __table_args__ = (UniqueConstraint("person_id", "name"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    name: Mapped[Name]
    position: Mapped[int] = mapped_column(default=0)
    channel: Mapped[Code]
    minutes: Mapped[int | None]
    mode: Mapped[Code]
    platform: Mapped[str | None] = mapped_column(String(40))
    place_code: Mapped[str | None] = mapped_column(String(12))
    place_name: Mapped[Long]
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topic.id", ondelete="RESTRICT"))
