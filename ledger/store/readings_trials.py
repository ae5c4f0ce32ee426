"""Who stands how under a version in a subtree, as kept and in official order: what a trial starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from ledger.store.mapping import to_unit
from ledger.store.rows import AssessmentRow, PersonRow, UnitRow
from ledger.store.units import in_tree_order
from ledger.store.visibility import below

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ledger.domain.people import Unit


@dataclass(frozen=True, slots=True)
class KeptStanding:
    """One cadre's year as it is kept."""

    person_id: int
    public_id: str
    name: str
    post: str
    rank: str
    unit_id: int
    status: str
    by_requirement: dict[str, str]
    """The status by the code of the requirement."""


def subtree(session: Session, root: Unit) -> list[Unit]:
    """A unit and all below it, each followed by its own in official order."""
    rows = session.scalars(select(UnitRow).where(below(root.path)).order_by(UnitRow.position, UnitRow.id))
    return in_tree_order([to_unit(row) for row in rows])


def governed(session: Session, root: Unit, year: int, policy_id: int) -> tuple[int, int]:
    """How many cadres of a subtree a version governs in a year, and how many another or none does."""
    query = (
        select(AssessmentRow.policy_id, func.count())
        .join(UnitRow, UnitRow.id == AssessmentRow.unit_id)
        .where(AssessmentRow.year == year, below(root.path))
        .group_by(AssessmentRow.policy_id)
    )
    counts = {row[0]: row[1] for row in session.execute(query)}
    mine = counts.get(policy_id, 0)
    return mine, sum(counts.values()) - mine


def kept_standings(session: Session, root: Unit, year: int, policy_id: int) -> list[KeptStanding]:
    """Those whom the version governs, unit by unit and post by post in official order."""
    place = {unit.id: n for n, unit in enumerate(subtree(session, root))}
    kept = AssessmentRow
    query = (
        select(
            kept.person_id,
            PersonRow.public_id,
            PersonRow.name,
            kept.post,
            kept.rank,
            kept.unit_id,
            kept.status,
            kept.requirements,
            kept.position,
        )
        .join(PersonRow, PersonRow.id == kept.person_id)
        .join(UnitRow, UnitRow.id == kept.unit_id)
        .where(kept.year == year, kept.policy_id == policy_id, below(root.path))
    )
    rows = sorted(
        session.execute(query), key=lambda row: (place[row.unit_id], row.position, row.rank, row.person_id)
    )
    return [
        KeptStanding(
            row.person_id,
            row.public_id,
            row.name,
            row.post,
            row.rank,
            row.unit_id,
            row.status,
            {one["code"]: one["status"] for one in row.requirements},
        )
        for row in rows
    ]
