"""Assessments as kept, and the summaries that were issued."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, insert, select

from ledger.store.base import table_of
from ledger.store.rows import AssessmentRow, IssuedSummaryRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session


class Assessments:
    """Where cadres stand, as kept for lists."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def replace(self, person_ids: Iterable[int], year: int, rows: Sequence[dict[str, Any]]) -> None:
        """Put new assessments of a year in the place of these people's old ones."""
        ids = list(set(person_ids))
        for begin in range(0, len(ids), 500):
            self.session.execute(
                delete(AssessmentRow)
                .where(AssessmentRow.year == year, AssessmentRow.person_id.in_(ids[begin : begin + 500]))
                .execution_options(synchronize_session=False)
            )
        if rows:
            self.session.execute(insert(table_of(AssessmentRow)), list(rows))

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
