"""Write a complaint or suggestion, with one's name or without."""

from __future__ import annotations

import base64
import hashlib
from datetime import date, datetime
from typing import TYPE_CHECKING

from ledger.domain.errors import InvalidError
from ledger.domain.people import posting_on
from ledger.domain.suggestion import KINDS, LONGEST, Suggestion
from ledger.domain.trail import TrailTag
from ledger.domain.wording import N_, Sentence
from ledger.store.form_keys import KeyReusedError

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.services.once import FormKey
    from ledger.store.unit_of_work import UnitOfWork

LONGEST_ABOUT = 200


def write_suggestion(
    uow: UnitOfWork,
    actor: Actor,
    kind: str,
    words: str,
    *,
    about: str = "",
    named: bool,
    on: date,
    now: datetime,
    form_key: FormKey,
) -> Suggestion:
    """Receive a suggestion; without a name, nothing that is kept leads to the account.

    The receipt is made from the form's key, so that the same form sent twice meets itself: the table of form
    keys names the account and cannot be used here.

    Raises:
        InvalidError: nothing was written, or too much.
    """
    words = _checked(kind, words)
    account_id = actor.account_id if named else None
    with uow:
        receipt = receipt_of(form_key.key)
        before = uow.suggestions.by_receipt(receipt)
        if before is not None:
            if (before.words, before.kind) != (words, kind):
                raise KeyReusedError
            return before
        unit_id = unit_of(uow, actor, on)
        about = about[:LONGEST_ABOUT]
        found = uow.suggestions.add(receipt, kind, words, about, now, account_id=account_id, unit_id=unit_id)
        tag = TrailTag.SUGGESTION_RECEIVED
        uow.trail.append(tag, at=now, account_id=account_id, object_kind="suggestion", object_id=found.id)
        uow.commit()
    return found


def _checked(kind: str, words: str) -> str:
    if kind not in KINDS:
        raise InvalidError({"kind": Sentence(N_("请选择类别。"))})
    words = words.strip()
    if not words:
        raise InvalidError({"words": Sentence(N_("请写下意见。"))})
    if len(words) > LONGEST:
        raise InvalidError({"words": Sentence(N_("请缩短到 %(most)s 字以内。"), {"most": LONGEST})})
    return words


def receipt_of(key: str) -> str:
    """The receipt that a form's key gives: 14 characters, 70 bits, from which nobody gets back to the key."""
    digest = hashlib.sha256(f"receipt of {key}".encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(digest).decode()[:14].lower()


def unit_of(uow: UnitOfWork, actor: Actor, on: date) -> int | None:
    """The unit whose department is to handle what the actor writes: of one's post, else of one's grants."""
    people = ([actor.person_id] if actor.person_id is not None else []) + list(actor.served_cadres)
    for person_id in people:
        posting = posting_on(uow.people.postings_of(person_id), on)
        if posting is not None:
            return posting.unit_id
    granted = [grant.unit_id for grant in actor.grants if grant.unit_id is not None]
    if granted:
        return granted[0]
    units = uow.units.all()  # an administrator: to the first unit of the tree
    return units[0].id if units else None
