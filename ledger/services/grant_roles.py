"""Grant roles in their scopes and take them back: the security administrator's work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from ledger.domain.account import ROLES_OF_KIND, Account
from ledger.domain.errors import ForbiddenError, InvalidError, NotFoundError
from ledger.domain.permissions import Permission, Role
from ledger.domain.trail import TrailTag
from ledger.domain.wording import N_, Sentence
from ledger.services.manage_accounts import check_not_last
from ledger.services.once import FormKey, answered, settle

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork

OF_A_UNIT = (Role.REVIEWER, Role.ORGANISATION)


@dataclass(frozen=True)
class WantedGrant:
    """A role to be granted: in a unit or for a person as the role asks, from a day on, perhaps to a day."""

    role: Role
    begins_on: date
    ends_on: date | None = None
    person_id: int | None = None
    unit_id: int | None = None


def grant_role(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    wanted: WantedGrant,
    *,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """Grant an account a role.

    Raises:
        InvalidError: the role does not fit the account's kind (the three administrators exclude one another
            and every business role), lacks its scope, is held already, or ends before it begins.
    """
    _check_right(actor)
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        account = _another(uow, actor, public_id)
        scope = _scope(uow, account, wanted)
        grant_id = uow.accounts.grant(
            account,
            wanted.role,
            wanted.begins_on,
            unit_id=scope.unit_id,
            person_id=scope.person_id,
            ends_on=wanted.ends_on,
            granted_by=actor.account_id,
        )
        _note(uow, TrailTag.ROLE_GRANTED, actor, account, now, grant_id)
        settle(uow, actor, form_key, public_id)
        uow.commit()


def revoke_role(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    grant_public_id: str,
    *,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """Take a granted role back from now on; the record stays.

    Raises:
        LastAdministratorError: nobody of that kind would be left.
    """
    _check_right(actor)
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        account = _another(uow, actor, public_id)
        grant = uow.accounts.live_grant(account.id, grant_public_id)
        if grant is None:
            raise NotFoundError
        check_not_last(uow, account)
        uow.accounts.revoke(grant, now)
        uow.delegations.end_deputies(grant, now)
        _note(uow, TrailTag.ROLE_REVOKED, actor, account, now, grant)
        settle(uow, actor, form_key, public_id)
        uow.commit()


def _check_right(actor: Actor) -> None:
    if not actor.may(Permission.ROLE_GRANT):
        raise ForbiddenError


def _another(uow: UnitOfWork, actor: Actor, public_id: str) -> Account:
    # Nobody settles their own rights.
    account = uow.accounts.by_public_id(public_id)
    if account is None:
        raise NotFoundError
    if account.id == actor.account_id:
        raise ForbiddenError
    return account


def _scope(uow: UnitOfWork, account: Account, wanted: WantedGrant) -> WantedGrant:
    """The grant with exactly the scope that its role asks."""
    if wanted.role not in ROLES_OF_KIND[account.kind]:
        line = N_("这个账号不能担任这个角色：三员互不兼任，也不兼任业务角色。请为这个角色另建账号。")
        raise InvalidError({"role": Sentence(line)})
    if wanted.ends_on is not None and wanted.ends_on < wanted.begins_on:
        raise InvalidError({"ends_on": Sentence(N_("结束日期早于开始日期，请调整。"))})
    person_id, unit_id = None, None
    if wanted.role is Role.CADRE:
        person_id = _own_person(account)
    elif wanted.role is Role.DELEGATE:
        person_id = _served_person(account, wanted)
    elif wanted.role in OF_A_UNIT:
        unit_id = wanted.unit_id
        if unit_id is None:
            raise InvalidError({"unit": Sentence(N_("请选择这个角色所在的单位。"))})
    found = WantedGrant(wanted.role, wanted.begins_on, wanted.ends_on, person_id, unit_id)
    _check_not_held(uow, account, found)
    return found


def _check_not_held(uow: UnitOfWork, account: Account, wanted: WantedGrant) -> None:
    # A person is one account's cadre at most, in the schema too, so an old grant is revoked before a new one.
    begins = date.min if wanted.role is Role.CADRE else wanted.begins_on
    ends = None if wanted.role is Role.CADRE else wanted.ends_on
    held = uow.accounts.holds(
        account.id, wanted.role, begins, ends, person_id=wanted.person_id, unit_id=wanted.unit_id
    )
    if held:
        raise InvalidError({"role": Sentence(N_("已经有这项授权；要改日期，请先收回原来的。"))})


def _own_person(account: Account) -> int:
    if account.person_id is None:
        line = N_("这个账号没有绑定干部，不能担任“干部本人”。请系统管理员为这位干部另建账号。")
        raise InvalidError({"role": Sentence(line)})
    return account.person_id


def _served_person(account: Account, wanted: WantedGrant) -> int:
    if wanted.person_id is None:
        raise InvalidError({"person": Sentence(N_("请选择为哪位干部代录。"))})
    if wanted.person_id == account.person_id:
        raise InvalidError({"person": Sentence(N_("本人的台账不用代录，请授予“干部本人”。"))})
    return wanted.person_id


def _note(
    uow: UnitOfWork, tag: TrailTag, actor: Actor, account: Account, now: datetime, grant_id: int
) -> None:
    told = uow.accounts.grant_in_words(grant_id)
    revoked = tag is TrailTag.ROLE_REVOKED
    uow.trail.append(
        tag,
        at=now,
        account_id=actor.account_id,
        object_kind="account",
        object_id=account.id,
        subject_id=account.person_id,
        changes={name: (value, None) if revoked else (None, value) for name, value in told.items()},
    )
