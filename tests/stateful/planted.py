"""Faults that the machine must find: each puts a wrong function in the place of a right one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ledger.domain import review
from ledger.domain.credit import overlap, tally
from ledger.domain.entry import EntryStatus
from ledger.domain.journal import AlreadyPostedError, Posting
from ledger.domain.journal import with_hash as with_true_hash
from ledger.domain.outcome import OutcomeStatus
from ledger.domain.posted_facts import entry_posting, outcome_posting
from ledger.services import (
    close_year,
    follow_postings,
    log_entry,
    record_outcome,
    reverse_posting,
    review_entries,
)
from ledger.services.own_word import OWN
from ledger.store import form_keys, journal, trail, visibility
from ledger.store.entries import Entries
from ledger.store.journal import Journal
from ledger.store.rows import FormKeyRow
from tests.stateful import plays, rules_entries
from tests.stateful.plays import Played

Patch = tuple[object, str, Any]
OTHER = "check_other_person"


@dataclass(frozen=True)
class Planted:
    """A fault: what it is called, and what it puts in the place of what."""

    name: str
    patches: Callable[[], Sequence[Patch]]
    play: Callable[[Played], None]
    """A short game in which it shows, and in which nothing is found without it."""


def nothing(*_: object, **__: object) -> None:
    """Do nothing at all."""


def _double_post() -> list[Patch]:
    real = Journal.append

    def append(self: Journal, records: Any, **more: Any) -> Any:
        again = [replace(one, version=one.version + 1) for one in records if one.act.value == "posted"]
        return real(self, [*records, *again], **more)

    return [(Journal, "append", append)]


def _other_facts() -> list[Patch]:
    real = entry_posting

    def other_posting(entry: Any, algorithm: str) -> Any:
        found = real(entry, algorithm)
        minutes = found.body["minutes"]
        return replace(found, body={**found.body, "minutes": None if minutes is None else minutes + 1})

    return [(review_entries, "entry_posting", other_posting)]


def _wrong_previous() -> list[Patch]:
    real = journal._columns

    def columns(posting: Any, body: str) -> dict[str, Any]:
        return real(posting, body) | {"previous": "sha256:" + "0" * 64}

    return [(journal, "_columns", columns)]


def _wrong_hash() -> list[Patch]:
    def with_hash(values: Mapping[str, Any], body: str) -> Posting:
        made = with_true_hash(values, body)
        return replace(made, hash=f"sha256:{made.seq:064x}")

    return [(journal, "with_hash", with_hash)]


def _reversed_twice() -> list[Patch]:
    real = Journal.live_postings

    def live_postings(self: Journal, kind: str, keys: Any) -> Any:
        wanted = set(keys)
        found = dict(real(self, kind, wanted))
        for key in wanted - found.keys():
            posted = [one for one in self.of(kind, key) if one.reverses is None]
            found |= {key: posted[-1]} if posted else {}
        return found

    appending = Journal.append

    def append(self: Journal, records: Any, **more: Any) -> Any:
        try:
            return appending(self, records, **more)
        except AlreadyPostedError:
            return [self.head() for _ in records]

    reversible = {(status, review.Act.REVERSE): EntryStatus.RETURNED for status in EntryStatus}
    return [
        (Journal, "live_postings", live_postings),
        (Journal, "append", append),
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


def _claims_nothing() -> Sequence[Patch]:
    modules = (log_entry, review_entries, record_outcome)
    return [(module, name, nothing) for module in modules for name in ("answered", "settle")]


def _other_body() -> list[Patch]:
    real = form_keys.FormKeys.claim

    def claim(self: Any, account: int, key: str, digest: str, *rest: Any) -> Any:
        row = self.session.get(FormKeyRow, (account, key))
        return real(self, account, key, digest if row is None else row.body_digest, *rest)

    return [(form_keys.FormKeys, "claim", claim)]


def _principals_own() -> list[Patch]:
    def deciding(_: Any, actor: Any, records: Any, __: Any) -> Any:
        yield actor.account_id, actor.person_id, list(records)

    return [(review_entries, "deciding", deciding), (reverse_posting, "deciding", deciding)]


def _delegate_confirms() -> list[Patch]:
    return [(log_entry, "words_of", lambda _, __, people, **___: dict.fromkeys(people, OWN))]


def _recorded_counts() -> list[Patch]:
    real = outcome_posting

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


def _taken_back() -> list[Patch]:
    step = {(EntryStatus.APPROVED, review.Act.WITHDRAW): EntryStatus.WITHDRAWN}
    return [(review, "TRANSITIONS", review.TRANSITIONS | step)]


def skipped(place: object, name: str) -> Callable[[], list[Patch]]:
    """The fault that a check or a step is left out."""
    return lambda: [(place, name, nothing)]


PLANTED = (
    Planted("an approval is posted twice", _double_post, plays.a_year),
    Planted("what is posted differs from the entry", _other_facts, plays.a_year),
    Planted("a posting names another one as the one before", _wrong_previous, plays.a_year),
    Planted("a hash that is none of the posting", _wrong_hash, plays.a_year),
    Planted("a posting is reversed twice", _reversed_twice, plays.reverse_twice),
    Planted("an approval leaves no trail", _half_trail, plays.a_year),
    Planted("a decision is committed before the year is counted", _trail_before, plays.a_year),
    Planted("a form that comes again is acted on again", _claims_nothing, plays.send_again),
    Planted("a form key comes back with other content", _other_body, plays.send_otherwise),
    Planted("a form that was shown before a change is accepted", _stale, plays.change_what_was_changed),
    Planted("nobody is barred from their own", skipped(review_entries, OTHER), plays.approve_own),
    Planted("who changed an entry decides on it", _forgets_who_changed, plays.approve_what_one_changed),
    Planted("who recorded an outcome verifies it", skipped(record_outcome, OTHER), plays.verify_own),
    Planted("a deputy decides what is the reviewer's own", _principals_own, plays.approve_principals_own),
    Planted("a delegate gives the cadre's word", _delegate_confirms, plays.a_year),
    Planted("a reviewer decides in any unit", _foreign_unit, plays.approve_elsewhere),
    Planted("an outcome is posted while it is only recorded", _recorded_counts, plays.a_year),
    Planted("no count after an approval", skipped(review_entries, "reassess"), plays.approve_one),
    Planted("no count after a reversal", skipped(reverse_posting, "reassess"), plays.reverse_twice),
    Planted("no count after a verdict", skipped(record_outcome, "reassess_touched"), plays.verify_one),
    Planted("touching entries overlap by a minute", _touching, plays.touch),
    Planted("drafts are shown to others", _sees_drafts, plays.a_year),
    Planted("what is approved is taken back", _taken_back, plays.take_back_approved),
    Planted("entries stay with the unit that was left", _stays_in_unit, plays.move_away),
    Planted("a closed year is written to", skipped(log_entry, "check_open"), plays.log_into_closed),
    Planted("a closed year is reversed", skipped(reverse_posting, "check_spans"), plays.reverse_closed),
    Planted("leave changes a closed year", skipped(follow_postings, "check_terms"), plays.leave_in_closed),
    Planted("one person closes a year alone", _alone, plays.close_alone),
)
