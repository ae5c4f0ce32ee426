"""Verify what was posted: typed facts are the journal's, entries and outcomes are as they were posted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from ledger.domain.damage import Damage, damage
from ledger.domain.journal import canonical_json
from ledger.domain.posted_facts import ENTRY_FACTS, ENTRY_WORDS, OUTCOME_WORDS, words_digest
from ledger.domain.wording import N_
from ledger.store.readings_posted import doubtful_now, doubtful_typed
from ledger.store.readings_verification import (
    live_entries,
    live_outcomes,
    parts_now,
    posted_entry_rows,
    posted_outcome_rows,
    posted_parts,
    stray_facts,
    unposted,
)

if TYPE_CHECKING:
    from ledger.store.unit_of_work import UnitOfWork

NOT_JOURNALS = N_("与记账流水不符：%(fields)s")
NO_POSTING = N_("没有对应的记账")
NOT_POSTED = N_("已通过审核或核实，却没有记账")
GONE = N_("已记账，现在却没有了")
NOT_APPROVED = N_("已记账，现在的状态却是 %(status)s")
NOT_AS_POSTED = N_("与记账时不同：%(fields)s")
UNREADABLE = N_("记账内容无法读取")


def check_postings(uow: UnitOfWork) -> Iterator[Damage]:
    """All of it, damage by damage."""
    yield from (damage(table, seq, NO_POSTING) for table, seq in stray_facts(uow.session))
    yield from (damage(table, key, NOT_POSTED) for table, key in unposted(uow.session))
    yield from _typed_entries(uow)
    yield from _typed_outcomes(uow)
    yield from _entries_now(uow)
    yield from _outcomes_now(uow)


def _typed_entries(uow: UnitOfWork) -> Iterator[Damage]:
    for seq, body, object_id, version, person, *typed in posted_entry_rows(
        uow.session, doubtful_typed(uow.session)
    ):
        facts = body_of(body)
        if facts is None:
            yield damage("journal", seq, UNREADABLE)
            continue
        differ = [
            name
            for name, posted, kept in zip(
                ("entry_id", "version", "person_id"), (object_id, version, person), typed, strict=False
            )
            if posted != kept
        ] + unlike(facts, ENTRY_FACTS, typed[3:])
        if differ:
            yield damage("posted_entry", seq, NOT_JOURNALS, fields=" ".join(differ))


def _typed_outcomes(uow: UnitOfWork) -> Iterator[Damage]:
    shares, entries = posted_parts(uow.session)
    for seq, body, object_id, *typed in posted_outcome_rows(uow.session):
        facts = body_of(body)
        if facts is None:
            yield damage("journal", seq, UNREADABLE)
            continue
        differ = ["outcome_id"] if object_id != typed[0] else []
        differ += unlike(facts, ("kind", "level", "on_date"), typed[1:])
        if differ:
            yield damage("posted_outcome", seq, NOT_JOURNALS, fields=" ".join(differ))
        if placed(facts.get("shares")) != shares.get(seq, []):
            yield damage("posted_share", seq, NOT_JOURNALS, fields="shares")
        if placed([[key] for key in facts.get("entry_ids", ())]) != entries.get(seq, []):
            yield damage("posted_outcome_entry", seq, NOT_JOURNALS, fields="entry_ids")


def _entries_now(uow: UnitOfWork) -> Iterator[Damage]:
    for _seq, object_id, person, body, algorithm, *now in live_entries(
        uow.session, doubtful_now(uow.session)
    ):
        facts, (key, status, owner) = body_of(body), now[:3]
        if facts is None:
            continue
        if key is None:
            yield damage("entry", object_id, GONE)
            continue
        if status != "approved":
            yield damage("entry", object_id, NOT_APPROVED, status=status)
        differ = ["person_id"] if owner != person else []
        differ += unlike(facts, ENTRY_FACTS, now[3 : 3 + len(ENTRY_FACTS)])
        differ += unlike_words(facts, ENTRY_WORDS, now[3 + len(ENTRY_FACTS) :], algorithm)
        if differ:
            yield damage("entry", object_id, NOT_AS_POSTED, fields=" ".join(differ))


def _outcomes_now(uow: UnitOfWork) -> Iterator[Damage]:
    shares, entries = parts_now(uow.session)
    for _seq, object_id, body, algorithm, *now in live_outcomes(uow.session):
        facts, (key, status) = body_of(body), now[:2]
        if facts is None:
            continue
        if key is None:
            yield damage("outcome", object_id, GONE)
            continue
        if status != "verified":
            yield damage("outcome", object_id, NOT_APPROVED, status=status)
        differ = unlike(facts, ("kind", "level", "on_date"), now[2:5])
        differ += unlike_words(facts, OUTCOME_WORDS, now[5:], algorithm)
        if {tuple(share) for share in facts.get("shares", [])} != shares.get(object_id, set()):
            differ.append("shares")
        if set(facts.get("entry_ids", [])) != entries.get(object_id, set()):
            differ.append("entry_ids")
        if differ:
            yield damage("outcome", object_id, NOT_AS_POSTED, fields=" ".join(differ))


def body_of(body: object) -> Mapping[str, Any] | None:
    """The facts that a body holds; None where it can't be read."""
    try:
        found = json.loads(body) if isinstance(body, str) else None
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def placed(parts: object) -> list[list[object]]:
    """Lists with their positions before them."""
    return [[at, *part] for at, part in enumerate(parts)] if isinstance(parts, list) else []


def unlike(facts: Mapping[str, Any], names: Sequence[str], kept: Sequence[Any]) -> list[str]:
    """Those of some facts that a row has otherwise."""
    return [name for name, value in zip(names, kept, strict=True) if not _same(facts.get(name), value)]


def unlike_words(
    facts: Mapping[str, Any], names: Sequence[str], kept: Sequence[Any], algorithm: object
) -> list[str]:
    """The words beside the facts, where they are not those that were posted."""
    try:
        found = words_digest(dict(zip(names, kept, strict=True)), str(algorithm))
    except ValueError:
        return ["words"]
    return [] if found == facts.get("words") else ["words"]


def _same(posted: object, kept: object) -> bool:
    """Whether a value of the journal and one of a column are the same.

    SQLite keeps truth as a number, dates and tables as texts; a table's text is the one that is written.
    """
    if isinstance(posted, dict):
        return _same_table(posted, kept)
    if posted == kept:
        return type(posted) is type(kept) or (isinstance(posted, bool) and type(kept) is int)
    if isinstance(kept, date):
        return posted == kept.isoformat()
    return False


def _same_table(posted: Mapping[str, Any], kept: object) -> bool:
    """The same of a table: its values of the same kinds, as text in the form in which columns have it."""
    found = body_of(kept) if isinstance(kept, str) else kept
    if not isinstance(found, dict) or (isinstance(kept, str) and json.dumps(found) != kept):
        return False
    try:
        return canonical_json(found) == canonical_json(posted)
    except ValueError:
        return False
