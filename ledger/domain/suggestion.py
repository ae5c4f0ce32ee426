"""A complaint or suggestion: what it says and how far its handling has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ledger.domain.wording import N_

KINDS = {"complaint": N_("投诉"), "suggestion": N_("建议"), "fault": N_("故障"), "question": N_("咨询")}
STATUSES = {"received": N_("已收到"), "handling": N_("办理中"), "answered": N_("已答复")}
LONGEST = 2000


@dataclass(frozen=True)
class Suggestion:
    """A complaint or suggestion; without an account where the writer chose not to be named."""

    id: int
    public_id: str
    account_id: int | None
    receipt: str
    unit_id: int | None
    kind: str
    about: str
    words: str
    status: str
    answer: str
    created_at: datetime
    answered_at: datetime | None = None
    answered_by: int | None = None
