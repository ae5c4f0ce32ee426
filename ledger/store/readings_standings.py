"""Everybody's kept standing in a subtree, in official order: what a preview compares with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ledger.store.rows import AssessmentRow, PersonRow, UnitRow
from ledger.store.visibility import below

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class KeptStanding:
    """A cadre's year as kept, with the name and post to show it under."""

    person_id: int
    public_id: str
    name: str
    unit_id: int
    post: str
    rank: str
    status: str
    requirements: list[dict[str, Any]]


def kept_standings(session: Session, year: int, path: str, unit_ids: Collection[int]) -> list[KeptStanding]:
    """Those of some units of a subtree; within a unit in official order, the units as they come."""
    query = (
        select(AssessmentRow, PersonRow.public_id, PersonRow.name)
        .join(PersonRow, PersonRow.id == AssessmentRow.person_id)
        .join(UnitRow, UnitRow.id == AssessmentRow.unit_id)
        .where(AssessmentRow.year == year, below(path))
        .order_by(AssessmentRow.unit_id, AssessmentRow.position, AssessmentRow.rank, AssessmentRow.person_id)
    )
    wanted = set(unit_ids)
    return [
        KeptStanding(
            row.person_id,
            public_id,
            name,
            row.unit_id,
            row.post,
            row.rank,
            row.status,
            row.requirements,
        )
        for row, public_id, name in session.execute(query)
        if row.unit_id in wanted
    ]
