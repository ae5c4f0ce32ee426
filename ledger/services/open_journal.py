"""Post what an older or an invented ledger holds as approved or verified, in the order of the decisions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ledger.domain.posted_facts import entry_posting, outcome_posting

if TYPE_CHECKING:
    from ledger.store.journal import Dated
    from ledger.store.unit_of_work import UnitOfWork

NEVER = datetime(1, 1, 1, tzinfo=UTC)


def post_what_stands(uow: UnitOfWork) -> int:
    """Post every approved entry and verified outcome that has no live posting.

    Within the caller's transaction; each with who decided and when; gives how many.
    """
    entry_ids, outcome_ids = uow.journal.unposted()
    algorithm = uow.journal.algorithm
    found: list[Dated] = []
    for entry in uow.entries.by_ids(entry_ids):
        found.append((entry_posting(entry, algorithm), entry.decided_by, entry.decided_at or NEVER))
    for outcome in uow.outcomes.by_ids(outcome_ids):
        found.append((outcome_posting(outcome, algorithm), outcome.decided_by, outcome.decided_at or NEVER))
    found.sort(key=lambda one: (one[2], one[0].object_kind, one[0].object_id))
    return len(uow.journal.append_dated(found))
