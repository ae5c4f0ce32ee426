"""Complaints and suggestions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select, update

from ledger.domain.suggestion import Suggestion
from ledger.store.rows import AccountRow, SuggestionRow, UnitRow
from ledger.store.visibility import visible_suggestions

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ledger.domain.permissions import Actor

PAGE = 50


@dataclass(frozen=True)
class SuggestionLine:
    """One suggestion in a list, with who wrote it (None: without a name) and their unit."""

    suggestion: Suggestion
    writer: str | None
    unit_name: str | None


class Suggestions:
    """The complaints and suggestions of the installation."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def add(
        self,
        receipt: str,
        kind: str,
        words: str,
        about: str,
        now: datetime,
        *,
        account_id: int | None,
        unit_id: int | None,
    ) -> Suggestion:
        """A new suggestion, received and not yet taken up."""
        row = SuggestionRow(
            receipt=receipt,
            account_id=account_id,
            unit_id=unit_id,
            kind=kind,
            about=about,
            words=words,
            status="received",
            created_at=now,
        )
        self.session.add(row)
        self.session.flush()
        return _to_suggestion(row)

    def by_receipt(self, receipt: str) -> Suggestion | None:
        """The suggestion that a receipt stands for; to hold the receipt is to be allowed to see it."""
        row = self.session.scalar(select(SuggestionRow).where(SuggestionRow.receipt == receipt))
        return None if row is None else _to_suggestion(row)

    def visible(self, public_id: str, actor: Actor) -> Suggestion | None:
        """The suggestion with this name in addresses, if the actor may see it."""
        query = select(SuggestionRow).where(SuggestionRow.public_id == public_id, visible_suggestions(actor))
        row = self.session.scalar(query)
        return None if row is None else _to_suggestion(row)

    def count(self, actor: Actor) -> int:
        """How many suggestions the actor may see."""
        query = select(func.count()).select_from(SuggestionRow).where(visible_suggestions(actor))
        return self.session.scalar(query) or 0

    def lines(self, actor: Actor, page: int = 1) -> list[SuggestionLine]:
        """A page of what the actor may see: unanswered first, then the latest."""
        query = (
            select(SuggestionRow, AccountRow.display_name, UnitRow.name)
            .outerjoin(AccountRow, AccountRow.id == SuggestionRow.account_id)
            .outerjoin(UnitRow, UnitRow.id == SuggestionRow.unit_id)
            .where(visible_suggestions(actor))
            .order_by(case((SuggestionRow.status == "answered", 1), else_=0), SuggestionRow.id.desc())
            .limit(PAGE)
            .offset((max(1, page) - 1) * PAGE)
        )
        return [
            SuggestionLine(_to_suggestion(row), writer, unit)
            for row, writer, unit in self.session.execute(query)
        ]

    def move_on(self, suggestion_id: int, seen_status: str, **columns: object) -> bool:
        """Set columns of a suggestion that still is in the state seen; False where somebody was faster."""
        moved = self.session.execute(
            update(SuggestionRow)
            .where(SuggestionRow.id == suggestion_id, SuggestionRow.status == seen_status)
            .values(**columns)
            .returning(SuggestionRow.id)
        )
        return moved.first() is not None


def _to_suggestion(row: SuggestionRow) -> Suggestion:
    return Suggestion(
        id=row.id,
        public_id=row.public_id,
        account_id=row.account_id,
        receipt=row.receipt,
        unit_id=row.unit_id,
        kind=row.kind,
        about=row.about,
        words=row.words,
        status=row.status,
        answer=row.answer,
        created_at=row.created_at,
        answered_at=row.answered_at,
        answered_by=row.answered_by,
    )
