"""Summaries that went out, by code and by file, and how often somebody asked for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from ledger.store.base import table_of
from ledger.store.rows import BatchItemRow, BatchRow, IssuedFileRow, IssuedSummaryRow, QuestionRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

QUESTION = table_of(QuestionRow)
COUNTING = {
    name: insert(QUESTION).on_conflict_do_update(
        index_elements=QUESTION.primary_key.columns, set_={"count": QUESTION.c.count + 1}
    )
    for name, insert in (("postgresql", postgresql.insert), ("sqlite", sqlite.insert))
}
"""Counts one question more, whatever several workers do at once."""

CODES_AT_ONCE = 500


@dataclass(frozen=True)
class Certificate:
    """What is kept of a summary that went out: what it stands on, and by what it is known."""

    code: str
    person_id: int
    year: int
    as_of: date
    content_digest: str
    """Of the facts and figures, without the time of printing: the same content keeps its code."""
    inputs_digest: str
    """Of the facts alone, which the figures were counted from."""
    policy_digest: str


class Later(NamedTuple):
    """A summary, and the newest one of the same person and year."""

    id: int
    newest_id: int
    newest_at: datetime


class Issued:
    """The summaries that went out."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def by_code(self, code: str) -> IssuedSummaryRow | None:
        """The summary that a verification code stands for."""
        return self.session.scalar(select(IssuedSummaryRow).where(IssuedSummaryRow.code == code))

    def code_of_file(self, sha256: str) -> str | None:
        """The code of the summary that went out in exactly these bytes."""
        query = select(IssuedSummaryRow.code).join(IssuedFileRow).where(IssuedFileRow.sha256 == sha256)
        return self.session.scalar(query)

    def codes_of_result(self, sha256: str) -> list[str]:
        """The codes of the summaries in the result of a batch, which was exactly these bytes."""
        query = (
            select(BatchItemRow.code)
            .join(BatchRow, BatchRow.id == BatchItemRow.batch_id)
            .where(BatchRow.result_sha256 == sha256, BatchItemRow.code.is_not(None), BatchItemRow.code != "")
            .order_by(BatchRow.id, BatchItemRow.place)
        )
        return [code for code in self.session.scalars(query) if code]

    def newest_of(self, codes: Iterable[str]) -> list[Later]:
        """For each of some codes that went out, which summary of that person and year went out last."""
        wanted = sorted(set(codes))
        found: list[Later] = []
        for begin in range(0, len(wanted), CODES_AT_ONCE):
            part = IssuedSummaryRow.code.in_(wanted[begin : begin + CODES_AT_ONCE])
            for row in self.session.scalars(select(IssuedSummaryRow).where(part)).all():
                newest = self.newest(row.person_id, row.year)
                found.append(Later(row.id, newest.id, newest.last_issued_at or newest.issued_at))
        return found

    def newest(self, person_id: int, year: int) -> IssuedSummaryRow:
        """The summary of a person and year that went out last; there is one."""
        query = (
            select(IssuedSummaryRow)
            .where(IssuedSummaryRow.person_id == person_id, IssuedSummaryRow.year == year)
            .order_by(IssuedSummaryRow.last_issued_at.desc(), IssuedSummaryRow.id.desc())
        )
        return self.session.scalars(query.limit(1)).one()

    def add(self, made: Certificate, sha256: str, *, at: datetime, by: int | None) -> None:
        """Record that a summary went out in a file; the same content keeps its code and goes out again.

        Without a digest of the file it went out within another, the volume of a batch.
        """
        row = self.by_code(made.code)
        if row is None:
            row = IssuedSummaryRow(**vars(made), issued_at=at, last_issued_at=at, issued_by=by)
            self.session.add(row)
        row.last_issued_at = at
        self.session.flush()
        if sha256 and self.code_of_file(sha256) is None:
            self.session.add(IssuedFileRow(sha256=sha256, summary_id=row.id, issued_at=at))
            self.session.flush()

    def count_question(self, asker: str, minute: int, minutes: int) -> int:
        """Count one question more; how many there were in the last minutes, with it. Older counts go."""
        dialect = self.session.get_bind().dialect.name
        self.session.execute(delete(QUESTION).where(QUESTION.c.minute <= minute - minutes))
        self.session.execute(COUNTING[dialect], {"asker": asker, "minute": minute, "count": 1})
        query = select(func.sum(QUESTION.c.count)).where(QUESTION.c.asker == asker)
        return int(self.session.scalar(query) or 0)
