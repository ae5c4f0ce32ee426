"""Acting once on a form that may be sent twice: by a double click, a retry, or a lost reply."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class FormKey:
    """The key that the browser made for a form, and the digest of what it held."""

    key: str
    body_digest: str


def answered(
    uow: UnitOfWork, actor: Actor, form_key: FormKey | None, now: datetime, result: str = ""
) -> str | None:
    """What came of this form the first time; None when it is new and is to be acted on now.

    Call it first in the transaction, before anything is written. Where it is known already what will come of
    the form, give it as `result`, and nothing is left to settle.
    """
    if form_key is None:
        return None
    return uow.form_keys.claim(actor.account_id, form_key.key, form_key.body_digest, now, result)


def settle(uow: UnitOfWork, actor: Actor, form_key: FormKey | None, result: str) -> None:
    """Keep what came of the form, so that sending it again leads to the same."""
    if form_key is not None:
        uow.form_keys.settle(actor.account_id, form_key.key, result)
