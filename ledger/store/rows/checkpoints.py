"""Checkpoints as kept beside the books; append-only by the schema."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ledger.store.base import APPEND_ONLY, Base


class CheckpointRow(Base):
    """A signed checkpoint; what counts is the note, the columns beside it say the same."""

    __tablename__ = "checkpoint"
    __table_args__ = (
        CheckConstraint("number > 0", name="numbered_from_one"),
        CheckConstraint("size >= 0", name="size_not_negative"),
        {"info": {APPEND_ONLY: True}},
    )

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    size: Mapped[int]
    root: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime]
    previous: Mapped[str] = mapped_column(String(80))
    key_id: Mapped[str] = mapped_column(String(8))
    note: Mapped[str] = mapped_column(Text)
    """The signed text, as it is handed to witnesses."""
    frontier: Mapped[str] = mapped_column(Text)
    """The roots of the perfect subtrees, hexadecimal: the next checkpoint goes on from here."""
    tables: Mapped[str] = mapped_column(Text)
    """The digest of each table as canonical JSON, whose own digest is signed; "" where none was taken."""
