"""Requests to log facts of a locked month, and for whom a month is open."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from ledger.domain.errors import ConflictError
from ledger.domain.period import LateRequest, RequestStatus
from ledger.domain.wording import N_
from ledger.store.base import new_public_id, table_of
from ledger.store.rows import LateRequestRow
from ledger.store.visibility import visible_late_requests

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlalchemy.orm import Session

    from ledger.domain.permissions import Actor

COLUMNS = LateRequestRow.__table__.columns


class AskedAlreadyError(ConflictError):
    """A request for the month waits already."""

    text = N_("这个月的补记申请已经提交，正在等待办理，不用再提交。")


class LateRequests:
    """The requests of the ledger."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def add(
        self, person_id: int, unit_id: int | None, month: date, reason: str, *, asked_by: int, now: datetime
    ) -> LateRequest:
        """A new request.

        Raises:
            AskedAlreadyError: one for the month waits already.
        """
        values = {
            "public_id": new_public_id(),
            "person_id": person_id,
            "unit_id": unit_id,
            "month": month,
            "reason": reason,
            "status": RequestStatus.ASKED.value,
            "asked_by": asked_by,
            "asked_at": now,
            "answer": "",
        }
        table = table_of(LateRequestRow)
        try:
            row = self.session.execute(insert(table).values(**values).returning(*table.c)).one()
        except IntegrityError as error:
            raise AskedAlreadyError from error
        return to_late_request(row)

    def decide(
        self,
        request_id: int,
        status: RequestStatus,
        answer: str,
        open_until: date | None,
        *,
        by: int,
        now: datetime,
    ) -> None:
        """Write the decision on a request that waits.

        Raises:
            ConflictError: when it was decided before.
        """
        decided = self.session.execute(
            update(LateRequestRow)
            .where(LateRequestRow.id == request_id, LateRequestRow.status == RequestStatus.ASKED.value)
            .values(status=status.value, answer=answer, open_until=open_until, decided_by=by, decided_at=now)
            .returning(LateRequestRow.id)
            .execution_options(synchronize_session=False)
        )
        if decided.first() is None:
            raise ConflictError

    def visible(self, public_id: str, actor: Actor) -> LateRequest | None:
        """The request with this name in addresses, if the actor may see it."""
        query = select(*COLUMNS).where(LateRequestRow.public_id == public_id, visible_late_requests(actor))
        row = self.session.execute(query).first()
        return None if row is None else to_late_request(row)

    def opened(self, person_ids: Iterable[int], months: Iterable[date], on: date) -> set[tuple[int, date]]:
        """Which months are open for which of some people on a day, by a request that was granted."""
        query = select(LateRequestRow.person_id, LateRequestRow.month).where(
            LateRequestRow.person_id.in_(set(person_ids)),
            LateRequestRow.month.in_(set(months)),
            LateRequestRow.open_until >= on,
        )
        return {(person, month) for person, month in self.session.execute(query)}


def to_late_request(row: Row[Any]) -> LateRequest:
    """The request that a row holds."""
    values = {name: getattr(row, name) for name in LateRequest.__dataclass_fields__}
    return LateRequest(**values | {"status": RequestStatus(row.status)})
