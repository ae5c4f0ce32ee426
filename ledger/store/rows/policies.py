"""Policies in versions."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.store.base import Base, Code, Key, Long, Name, PublicId


class PolicyRow(Base):
    """One version of a policy, adopted by a unit and inherited below it; its bytes never change."""

    __tablename__ = "policy"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'published', 'superseded')", name="status_known"),
        CheckConstraint("years_to IS NULL OR years_to >= years_from", name="years_in_order"),
        UniqueConstraint("unit_id", "code", "version"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"), index=True)
    code: Mapped[str] = mapped_column(String(80))
    version: Mapped[int]
    title: Mapped[Name]
    years_from: Mapped[int]
    years_to: Mapped[int | None]
    document: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(80))
    status: Mapped[Code]
    drafted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    published_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    published_at: Mapped[datetime | None]


class PolicyDraftRow(Base):
    """A document under way to a version: edited freely, proposed, and published by a second person."""

    __tablename__ = "policy_draft"
    __table_args__ = (
        CheckConstraint("status IN ('draft', 'proposed', 'published', 'discarded')", name="status_known"),
        CheckConstraint("(status = 'published') = (policy_id IS NOT NULL)", name="published_as_a_version"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"), index=True)
    title: Mapped[Name]
    """As far as the document says one."""
    document: Mapped[bytes] = mapped_column(LargeBinary)
    origin: Mapped[str] = mapped_column(String(200), default="")
    """What it began from, such as gallery:exchange, version:abc, file:name.toml."""
    edition: Mapped[int] = mapped_column(default=1)
    """Counts the changes; a form that carries an older one is told so."""
    status: Mapped[Code]
    created_by: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"))
    proposed_at: Mapped[datetime | None]
    proposed_digest: Mapped[str] = mapped_column(String(80), default="")
    note: Mapped[Long]
    """Why it was sent back, if it was."""
    policy_id: Mapped[int | None] = mapped_column(ForeignKey("policy.id", ondelete="RESTRICT"))
    """The version that it became."""


class PolicyDraftEditorRow(Base):
    """An account that had a hand in a draft: it is not the one to publish it."""

    __tablename__ = "policy_draft_editor"

    draft_id: Mapped[int] = mapped_column(
        ForeignKey("policy_draft.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    account_id: Mapped[int] = mapped_column(
        ForeignKey("account.id", ondelete="RESTRICT"), primary_key=True, autoincrement=False
    )
