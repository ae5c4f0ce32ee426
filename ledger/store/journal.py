"""The journal: added to in one unbroken order, read, never changed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased

from ledger.domain.journal import (
    AlreadyPostedError,
    ClockBackError,
    JournalAct,
    NewPosting,
    Posting,
    canonical_json,
    moment_text,
    with_hash,
)
from ledger.domain.posted_facts import entry_columns
from ledger.store.base import table_of
from ledger.store.rows import (
    EntryRow,
    JournalRow,
    OutcomeRow,
    PostedEntryRow,
    PostedOutcomeEntryRow,
    PostedOutcomeRow,
    PostedShareRow,
)

if TYPE_CHECKING:
    from sqlalchemy import Row
    from sqlalchemy.orm import InstrumentedAttribute, Session

PART = 1000
"""How many keys go into one statement."""

LOCK = 6_021_023
"""The advisory lock of PostgreSQL under which postings are numbered, till the transaction ends."""

CLOCK_SLACK = timedelta(minutes=2)
"""How far the clock may lie behind the last posting: the servers of one ledger never agree exactly."""

NEW_FIELDS = ("object_kind", "object_id", "version", "person_id", "year", "reason", "reverses")
ONCE = ("uq_journal_posted_version", "uq_journal_reverses", "journal.object_kind", "journal.reverses")
"""What the databases name when a posting stands already."""

Dated = tuple[NewPosting, int | None, datetime]
"""A new posting with who makes it, and when."""


def live(
    seq: ColumnElement[int] | InstrumentedAttribute[int], before: int | None = None
) -> ColumnElement[bool]:
    """Whether the posting with this number counts: nothing reverses it.

    With `before`: whether it did when the journal had come to right before that posting.
    """
    reversal = aliased(JournalRow)
    reversals = select(reversal.seq).where(reversal.reverses == seq)
    if before is None:
        return ~reversals.exists()
    return (seq < before) & ~reversals.where(reversal.seq < before).exists()


class Journal:
    """The postings of the ledger."""

    def __init__(self, session: Session, algorithm: str = "sha256") -> None:
        self.session = session
        self.algorithm = algorithm

    def append(self, records: Sequence[NewPosting], *, account_id: int | None, at: datetime) -> list[Posting]:
        """Post, in this order; gives the postings with their numbers and hashes.

        Raises:
            AlreadyPostedError: one stands already, or what it reverses is reversed.
            ClockBackError: the clock stands before the last posting.
        """
        return self.append_dated([(record, account_id, at) for record in records])

    def append_dated(self, records: Sequence[Dated]) -> list[Posting]:
        """Post what different people did at different times, in this order. Raises as `append`."""
        if not records:
            return []
        self._lock()
        bodies = [canonical_json(record.body).decode() for record, _, _ in records]
        made = self._chained(records, bodies, self.head())
        rows = [_columns(posting, body) for posting, body in zip(made, bodies, strict=True)]
        try:
            self.session.execute(insert(table_of(JournalRow)), rows)
        except IntegrityError as error:
            if any(name in str(error.orig) for name in ONCE):
                raise AlreadyPostedError from error
            raise
        for table, facts in _typed(made).items():
            if facts:
                self.session.execute(insert(table_of(table)), facts)
        return made

    def _lock(self) -> None:
        """Wait until this transaction alone may number postings; SQLite's began by waiting for that."""
        if self.session.get_bind().dialect.name == "postgresql":
            self.session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})

    def _chained(
        self, records: Sequence[Dated], bodies: Sequence[str], last: Posting | None
    ) -> list[Posting]:
        seq, previous, since = (0, "", None) if last is None else (last.seq, last.hash, last.at)
        made: list[Posting] = []
        for (record, account_id, at), body in zip(records, bodies, strict=True):
            seq, since = seq + 1, _not_before(since, at.astimezone(UTC))
            own = vars(record) | {
                "seq": seq,
                "at": since,
                "account_id": account_id,
                "previous": previous,
                "algorithm": self.algorithm,
            }
            made.append(with_hash(own, body))
            previous = made[-1].hash
        return made

    def head(self) -> Posting | None:
        """The last posting; None while there is none."""
        query = select(*JournalRow.__table__.columns).order_by(JournalRow.seq.desc()).limit(1)
        row = self.session.execute(query).first()
        return None if row is None else to_journal_posting(row)

    def stream(self, after: int = 0) -> Iterator[Posting]:
        """All postings behind a number, in order, a part at a time."""
        columns = JournalRow.__table__.columns
        while True:
            query = select(*columns).where(JournalRow.seq > after).order_by(JournalRow.seq).limit(PART)
            rows = self.session.execute(query).all()
            yield from (to_journal_posting(row) for row in rows)
            if len(rows) < PART:
                return
            after = rows[-1].seq

    def get(self, seq: int) -> Posting | None:
        """The posting with this number."""
        row = self.session.execute(select(*JournalRow.__table__.columns).where(JournalRow.seq == seq)).first()
        return None if row is None else to_journal_posting(row)

    def between(self, first: int, last: int) -> list[Posting]:
        """The postings with the numbers from `first` to `last`, in order."""
        query = select(*JournalRow.__table__.columns).where(JournalRow.seq.between(first, last))
        return [to_journal_posting(row) for row in self.session.execute(query.order_by(JournalRow.seq))]

    def unposted(self) -> tuple[list[int], list[int]]:
        """The keys of approved entries, and of verified outcomes, that have no live posting."""
        entry = (
            select(PostedEntryRow.seq)
            .where(PostedEntryRow.entry_id == EntryRow.id, live(PostedEntryRow.seq))
            .exists()
        )
        outcome = (
            select(PostedOutcomeRow.seq)
            .where(PostedOutcomeRow.outcome_id == OutcomeRow.id, live(PostedOutcomeRow.seq))
            .exists()
        )
        entries = select(EntryRow.id).where(EntryRow.status == "approved", ~entry)
        outcomes = select(OutcomeRow.id).where(OutcomeRow.status == "verified", ~outcome)
        return list(self.session.scalars(entries)), list(self.session.scalars(outcomes))

    def of(self, object_kind: str, object_id: int) -> list[Posting]:
        """All postings about one thing, in order."""
        query = select(*JournalRow.__table__.columns).where(
            JournalRow.object_kind == object_kind, JournalRow.object_id == object_id
        )
        return [to_journal_posting(row) for row in self.session.execute(query.order_by(JournalRow.seq))]

    def live_postings(self, object_kind: str, object_ids: Iterable[int]) -> dict[int, Posting]:
        """The live posting of each of some entries or outcomes that has one."""
        ids, found = sorted(set(object_ids)), dict[int, Posting]()
        for begin in range(0, len(ids), PART):
            query = select(*JournalRow.__table__.columns).where(
                JournalRow.object_kind == object_kind,
                JournalRow.object_id.in_(ids[begin : begin + PART]),
                JournalRow.act == JournalAct.POSTED.value,
                live(JournalRow.seq),
            )
            for row in self.session.execute(query.order_by(JournalRow.seq)):
                found[row.object_id] = to_journal_posting(row)
        return found

    def closings(self) -> dict[int, int]:
        """By closing of a year the number under which it was posted."""
        query = select(JournalRow.object_id, JournalRow.seq).where(
            JournalRow.act == JournalAct.CLOSED.value, JournalRow.object_kind == "year"
        )
        return {row.object_id: row.seq for row in self.session.execute(query)}


