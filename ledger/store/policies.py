"""Policies in versions, found by the unit that adopted them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select, update

from ledger.domain.policy_version import PolicyVersion
from ledger.store.rows import PolicyRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ledger.domain.credit.policy import Policy
    from ledger.domain.people import Unit


def to_policy_version(row: PolicyRow) -> PolicyVersion:
    """The version that a row holds."""
    return PolicyVersion(
        id=row.id,
        public_id=row.public_id,
        unit_id=row.unit_id,
        code=row.code,
        version=row.version,
        title=row.title,
        years_from=row.years_from,
        years_to=row.years_to,
        document=row.document,
        digest=row.digest,
        status=row.status,
        published_by=row.published_by,
        published_at=row.published_at,
    )


class Policies:
    """The policies that units have adopted."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def publish(
        self,
        unit_id: int,
        policy: Policy,
        document: bytes,
        *,
        published_by: int | None,
        drafted_by: int | None = None,
        now: datetime,
    ) -> PolicyVersion:
        """The next version of a policy for a unit, in force.

        Earlier ones whose years lie all within its own step back; for years that both have, the later
        one governs.
        """
        same = (PolicyRow.unit_id == unit_id, PolicyRow.code == policy.code)
        newest = select(func.max(PolicyRow.version)).where(*same)
        row = PolicyRow(
            unit_id=unit_id,
            code=policy.code,
            version=(self.session.scalar(newest) or 0) + 1,
            title=policy.title,
            years_from=policy.years_from,
            years_to=policy.years_to,
            document=document,
            digest=policy.digest,
            status="published",
            drafted_by=drafted_by,
            published_by=published_by,
            published_at=now,
        )
        whole_span = [PolicyRow.unit_id == unit_id, PolicyRow.years_from >= policy.years_from]
        if policy.years_to is not None:
            whole_span.append(PolicyRow.years_to <= policy.years_to)
        self.session.execute(
            update(PolicyRow).where(*whole_span, PolicyRow.status == "published").values(status="superseded")
        )
        self.session.add(row)
        self.session.flush()
        return to_policy_version(row)

    def all(self) -> list[PolicyVersion]:
        """All versions, newest first."""
        rows = self.session.scalars(select(PolicyRow).order_by(PolicyRow.id.desc()))
        return [to_policy_version(row) for row in rows]

    def published(self) -> list[PolicyVersion]:
        """All versions in force, newest first."""
        return [version for version in self.all() if version.status == "published"]

    def get(self, policy_id: int) -> PolicyVersion | None:
        """The version with this key, in force or not."""
        row = self.session.get(PolicyRow, policy_id)
        return None if row is None else to_policy_version(row)

    def by_public_id(self, public_id: str) -> PolicyVersion | None:
        """The version with this name in addresses."""
        row = self.session.scalar(select(PolicyRow).where(PolicyRow.public_id == public_id))
        return None if row is None else to_policy_version(row)

    def governing(
        self, unit: Unit, year: int, versions: list[PolicyVersion] | None = None
    ) -> PolicyVersion | None:
        """The version that governs a unit's year: that of the nearest ancestor that has one.

        Where a unit has several for the year, the one that was published last.
        """
        candidates = [v for v in (self.published() if versions is None else versions) if v.governs(year)]
        own_and_above = [int(unit.path[end - 8 : end]) for end in range(len(unit.path), 0, -8)]
        for unit_id in own_and_above:
            here = [version for version in candidates if version.unit_id == unit_id]
            if here:
                return max(here, key=lambda version: version.id)
        return None
