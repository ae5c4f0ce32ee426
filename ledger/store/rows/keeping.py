"""How this installation is kept: backups, verifications, restores and releases."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from ledger.store.base import HERE_ONLY, Base, Code, Key, Long


class KeepingRow(Base):
    """One act of keeping and whether it went well; of this installation alone, so no export carries it."""

    __tablename__ = "keeping"
    __table_args__ = (
        CheckConstraint(
            "act IN ('backup', 'verification', 'export', 'import', 'restore', 'release')", name="act_known"
        ),
        Index("ix_keeping_act_id", "act", "id"),
        {"info": {HERE_ONLY: True}},
    )

    id: Mapped[Key]
    at: Mapped[datetime]
    act: Mapped[Code]
    well: Mapped[bool]
    place: Mapped[Long]
    """Where the backup or export lies."""
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
