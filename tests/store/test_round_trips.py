"""What goes into the store comes out the same, on both databases."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from ledger.domain.entry import EntryDraft
from ledger.domain.outcome import OutcomeDraft
from ledger.domain.vocabulary import Channel
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
