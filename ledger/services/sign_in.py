"""Sign in and out: failures are counted in the database, and too many lock the account for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ledger.domain.errors import InvalidError
from ledger.domain.trail import TrailTag
from ledger.domain.wording import N_
from ledger.services.passwords import is_password

if TYPE_CHECKING:
    from ledger.domain.account import Credentials
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork


class SignInRefusedError(InvalidError):
    """One sentence for every cause, so that nobody learns from it which usernames exist."""

    text = N_(
        "用户名或密码不对，或者账号暂时锁定。连续输错 %(attempts)s 次会锁定 %(minutes)s 分钟，"
        "也可以请系统管理员解锁。"
    )


@dataclass(frozen=True)
class Lock:
    """How many failures lock an account, and for how long."""

    attempts: int
    minutes: int


def sign_in(uow: UnitOfWork, username: str, password: str, *, lock: Lock, now: datetime) -> Credentials:
    """The account whose password this is, from now on signed in.

    Raises:
        SignInRefusedError: no such account, not its password, out of use, or locked.
    """
    found = check_password(uow, username, password, lock=lock, now=now)
    with uow:
        uow.accounts.change(found.account.id, failed_count=0, locked_until=None)
        note(uow, TrailTag.ACCOUNT_SIGNED_IN, found.account.id, found.account.id, now)
        uow.commit()
    return found


def sign_out(uow: UnitOfWork, actor: Actor, *, now: datetime) -> None:
    """End every session of the actor: a cookie that was copied before is of no use afterwards."""
    with uow:
        uow.accounts.end_sessions(actor.account_id)
        note(uow, TrailTag.ACCOUNT_SIGNED_OUT, actor.account_id, actor.account_id, now)
        uow.commit()


def check_password(
    uow: UnitOfWork, username: str, password: str, *, lock: Lock, now: datetime
) -> Credentials:
    """The account whose password this is; each call counts as a failure until the caller takes it back.

    Counting before judging is what holds when many guesses come at once: each uses up one of the few
    tries. The hash is computed between two transactions, so that nobody waits for it with the database.

    Raises:
        SignInRefusedError: no such account, not its password, out of use, or locked.
    """
    count: int | None = None
    with uow:
        found = uow.accounts.credentials(username)
        if found is not None:
            until = now + timedelta(minutes=lock.minutes)
            count = uow.accounts.count_attempt(
                found.account.id, most=lock.attempts, locked_until=until, now=now
            )
            uow.commit()
    right = is_password(found.password_hash if found else None, password)
    if found is None:
        raise SignInRefusedError(attempts=lock.attempts, minutes=lock.minutes)
    if count is None or not right:
        _note_failure(uow, found.account.id, now, locks=count is not None and count >= lock.attempts)
        raise SignInRefusedError(attempts=lock.attempts, minutes=lock.minutes)
    return found


def note(uow: UnitOfWork, tag: TrailTag, by: int | None, account_id: int, now: datetime) -> None:
    """Leave a trail about an account."""
    uow.trail.append(tag, at=now, account_id=by, object_kind="account", object_id=account_id)


def _note_failure(uow: UnitOfWork, account_id: int, now: datetime, *, locks: bool) -> None:
    with uow:
        # Nobody knows who it was, only whose account was tried.
        note(uow, TrailTag.ACCOUNT_SIGN_IN_FAILED, None, account_id, now)
        if locks:
            note(uow, TrailTag.ACCOUNT_LOCKED, None, account_id, now)
        uow.commit()
