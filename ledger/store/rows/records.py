"""Records beside the facts: the trail, form keys, uploads under way, suggestions."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from ledger.store.base import APPEND_ONLY, Base, Code, Key, Long, Name, PublicId


class TrailRow(Base):
    """Who did what, when, to what, old → new; append-only by the schema."""

    __tablename__ = "trail"
    __table_args__ = (
        Index("ix_trail_object_kind_object_id", "object_kind", "object_id"),
        Index("ix_trail_subject_id_id", "subject_id", "id"),
        {"info": {APPEND_ONLY: True}},
    )

    id: Mapped[Key]
    at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), index=True)
    """Who did it; absent for the command line."""
    tag: Mapped[Code]
    object_kind: Mapped[Code]
    object_id: Mapped[int | None]
    subject_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"))
    """The cadre whose record it is."""
    changes: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Field → [old, new]."""
    note: Mapped[Long]


class FormKeyRow(Base):
    """A key that a form carried: the same form sent again gets the same answer and changes nothing."""

    __tablename__ = "form_key"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    body_digest: Mapped[str] = mapped_column(String(64))
    result: Mapped[str] = mapped_column(String(500), default="")
    """The public name of what came of it."""
    used_at: Mapped[datetime] = mapped_column(index=True)


class UploadRow(Base):
    """A file brought for import, kept between upload, check and import."""

    __tablename__ = "upload"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), index=True)
    purpose: Mapped[Code]
    file_name: Mapped[Name]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    """Removed once the import is done or given up."""
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)


class SuggestionRow(Base):
    """A complaint or suggestion and how it is being handled."""

    __tablename__ = "suggestion"
    __table_args__ = (CheckConstraint("status IN ('received', 'handling', 'answered')", name="status_known"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), index=True)
    """Absent where the writer chose not to be named."""
    receipt: Mapped[str] = mapped_column(String(14), unique=True)
    """With it, who wrote without a name finds the answer."""
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"), index=True)
    kind: Mapped[Code]
    about: Mapped[str] = mapped_column(String(200), default="")
    """The page it was written from."""
    words: Mapped[Long]
    status: Mapped[Code]
    answer: Mapped[Long]
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