def to_journal_posting(row: JournalRow | Row[Any]) -> Posting:
    """The posting that a row holds."""
    return Posting(
        act=JournalAct(row.act),
        body=json.loads(row.body),
        seq=row.seq,
        at=row.at,
        account_id=row.account_id,
        previous=row.previous,
        hash=row.hash,
        algorithm=row.algorithm,
        **{name: getattr(row, name) for name in NEW_FIELDS},
    )


def _not_before(last: datetime | None, now: datetime) -> datetime:
    if last is None or now >= last:
        return now
    if last - now > CLOCK_SLACK:
        raise ClockBackError(now=moment_text(now), last=moment_text(last))
    return last


def _columns(posting: Posting, body: str) -> dict[str, Any]:
    return vars(posting) | {"act": posting.act.value, "body": body}


def _typed(made: Sequence[Posting]) -> dict[type[Any], list[dict[str, Any]]]:
    """The rows of typed facts: each made of the body alone, so that they say what was hashed."""
    posted = [posting for posting in made if posting.act is JournalAct.POSTED]
    outcomes = [posting for posting in posted if posting.object_kind == "outcome"]
    return {
        PostedEntryRow: [
            {"seq": posting.seq} | entry_columns(posting)
            for posting in posted
            if posting.object_kind == "entry"
        ],
        PostedOutcomeRow: [{"seq": posting.seq} | _outcome_columns(posting) for posting in outcomes],
        PostedShareRow: [
            {"seq": posting.seq, "position": at, "person_id": person, "part": part, "whole": whole}
            for posting in outcomes
            for at, (person, part, whole) in enumerate(posting.body["shares"])
        ],
        PostedOutcomeEntryRow: [
            {"seq": posting.seq, "position": at, "entry_id": entry_id}
            for posting in outcomes
            for at, entry_id in enumerate(posting.body["entry_ids"])
        ],
    }


def _outcome_columns(posting: Posting) -> dict[str, Any]:
    body = posting.body
    return {
        "outcome_id": posting.object_id,
        "kind": body["kind"],
        "level": body["level"],
        "on_date": date.fromisoformat(body["on_date"]),
    }
