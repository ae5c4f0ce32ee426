"""Policies in versions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.store.base import Base, Code, Key, Name, PublicId


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
