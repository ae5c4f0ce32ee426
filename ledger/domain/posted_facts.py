"""What of an entry or outcome is posted: the facts that count, and a digest of the words around them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ledger.domain.entry import Entry
from ledger.domain.journal import JournalAct, NewPosting, canonical_json, digest
from ledger.domain.outcome import Outcome

ENTRY_FACTS = (
    "channel",
    "begins_on",
    "ends_on",
    "start",
    "minutes",
    "from_half",
    "to_half",
    "mode",
    "platform",
    "place_code",
    "contact_point",
    "topic_id",
    "counts",
    "logged_on",
)
"""The facts of an entry that its credit depends on, beside whose it is."""

ENTRY_WORDS = ("place_name", "reference", "reached", "heard", "done", "companions")
OUTCOME_WORDS = ("title", "reference", "note")
"""What was written beside the facts: it stays out of the journal; its digest shows a later change."""


def entry_posting(entry: Entry, algorithm: str) -> NewPosting:
    """The posting of an approved entry."""
    draft = entry.draft
    facts = {name: getattr(draft, name) for name in ENTRY_FACTS if name != "logged_on"}
    return NewPosting(
        JournalAct.POSTED,
        "entry",
        entry.id,
        entry.version,
        entry.person_id,
        draft.begins_on.year,
        facts
        | {
            "channel": draft.channel.value,
            "begins_on": draft.begins_on.isoformat(),
            "ends_on": draft.ends_on.isoformat(),
            "counts": dict(draft.counts),
            "logged_on": entry.logged_on.isoformat(),
            "words": words_digest({name: getattr(draft, name) for name in ENTRY_WORDS}, algorithm),
        },
    )


def outcome_posting(outcome: Outcome, algorithm: str) -> NewPosting:
    """The posting of a verified outcome; shares are [person, part, whole]."""
    draft = outcome.draft
    people = [person for person, _ in draft.shares]
    return NewPosting(
        JournalAct.POSTED,
        "outcome",
        outcome.id,
        outcome.version,
        people[0] if len(people) == 1 else None,
        draft.on.year,
        {
            "kind": draft.kind,
            "level": draft.level,
            "on_date": draft.on.isoformat(),
            "shares": [[person, share.numerator, share.denominator] for person, share in draft.shares],
            "entry_ids": list(draft.entry_ids),
            "words": words_digest({name: getattr(draft, name) for name in OUTCOME_WORDS}, algorithm),
        },
    )


def words_digest(words: Mapping[str, str], algorithm: str) -> str:
    """The digest of the words beside the facts."""
    return digest(algorithm, canonical_json(words))


def entry_columns(posting: NewPosting) -> dict[str, Any]:
    """The facts of a posted entry as columns: what was posted, and nothing that was not."""
    found = {name: posting.body[name] for name in ENTRY_FACTS}
    days = {name: date.fromisoformat(found[name]) for name in ("begins_on", "ends_on", "logged_on")}
    owner = {"entry_id": posting.object_id, "version": posting.version, "person_id": posting.person_id}
    return owner | found | days
