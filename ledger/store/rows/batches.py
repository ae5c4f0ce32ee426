"""Batches of summaries, what is done of them, and the workers that do it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.store.base import Base, Code, Key, PublicId


class BatchRow(Base):
    """Summaries of all cadres of a subtree, asked for together."""

    __tablename__ = "batch"
    __table_args__ = (
        CheckConstraint("form IN ('zip', 'volume')", name="form_known"),
        CheckConstraint("state IN ('waiting', 'running', 'done', 'cancelled', 'failed')", name="state_known"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="RESTRICT"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id", ondelete="RESTRICT"), index=True)
    year: Mapped[int]
    form: Mapped[Code]
    language: Mapped[str] = mapped_column(String(10))
    state: Mapped[Code]
    total: Mapped[int]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    sha256: Mapped[str] = mapped_column(String(64), default="")
    """Of the result, which bears it as its name; "" before, and once it was removed."""
    size: Mapped[int] = mapped_column(default=0)
    result_sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    """Of the result, kept for good: whoever holds the file may ask whether it is genuine."""


class BatchItemRow(Base):
    """One cadre of a batch; the places are in official order."""

    __tablename__ = "batch_item"
    __table_args__ = (UniqueConstraint("batch_id", "person_id"),)

    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="RESTRICT"), index=True)
    code: Mapped[str | None] = mapped_column(String(40))
    """Of the summary that was issued; "" where there was none to issue any more."""


class BatchPartRow(Base):
    """Some neighbouring summaries of a batch, issued and written together: all of them or none."""

    __tablename__ = "batch_part"

    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sha256: Mapped[str] = mapped_column(String(64))
    made_at: Mapped[datetime]


class WorkerRow(Base):
    """A process that works on batches; one that was not seen for a while is dead."""

    __tablename__ = "worker"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
