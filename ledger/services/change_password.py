"""Change one's own password, which ends the account's other sessions."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ledger.domain.errors import InvalidError
from ledger.domain.trail import TrailTag
from ledger.domain.wording import N_, Sentence
from ledger.services.once import FormKey, answered, settle
from ledger.services.passwords import hash_password, password_fault
from ledger.services.sign_in import Lock, SignInRefusedError, check_password, note

if TYPE_CHECKING:
    from ledger.domain.account import Credentials
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork


def change_password(
    uow: UnitOfWork,
    actor: Actor,
    old: str,
    new: str,
    *,
    lock: Lock,
    now: datetime,
    form_key: FormKey | None = None,
) -> Credentials | None:
    """Set a new password and give the account with its new session key, which ends all other sessions.

    Raises:
        InvalidError: the old password isn't right (that counts towards the lock), or the new one too weak.
    """
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return uow.accounts.credentials(actor.username)
    fault = password_fault(new, username=actor.username, name=actor.name)
    if fault is None and new == old:
        fault = Sentence(N_("新密码与原密码相同，请换一个。"))
    if fault is not None:
        raise InvalidError({"new": fault})
    try:
        check_password(uow, actor.username, old, lock=lock, now=now)
    except SignInRefusedError as error:
        raise InvalidError(
            {"old": Sentence(N_("原密码不对，或者账号暂时锁定。请核对后再试；忘记了的，请系统管理员重置。"))}
        ) from error
    hashed = hash_password(new)
    with uow:
        if answered(uow, actor, form_key, now) is None:
            uow.accounts.set_password(actor.account_id, hashed, must_change=False)
            note(uow, TrailTag.ACCOUNT_PASSWORD_CHANGED, actor.account_id, actor.account_id, now)
            settle(uow, actor, form_key, "changed")
            uow.commit()
        return uow.accounts.credentials(actor.username)
