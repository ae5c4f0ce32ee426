"""Create accounts, give them new passwords, take them out of use: the system administrator's work."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ledger.clock import CHINA
from ledger.domain.account import KINDS, Account
from ledger.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from ledger.domain.permissions import Permission, Role
from ledger.domain.trail import TrailTag
from ledger.domain.wording import N_, Sentence
from ledger.services.once import FormKey, answered, settle
from ledger.services.passwords import hash_password, one_time_password, password_fault

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork

# Lower and upper case are one name, so other letters than Latin ones would need rules of their own.
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,63}")


BOUND_ADMINISTRATOR = N_("管理员账号不能绑定干部：管理员不兼任业务角色。请为这位干部另建业务账号。")
KEPT_APART = frozenset({"security", "audit"})
"""Kinds of accounts whose passwords the system administrator never gets to know."""


class NoAccountError(NotFoundError):
    """There is no account of that username."""

    text = N_("没有用户名为“%(username)s”的账号，请核对用户名。")


class OtherAdministratorError(ForbiddenError):
    """Whoever could reset the other two administrators' passwords would be all three."""

    text = N_("三员互相独立，这位管理员的密码不能在这里重置。忘记时请在服务器上用 taizhang password 办理。")


class LastAdministratorError(ConflictError):
    """Without one of each kind nobody could bring another back."""

    text = N_("这是最后一位在用的同类管理员，请先设立另一位。")


@dataclass(frozen=True)
class Issued:
    """An account with the password to hand over; None where it was shown before and is not known any more."""

    account: Account
    password: str | None


def create_first_administrators(
    uow: UnitOfWork, administrators: Mapping[Role, tuple[str, str]], *, now: datetime
) -> None:
    """Create the three administrators, each with username and password, in a ledger without accounts.

    The topics that every ledger begins with come along.

    A second run after one that was cut off sets what is there to what is said now.

    Raises:
        InvalidError: two share a username, or a username or password cannot be taken.
    """
    usernames = [username.strip().lower() for username, _ in administrators.values()]
    if len(set(usernames)) < len(usernames):
        raise InvalidError({"username": Sentence(N_("三名管理员的用户名不能相同，请各用一个。"))})
    for username, password in administrators.values():
        _check_username(username)
        fault = password_fault(password, username=username.strip())
        if fault is not None:
            raise InvalidError({"password": fault})
    with uow:
        if any(account.kind == "business" for account in uow.accounts.all()):
            raise ForbiddenError
        uow.topics.fill()
        for role, (username, password) in administrators.items():
            _first_administrator(uow, role, username, password, now)
        uow.commit()


def create_account(
    uow: UnitOfWork,
    actor: Actor,
    username: str,
    display_name: str,
    *,
    kind: str = "business",
    person_id: int | None = None,
    now: datetime,
    form_key: FormKey | None = None,
) -> Issued:
    """A new account without any role, and the one-time password that its owner replaces on first use.

    Raises:
        InvalidError: the username is taken or not of allowed characters, the person has an account, or an
            administrator's account is to be bound to a person who could hold business roles.
    """
    _check_right(actor)
    _check_username(username)
    if kind not in KINDS or (kind != "business" and person_id is not None):
        raise InvalidError({"person": Sentence(BOUND_ADMINISTRATOR)})
    password = one_time_password()
    hashed = hash_password(password)
    with uow:
        before = answered(uow, actor, form_key, now)
        if before is not None:
            return _issued_before(uow, before)
        name = _name_of(uow, display_name, person_id)
        _check_free(uow, username, person_id)
        account = uow.accounts.add(
            username, hashed, name, kind, now, person_id=person_id, must_change_password=True
        )
        told: dict[str, object] = {"username": account.username, "display_name": name, "kind": kind}
        changes = {field: (None, value) for field, value in told.items()}
        _note(uow, TrailTag.ACCOUNT_CREATED, actor, account, now, changes)
        settle(uow, actor, form_key, account.public_id)
        uow.commit()
    return Issued(account, password)


def reset_password(
    uow: UnitOfWork, actor: Actor, public_id: str, *, now: datetime, form_key: FormKey | None = None
) -> Issued:
    """A new one-time password for another's account; its sessions and its lock end.

    Raises:
        OtherAdministratorError: the account is the security or the audit administrator's.
    """
    _check_right(actor)
    password = one_time_password()
    hashed = hash_password(password)
    with uow:
        before = answered(uow, actor, form_key, now)
        if before is not None:
            return _issued_before(uow, before)
        account = _another(uow, actor, public_id)
        if account.kind in KEPT_APART:
            raise OtherAdministratorError
        uow.accounts.set_password(account.id, hashed, must_change=True)
        _note(uow, TrailTag.ACCOUNT_PASSWORD_RESET, actor, account, now)
        settle(uow, actor, form_key, public_id)
        uow.commit()
    return Issued(account, password)


