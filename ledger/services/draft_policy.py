"""Draft a policy: begin from a template, a version or a file, change it, propose it, give it up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from ledger.domain.credit.document import LARGEST_DOCUMENT, load_document
from ledger.domain.credit.faults import PolicyFaultsError
from ledger.domain.errors import InvalidError, NotFoundError
from ledger.domain.policy_draft import (
    DraftClosedError,
    DraftMovedError,
    DraftStatus,
    PolicyDraft,
    digest_of,
)
from ledger.domain.trail import TrailTag
from ledger.domain.wording import N_, Sentence
from ledger.services.manage_people import managed_unit
from ledger.services.once import FormKey, answered, settle
from ledger.services.read_policy import read_policy

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork

LONGEST_TITLE = 200
LONGEST_NOTE = 500
UNTITLED = N_("未命名的办法")


def start_draft(
    uow: UnitOfWork,
    actor: Actor,
    unit_public_id: str,
    document: bytes,
    origin: str,
    *,
    now: datetime,
    form_key: FormKey | None = None,
) -> str:
    """Begin a draft for a unit of the actor's department; gives its name in addresses.

    Raises:
        NotFoundError: the unit isn't in the department.
        InvalidError: the document is no text.
    """
    check_text(document)
    with uow:
        before = answered(uow, actor, form_key, now)
        if before is not None:
            return before
        unit = managed_unit(uow, actor, unit_public_id)
        title = title_of(document)
        made = uow.policy_drafts.add(
            unit.id, title, document, origin[:200], created_by=actor.account_id, now=now
        )
        changes = {"unit": (None, unit.public_id), "title": (None, title), "origin": (None, origin[:200])}
        note(uow, actor, TrailTag.POLICY_DRAFTED, made, changes | {"digest": (None, made.digest)}, now)
        settle(uow, actor, form_key, made.public_id)
        uow.commit()
    return made.public_id


def change_draft(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    document: bytes,
    seen_edition: int,
    *,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """Keep another text, faulty or not; a proposal of the former text is over.

    Raises:
        NotFoundError: it isn't of the department.
        DraftClosedError: it was published or discarded.
        DraftMovedError: somebody saved it since `seen_edition`.
        InvalidError: the document is no text.
    """
    check_text(document)
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        draft = open_draft(uow, actor, public_id)
        if draft.edition != seen_edition:
            raise DraftMovedError
        if draft.document != document:
            columns = {"document": document, "title": title_of(document), "updated_at": now}
            _move(uow, draft, status=DraftStatus.DRAFT.value, **columns, **NO_PROPOSAL)
            uow.policy_drafts.note_editor(draft.id, actor.account_id)
            changes: dict[str, tuple[object, object]] = {"digest": (draft.digest, digest_of(document))}
            if draft.status is DraftStatus.PROPOSED:
                changes["status"] = (draft.status.value, DraftStatus.DRAFT.value)
            note(uow, actor, TrailTag.POLICY_DRAFT_CHANGED, draft, changes, now)
        settle(uow, actor, form_key, public_id)
        uow.commit()


NO_PROPOSAL: dict[str, object] = {"proposed_by": None, "proposed_at": None, "proposed_digest": ""}


def propose_draft(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    seen_digest: str,
    *,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """Ask for a draft to be published by another person; it has to be free of faults.

    Raises:
        PolicyFaultsError: it is not.
        DraftMovedError: its text isn't the one that was seen.
    """
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        draft = open_draft(uow, actor, public_id)
        if draft.digest != seen_digest or draft.status is not DraftStatus.DRAFT:
            raise DraftMovedError
        read_policy(draft.document)
        proposal = {"proposed_by": actor.account_id, "proposed_at": now, "proposed_digest": draft.digest}
        _move(uow, draft, status=DraftStatus.PROPOSED.value, note="", **proposal)
        uow.policy_drafts.note_editor(draft.id, actor.account_id)
        note(uow, actor, TrailTag.POLICY_PROPOSED, draft, {"digest": (None, draft.digest)}, now)
        settle(uow, actor, form_key, public_id)
        uow.commit()


def withdraw_proposal(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    reason: str,
    *,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """Take a proposal back, or send it back to be changed, with a reason.

    Raises:
        DraftMovedError: it isn't proposed any more.
        InvalidError: naming `reason`.
    """
    if len(reason) > LONGEST_NOTE:
        raise InvalidError({"reason": Sentence(N_("请缩短到 %(most)s 字以内。"), {"most": LONGEST_NOTE})})
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        draft = open_draft(uow, actor, public_id)
        if draft.status is not DraftStatus.PROPOSED:
            raise DraftMovedError
        _move(uow, draft, status=DraftStatus.DRAFT.value, note=reason, **NO_PROPOSAL)
        changes = {"status": (draft.status.value, DraftStatus.DRAFT.value)}
        note(uow, actor, TrailTag.POLICY_PROPOSAL_WITHDRAWN, draft, changes, now, reason)
        settle(uow, actor, form_key, public_id)
        uow.commit()


def discard_draft(
    uow: UnitOfWork, actor: Actor, public_id: str, *, now: datetime, form_key: FormKey | None = None
) -> None:
    """Give a draft up; what it said stays in the books."""
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        draft = open_draft(uow, actor, public_id)
        _move(uow, draft, status=DraftStatus.DISCARDED.value, updated_at=now, **NO_PROPOSAL)
        changes = {"status": (draft.status.value, DraftStatus.DISCARDED.value)}
        note(uow, actor, TrailTag.POLICY_DRAFT_DISCARDED, draft, changes, now)
        settle(uow, actor, form_key, public_id)
        uow.commit()


def load_draft(uow: UnitOfWork, actor: Actor, public_id: str) -> PolicyDraft:
    """The draft of this name in the actor's department.

    Raises:
        NotFoundError: there is none.
    """
    found = uow.policy_drafts.visible(public_id, actor)
    if found is None:
        raise NotFoundError
    return found


def open_draft(uow: UnitOfWork, actor: Actor, public_id: str) -> PolicyDraft:
    """The draft, while it can still be changed.

    Raises:
        DraftClosedError: it cannot.
    """
    draft = load_draft(uow, actor, public_id)
    if not draft.is_open:
        raise DraftClosedError
    return draft


def check_text(document: bytes) -> None:
    """Refuses what no editor can show.

    Raises:
        InvalidError: naming `text`.
    """
    faults = {"text": Sentence(N_("文件不是 UTF-8 编码"))}
    if len(document) > LARGEST_DOCUMENT:
        raise InvalidError({"text": Sentence(N_("文件太大"))})
    try:
        text = document.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidError(faults) from None
    if "\0" in text:
        raise InvalidError(faults)


def title_of(document: bytes) -> str:
    """The title that a document says, or its code; of a faulty one what can be had."""
    try:
        tables = load_document(document)[1]
    except PolicyFaultsError:
        return UNTITLED
    named = [tables[key] for key in ("title", "code") if isinstance(tables.get(key), str) and tables[key]]
    return str(named[0]).replace("\0", "")[:LONGEST_TITLE] if named else UNTITLED


def _move(uow: UnitOfWork, draft: PolicyDraft, **columns: object) -> None:
    if not uow.policy_drafts.change(draft, **columns):
        raise DraftMovedError


def note(
    uow: UnitOfWork,
    actor: Actor,
    tag: TrailTag,
    draft: PolicyDraft,
    changes: Mapping[str, tuple[object, object]],
    now: datetime,
    text: str = "",
) -> None:
    """Leave the trail of an act on a draft."""
    uow.trail.append(
        tag,
        at=now,
        account_id=actor.account_id,
        object_kind="policy_draft",
        object_id=draft.id,
        changes=changes,
        note=text,
    )
