"""The bulk reading gives the engine what the entries themselves say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from ledger.domain.entry import EntryDraft, EntryStatus
from ledger.domain.outcome import OutcomeDraft
from ledger.domain.vocabulary import Channel
from ledger.services.engine_facts import entry_facts, outcome_facts
from ledger.services.open_journal import post_what_stands
from ledger.store.entries import new_columns
from ledger.store.outcomes import link_columns, share_columns
from ledger.store.outcomes import new_columns as outcome_columns
from ledger.store.rows import AccountRow, OutcomeEntryRow, OutcomeRow, OutcomeShareRow, PersonRow, TopicRow
from ledger.store.unit_of_work import UnitOfWork
from ledger.store.year_facts import entries_of
from ledger.store.year_outcomes import outcomes_of
from tests.cast import NOW

YEAR = 2026
FIRST = date(YEAR, 1, 1)

SITTING = EntryDraft(Channel.ONLINE, FIRST, FIRST, mode="reply", minutes=40, platform="liuyanban")
VISIT = EntryDraft(Channel.FIELD, FIRST, FIRST, mode="visit", place_name="东坪村")


def drafts(topic: int) -> list[EntryDraft]:
    """Entries that differ in everything the engine looks at."""
    day = FIRST + timedelta(days=40)
    return [
        replace(SITTING, begins_on=day, ends_on=day, start="23:30", counts={"households": 3}),
        replace(SITTING, topic_id=topic, start="00:00", minutes=1440),
        replace(VISIT, ends_on=day, from_half="pm", to_half="am", place_code="330106001", contact_point=True),
        replace(VISIT, begins_on=date(YEAR - 1, 12, 30), ends_on=FIRST, topic_id=topic),
        replace(VISIT, begins_on=date(YEAR - 1, 12, 30), ends_on=date(YEAR - 1, 12, 31)),
    ]


def logged(uow: UnitOfWork, person: int, some: list[EntryDraft], status: str = "approved") -> list[int]:
    """Puts entries of a person into the ledger as they are."""
    account = uow.session.scalars(select(AccountRow.id).order_by(AccountRow.id)).first()
    assert account is not None
    rows = [
        new_columns(person, None, draft, created_by=account, now=NOW, on=draft.ends_on) | {"status": status}
        for draft in some
    ]
    keys = uow.entries.add_many(rows)
    post_what_stands(uow)
    return keys


def people_of(uow: UnitOfWork) -> list[int]:
    """Everybody in the ledger."""
    return list(uow.session.scalars(select(PersonRow.id).order_by(PersonRow.id)))


def test_entries_read_in_bulk_say_what_entries_read_one_by_one_say(uow: UnitOfWork) -> None:
    with uow:
        people = people_of(uow)
        topic = uow.session.scalars(select(TopicRow.id)).first()
        assert topic is not None
        for person in people:
            logged(uow, person, drafts(topic))
            logged(uow, person, drafts(topic)[:2], "submitted")
        codes = {one.id: one.code for one in uow.topics.all()}
        expected: dict[int, list[Any]] = {person: [] for person in people}
        for entry in uow.entries.of_year(people, YEAR, EntryStatus.APPROVED):
            expected[entry.person_id].append(entry_facts(entry, codes))
        found = entries_of(uow.session, people, YEAR, codes)
    assert {person: list(own) for person, own in found.items()} == expected
    assert all(len(own) >= 4 for own in found.values())


def test_only_what_a_policy_looks_at_is_read(uow: UnitOfWork) -> None:
    with uow:
        person = people_of(uow)[0]
        topic = uow.session.scalars(select(TopicRow.id)).first()
        assert topic is not None
        logged(uow, person, drafts(topic))
        codes = {one.id: one.code for one in uow.topics.all()}
        every = entries_of(uow.session, [person], YEAR, codes)[person]
        some = entries_of(uow.session, [person], YEAR, codes, {"topic", "place"})[person]
        none = entries_of(uow.session, [person], YEAR, codes, set())[person]
    unread: dict[str, Any] = {"mode": None, "platform": None, "contact_point": False, "counts": {}}
    assert list(some) == [one._replace(**unread) for one in every]
    assert list(none) == [one._replace(**unread, topic=None, place=None) for one in every]
    assert {one.topic for one in every} == {None, codes[topic]}


def test_who_is_not_asked_for_is_left_out(uow: UnitOfWork) -> None:
    with uow:
        people = people_of(uow)
        for person in people:
            logged(uow, person, [SITTING])
        some = people[::2]
        assert list(entries_of(uow.session, some, YEAR, {})) == some
        assert entries_of(uow.session, [], YEAR, {}) == {}


def outcome(uow: UnitOfWork, draft: OutcomeDraft, status: str) -> int:
    """Puts an outcome into the ledger as it is."""
    account = uow.session.scalars(select(AccountRow.id).order_by(AccountRow.id)).first()
    assert account is not None
    row = OutcomeRow(**outcome_columns(draft, recorded_by=account, now=NOW) | {"status": status})
    uow.session.add(row)
    uow.session.flush()
    for columns in share_columns(row.id, draft, {}):
        uow.session.add(OutcomeShareRow(**columns))
    for columns in link_columns(row.id, draft):
        uow.session.add(OutcomeEntryRow(**columns))
    uow.session.flush()
    post_what_stands(uow)
    return row.id


def test_outcomes_matter_to_who_shares_them_in_their_year_and_to_whose_entries_they_came_from(
    uow: UnitOfWork,
) -> None:
    with uow:
        sharer, source, stranger = people_of(uow)[:3]
        own, waiting = logged(uow, source, [SITTING])[0], logged(uow, source, [SITTING], "submitted")[0]
        half = ((sharer, Fraction(1, 2)),)
        draft = OutcomeDraft("research_report", "报告", FIRST, shares=half, entry_ids=(own,))
        this_year = outcome(uow, draft, "verified")
        next_year = outcome(uow, replace(draft, on=date(YEAR + 1, 1, 1)), "recorded")
        outcome(uow, replace(draft, entry_ids=(waiting,), on=date(YEAR + 1, 1, 1)), "verified")
        outcome(uow, draft, "refused")
        found = outcomes_of(uow.session, [sharer, source, stranger], YEAR)
        shared = outcomes_of(uow.session, [sharer, source, stranger], YEAR, cited=False)
        facts = {}
        for key in (this_year, next_year):
            kept = uow.outcomes.get(key)
            assert kept is not None
            facts[key] = outcome_facts(kept)
    assert [one for one in found[sharer] if one in facts.values()] == [facts[this_year]]
    assert [one for one in found[source] if one in facts.values()] == [facts[this_year], facts[next_year]]
    assert not set(facts.values()) & set(found[stranger])
    assert [one for one in shared[sharer] if one in facts.values()] == [facts[this_year]]
    assert not set(facts.values()) & {*shared[source], *shared[stranger]}
