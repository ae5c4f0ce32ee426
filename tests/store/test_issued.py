"""Summaries that go out many at a time: each on record once, whether it went out before or not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from ledger.store.issued import CODES_AT_ONCE, Certificate
from ledger.store.rows import IssuedFileRow, IssuedSummaryRow, PersonRow
from ledger.store.unit_of_work import UnitOfWork

FIRST = datetime(2026, 11, 2, 8, tzinfo=UTC)
LATER = FIRST + timedelta(days=1)


def certificate(code: str, person_id: int) -> Certificate:
    """What is kept of a summary with that code."""
    digest = "sha256:" + "0" * 64
    return Certificate(code, person_id, 2026, date(2026, 11, 2), digest, digest, digest)


def issued(uow: UnitOfWork, made: list[tuple[Certificate, str]], at: datetime) -> None:
    """Puts summaries on record."""
    with uow:
        uow.issued.add_many(made, at=at, by=None)
        uow.commit()


def test_what_went_out_before_keeps_its_first_day_and_what_is_new_is_added(uow: UnitOfWork) -> None:
    with uow:
        person = uow.session.scalars(select(PersonRow.id)).first()
        assert person is not None
    old, new = certificate("AAAA", person), certificate("BBBB", person)
    issued(uow, [(old, "1" * 64)], FIRST)
    issued(uow, [(old, "2" * 64), (new, "")], LATER)
    issued(uow, [(old, "2" * 64)], LATER)
    with uow:
        rows = uow.session.scalars(select(IssuedSummaryRow).order_by(IssuedSummaryRow.code)).all()
        assert [(row.code, row.issued_at, row.last_issued_at) for row in rows] == [
            ("AAAA", FIRST, LATER),
            ("BBBB", LATER, LATER),
        ]
        files = uow.session.scalars(select(IssuedFileRow.sha256).order_by(IssuedFileRow.sha256)).all()
        assert list(files) == ["1" * 64, "2" * 64]
        assert uow.issued.code_of_file("2" * 64) == "AAAA"


def test_more_than_one_statement_takes_are_all_on_record(uow: UnitOfWork) -> None:
    with uow:
        person = uow.session.scalars(select(PersonRow.id)).first()
        assert person is not None
    made = [(certificate(f"{n:04d}", person), f"{n:064d}") for n in range(2 * CODES_AT_ONCE + 1)]
    issued(uow, made[: CODES_AT_ONCE + 7], FIRST)
    issued(uow, made, LATER)
    with uow:
        rows = uow.session.scalars(select(IssuedSummaryRow)).all()
        assert {row.code for row in rows} == {one.code for one, _sha256 in made}
        assert len(rows) == len(made)
        assert {row.last_issued_at for row in rows} == {LATER}
        assert all(uow.issued.code_of_file(sha256) == one.code for one, sha256 in made[::100])


def test_nothing_to_issue_records_nothing(uow: UnitOfWork) -> None:
    issued(uow, [], FIRST)
    with uow:
        assert uow.session.scalars(select(IssuedSummaryRow)).all() == []
