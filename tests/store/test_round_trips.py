"""What goes into the store comes out the same, on both databases."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from sqlalchemy import update

from ledger.domain.entry import EntryDraft
from ledger.domain.outcome import OutcomeDraft
from ledger.domain.vocabulary import Channel
from ledger.store.base import ALPHABET, new_public_id
from ledger.store.rows import TopicRow
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW, TODAY
from tests.conftest import Act

ODD = "𬍛喆堃㛃䶮 \u202e右到左 👩\u200d🌾 ﷽ =1+1 <b>&amp; 'x' \"y\" %s {z} \t 换\n行"


def test_an_entry_keeps_every_field(uow: UnitOfWork, act: Act) -> None:
    alice = act("alice")
    draft = EntryDraft(
        channel=Channel.FIELD,
        begins_on=date(2026, 3, 1),
        ends_on=date(2026, 3, 3),
        from_half="pm",
        to_half="am",
        mode="visit",
        place_code="330106001000",
        place_name=ODD,
        contact_point=True,
        counts={"households": 12, "nights": 2},
        reference=ODD,
        reached=ODD,
        heard=ODD,
        done=ODD,
        companions=ODD,
    )
    assert alice.person_id is not None
    with uow:
        added = uow.entries.add(alice.person_id, None, draft, created_by=alice.account_id, now=NOW, on=TODAY)
        uow.commit()
    uow.session.expunge_all()

    found = uow.entries.get(added.id)

    assert found is not None
    assert found.draft == draft
    assert (found.created_at, found.logged_on) == (NOW, TODAY)


def test_an_outcome_keeps_exact_shares(uow: UnitOfWork, act: Act) -> None:
    alice, amy = act("alice"), act("amy")
    assert alice.person_id is not None
    assert amy.person_id is not None
    shares = ((alice.person_id, Fraction(1, 3)), (amy.person_id, Fraction(2, 3)))
    draft = OutcomeDraft(kind="research_report", title=ODD, on=TODAY, level="city", shares=shares)
    with uow:
        added = uow.outcomes.add(draft, {}, recorded_by=alice.account_id, now=NOW)
        uow.commit()
    uow.session.expunge_all()

    found = uow.outcomes.get(added.id)

    assert found is not None
    assert found.draft == draft


def test_people_are_found_by_name_pinyin_and_initials(uow: UnitOfWork, act: Act) -> None:
    dana = act("dana")
    with uow:
        person = uow.people.add("曾𬍛")
        unit = next(unit for unit in uow.units.all() if unit.name == "甲县")
        uow.people.appoint(person.id, unit.id, rank="132", post="副县长", begins_on=date(2026, 1, 1))
        found = [
            [one.name for one in uow.people.named(text, dana)] for text in ("曾𬍛", "zeng", "𬍛", "查理")
        ]

    assert found == [["曾𬍛"], ["曾𬍛"], ["曾𬍛"], ["查理"]]


def test_a_name_in_addresses_is_of_our_alphabet_and_new_each_time() -> None:
    names = {new_public_id() for _ in range(2000)}
    assert len(names) == 2000
    assert {len(name) for name in names} == {14}
    assert {letter for name in names for letter in name} == set(ALPHABET)


def test_an_entry_is_kept_under_the_name_that_was_chosen_for_it(uow: UnitOfWork, act: Act) -> None:
    alice = act("alice")
    assert alice.person_id is not None
    draft = EntryDraft(Channel.ONLINE, TODAY, TODAY, mode="reply", minutes=40, platform="weibo")
    with uow:
        added = uow.entries.add(
            alice.person_id, None, draft, created_by=alice.account_id, now=NOW, on=TODAY, public_id="chosen"
        )
        uow.commit()
    found = uow.entries.get(added.id)
    assert found is not None
    assert (found.public_id, added.public_id) == ("chosen", "chosen")


def test_a_person_is_read_as_it_stands_now(uow: UnitOfWork, act: Act) -> None:
    person = act("alice").person_id
    assert person is not None
    with uow:
        before = uow.people.get(person)
        uow.people.change(person, "艾丽丽", "0077")
        after = uow.people.get(person)
    assert before is not None
    assert after is not None
    assert (after.name, after.staff_no) == ("艾丽丽", "0077")
    assert before.name != after.name
    assert uow.people.get(0) is None


def test_one_persons_appointments_are_those_among_many(uow: UnitOfWork, act: Act) -> None:
    people = [person for name in ("alice", "amy") if (person := act(name).person_id) is not None]
    many = uow.people.postings(people)
    assert all(many.values())
    assert {person: uow.people.postings_of(person) for person in people} == many
    assert uow.people.postings_of(0) == ()


def test_a_topic_is_offered_while_it_is_in_use(uow: UnitOfWork) -> None:
    with uow:
        uow.topics.fill()
        topic = uow.topics.all()[0].id
        assert uow.topics.offers(topic)
        uow.session.execute(update(TopicRow).where(TopicRow.id == topic).values(active=False))
        assert not uow.topics.offers(topic)
        assert not uow.topics.offers(0)


def test_closed_years_are_asked_for_one_by_one(uow: UnitOfWork, act: Act) -> None:
    dana = act("dana")
    with uow:
        unit = uow.units.all()[0]
        closing = uow.periods.add_closing(
            unit_id=unit.id,
            year=2024,
            act="close",
            status="rehearsed",
            rehearsed_by=dana.account_id,
            rehearsed_at=NOW,
        )
        uow.periods.close([unit.id], 2024, closing.id, NOW)
        assert uow.periods.any_closed([2023, 2024, 2025]) == {2024}
        assert uow.periods.any_closed([2023, 2025]) == set()
        assert uow.periods.any_closed([]) == set()


def test_keys_are_found_by_names_as_far_as_they_may_be_seen(uow: UnitOfWork, act: Act) -> None:
    alice, charlie = act("alice"), act("charlie")
    assert alice.person_id is not None
    draft = EntryDraft(Channel.ONLINE, TODAY, TODAY, mode="reply", minutes=40, platform="weibo")
    with uow:
        added = uow.entries.add(alice.person_id, None, draft, created_by=alice.account_id, now=NOW, on=TODAY)
        assert uow.entries.visible_ids([added.public_id, "nobody"], alice) == [added.id]
        assert uow.entries.visible_ids([added.public_id], charlie) == []
