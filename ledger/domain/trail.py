"""The vocabulary of the trail: every act that leaves one, as noun:action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TrailTag(StrEnum):
    """What was done; a retired one stays, so that old records can be read."""

    ACCOUNT_CREATED = "account:created"
    ACCOUNT_CHANGED = "account:changed"
    ACCOUNT_LOCKED = "account:locked"
    ACCOUNT_UNLOCKED = "account:unlocked"
    ACCOUNT_PASSWORD_CHANGED = "account:password_changed"  # noqa: S105 - the name of an act
    ACCOUNT_PASSWORD_RESET = "account:password_reset"  # noqa: S105 - the name of an act
    ACCOUNT_SIGNED_IN = "account:signed_in"
    ACCOUNT_SIGN_IN_FAILED = "account:sign_in_failed"
    ACCOUNT_SIGNED_OUT = "account:signed_out"
    ROLE_GRANTED = "role:granted"
    ROLE_REVOKED = "role:revoked"
    DEPUTY_NAMED = "deputy:named"
    DEPUTY_ENDED = "deputy:ended"
    AGREEMENT_GIVEN = "agreement:given"
    AGREEMENT_ENDED = "agreement:ended"
    UNIT_CREATED = "unit:created"
    UNIT_CHANGED = "unit:changed"
    PERSON_CREATED = "person:created"
    PERSON_CHANGED = "person:changed"
    APPOINTMENT_RECORDED = "appointment:recorded"
    APPOINTMENT_CHANGED = "appointment:changed"
    LEAVE_RECORDED = "leave:recorded"
    LEAVE_REMOVED = "leave:removed"
    ROSTER_IMPORTED = "roster:imported"
    ENTRY_LOGGED = "entry:logged"
    ENTRY_CHANGED = "entry:changed"
    ENTRY_SUBMITTED = "entry:submitted"
    ENTRY_OFFERED = "entry:offered"
    ENTRY_CONFIRMED = "entry:confirmed"
    ENTRY_WITHDRAWN = "entry:withdrawn"
    ENTRY_APPROVED = "entry:approved"
    ENTRY_RETURNED = "entry:returned"
    ENTRY_REVERSED = "entry:reversed"
    ENTRY_APPROVAL_UNDONE = "entry:approval_undone"
    ENTRY_LINKED = "entry:linked"
    ENTRIES_IMPORTED = "entries:imported"
    OUTCOME_RECORDED = "outcome:recorded"
    OUTCOME_CHANGED = "outcome:changed"
    OUTCOME_VERIFIED = "outcome:verified"
    OUTCOME_REFUSED = "outcome:refused"
    OUTCOME_REVERSED = "outcome:reversed"
    POLICY_PUBLISHED = "policy:published"
    POLICY_DRAFTED = "policy:drafted"
    POLICY_DRAFT_CHANGED = "policy:draft_changed"
    POLICY_DRAFT_DISCARDED = "policy:draft_discarded"
    POLICY_PROPOSED = "policy:proposed"
    POLICY_PROPOSAL_WITHDRAWN = "policy:proposal_withdrawn"
    CALENDAR_CHANGED = "calendar:changed"
    LEDGER_EXPORTED = "ledger:exported"
    LATE_ASKED = "late:asked"
    LATE_GRANTED = "late:granted"
    LATE_REFUSED = "late:refused"
    YEAR_REHEARSED = "year:rehearsed"
    YEAR_PROPOSED = "year:proposed"
    YEAR_GIVEN_UP = "year:given_up"
    YEAR_CLOSED = "year:closed"
    YEAR_REOPENED = "year:reopened"
    YEAR_CORRECTED = "year:corrected"
    RECORD_VIEWED = "record:viewed"
    RECORD_EXPORTED = "record:exported"
    SUMMARY_ISSUED = "summary:issued"
    BATCH_STARTED = "batch:started"
    BATCH_CANCELLED = "batch:cancelled"
    TRAIL_VIEWED = "trail:viewed"
    JOURNAL_VIEWED = "journal:viewed"
    SUGGESTION_RECEIVED = "suggestion:received"
    SUGGESTION_TAKEN_UP = "suggestion:taken_up"
    SUGGESTION_ANSWERED = "suggestion:answered"


@dataclass(frozen=True)
class TrailEvent:
    """One record of the trail; changes are field → (old, new)."""

    id: int
    at: datetime
    account_id: int | None
    tag: TrailTag
    object_kind: str
    object_id: int | None
    subject_id: int | None
    changes: Mapping[str, tuple[object, object]]
    note: str = ""


def differences(old: Mapping[str, object], new: Mapping[str, object]) -> dict[str, tuple[object, object]]:
    """The fields that differ, each with its old and new value; a field missing on one side counts as None."""
    keys = list(old) + [key for key in new if key not in old]
    return {key: (old.get(key), new.get(key)) for key in keys if old.get(key) != new.get(key)}
