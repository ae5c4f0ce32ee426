"""Drafts of policies and who had a hand in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Select, select, update

from ledger.domain.policy_draft import OPEN, DraftStatus, PolicyDraft
from ledger.store.mapping import to_unit
from ledger.store.rows import AccountRow, PolicyDraftEditorRow, PolicyDraftRow, UnitRow
from ledger.store.visibility import department_units

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ledger.domain.people import Unit
    from ledger.domain.permissions import Actor


@dataclass(frozen=True)
class DraftInSight:
    """A draft with its unit and the names of those concerned."""

    draft: PolicyDraft
    unit: Unit
    drafter: str
    proposer: str


class PolicyDrafts:
    """Documents under way to a version."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def add(
        self, unit_id: int, title: str, document: bytes, origin: str, *, created_by: int, now: datetime
    ) -> PolicyDraft:
        """A new draft for a unit."""
        row = PolicyDraftRow(
            unit_id=unit_id,
            title=title,
            document=document,
            origin=origin,
            status=DraftStatus.DRAFT.value,
            created_by=created_by,
            created_at=now,
            updated_at=now,
        )
        self.session.add(row)
        self.session.flush()
        self.note_editor(row.id, created_by)
        return self._drafts([row])[0]

    def visible(self, public_id: str, actor: Actor) -> PolicyDraft | None:
        """The draft of this name, where it is of the actor's department."""
        query = self._in_sight(actor).where(PolicyDraftRow.public_id == public_id)
        row = self.session.scalar(query)
        return None if row is None else self._drafts([row])[0]

    def open_in_sight(self, actor: Actor) -> list[DraftInSight]:
        """The open drafts of the actor's department, the latest changed first."""
        statuses = [status.value for status in OPEN]
        query = self._in_sight(actor).where(PolicyDraftRow.status.in_(statuses))
        rows = self.session.scalars(
            query.order_by(PolicyDraftRow.updated_at.desc(), PolicyDraftRow.id.desc())
        )
        return self.with_names(self._drafts(list(rows)))

    def with_names(self, drafts: list[PolicyDraft]) -> list[DraftInSight]:
        """Some drafts with their units and the names of those concerned."""
        units = {draft.unit_id for draft in drafts}
        found = self.session.scalars(select(UnitRow).where(UnitRow.id.in_(units)))
        by_id = {row.id: to_unit(row) for row in found}
        keys = {key for draft in drafts for key in (draft.created_by, draft.proposed_by) if key is not None}
        named = select(AccountRow.id, AccountRow.display_name).where(AccountRow.id.in_(keys))
        names = {row.id: row.display_name for row in self.session.execute(named)}
        return [
            DraftInSight(
                draft, by_id[draft.unit_id], names[draft.created_by], names.get(draft.proposed_by or 0, "")
            )
            for draft in drafts
        ]

    def persons_of(self, account_ids: Iterable[int]) -> set[int]:
        """The people whose accounts these are."""
        query = select(AccountRow.person_id).where(AccountRow.id.in_(set(account_ids)))
        return {person for person in self.session.scalars(query) if person is not None}

    def change(self, draft: PolicyDraft, **columns: object) -> bool:
        """Set columns of a draft as it was read; False where somebody changed it meanwhile."""
        done = self.session.execute(
            update(PolicyDraftRow)
            .where(
                PolicyDraftRow.id == draft.id,
                PolicyDraftRow.edition == draft.edition,
                PolicyDraftRow.status == draft.status.value,
            )
            .values(edition=draft.edition + 1, **columns)
        )
        return bool(done.rowcount)  # type: ignore[attr-defined]

    def note_editor(self, draft_id: int, account_id: int) -> None:
        """Keep that an account had a hand in a draft."""
        if self.session.get(PolicyDraftEditorRow, (draft_id, account_id)) is None:
            self.session.add(PolicyDraftEditorRow(draft_id=draft_id, account_id=account_id))
            self.session.flush()

    @staticmethod
    def _in_sight(actor: Actor) -> Select[PolicyDraftRow]:
        units = select(UnitRow.id).where(department_units(actor))
        return select(PolicyDraftRow).where(PolicyDraftRow.unit_id.in_(units))

    def _drafts(self, rows: list[PolicyDraftRow]) -> list[PolicyDraft]:
        keys = [row.id for row in rows]
        query = select(PolicyDraftEditorRow).where(PolicyDraftEditorRow.draft_id.in_(keys))
        editors: dict[int, set[int]] = {}
        for one in self.session.scalars(query):
            editors.setdefault(one.draft_id, set()).add(one.account_id)
        return [_to_draft(row, frozenset(editors.get(row.id, ()))) for row in rows]


def _to_draft(row: PolicyDraftRow, editors: frozenset[int]) -> PolicyDraft:
    return PolicyDraft(
        id=row.id,
        public_id=row.public_id,
        unit_id=row.unit_id,
        title=row.title,
        document=row.document,
        origin=row.origin,
        edition=row.edition,
        status=DraftStatus(row.status),
        created_by=row.created_by,
        created_at=row.created_at,
        updated_at=row.updated_at,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        proposed_digest=row.proposed_digest,
        note=row.note,
        policy_id=row.policy_id,
        editors=editors,
    )
