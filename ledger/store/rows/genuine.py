"""Files that went out with a summary in them, and who asked lately whether one is genuine."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ledger.store.base import HERE_ONLY, Base, Key


class IssuedFileRow(Base):
    """The very bytes in which a summary went out; the same summary may have gone out in several files."""

    __tablename__ = "issued_file"

    id: Mapped[Key]
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    summary_id: Mapped[int] = mapped_column(ForeignKey("issued_summary.id", ondelete="RESTRICT"), index=True)
    issued_at: Mapped[datetime]


class QuestionRow(Base):
    """How often an address asked in a minute; kept for as long as it is counted, and by no export."""

    __tablename__ = "question"
    __table_args__ = ({"info": {HERE_ONLY: True}},)

    asker: Mapped[str] = mapped_column(String(64), primary_key=True)
    minute: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Since the beginning of 1970."""
    count: Mapped[int]
