"""Accounts and the roles granted to them."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Row,
    and_,
    bindparam,
    case,
    literal,
    or_,
    select,
    update,
)

from ledger.domain.account import Account, Credentials
from ledger.domain.permissions import Actor, Grant, Role
from ledger.store.base import table_of
from ledger.store.rows import AccountRow, GrantRow, PersonRow, UnitRow

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session


ACCOUNT, GRANT, UNIT = table_of(AccountRow), table_of(GrantRow), table_of(UnitRow)


def in_force(on: date | BindParameter[date]) -> ColumnElement[bool]:
    """Grants that hold on a day."""
    return and_(
        GRANT.c.revoked_at.is_(None),
        GRANT.c.begins_on <= on,
        or_(GRANT.c.ends_on.is_(None), GRANT.c.ends_on >= on),
    )


OF_SESSION = (
    select(
        ACCOUNT,
        GRANT.c.role.label("granted_role"),
        GRANT.c.person_id.label("granted_person"),
        GRANT.c.unit_id.label("granted_unit"),
        UNIT.c.path.label("granted_path"),
        GRANT.c.deputy_of.label("granted_deputy_of"),
    )
    .outerjoin_from(
        ACCOUNT, GRANT, and_(GRANT.c.account_id == ACCOUNT.c.id, in_force(bindparam("on", type_=Date)))
    )
    .outerjoin(UNIT, UNIT.c.id == GRANT.c.unit_id)
    .where(ACCOUNT.c.fs_uniquifier == bindparam("session_key"), ACCOUNT.c.active)
    .order_by(GRANT.c.id)
)
"""The account of a session with its grants, a row for each: the one question that every page asks."""


def actor_of(account: Account, grants: tuple[Grant, ...], on: date) -> Actor:
    """Who an account is with the grants held on a day."""
    return Actor(
        account_id=account.id,
        username=account.username,
        name=account.display_name,
        kind=account.kind,
        person_id=account.person_id,
        grants=grants,
        on=on,
    )


def to_account(row: AccountRow | Row[Any]) -> Account:
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
    )


def _to_credentials(row: AccountRow | None) -> Credentials | None:
    return None if row is None else Credentials(to_account(row), row.password, row.fs_uniquifier)


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

    def credentials(self, username: str) -> Credentials | None:
        """What proves who owns the account of this username, in whatever case it is typed."""
        query = select(AccountRow).where(AccountRow.username == username.strip().lower())
        return _to_credentials(self.session.scalar(query.execution_options(populate_existing=True)))

    def of_session(self, session_key: str, on: date) -> tuple[Account, Actor] | None:
        """The account in use whose sessions carry this key, and who that is on a day."""
        rows = self.session.connection().execute(OF_SESSION, {"session_key": session_key, "on": on}).all()
        if not rows:
            return None
        account = to_account(rows[0])
        grants = tuple(
            Grant(
                Role(row.granted_role),
                row.granted_person,
                row.granted_unit,
                row.granted_path,
                row.granted_deputy_of,
            )
            for row in rows
            if row.granted_role is not None
        )
        return account, actor_of(account, grants, on)

    def count_attempt(
        self, account_id: int, *, most: int, locked_until: datetime, now: datetime
    ) -> int | None:
        """Count an attempt to sign in and give its number; None where the account may not try now.

        The last one that is allowed locks the account, in the same statement: of many at a time none slips
        through. A lock that has run out starts the count anew.
        """
        count = case((AccountRow.locked_until.is_not(None), 1), else_=AccountRow.failed_count + 1)
        until = literal(locked_until, AccountRow.locked_until.type)
        may_try = or_(AccountRow.locked_until.is_(None), AccountRow.locked_until <= now)
        counted = self.session.execute(
            update(AccountRow)
            .where(AccountRow.id == account_id, AccountRow.active, may_try)
            .values(failed_count=count, locked_until=case((count >= most, until), else_=None))
            .returning(AccountRow.failed_count)
        )
        return counted.scalar_one_or_none()

    def set_password(self, account_id: int, password_hash: str, *, must_change: bool) -> None:
        """Set a new password; sessions end, failures are forgotten."""
        self.change(
            account_id,
            password=password_hash,
            must_change_password=must_change,
            failed_count=0,
            locked_until=None,
        )
        self.end_sessions(account_id)

    def end_sessions(self, account_id: int) -> None:
        """Make every cookie that was given out for the account worthless."""
        self.change(account_id, fs_uniquifier=uuid.uuid4().hex)

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
        deputy_of: int | None = None,
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
            deputy_of=deputy_of,
        )
        self.session.add(row)
        self.session.flush()
        return row.id

    def revoke(self, grant_id: int, now: datetime) -> None:
        """Take a granted role back; the record stays."""
        self.session.execute(update(GrantRow).where(GrantRow.id == grant_id).values(revoked_at=now))

    def live_grant(self, account_id: int, public_id: str) -> int | None:
        """The key of an account's grant that was not taken back, by its name in addresses."""
        query = select(GrantRow.id).where(
            GrantRow.account_id == account_id, GrantRow.public_id == public_id, GrantRow.revoked_at.is_(None)
        )
        return self.session.scalar(query)

    def holds(
        self,
        account_id: int,
        role: Role,
        begins_on: date,
        ends_on: date | None,
        *,
        person_id: int | None,
        unit_id: int | None,
    ) -> bool:
        """Whether the account has the role in just this scope on some day of the span (no end: for ever)."""
        query = select(GrantRow.id).where(
            GrantRow.account_id == account_id,
            GrantRow.role == role.value,
            GrantRow.person_id.is_not_distinct_from(person_id),
            GrantRow.unit_id.is_not_distinct_from(unit_id),
            GrantRow.revoked_at.is_(None),
            or_(GrantRow.ends_on.is_(None), GrantRow.ends_on >= begins_on),
        )
        if ends_on is not None:
            query = query.where(GrantRow.begins_on <= ends_on)
        return self.session.scalar(query.limit(1)) is not None

    def others_serving(self, account: Account) -> bool:
        """Whether another account in use of the same kind holds its role; the kind is locked for this."""
        self.session.execute(
            select(AccountRow.id)
            .where(AccountRow.kind == account.kind)
            .order_by(AccountRow.id)
            .with_for_update()
        )
        query = (
            select(GrantRow.id)
            .join(AccountRow, AccountRow.id == GrantRow.account_id)
            .where(
                AccountRow.kind == account.kind,
                AccountRow.id != account.id,
                AccountRow.active,
                GrantRow.revoked_at.is_(None),
                GrantRow.ends_on.is_(None),
            )
        )
        return self.session.scalar(query.limit(1)) is not None

    def grant_in_words(self, grant_id: int) -> dict[str, object]:
        """What a grant says, for the trail: role, scope by name, first and last day."""
        query = (
            select(GrantRow, UnitRow.name, PersonRow.name)
            .outerjoin(UnitRow, UnitRow.id == GrantRow.unit_id)
            .outerjoin(PersonRow, PersonRow.id == GrantRow.person_id)
            .where(GrantRow.id == grant_id)
        )
        row, unit, person = self.session.execute(query).one()
        words = {
            "role": row.role,
            "unit": unit,
            "person": person,
            "begins_on": row.begins_on,
            "ends_on": row.ends_on,
        }
        return {name: value for name, value in words.items() if value is not None}

    def grants_of(self, account_id: int, on: date) -> tuple[Grant, ...]:
        """The grants in force on a day, in the order in which they were made."""
        query = (
            select(GrantRow, UnitRow.path)
            .outerjoin(UnitRow, UnitRow.id == GrantRow.unit_id)
            .where(GrantRow.account_id == account_id, in_force(on))
            .order_by(GrantRow.id)
        )
        return tuple(
            Grant(Role(row.role), row.person_id, row.unit_id, path, row.deputy_of)
            for row, path in self.session.execute(query)
        )

    def actor(self, account_id: int, on: date) -> Actor | None:
        """Who an active account is on a day, with the rights held then."""
        row = self.session.get(AccountRow, account_id)
        if row is None or not row.active:
            return None
        return actor_of(to_account(row), self.grants_of(row.id, on), on)
