"""Accounts and the roles granted to them."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import or_, select, update

from ledger.domain.account import Account
from ledger.domain.permissions import Actor, Grant, Role
from ledger.store.rows import AccountRow, GrantRow, UnitRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session


def to_account(row: AccountRow) -> Account:
    """The account that a row holds, without its password."""
    return Account(
        id=row.id,
        public_id=row.public_id,
        username=row.username,
        display_name=row.display_name,
        kind=row.kind,
        person_id=row.person_id,
        active=row.active,
        failed_count=row.failed_count,
        locked_until=row.locked_until,
        must_change_password=row.must_change_password,
        language=row.language,
        large_type=row.large_type,
        created_at=row.created_at,
        last_sign_in_at=row.last_sign_in_at,
    )


class Accounts:
    """The accounts of the installation."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def add(
        self,
        username: str,
        password_hash: str,
        display_name: str,
        kind: str,
        now: datetime,
        *,
        person_id: int | None = None,
        must_change_password: bool = False,
    ) -> Account:
        """A new account; usernames are kept in lower case."""
        row = AccountRow(
            username=username.strip().lower(),
            password=password_hash,
            display_name=display_name,
            kind=kind,
            person_id=person_id,
            fs_uniquifier=uuid.uuid4().hex,
            must_change_password=must_change_password,
            created_at=now,
        )
        self.session.add(row)
        self.session.flush()
        return to_account(row)

    def get(self, account_id: int) -> Account | None:
        """The account with this key."""
        row = self.session.get(AccountRow, account_id)
        return None if row is None else to_account(row)

    def by_username(self, username: str) -> Account | None:
        """The account with this username, in whatever case it is typed."""
        row = self.session.scalar(select(AccountRow).where(AccountRow.username == username.strip().lower()))
        return None if row is None else to_account(row)

    def by_public_id(self, public_id: str) -> Account | None:
        """The account with this name in addresses."""
        row = self.session.scalar(select(AccountRow).where(AccountRow.public_id == public_id))
        return None if row is None else to_account(row)

    def by_ids(self, account_ids: Iterable[int]) -> dict[int, Account]:
        """Accounts by key."""
        rows = self.session.scalars(select(AccountRow).where(AccountRow.id.in_(set(account_ids))))
        return {row.id: to_account(row) for row in rows}

    def of_person(self, person_id: int) -> Account | None:
        """The account that belongs to a person."""
        row = self.session.scalar(select(AccountRow).where(AccountRow.person_id == person_id))
        return None if row is None else to_account(row)

    def all(self) -> list[Account]:
        """All accounts by username."""
        rows = self.session.scalars(select(AccountRow).order_by(AccountRow.username))
        return [to_account(row) for row in rows]

    def change(self, account_id: int, **columns: object) -> None:
        """Set columns of an account."""
        self.session.execute(update(AccountRow).where(AccountRow.id == account_id).values(**columns))

    def grant(
        self,
        account: Account,
        role: Role,
        begins_on: date,
        *,
        unit_id: int | None = None,
        person_id: int | None = None,
        ends_on: date | None = None,
        granted_by: int | None = None,
    ) -> int:
        """Grant a role in a scope; the schema refuses one that does not fit the account's kind."""
        row = GrantRow(
            account_id=account.id,
            kind=account.kind,
            role=role.value,
            unit_id=unit_id,
            person_id=person_id,
            begins_on=begins_on,
            ends_on=ends_on,
            granted_by=granted_by,
        )
        self.session.add(row)
        self.session.flush()
        return row.id

    def revoke(self, grant_id: int, now: datetime) -> None:
        """Take a granted role back; the record stays."""
        self.session.execute(update(GrantRow).where(GrantRow.id == grant_id).values(revoked_at=now))

    def grants_of(self, account_id: int, on: date) -> tuple[Grant, ...]:
        """The grants in force on a day, in the order in which they were made."""
        query = (
            select(GrantRow, UnitRow.path)
            .outerjoin(UnitRow, UnitRow.id == GrantRow.unit_id)
            .where(
                GrantRow.account_id == account_id,
                GrantRow.revoked_at.is_(None),
                GrantRow.begins_on <= on,
                or_(GrantRow.ends_on.is_(None), GrantRow.ends_on >= on),
            )
            .order_by(GrantRow.id)
        )
        return tuple(
            Grant(Role(row.role), row.person_id, row.unit_id, path)
            for row, path in self.session.execute(query)
        )

    def actor(self, account_id: int, on: date) -> Actor | None:
        """Who an active account is on a day, with the rights held then."""
        row = self.session.get(AccountRow, account_id)
        if row is None or not row.active:
            return None
        return Actor(
            account_id=row.id,
            username=row.username,
            name=row.display_name,
            kind=row.kind,
            person_id=row.person_id,
            grants=self.grants_of(row.id, on),
            on=on,
        )
