"""What the page of an entry or outcome shows of the journal: its postings, and the way to reverse them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _

from ledger.domain.entry import Entry, EntryStatus
from ledger.domain.outcome import Outcome, OutcomeStatus
from ledger.domain.permissions import Permission
from ledger.services.record_outcome import check_may_verify
from ledger.services.reverse_posting import check_may_reverse, may_reverse
from ledger.store.readings_journal import postings_of
from ledger.web.context import actor, reading

if TYPE_CHECKING:
    from collections.abc import Callable


def posted_entry(entry: Entry) -> dict[str, Any]:
    """The postings of an entry, and how to reverse the one that stands, for those who may."""
    found: dict[str, Any] = {"postings": postings_of(reading().session, "entry", entry.id)}
    stands = entry.status is EntryStatus.APPROVED
    if not _offered(stands, lambda: check_may_reverse(reading(), actor(), [entry])):
        return found
    return found | {
        "reverse_to": url_for("entries.reverse", public_id=entry.public_id),
        "reverse_hint": _("冲销之后不再计入，台账退回给对方，修改后可以再提交。记账和冲销都留在流水里。"),
        "reverse_ways": [("", _("冲销并退回"))],
    }


def posted_outcome(outcome: Outcome) -> dict[str, Any]:
    """The postings of an outcome, and how to reverse the one that stands, for those who may."""
    found: dict[str, Any] = {"postings": postings_of(reading().session, "outcome", outcome.id)}
    stands = outcome.status is OutcomeStatus.VERIFIED
    if not _offered(stands, lambda: check_may_verify(reading(), actor(), [outcome])):
        return found
    return found | {
        "reverse_to": url_for("outcomes.reverse", public_id=outcome.public_id),
        "reverse_hint": _("冲销之后不再计入；可以重新核实，也可以未予认定。记账和冲销都留在流水里。"),
        "reverse_ways": [("wait", _("冲销，重新核实")), ("refuse", _("冲销，未予认定"))],
    }


def _offered(stands: bool, check: Callable[[], object]) -> bool:
    return stands and actor().may(Permission.POSTING_REVERSE) and may_reverse(check)
