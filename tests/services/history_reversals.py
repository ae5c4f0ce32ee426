"""The acts of a random history that take back what was posted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.services.reverse_posting import reverse_entry, reverse_outcome, undo_approval
from ledger.store.rows import EntryRow, OutcomeRow
from tests.cast import NOW, TODAY

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from tests.services.histories import History


def reverse(history: History, actor: Actor) -> list[str]:
    """Reverse the posting of an approved entry."""
    for row in history.some(actor, EntryRow, 1, "approved"):
        reverse_entry(history.uow, actor, row.public_id, "时长写错", on=TODAY, now=NOW)
        return ["entry:reversed"]
    return []


def undo(history: History, actor: Actor) -> list[str]:
    """Take back an approval: most often an own one, the last."""
    with history.uow:
        postings = [one for one in history.uow.journal.stream() if one.object_kind == "entry"]
    own = [one.seq for one in postings if one.account_id == actor.account_id and not one.reverses]
    wanted = own[-1:] if history.rng.random() < 0.8 else [one.seq for one in postings]
    if not wanted:
        return []
    seq = history.rng.choice(wanted)
    first = seq - (history.rng.random() < 0.2)
    return ["entry:approval_undone"] * undo_approval(history.uow, actor, f"{first}-{seq}", on=TODAY, now=NOW)


def reverse_verified(history: History, actor: Actor) -> list[str]:
    """Reverse the posting of a verified outcome, to wait again or to be refused."""
    for row in history.some(actor, OutcomeRow, 1, "verified"):
        refuse = history.rng.random() < 0.5
        reverse_outcome(history.uow, actor, row.public_id, "弄错了", refuse=refuse, on=TODAY, now=NOW)
        return ["outcome:reversed"]
    return []
