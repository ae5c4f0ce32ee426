"""A batch: the summaries of all cadres of a subtree, asked for together and printed by workers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

OPEN = ("waiting", "running")
"""The states in which more is to come."""


@dataclass(frozen=True)
class Batch:
    """A batch as it stands: "waiting", "running", "done", "cancelled" or "failed"."""

    id: int
    public_id: str
    account_id: int
    unit_id: int
    year: int
    form: str
    language: str
    state: str
    total: int
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    expires_at: datetime | None
    sha256: str
    """Of the result, which bears it as its name; "" before, and once it was removed."""
    size: int

    @property
    def is_open(self) -> bool:
        """Whether more is to come."""
        return self.state in OPEN

    def is_there(self, now: datetime) -> bool:
        """Whether the result can still be taken."""
        return (
            self.state == "done"
            and bool(self.sha256)
            and self.expires_at is not None
            and self.expires_at > now
        )
