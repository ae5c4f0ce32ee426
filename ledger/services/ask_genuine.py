"""Ask whether a code or a file is genuine: limited in rate, and answered without a word about its content."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ledger.domain.genuine import (
    MOST_QUESTIONS,
    UNKNOWN,
    WITHIN,
    Answer,
    Genuine,
    TooManyQuestionsError,
    asker_of,
)
from ledger.services.summary_code import read_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.store.unit_of_work import UnitOfWork

_MINUTE = 60


def count_question(uow: UnitOfWork, address: str, *, now: datetime) -> None:
    """Count a question from a network address; the count is in the database, the same for all workers.

    Raises:
        TooManyQuestionsError: it has none left for a while.
    """
    minutes = int(WITHIN.total_seconds()) // _MINUTE
    with uow:
        asked = uow.issued.count_question(asker_of(address), int(now.timestamp()) // _MINUTE, minutes)
        uow.commit()
    if asked > MOST_QUESTIONS:
        raise TooManyQuestionsError


def ask_by_code(uow: UnitOfWork, written: str) -> Answer:
    """What is known of a code, as somebody typed it."""
    code = read_code(written)
    return UNKNOWN if code is None else _answer(uow, [code])


def ask_by_file(uow: UnitOfWork, sha256: str) -> Answer:
    """What is known of a file, by the digest of its bytes: one summary, or the result of a batch."""
    code = uow.issued.code_of_file(sha256)
    return _answer(uow, uow.issued.codes_of_result(sha256) if code is None else [code])


def _answer(uow: UnitOfWork, codes: Sequence[str]) -> Answer:
    found = uow.issued.newest_of(codes)
    if not found:
        return UNKNOWN
    later = [one.newest_at for one in found if one.newest_id != one.id]
    kind = Genuine.SUPERSEDED if later else Genuine.CURRENT
    return Answer(kind, max(later, default=None), len(later), len(found))
