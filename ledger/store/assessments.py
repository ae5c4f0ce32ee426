"""Assessments as kept, and the summaries that were issued."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Table, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from ledger.store.base import table_of
from ledger.store.rows import AssessmentRow, IssuedSummaryRow

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy.orm import Session

KEPT = table_of(AssessmentRow)


def _keeping(insert: Callable[[Table], Any]) -> Any:
    """The statement that keeps an assessment in the place of the one there is."""
    statement = insert(KEPT)
    new = {column.name: statement.excluded[column.name] for column in KEPT.columns if not column.primary_key}
    return statement.on_conflict_do_update(index_elements=KEPT.primary_key.columns, set_=new)


KEEPING = {"sqlite": _keeping(sqlite.insert), "postgresql": _keeping(postgresql.insert)}
"""By kind of database; made once, since every decision on an entry keeps an assessment."""


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

    def issued(self, code: str) -> IssuedSummaryRow | None:
        """The summary that a verification code stands for."""
        return self.session.scalar(select(IssuedSummaryRow).where(IssuedSummaryRow.code == code))

    def newest_issued(self, person_id: int, year: int) -> IssuedSummaryRow | None:
        """The summary of a person and year that was issued last."""
        query = select(IssuedSummaryRow).where(
            IssuedSummaryRow.person_id == person_id, IssuedSummaryRow.year == year
        )
        return self.session.scalar(query.order_by(IssuedSummaryRow.id.desc()).limit(1))

    def issue(
        self,
        code: str,
        person_id: int,
        year: int,
        *,
        as_of: date,
        content_digest: str,
        policy_digest: str,
        issued_at: datetime,
        issued_by: int | None,
    ) -> None:
        """Record that a summary went out under a code; the same content keeps the code it has."""
        if self.issued(code) is None:
            self.session.add(
                IssuedSummaryRow(
                    code=code,
                    person_id=person_id,
                    year=year,
                    as_of=as_of,
                    content_digest=content_digest,
                    policy_digest=policy_digest,
                    issued_at=issued_at,
                    issued_by=issued_by,
                )
            )
            self.session.flush()
