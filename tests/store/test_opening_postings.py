"""A ledger from before the journal: what it holds as approved or verified is posted by the migration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from ledger.domain.entry import Entry, EntryStatus
from ledger.domain.journal import OPENING, Posting, hash_of
from ledger.domain.outcome import Outcome
from ledger.domain.posted_facts import entry_posting, outcome_posting
from ledger.services.engine_facts import entry_facts, outcome_facts
from ledger.store.engine import make_engine
from ledger.store.entries import new_columns
from ledger.store.outcomes import link_columns, share_columns
from ledger.store.outcomes import new_columns as outcome_columns
from ledger.store.rows import EntryRow, OutcomeEntryRow, OutcomeRow, OutcomeShareRow
from ledger.store.schema import migrate, migrate_down
from ledger.store.unit_of_work import UnitOfWork
from ledger.store.year_facts import entries_of
from ledger.store.year_outcomes import outcomes_of
from tests.cast import NOW, TODAY, fill
from tests.databases import Databases
from tests.entries import online, person_id, report, visit


@pytest.fixture
def engine(databases: Databases) -> Iterator[Engine]:
    """A ledger of the cast as it was before the journal, with entries and outcomes in every state."""
    url = databases.empty()
    found = make_engine(url)
    migrate(found)
    with Session(found, expire_on_commit=False) as session:
        uow = UnitOfWork(session)
        fill(uow)
        with uow:
            fill_before(uow)
            uow.commit()
    migrate_down(found, "a1b0")
    yield found
    found.dispose()
    databases.drop(url)


def fill_before(uow: UnitOfWork) -> None:
    """Rows as the services of then wrote them: decided in another order than they were entered."""
    alice, amy = person_id(uow, "alice"), person_id(uow, "amy")
    bob = uow.accounts.by_username("bob")
    assert bob is not None
    drafts = [
        online(counts={"户": 3, "messages": 2, "😀": 1}, start="23:30", reference='"引号"\n\\'),
        visit(on=date(2025, 12, 31), place_code="330106001", contact_point=True, from_half="pm"),
        visit(ends_on=TODAY, to_half="am", heard="\u2028"),
    ]
    states = [
        ("approved", 3, 5),
        ("approved", 7, 1),
        ("submitted", 2, 2),
        ("approved", 3, 1),
        ("returned", 3, 4),
    ]
    keys = []
    for number, (status, version, hours) in enumerate(states):
        columns = new_columns(alice, None, drafts[number % 3], created_by=bob.id, now=NOW, on=TODAY)
        decided = {"decided_by": bob.id, "decided_at": NOW + timedelta(hours=hours, microseconds=number)}
        row = EntryRow(**columns | {"status": status, "version": version} | decided)
        uow.session.add(row)
        uow.session.flush()
        keys.append(row.id)
    for status, people in (("verified", (alice, amy)), ("recorded", (alice,)), ("verified", (amy,))):
        draft = replace(report(*people), entry_ids=tuple(keys[:2]), title=f"{status} {len(people)}")
        outcome = OutcomeRow(
            **outcome_columns(draft, recorded_by=bob.id, now=NOW)
            | {"status": status, "decided_by": bob.id, "decided_at": NOW + timedelta(hours=1)}
        )
        uow.session.add(outcome)
        uow.session.flush()
        uow.session.add_all(OutcomeShareRow(**one) for one in share_columns(outcome.id, draft, {}))
        uow.session.add_all(OutcomeEntryRow(**one) for one in link_columns(outcome.id, draft))
    assert draft.shares == ((amy, Fraction(1)),)


def stream_of(engine: Engine) -> list[Posting]:
    with Session(engine) as session, UnitOfWork(session) as uow:
        return list(uow.journal.stream())


def test_what_stood_is_posted_in_the_order_of_the_decisions(engine: Engine) -> None:
    migrate(engine)

    stream = stream_of(engine)
    with Session(engine) as session, UnitOfWork(session) as uow:
        entries = {one.id: one for one in uow.entries.by_ids(range(1, 9))}
        outcomes = {one.id: one for one in uow.outcomes.by_ids(range(1, 9))}
    assert [(one.object_kind, one.object_id) for one in stream] == [
        *(("outcome", 1), ("outcome", 3), ("entry", 2), ("entry", 4), ("entry", 1))
    ]
    for number, one in enumerate(stream, 1):
        thing: Entry | Outcome
        if one.object_kind == "entry":
            thing = entries[one.object_id]
            made = entry_posting(thing, "sha256")
        else:
            thing = outcomes[one.object_id]
            made = outcome_posting(thing, "sha256")
        assert {name: getattr(one, name) for name in vars(made)} == vars(made) | {"reason": OPENING}
        assert (one.seq, one.account_id, one.at) == (number, thing.decided_by, thing.decided_at)
        assert one.hash == hash_of(one)
        assert one.previous == ("" if number == 1 else stream[number - 2].hash)


def test_the_years_are_reckoned_from_what_they_were(engine: Engine) -> None:
    migrate(engine)

    with Session(engine) as session, UnitOfWork(session) as uow:
        people = [person_id(uow, "alice"), person_id(uow, "amy")]
        for year in (2025, 2026):
            entries = [
                entry_facts(one, {}) for one in uow.entries.of_year(people, year, EntryStatus.APPROVED)
            ]
            outcomes = [outcome_facts(one) for one in uow.outcomes.of_year(people, year)]
            found = entries_of(session, people, year, {})
            assert [one for own in found.values() for one in own] == entries
            came = {one.id: one for own in outcomes_of(session, people, year).values() for one in own}
            assert [came[key] for key in sorted(came)] == outcomes
            assert entries
            assert outcomes


def test_going_down_and_up_again_posts_nothing_twice(engine: Engine) -> None:
    migrate(engine)
    before = stream_of(engine)
    migrate_down(engine, "a1d1")
    with engine.begin() as connection:
        connection.execute(text("UPDATE entry SET status = 'approved' WHERE status = 'submitted'"))

    migrate(engine)

    after = stream_of(engine)
    assert after[: len(before)] == before
    (added,) = after[len(before) :]
    assert (added.object_id, added.hash) == (3, hash_of(added))
    assert added.at == max(before[-1].at, NOW + timedelta(hours=2, microseconds=2))


def test_an_empty_ledger_gets_an_empty_journal(databases: Databases) -> None:
    url = databases.empty()
    found = make_engine(url)
    migrate(found)

    assert stream_of(found) == []

    found.dispose()
    databases.drop(url)
