"""The journal can be added to in order and read, and nothing else; each posting holds the last one's hash."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from ledger.domain.entry import Entry
from ledger.domain.journal import (
    AlreadyPostedError,
    ClockBackError,
    JournalAct,
    NewPosting,
    Posting,
    hash_of,
    reversal_of,
)
from ledger.domain.outcome import Outcome
from ledger.domain.permissions import Actor
from ledger.domain.posted_facts import entry_posting, outcome_posting
from ledger.store.base import table_of
from ledger.store.engine import make_engine
from ledger.store.rows import PostedEntryRow
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW, TODAY
from tests.entries import logged, online, person_id, report

Act = Callable[[str], Actor]


@pytest.fixture
def entry(uow: UnitOfWork, act: Act) -> Entry:
    return logged(uow, act("alice"), person_id(uow, "alice"), online(counts={"replies": 3}, start="14:30"))


@pytest.fixture
def outcome(uow: UnitOfWork, entry: Entry) -> Outcome:
    people = [person_id(uow, name) for name in ("alice", "amy")]
    draft = report(*people, entry_ids=(entry.id,))
    with uow:
        found = uow.outcomes.add(draft, {}, recorded_by=entry.created_by, now=NOW)
        uow.commit()
    return found


@pytest.fixture
def posted(uow: UnitOfWork, entry: Entry, outcome: Outcome) -> list[Posting]:
    with uow:
        records = [entry_posting(entry, "sha256"), outcome_posting(outcome, "sha256")]
        found = uow.journal.append(records, account_id=None, at=NOW)
        uow.commit()
    return found


def other(number: int, version: int = 1) -> NewPosting:
    return NewPosting(JournalAct.CLOSED, "year", number, version, None, 2026, {"figure": number})


def test_postings_are_numbered_from_one_and_chained(uow: UnitOfWork, posted: list[Posting]) -> None:
    with uow:
        stream = list(uow.journal.stream())

        assert stream == posted
        assert [posting.seq for posting in stream] == [1, 2]
        assert [posting.previous for posting in stream] == ["", stream[0].hash]
        assert [posting.hash for posting in stream] == [hash_of(posting) for posting in stream]
        assert uow.journal.head() == stream[-1]
        assert list(uow.journal.stream(after=1)) == stream[1:]


def test_the_typed_facts_are_those_of_the_entry(uow: UnitOfWork, posted: list[Posting], entry: Entry) -> None:
    with uow:
        query = text("SELECT * FROM posted_entry p JOIN entry e ON e.id = p.entry_id")
        row = uow.session.execute(query).one()
        facts = [one.name for one in table_of(PostedEntryRow).c if one.name not in ("seq", "entry_id")]
        both = uow.session.execute(
            text(f"SELECT {', '.join(f'p.{n}, e.{n}' for n in facts)} FROM posted_entry p, entry e")  # noqa: S608
        ).one()

    assert (row.seq, row.entry_id) == (posted[0].seq, entry.id)
    assert list(both[::2]) == list(both[1::2])


def test_the_typed_facts_of_an_outcome_keep_shares_and_entries(
    uow: UnitOfWork, posted: list[Posting], outcome: Outcome
) -> None:
    with uow:
        shares = uow.session.execute(
            text("SELECT person_id, part, whole FROM posted_share ORDER BY position")
        )
        found = tuple((person, Fraction(part, whole)) for person, part, whole in shares)
        entries = uow.session.scalars(text("SELECT entry_id FROM posted_outcome_entry")).all()

    assert found == outcome.draft.shares
    assert tuple(entries) == outcome.draft.entry_ids
    assert posted[1].person_id is None


def test_the_same_version_is_posted_once(uow: UnitOfWork, posted: list[Posting], entry: Entry) -> None:
    with uow, pytest.raises(AlreadyPostedError):
        uow.journal.append([entry_posting(entry, "sha256")], account_id=None, at=NOW)
    with uow:
        later = replace(entry, version=entry.version + 1)
        uow.journal.append([entry_posting(later, "sha256")], account_id=None, at=NOW)
        uow.commit()
        assert [posting.version for posting in uow.journal.of("entry", entry.id)] == [2, 3]


def test_a_posting_is_reversed_once_and_is_no_longer_live(uow: UnitOfWork, posted: list[Posting]) -> None:
    first = posted[0]
    with uow:
        uow.journal.append([reversal_of(first, "时长写错")], account_id=None, at=NOW)
        uow.commit()
    with uow:
        assert uow.journal.live_postings("entry", [first.object_id]) == {}
        assert list(uow.journal.live_postings("outcome", [posted[1].object_id])) == [posted[1].object_id]
    with uow, pytest.raises(AlreadyPostedError):
        uow.journal.append([reversal_of(first, "再来一次")], account_id=None, at=NOW)


def test_a_reversal_is_not_reversed_even_by_the_store(uow: UnitOfWork, posted: list[Posting]) -> None:
    with uow:
        (reversal,) = uow.journal.append([reversal_of(posted[0], "写错")], account_id=None, at=NOW)
        uow.commit()
    again = replace(reversal_of(posted[0], "再改"), reverses=reversal.seq)
    with uow, pytest.raises(DatabaseError, match="goes on"):
        uow.journal.append([again], account_id=None, at=NOW)


def test_numbers_have_no_gaps_after_what_was_given_up(uow: UnitOfWork) -> None:
    for number in range(6):
        with uow:
            uow.journal.append([other(number), other(number, 2)], account_id=None, at=NOW)
            if number % 2:
                uow.commit()
    with uow:
        assert [posting.seq for posting in uow.journal.stream()] == [1, 2, 3, 4, 5, 6]


def test_time_never_runs_back(uow: UnitOfWork) -> None:
    with uow:
        uow.journal.append([other(1)], account_id=None, at=NOW)
        (second,) = uow.journal.append([other(2)], account_id=None, at=NOW - timedelta(minutes=2))
        (third,) = uow.journal.append([other(3)], account_id=None, at=NOW + timedelta(seconds=1))
        with pytest.raises(ClockBackError, match="时钟"):
            uow.journal.append([other(4)], account_id=None, at=NOW - timedelta(minutes=3))
        uow.commit()
    assert (second.at, third.at) == (NOW, NOW + timedelta(seconds=1))


def test_another_algorithm_goes_on_with_the_same_chain(uow: UnitOfWork, database_url: str) -> None:
    with uow:
        uow.journal.append([other(1)], account_id=None, at=NOW)
        uow.commit()
    engine = make_engine(database_url)
    with Session(engine) as session, UnitOfWork(session, journal_hash="sm3") as second:
        second.journal.append([other(2), other(3)], account_id=None, at=NOW)
        second.commit()
    engine.dispose()
    with uow:
        uow.journal.append([other(4)], account_id=None, at=NOW)
        uow.commit()
        stream = list(uow.journal.stream())
    assert [posting.hash.split(":")[0] for posting in stream] == ["sha256", "sm3", "sm3", "sha256"]
    assert [posting.previous for posting in stream[1:]] == [posting.hash for posting in stream[:-1]]
    assert all(posting.hash == hash_of(posting) for posting in stream)


TABLES = {
    "journal": "reason",
    "posted_entry": "mode",
    "posted_outcome": "kind",
    "posted_share": "part",
    "posted_outcome_entry": "entry_id",
}


@pytest.mark.parametrize("table", TABLES)
def test_the_schema_refuses_to_rewrite_it(uow: UnitOfWork, posted: list[Posting], table: str) -> None:
    rewrites = [f"UPDATE {table} SET {TABLES[table]} = {TABLES[table]}", f"DELETE FROM {table}"]  # noqa: S608
    sqlite = uow.session.get_bind().dialect.name == "sqlite"
    rewrites.append(
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}" if sqlite else f"TRUNCATE {table} CASCADE"  # noqa: S608
    )
    with uow:
        before = uow.session.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608
        assert before
    for statement in rewrites:
        with uow, pytest.raises(DatabaseError, match=r"append-only|goes on from"):
            uow.session.execute(text(statement))
    with uow:
        assert uow.session.execute(text(f"SELECT * FROM {table}")).all() == before  # noqa: S608


@pytest.mark.parametrize(
    ("seq", "previous"), [(2, ""), (4, "the last"), (0, ""), (3, "another"), (3, ""), (1, "the last")]
)
def test_the_schema_refuses_a_gap_and_a_broken_chain(
    uow: UnitOfWork, posted: list[Posting], seq: int, previous: str
) -> None:
    previous = posted[-1].hash if previous == "the last" else previous
    made = text(
        "INSERT INTO journal (seq, at, act, object_kind, object_id, version, body, reason, previous, hash,"
        " algorithm) VALUES (:seq, '2026-11-22', 'closed', 'year', 1, 1, '{}', '', :previous, 'x', 'sha256')"
    )
    with uow, pytest.raises(DatabaseError):
        uow.session.execute(made, {"seq": seq, "previous": previous})
    with uow:
        uow.session.execute(made, {"seq": 3, "previous": posted[-1].hash})


CHANGES = [
    "UPDATE entry SET minutes = minutes + 1",
    "UPDATE entry SET counts = '{}'",
    "UPDATE entry SET done = ''",
    "UPDATE entry SET status = 'returned'",
    "DELETE FROM entry",
    "UPDATE outcome SET on_date = '2025-01-01'",
    "UPDATE outcome SET title = ''",
    "UPDATE outcome_share SET whole = 3",
    "DELETE FROM outcome_share",
    "DELETE FROM outcome_entry",
    "INSERT INTO outcome_share (outcome_id, person_id, part, whole)"
    " SELECT outcome_id, (SELECT max(id) FROM person), 1, 9 FROM outcome_share LIMIT 1",
]


@pytest.mark.parametrize("statement", CHANGES)
def test_what_is_posted_stays_until_it_is_reversed(
    uow: UnitOfWork, posted: list[Posting], statement: str
) -> None:
    with uow, pytest.raises(DatabaseError):
        uow.session.execute(text(statement))
    with uow:
        uow.journal.append([reversal_of(one, "写错") for one in posted], account_id=None, at=NOW)
        uow.commit()
    if statement.startswith("DELETE FROM entry"):
        return  # the posting itself still points at it
    with uow:
        uow.session.execute(text(statement))


def test_what_is_posted_may_move_to_another_unit(
    uow: UnitOfWork, posted: list[Posting], entry: Entry, outcome: Outcome
) -> None:
    with uow:
        uow.entries.move_to_unit([entry.id], None)
        uow.outcomes.move_to_unit(outcome.draft.shares[0][0], [outcome.id], None)
        uow.commit()
        moved = uow.entries.get(entry.id)
    assert moved is not None
    assert moved.unit_id is None
    assert moved.draft.begins_on == TODAY
