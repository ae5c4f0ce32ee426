"""Faults that the machine must find: each replaces one function of a service or of the store by a wrong one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ledger.domain import review
from ledger.domain.credit import overlap, tally
from ledger.domain.entry import EntryStatus
from ledger.domain.outcome import OutcomeStatus
from ledger.services import (
    close_year,
    log_entry,
    period_guard,
    record_outcome,
    reverse_posting,
    review_entries,
)
from ledger.services.own_word import OWN
from ledger.store import form_keys, journal, trail, visibility
from ledger.store.entries import Entries
from ledger.store.journal import Journal
from tests.stateful import rules_entries

Patch = tuple[object, str, Any]


@dataclass(frozen=True)
class Planted:
    """A fault: what it is called, and what it puts in the place of what."""

    name: str
    patches: Callable[[], list[Patch]]


def nothing(*_: object, **__: object) -> None:
    """Do nothing at all."""


def _double_post() -> list[Patch]:
    real = Journal.append

    def append(self: Journal, records: Any, **more: Any) -> Any:
        again = [replace(one, version=one.version + 1) for one in records if one.act.value == "posted"]
        return real(self, [*records, *again], **more)

    return [(Journal, "append", append)]


def _other_facts() -> list[Patch]:
    real = review_entries.entry_posting

    def entry_posting(entry: Any, algorithm: str) -> Any:
        found = real(entry, algorithm)
        minutes = found.body["minutes"]
        return replace(found, body={**found.body, "minutes": None if minutes is None else minutes + 1})

    return [(review_entries, "entry_posting", entry_posting)]


def _wrong_previous() -> list[Patch]:
    real = journal._columns

    def columns(posting: Any, body: str) -> dict[str, Any]:
        return real(posting, body) | {"previous": "sha256:" + "0" * 64}

    return [(journal, "_columns", columns)]


def _wrong_hash() -> list[Patch]:
    return [(journal, "hash_of", lambda posting, body: "sha256:" + f"{posting.seq:064x}")]


def _reversed_twice() -> list[Patch]:
    real = Journal.live_postings

    def live_postings(self: Journal, kind: str, keys: Any) -> Any:
        found = dict(real(self, kind, keys))
        for key in set(keys) - found.keys():
            posted = [one for one in self.of(kind, key) if one.reverses is None]
            found |= {key: posted[-1]} if posted else {}
        return found

    reversible = {(status, review.Act.REVERSE): EntryStatus.RETURNED for status in EntryStatus}
    return [
        (Journal, "live_postings", live_postings),
        (review, "TRANSITIONS", reversible | review.TRANSITIONS),
    ]


def _half_trail() -> list[Patch]:
    real = trail.Trail.append_many

    def append_many(self: Any, records: Any) -> None:
        kept = [one for one in records if one["tag"] != "entry:approved"]
        if kept:
            real(self, kept)

    return [(trail.Trail, "append_many", append_many)]


def _trail_before() -> list[Patch]:
    real = review_entries._decide_all

    def decide_all(uow: Any, *args: Any) -> None:
        real(uow, *args)
        uow.commit()

    return [(review_entries, "_decide_all", decide_all)]


def _claims_nothing() -> list[Patch]:
    return [(module, "answered", nothing) for module in (log_entry, review_entries, record_outcome)] + [
        (module, "settle", nothing) for module in (log_entry, review_entries, record_outcome)
    ]


def _other_body() -> list[Patch]:
    real = form_keys.FormKeys.claim

    def claim(self: Any, account: int, key: str, digest: str, now: Any) -> Any:
        row = self.session.get(form_keys.FormKeyRow, (account, key))
        return real(self, account, key, digest if row is None else row.body_digest, now)

    return [(form_keys.FormKeys, "claim", claim)]


def _principals_own() -> list[Patch]:
    def deciding(_: Any, actor: Any, records: Any, __: Any) -> Any:
        yield actor.account_id, actor.person_id, list(records)

    return [(review_entries, "deciding", deciding), (reverse_posting, "deciding", deciding)]


def _delegate_confirms() -> list[Patch]:
    return [(log_entry, "words_of", lambda _, __, people, *, on: dict.fromkeys(people, OWN))]


def _recorded_counts() -> list[Patch]:
    real = record_outcome.outcome_posting

    def add_outcome(uow: Any, actor: Any, draft: Any, *, on: date, now: Any) -> Any:
        found = adding(uow, actor, draft, on=on, now=now)
        verified = replace(found, status=OutcomeStatus.VERIFIED)
        uow.journal.append([real(verified, "sha256")], account_id=actor.account_id, at=now)
        record_outcome.reassess_touched(uow, [draft], on=on, now=now)
        return found

    adding = record_outcome.add_outcome
    return [(record_outcome, "add_outcome", add_outcome)]


def _touching() -> list[Patch]:
    def share_out(together: list[Any], half_minutes: int, trace: Any) -> None:
        together.sort(key=lambda piece: (-piece.rate, piece.start, piece.entry.id))
        covered = 0
        for piece in together:
            free = piece.slots & ~covered
            covered |= piece.slots | piece.slots << 1
            piece.credit = free.bit_count() * (half_minutes if piece.in_field else 1) * piece.rate

    return [(overlap, "share_out", share_out), (tally, "share_out", share_out)]


def _foreign_unit() -> list[Patch]:
    def check(uow: Any, actor: Any, entries: Any) -> None:
        for one in entries:
            review.check_other_person(actor.account_id, actor.person_id, {one.created_by}, {one.person_id})

    return [(review_entries, "check_may_review", check)]


def _sees_drafts() -> list[Patch]:
    return [(visibility, "SHOWN_TO_OTHERS", tuple(EntryStatus))]


def _alone() -> list[Patch]:
    def proposed(uow: Any, actor: Any, unit: Any, year: int, act: Any) -> Any:
        found = uow.periods.under_way(unit.id, year)
        if found is None or found.act is not act or found.status.value != "proposed":
            raise review.AlreadyDecidedError
        return found

    return [(close_year, "proposed", proposed)]


def _forgets_who_changed() -> list[Patch]:
    return [(trail.Trail, "entered_by", lambda *_: set())]


def _stays_in_unit() -> list[Patch]:
    return [(Entries, "move_to_unit", nothing)]


def _stale() -> list[Patch]:
    real = log_entry.change_entry

    def change_entry(uow: Any, actor: Any, public_id: str, draft: Any, seen: int, **more: Any) -> Any:
        with uow:
            entry = uow.entries.visible(public_id, actor)
        return real(uow, actor, public_id, draft, seen if entry is None else entry.version, **more)

    return [(rules_entries, "change_entry", change_entry)]


PLANTED = (
    Planted("an approval is posted twice", _double_post),
    Planted("what is posted differs from the entry", _other_facts),
    Planted("a posting names another one as the one before", _wrong_previous),
    Planted("a hash that is none of the posting", _wrong_hash),
    Planted("a posting is reversed twice", _reversed_twice),
    Planted("an approval leaves no trail", _half_trail),
    Planted("a decision is committed before the year is counted", _trail_before),
    Planted("a form that comes again is acted on again", _claims_nothing),
    Planted("a form key comes back with other content", _other_body),
    Planted("a form that was shown before is accepted", _stale),
    Planted("nobody is barred from their own", lambda: [(review_entries, "check_other_person", nothing)]),
    Planted("who changed an entry decides on it", _forgets_who_changed),
    Planted("a deputy decides what is the reviewer's own", _principals_own),
    Planted("a delegate gives the cadre's word", _delegate_confirms),
    Planted("a reviewer decides in any unit", _foreign_unit),
    Planted("an outcome is posted while it is only recorded", _recorded_counts),
    Planted(
        "the year is not counted again after an approval", lambda: [(review_entries, "reassess", nothing)]
    ),
    Planted(
        "the year is not counted again after a reversal", lambda: [(reverse_posting, "reassess", nothing)]
    ),
    Planted("touching entries overlap by a minute", _touching),
    Planted("drafts are shown to others", _sees_drafts),
    Planted("a closed year is written to", lambda: [(log_entry, "check_open", nothing)]),
    Planted("what counted in a closed year is reversed", lambda: [(reverse_posting, "check_spans", nothing)]),
    Planted("one person closes a year alone", _alone),
    Planted("entries stay with the unit that was left", _stays_in_unit),
    Planted("a closed year is counted again", lambda: [(period_guard, "check_terms", nothing)]),
)
