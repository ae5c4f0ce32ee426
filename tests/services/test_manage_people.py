"""People, appointments, leave and units: within one's own subtree, with a trail; records follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from ledger.domain.errors import ForbiddenError, InvalidError, NotFoundError
from ledger.domain.people import Person, Unit
from ledger.domain.permissions import Actor
from ledger.domain.posting_draft import LeaveDraft, PersonDraft, PostingDraft
from ledger.services.manage_people import (
    add_leave,
    add_person,
    appoint_person,
    change_person,
    end_posting,
    remove_leave,
)
from ledger.services.manage_units import add_unit, change_unit, place_of
from ledger.services.once import FormKey
from ledger.store.readings_people import people_of_department
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW, TODAY
from tests.year_facts import approved, field, verified

Act = Callable[[str], Actor]


def unit(uow: UnitOfWork, name: str) -> Unit:
    with uow:
        return next(one for one in uow.units.all() if one.name == name)


def person(uow: UnitOfWork, name: str) -> Person:
    with uow:
        return uow.people.meant(name)[0]


def posting(uow: UnitOfWork, where: str, begins_on: date = date(2026, 7, 1), **more: Any) -> PostingDraft:
    return replace(PostingDraft(unit(uow, where).id, "142", "副乡长", begins_on), **more)


def kept(uow: UnitOfWork, who: Person, year: int = 2026) -> dict[str, Any]:
    with uow:
        query = text("SELECT * FROM assessment WHERE person_id = :person AND year = :year")
        row = uow.session.execute(query, {"person": who.id, "year": year}).mappings().first()
    return {} if row is None else dict(row)


def tags(uow: UnitOfWork) -> list[str]:
    with uow:
        return list(uow.session.scalars(text("SELECT tag FROM trail ORDER BY id")))


def test_a_new_person_has_an_appointment_and_a_year(uow: UnitOfWork, act: Act) -> None:
    name = add_person(uow, act("dana"), PersonDraft("欧阳 喆", "K-1"), posting(uow, "乡"), on=TODAY, now=NOW)
    new = person(uow, "K-1")
    assert (new.public_id, new.name) == (name, "欧阳喆")
    assert (kept(uow, new)["unit_id"], kept(uow, new)["rank"]) == (unit(uow, "乡").id, "142")
    assert tags(uow)[-2:] == ["person:created", "appointment:recorded"]


def test_a_double_click_enters_one_person(uow: UnitOfWork, act: Act) -> None:
    key = FormKey("p" * 32, "d" * 64)
    names = [
        add_person(uow, act("dana"), PersonDraft("新人"), posting(uow, "乡"), on=TODAY, now=NOW, form_key=key)
        for _ in range(2)
    ]
    assert names[0] == names[1]
    assert [p.public_id for p in _all_named(uow, "新人")] == names[:1]


def _all_named(uow: UnitOfWork, name: str) -> list[Person]:
    with uow:
        return uow.people.meant(name)


@pytest.mark.parametrize(
    ("draft", "changes", "faulty"),
    [
        (PersonDraft(""), {}, {"name"}),
        (PersonDraft("张3"), {}, {"name"}),
        (PersonDraft("张三"), {"rank": "999"}, {"rank"}),
        (PersonDraft("张三"), {"post": " "}, {"post"}),
        (PersonDraft("张三"), {"ends_on": date(2026, 6, 30)}, {"ends_on"}),
    ],
)
def test_what_is_not_well_formed_is_refused(
    uow: UnitOfWork, act: Act, draft: PersonDraft, changes: dict[str, Any], faulty: set[str]
) -> None:
    with pytest.raises(InvalidError) as caught:
        add_person(uow, act("dana"), draft, posting(uow, "乡", **changes), on=TODAY, now=NOW)
    assert set(caught.value.faults) == faulty


def test_a_staff_number_is_taken_once(uow: UnitOfWork, act: Act) -> None:
    dana = act("dana")
    add_person(uow, dana, PersonDraft("张三", "7"), posting(uow, "乡"), on=TODAY, now=NOW)
    with pytest.raises(InvalidError):
        add_person(uow, dana, PersonDraft("李四", "7"), posting(uow, "乡"), on=TODAY, now=NOW)
    with pytest.raises(InvalidError):
        change_person(uow, dana, person(uow, "艾丽").public_id, PersonDraft("艾丽", "7"), now=NOW)


def test_units_and_people_of_elsewhere_are_out_of_reach(uow: UnitOfWork, act: Act) -> None:
    dana = act("dana")
    with pytest.raises(NotFoundError):
        add_person(uow, dana, PersonDraft("张三"), posting(uow, "国"), on=TODAY, now=NOW)
    with pytest.raises(NotFoundError):
        change_person(uow, dana, person(uow, "欧拓").public_id, PersonDraft("改名"), now=NOW)
    with pytest.raises(NotFoundError):
        add_unit(uow, dana, unit(uow, "省").public_id, "新市", "city", now=NOW)


@pytest.mark.parametrize("username", ["alice", "bob", "charlie", "sam", "sue", "ada"])
def test_no_other_role_manages_people(uow: UnitOfWork, act: Act, username: str) -> None:
    with pytest.raises((NotFoundError, ForbiddenError)):
        change_person(uow, act(username), person(uow, "艾丽").public_id, PersonDraft("改名"), now=NOW)
    with pytest.raises((NotFoundError, ForbiddenError)):
        add_person(uow, act(username), PersonDraft("新人"), posting(uow, "乡"), on=TODAY, now=NOW)


def test_records_move_to_the_unit_of_the_appointment_on_their_day(uow: UnitOfWork, act: Act) -> None:
    alice, bob, dana = act("alice"), act("bob"), act("dana")
    who = person(uow, "艾丽")
    approved(uow, alice, bob, field(date(2026, 3, 2)), field(date(2026, 8, 3)))
    verified(uow, alice, bob, "research_report", date(2026, 9, 1), "报告")
    draft = replace(posting(uow, "乙县"), rank="131", post="县长")
    appoint_person(uow, dana, who.public_id, draft, end_before=True, on=TODAY, now=NOW)
    with uow:
        units = [entry.unit_id for entry in uow.entries.of_year([who.id], 2026)]
        shares = [unit_id for _, _, unit_id in uow.outcomes.units_of_person(who.id)]
        postings = uow.people.postings_of(who.id)
    first, second = unit(uow, "甲县").id, unit(uow, "乙县").id
    assert (units, shares) == ([first, second], [second])
    assert [p.ends_on for p in postings] == [date(2026, 6, 30), None]
    assert (kept(uow, who)["unit_id"], kept(uow, who)["rank"]) == (second, "131")
    assert tags(uow)[-2:] == ["appointment:changed", "appointment:recorded"]


def test_several_appointments_may_stand_at_once_and_the_latest_governs(uow: UnitOfWork, act: Act) -> None:
    who = person(uow, "艾丽")
    appoint_person(uow, act("dana"), who.public_id, posting(uow, "乡"), end_before=False, on=TODAY, now=NOW)
    with uow:
        assert [p.ends_on for p in uow.people.postings_of(who.id)] == [None, None]
    assert kept(uow, who)["unit_id"] == unit(uow, "乡").id


def test_an_ended_appointment_ends_the_years_after_it(uow: UnitOfWork, act: Act) -> None:
    who = person(uow, "艾丽")
    with uow:
        name = uow.people.postings_of(who.id)[0].public_id
    before = kept(uow, who)["requirements"]
    end_posting(uow, act("dana"), who.public_id, name, date(2026, 6, 30), on=TODAY, now=NOW)
    assert kept(uow, who)["requirements"] != before
    end_posting(uow, act("dana"), who.public_id, name, date(2025, 6, 30), on=TODAY, now=NOW)
    assert kept(uow, who) == {}
    with pytest.raises(InvalidError):
        end_posting(uow, act("dana"), who.public_id, name, date(2023, 6, 30), on=TODAY, now=NOW)


def test_leave_lowers_what_is_required_until_it_is_removed(uow: UnitOfWork, act: Act) -> None:
    who, dana = person(uow, "艾丽"), act("dana")
    before = kept(uow, who)["requirements"]
    leave = LeaveDraft(date(2026, 1, 1), date(2026, 6, 30), "脱产学习")
    add_leave(uow, dana, who.public_id, leave, on=TODAY, now=NOW)
    assert kept(uow, who)["requirements"] != before
    with uow:
        name = uow.people.absences([who.id])[who.id][0].public_id
    remove_leave(uow, dana, who.public_id, name, on=TODAY, now=NOW)
    assert kept(uow, who)["requirements"] == before
    assert tags(uow)[-2:] == ["leave:recorded", "leave:removed"]
    with pytest.raises(NotFoundError):
        remove_leave(uow, dana, who.public_id, name, on=TODAY, now=NOW)


def test_units_are_named_levelled_and_ordered(uow: UnitOfWork, act: Act) -> None:
    dana = act("dana")
    name = add_unit(uow, dana, unit(uow, "市").public_id, "丙县", "county", now=NOW)
    change_unit(uow, dana, name, "丙 区", "county", 1, on=TODAY, now=NOW)
    assert [one.name for one in _children(uow, "市")] == ["丙 区", "甲县", "乙县"]
    with uow:
        assert place_of(uow, uow.units.by_public_id(name)) == 1  # type: ignore[arg-type]
    with pytest.raises(InvalidError):
        change_unit(uow, dana, name, "甲县", "county", 1, on=TODAY, now=NOW)
    with pytest.raises(InvalidError):
        add_unit(uow, dana, unit(uow, "市").public_id, "", "galaxy", now=NOW)
    assert tags(uow)[-2:] == ["unit:created", "unit:changed"]


def _children(uow: UnitOfWork, name: str) -> list[Unit]:
    parent = unit(uow, name)
    with uow:
        return uow.units.children(parent)


def test_people_are_found_by_name_pinyin_and_initials_in_official_order(uow: UnitOfWork, act: Act) -> None:
    dana = act("dana")
    with uow:
        units = [one for one in uow.units.all() if dana.in_department(one.path)]
        found = {
            text: [line.name for line in people_of_department(uow.session, dana, units, TODAY, text=text)]
            for text in ("", "艾", "aili", "zm", "欧拓", "tm")
        }
        below = people_of_department(uow.session, dana, units[1:2], TODAY)
    assert found[""] == ["戴娜", "安美", "艾丽", "鲍博", "唐木", "查理", "芮塔"]
    assert (found["艾"], found["aili"], found["tm"], found["欧拓"]) == (["艾丽"], ["艾丽"], ["唐木"], [])
    assert [line.name for line in below] == ["安美", "艾丽", "鲍博"]
