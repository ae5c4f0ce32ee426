"""A policy under way: drafted, proposed, published by a second person; or discarded."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ledger.domain.errors import ConflictError, ForbiddenError
from ledger.domain.wording import N_


class DraftStatus(StrEnum):
    """Where a draft stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    DISCARDED = "discarded"


OPEN = (DraftStatus.DRAFT, DraftStatus.PROPOSED)
STATUSES = {
    "draft": N_("草稿"),
    "proposed": N_("待发布"),
    "published": N_("已发布"),
    "discarded": N_("已放弃"),
}


@dataclass(frozen=True)
class PolicyDraft:
    """A draft with everybody who had a hand in it."""

    id: int
    public_id: str
    unit_id: int
    title: str
    document: bytes
    origin: str
    edition: int
    status: DraftStatus
    created_by: int
    created_at: datetime
    updated_at: datetime
    proposed_by: int | None
    proposed_at: datetime | None
    proposed_digest: str
    note: str
    policy_id: int | None
    editors: frozenset[int]

    @property
    def digest(self) -> str:
        """The name of its present bytes."""
        return digest_of(self.document)

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed."""
        return self.status in OPEN


class DraftClosedError(ConflictError):
    """It was published or discarded meanwhile."""

    text = N_("这份草稿已经发布或放弃，不能再改；需要修改的请另起草一份。")


class DraftMovedError(ConflictError):
    """Somebody saved the draft since the page was loaded."""

    text = N_("别处刚刚改过这份草稿，这次填写的没有保存。请重新打开，看过最新内容后再改。")


class NotProposedError(ConflictError):
    """It isn't proposed, or not with these bytes."""

    text = N_("这份草稿没有提请发布，或者提请之后又有改动。请重新提请，再由另一人发布。")


class OwnDraftError(ForbiddenError):
    """Whoever drafted, changed or proposed it publishes it not."""

    text = N_("起草、修改或提请过这份办法的人不能自己发布，请由组织部门的另一个账号办理。")


def digest_of(document: bytes) -> str:
    """The name of a document's bytes, as a published version bears it."""
    return "sha256:" + hashlib.sha256(document).hexdigest()
