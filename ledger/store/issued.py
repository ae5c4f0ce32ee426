"""Summaries that went out, by code and by file, and how often somebody asked for one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from sqlalchemy import delete, func, insert, select, update

from ledger.store.base import table_of
from ledger.store.by_database import ByDatabase
from ledger.store.rows import BatchItemRow, BatchRow, IssuedFileRow, IssuedSummaryRow, QuestionRow

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy.orm import Session

QUESTION = table_of(QuestionRow)
COUNTING = ByDatabase(
    lambda insert_or: insert_or(QUESTION).on_conflict_do_update(
        index_elements=QUESTION.primary_key.columns, set_={"count": QUESTION.c.count + 1}
    )
)
"""Counts one question more, whatever several workers do at once."""

CODES_AT_ONCE = 500

Key = TypeVar("Key", str, int)


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
        found: list[Later] = []
        for part in _parts(codes):
            query = select(IssuedSummaryRow).where(IssuedSummaryRow.code.in_(part))
            for row in self.session.scalars(query).all():
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

    def add_many(self, made: Sequence[tuple[Certificate, str]], *, at: datetime, by: int | None) -> None:
        """Record that summaries went out, each in a file; the same content keeps its code and goes out again.

        Without a digest of the file it went out within another, the volume of a batch. However many they
        are, they take a few statements.
        """
        certificates = {one.code: one for one, _sha256 in made}
        known = self._ids(certificates)
        self._go_out_again(known.values(), at)
        when: dict[str, Any] = {"issued_at": at, "last_issued_at": at, "issued_by": by}
        new = [vars(one) | when for code, one in certificates.items() if code not in known]
        if new:
            self.session.execute(insert(table_of(IssuedSummaryRow)), new)
            known |= self._ids(str(one["code"]) for one in new)
        files = {sha256: known[one.code] for one, sha256 in made if sha256}
        kept = self._files(files)
        rows = [
            {"sha256": sha256, "summary_id": key, "issued_at": at}
            for sha256, key in files.items()
            if sha256 not in kept
        ]
        if rows:
            self.session.execute(insert(table_of(IssuedFileRow)), rows)

    def _ids(self, codes: Iterable[str]) -> dict[str, int]:
        """The keys of those of some codes that went out."""
        found: dict[str, int] = {}
        for part in _parts(codes):
            query = select(IssuedSummaryRow.code, IssuedSummaryRow.id).where(IssuedSummaryRow.code.in_(part))
            found |= {code: key for code, key in self.session.execute(query)}  # noqa: C416 - rows
        return found

    def _go_out_again(self, ids: Iterable[int], at: datetime) -> None:
        for part in _parts(ids):
            again = update(IssuedSummaryRow).where(IssuedSummaryRow.id.in_(part)).values(last_issued_at=at)
            self.session.execute(again)

    def _files(self, sha256s: Iterable[str]) -> set[str]:
        """Those of some files that are on record."""
        found: set[str] = set()
        for part in _parts(sha256s):
            query = select(IssuedFileRow.sha256).where(IssuedFileRow.sha256.in_(part))
            found.update(self.session.scalars(query))
        return found

    def count_question(self, asker: str, minute: int, minutes: int) -> int:
        """Count one question more; how many there were in the last minutes, with it. Older counts go."""
        dialect = self.session.get_bind().dialect.name
        self.session.execute(delete(QUESTION).where(QUESTION.c.minute <= minute - minutes))
        self.session.execute(COUNTING[dialect], {"asker": asker, "minute": minute, "count": 1})
        query = select(func.sum(QUESTION.c.count)).where(QUESTION.c.asker == asker)
        return int(self.session.scalar(query) or 0)


def _parts(keys: Iterable[Key]) -> Iterator[list[Key]]:
    """The keys, each once and in order, as many at a time as one statement takes."""
    wanted = sorted(set(keys))
    return (wanted[begin : begin + CODES_AT_ONCE] for begin in range(0, len(wanted), CODES_AT_ONCE))
