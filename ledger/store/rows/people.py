"""Units in a tree, people, their appointments and leave."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from ledger.store.base import Base, Code, Key, Name, PublicId


class UnitRow(Base):
    """A unit of the organisation."""

    __tablename__ = "unit"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"), index=True)
    name: Mapped[Name]
    level: Mapped[Code]
    path: Mapped[str] = mapped_column(String(255), unique=True)
    """Keys from the root down, eight digits each: a subtree is a prefix, and a range in any collation."""
    position: Mapped[int] = mapped_column(default=0)
    """The place among its siblings in official order."""


class PersonRow(Base):
    """A person; a cadre once appointed."""

    __tablename__ = "person"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    name: Mapped[Name]
    pinyin: Mapped[str] = mapped_column(String(200), default="", index=True)
    """Full pinyin and initials, for search."""
    staff_no: Mapped[str | None] = mapped_column(String(40), unique=True)


class AppointmentRow(Base):
    """An interval in which a person held a rank and post in a unit; both ends inclusive."""

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= begins_on", name="ends_after_it_begins"),
        Index("ix_appointment_unit_id_begins_on", "unit_id", "begins_on"),
        Index("ix_appointment_person_id_begins_on", "person_id", "begins_on"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"))
    rank: Mapped[str] = mapped_column(String(3))
    post: Mapped[Name]
    tags: Mapped[list[str]] = mapped_column(default=list)
    position: Mapped[int] = mapped_column(default=0)
    """The place of the post in the unit's official order."""
    begins_on: Mapped[date]
    ends_on: Mapped[date | None]


class LeaveRow(Base):
    """An interval of leave; both ends inclusive."""

    __tablename__ = "leave"
    __table_args__ = (CheckConstraint("ends_on >= begins_on", name="ends_after_it_begins"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[Name]
