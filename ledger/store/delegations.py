"""Delegation: who enters for a cadre, agreements given in advance, and who reviews in whose stead."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select, update

from ledger.domain.delegation import Agreement, Delegate, Deputy
from ledger.domain.permissions import Role
from ledger.store.accounts import in_force
from ledger.store.rows import AccountRow, AgreementRow, GrantRow, UnitRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session


class Delegations:
    """Delegates, agreements and deputies."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def add_agreement(
        self, person_id: int, account_id: int, begins_on: date, ends_on: date, *, given_by: int, now: datetime
    ) -> int:
        """A new agreement with a delegate; its key."""
        row = AgreementRow(
            person_id=person_id,
            account_id=account_id,
            begins_on=begins_on,
            ends_on=ends_on,
            given_by=given_by,
            given_at=now,
        )
        self.session.add(row)
        self.session.flush()
        return row.id

    def covering(self, account_id: int, person_ids: Iterable[int], on: date) -> dict[int, int]:
        """By cadre the agreement under which a delegate hands in on a day; the latest where there are two."""
        query = (
            select(AgreementRow.person_id, AgreementRow.id)
            .where(
                AgreementRow.person_id.in_(set(person_ids)),
                AgreementRow.account_id == account_id,
                AgreementRow.ended_at.is_(None),
                AgreementRow.begins_on <= on,
                AgreementRow.ends_on >= on,
            )
            .order_by(AgreementRow.id)
        )
        return {row.person_id: row.id for row in self.session.execute(query)}

    def agreements_of(self, person_id: int) -> list[Agreement]:
        """All agreements of a cadre, the latest first, those ended included."""
        query = (
            select(AgreementRow, AccountRow.display_name)
            .join(AccountRow, AccountRow.id == AgreementRow.account_id)
            .where(AgreementRow.person_id == person_id)
            .order_by(AgreementRow.id.desc())
        )
        return [
            Agreement(row.id, row.public_id, row.account_id, name, row.begins_on, row.ends_on, row.ended_at)
            for row, name in self.session.execute(query)
        ]

    def end_agreement(self, agreement_id: int, now: datetime) -> None:
        """End an agreement from now on; what was handed in under it stays."""
        self.session.execute(update(AgreementRow).where(AgreementRow.id == agreement_id).values(ended_at=now))

    def delegates_of(self, person_id: int, on: date) -> list[Delegate]:
        """Who enters for a cadre on a day, by name."""
        query = (
            select(AccountRow)
            .join(GrantRow, GrantRow.account_id == AccountRow.id)
            .where(
                GrantRow.person_id == person_id,
                GrantRow.role == Role.DELEGATE.value,
                AccountRow.active,
                in_force(on),
            )
            .distinct()
            .order_by(AccountRow.display_name, AccountRow.id)
        )
        return [Delegate(row.id, row.public_id, row.display_name) for row in self.session.scalars(query)]

    def deputies_of(self, account_id: int) -> list[Deputy]:
        """Whom a reviewer named as deputy, the latest first, those ended included."""
        query = (
            select(GrantRow, AccountRow.display_name, UnitRow.name)
            .join(AccountRow, AccountRow.id == GrantRow.account_id)
            .join(UnitRow, UnitRow.id == GrantRow.unit_id)
            .where(GrantRow.deputy_of == account_id, GrantRow.ends_on.is_not(None))
            .order_by(GrantRow.id.desc())
        )
        return [
            Deputy(
                row.id, row.account_id, row.public_id, name, unit, row.begins_on, row.ends_on, row.revoked_at
            )
            for row, name, unit in self.session.execute(query)
            if row.ends_on is not None
        ]

    def end_deputies(self, grant_id: int, now: datetime) -> None:
        """End the deputies of a reviewer whose grant was taken back: nobody stands in for what is gone."""
        gone = self.session.get_one(GrantRow, grant_id)
        self.session.execute(
            update(GrantRow)
            .where(
                GrantRow.deputy_of == gone.account_id,
                GrantRow.unit_id == gone.unit_id,
                GrantRow.revoked_at.is_(None),
            )
            .values(revoked_at=now)
        )

    def reviews_throughout(self, account_id: int, unit_id: int, begins_on: date, ends_on: date) -> bool:
        """Whether one grant of the account's own lets it review a unit from a day to a day."""
        query = select(func.count()).where(
            GrantRow.account_id == account_id,
            GrantRow.role == Role.REVIEWER.value,
            GrantRow.unit_id == unit_id,
            GrantRow.deputy_of.is_(None),
            GrantRow.revoked_at.is_(None),
            GrantRow.begins_on <= begins_on,
            or_(GrantRow.ends_on.is_(None), GrantRow.ends_on >= ends_on),
        )
        return bool(self.session.scalar(query))
