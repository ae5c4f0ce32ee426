"""Publish a proposed draft: by a second person, the very text that was proposed, in one act."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from ledger.domain.errors import NotFoundError
from ledger.domain.policy_draft import (
    DraftMovedError,
    DraftStatus,
    NotProposedError,
    OwnDraftError,
    PolicyDraft,
)
from ledger.services.draft_policy import open_draft
from ledger.services.once import FormKey, answered, settle
from ledger.services.publish_policy import adopt

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.domain.policy_version import PolicyVersion
    from ledger.store.unit_of_work import UnitOfWork


def publish_draft(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    seen_digest: str,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> str:
    """Put the draft in force, with every year that it governs assessed again; gives the version's name.

    Raises:
        NotFoundError: it isn't of the department.
        NotProposedError: it isn't proposed, or its text isn't the one that was proposed and seen.
        OwnDraftError: the actor had a hand in it.
        SamePolicyError: this text is published there already.
    """
    with uow:
        before = answered(uow, actor, form_key, now)
        if before is not None:
            return before
        draft = open_draft(uow, actor, public_id)
        check_second(uow, actor, draft)
        if (
            draft.status is not DraftStatus.PROPOSED
            or not draft.digest == draft.proposed_digest == seen_digest
        ):
            raise NotProposedError
        version = _put_in_force(uow, actor, draft, on=on, now=now)
        settle(uow, actor, form_key, version.public_id)
        uow.commit()
    return version.public_id


def _put_in_force(
    uow: UnitOfWork, actor: Actor, draft: PolicyDraft, *, on: date, now: datetime
) -> PolicyVersion:
    unit = uow.units.get(draft.unit_id)
    if unit is None:
        raise NotFoundError
    version = adopt(
        uow,
        unit,
        draft.document,
        published_by=actor.account_id,
        drafted_by=draft.created_by,
        proposed_by=draft.proposed_by,
        on=on,
        now=now,
    )
    published = {"status": DraftStatus.PUBLISHED.value, "policy_id": version.id, "updated_at": now}
    if not uow.policy_drafts.change(draft, **published):
        raise DraftMovedError
    return version


def check_second(uow: UnitOfWork, actor: Actor, draft: PolicyDraft) -> None:
    """Refuses an account that had a hand in the draft, or belongs to a person who had.

    Raises:
        OwnDraftError: so it is.
    """
    if actor.account_id in draft.editors:
        raise OwnDraftError
    if actor.person_id is not None and actor.person_id in uow.policy_drafts.persons_of(draft.editors):
        raise OwnDraftError


def may_publish(uow: UnitOfWork, actor: Actor, draft: PolicyDraft) -> bool:
    """Whether the actor is a second person for this draft."""
    try:
        check_second(uow, actor, draft)
    except OwnDraftError:
        return False
    return True
