"""A policy as adopted: one version, its bytes and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class PolicyVersion:
    """A version of a policy adopted by a unit; the digest of its bytes is its name."""

    id: int
    public_id: str
    unit_id: int
    code: str
    version: int
    title: str
    years_from: int
    years_to: int | None
    document: bytes
    digest: str
    status: str
    published_by: int | None
    published_at: datetime | None

    def governs(self, year: int) -> bool:
        """Whether it is published for a calendar year."""
        return (
            self.status == "published"
            and self.years_from <= year
            and (self.years_to is None or year <= self.years_to)
        )
