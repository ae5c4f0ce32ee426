"""Assessments as kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, delete, select

from ledger.store.base import table_of
from ledger.store.by_database import ByDatabase
from ledger.store.rows import AssessmentRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy.orm import Session

KEPT = table_of(AssessmentRow)


def _keeping(insert: Callable[[Table], Any]) -> Any:
    """The statement that keeps an assessment in the place of the one there is."""
    statement = insert(KEPT)
    new = {column.name: statement.excluded[column.name] for column in KEPT.columns if not column.primary_key}
    return statement.on_conflict_do_update(index_elements=KEPT.primary_key.columns, set_=new)


KEEPING = ByDatabase(_keeping)


class Assessments:
    """Where cadres stand, as kept for lists."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def replace(self, person_ids: Iterable[int], year: int, rows: Sequence[dict[str, Any]]) -> None:
        """Put new assessments of a year in the place of these people's old ones."""
        gone = sorted(set(person_ids) - {row["person_id"] for row in rows})
        for begin in range(0, len(gone), 500):
            part = gone[begin : begin + 500]
            self.session.execute(delete(KEPT).where(KEPT.c.year == year, KEPT.c.person_id.in_(part)))
        if rows:
            statement = KEEPING[self.session.get_bind().dialect.name]
            self.session.execute(statement, list(rows))

    def years_of(self, person_id: int) -> list[int]:
        """The years for which a person has an assessment, latest first."""
        query = select(AssessmentRow.year).where(AssessmentRow.person_id == person_id)
        return list(self.session.scalars(query.order_by(AssessmentRow.year.desc())))