def set_password_on_server(uow: UnitOfWork, username: str, password: str, *, now: datetime) -> None:
    """Set the password of an account from the server's command line, to be changed at the next sign-in.

    Raises:
        NotFoundError: there is no such account.
        InvalidError: the password cannot be taken.
    """
    fault = password_fault(password, username=username.strip())
    if fault is not None:
        raise InvalidError({"password": fault})
    hashed = hash_password(password)
    with uow:
        account = uow.accounts.by_username(username)
        if account is None:
            raise NoAccountError(username=username)
        uow.accounts.set_password(account.id, hashed, must_change=True)
        _note(uow, TrailTag.ACCOUNT_PASSWORD_RESET, None, account, now)
        uow.commit()


def set_in_use(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    *,
    active: bool,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """Take another's account out of use, which ends its sessions, or back into use.

    Raises:
        LastAdministratorError: nobody of that kind would be left.
    """
    _check_right(actor)
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        account = _another(uow, actor, public_id)
        if not active:
            check_not_last(uow, account)
        if account.active is not active:
            uow.accounts.change(account.id, active=active)
            uow.accounts.end_sessions(account.id)
            changes: dict[str, tuple[object, object]] = {"active": (account.active, active)}
            _note(uow, TrailTag.ACCOUNT_CHANGED, actor, account, now, changes)
        settle(uow, actor, form_key, public_id)
        uow.commit()


def unlock(
    uow: UnitOfWork, actor: Actor, public_id: str, *, now: datetime, form_key: FormKey | None = None
) -> None:
    """Let a locked account try again at once."""
    _check_right(actor)
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        account = _another(uow, actor, public_id)
        if account.failed_count or account.locked_until is not None:
            uow.accounts.change(account.id, failed_count=0, locked_until=None)
            changes: dict[str, tuple[object, object]] = {"locked_until": (account.locked_until, None)}
            _note(uow, TrailTag.ACCOUNT_UNLOCKED, actor, account, now, changes)
        settle(uow, actor, form_key, public_id)
        uow.commit()


def check_not_last(uow: UnitOfWork, account: Account) -> None:
    """Pass unless the account is the only administrator in use of its kind.

    Raises:
        LastAdministratorError: it is.
    """
    if account.kind != "business" and not uow.accounts.others_serving(account):
        raise LastAdministratorError


def _check_right(actor: Actor) -> None:
    if not actor.may(Permission.ACCOUNT_MANAGE):
        raise ForbiddenError


def _check_username(username: str) -> None:
    if USERNAME.fullmatch(username.strip().lower()) is None:
        line = N_("用户名用 2 到 64 个字母、数字、点、横线或下划线，以字母或数字开头。")
        raise InvalidError({"username": Sentence(line)})


def _check_free(uow: UnitOfWork, username: str, person_id: int | None) -> None:
    faults: dict[str, Sentence] = {}
    if uow.accounts.by_username(username) is not None:
        faults["username"] = Sentence(N_("这个用户名已经有人使用，请换一个。"))
    if person_id is not None and uow.accounts.of_person(person_id) is not None:
        faults["person"] = Sentence(N_("这位干部已经有账号，不用另建；忘记密码的，请在账号列表里重置。"))
    if faults:
        raise InvalidError(faults)


def _name_of(uow: UnitOfWork, display_name: str, person_id: int | None) -> str:
    person = None if person_id is None else uow.people.get(person_id)
    name = display_name.strip() or (person.name if person else "")
    if not name:
        raise InvalidError({"display_name": Sentence(N_("请写明使用人姓名，或者选择一位干部。"))})
    return name


def _issued_before(uow: UnitOfWork, public_id: str) -> Issued:
    account = uow.accounts.by_public_id(public_id)
    if account is None:
        raise NotFoundError
    return Issued(account, None)


def _another(uow: UnitOfWork, actor: Actor, public_id: str) -> Account:
    # One's own account is changed by its owner alone, through the password page.
    account = uow.accounts.by_public_id(public_id)
    if account is None:
        raise NotFoundError
    if account.id == actor.account_id:
        raise ForbiddenError
    return account


def _first_administrator(uow: UnitOfWork, role: Role, username: str, password: str, now: datetime) -> None:
    account = uow.accounts.by_username(username)
    if account is not None and account.kind != role.value:
        raise InvalidError({"username": Sentence(N_("这个用户名已经有人使用，请换一个。"))})
    if account is not None:
        uow.accounts.set_password(account.id, hash_password(password), must_change=False)
        return
    account = uow.accounts.add(username, hash_password(password), username.strip(), role.value, now)
    uow.accounts.grant(account, role, now.astimezone(CHINA).date())
    _note(uow, TrailTag.ACCOUNT_CREATED, None, account, now, {"kind": (None, role.value)})


def _note(
    uow: UnitOfWork,
    tag: TrailTag,
    actor: Actor | None,
    account: Account,
    now: datetime,
    changes: Mapping[str, tuple[object, object]] | None = None,
) -> None:
    uow.trail.append(
        tag,
        at=now,
        account_id=None if actor is None else actor.account_id,
        object_kind="account",
        object_id=account.id,
        subject_id=account.person_id,
        changes=changes,
    )
