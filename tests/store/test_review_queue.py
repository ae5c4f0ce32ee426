"""The review queue and the lists as they are read: every column what it was, every count what there is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from ledger.store import readings_people, readings_reviews
from ledger.store.entry_filter import EntryFilter
from ledger.store.readings_entries import entry_lines
from ledger.store.readings_entry_totals import entry_totals
from ledger.store.readings_people import PersonLine, pages_of, people_of_department, people_page
from ledger.store.readings_reviews import count_waiting, waiting_by_ids, waiting_entries
from ledger.store.rows import EntryRow
from ledger.store.unit_of_work import UnitOfWork
from ledger.store.visibility import visible_entries
from tests.cast import TODAY
from tests.conftest import Act
from tests.entries import logged, online, person_id, visit


def test_a_row_of_the_queue_says_what_the_entry_says(uow: UnitOfWork, act: Act) -> None:
    alice, who = act("alice"), person_id(uow, "alice")
    stay = visit(
        begins_on=date(2026, 3, 1), ends_on=date(2026, 3, 4), from_half="pm", to_half="am", contact_point=True
    )
    entries = [logged(uow, alice, who, online(start="09:30")), logged(uow, alice, who, stay)]
    with uow:
        rows = waiting_by_ids(uow.session, [entry.id for entry in entries])
    for entry in entries:
        row, draft = rows[entry.id], entry.draft
        for name in ("begins_on", "ends_on", "from_half", "to_half", "start", "minutes", "topic_id", "mode",
                     "platform", "place_code", "place_name", "contact_point"):  # fmt: skip
            assert getattr(row, name) == getattr(draft, name), name
            assert type(getattr(row, name)) is type(getattr(draft, name)), name
        assert (row.channel, row.status, row.person_id) == (draft.channel, entry.status, who)
        assert (row.public_id, row.logged_on, row.half_days) == (
            entry.public_id,
            TODAY,
            draft.half_days,
        )


def test_what_was_read_is_counted_unless_the_queue_was_cut_off(
    uow: UnitOfWork, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, bob, who = act("alice"), act("bob"), person_id(uow, "alice")
    for day in range(1, 5):
        logged(uow, alice, who, online(on=date(2026, 3, day)))
    with uow:
        shown = len(waiting_entries(uow.session, bob))
        assert shown == 4
        assert count_waiting(uow.session, bob, shown) == count_waiting(uow.session, bob) == (4, 0)
        monkeypatch.setattr(readings_reviews, "MOST", 3)
        assert len(waiting_entries(uow.session, bob, most=3)) == 3
        assert count_waiting(uow.session, bob, 3) == (4, 0)


def test_a_right_that_is_taken_back_takes_what_it_showed_along(uow: UnitOfWork, act: Act) -> None:
    alice, bob = act("alice"), act("bob")
    logged(uow, alice, person_id(uow, "alice"))
    with uow:
        for rights, seen in ((bob, 1), (replace(bob, grants=()), 0), (bob, 1)):
            query = select(func.count()).select_from(EntryRow).where(visible_entries(rights))
            assert uow.session.scalar(query) == seen
            assert len(waiting_entries(uow.session, rights)) == seen


def test_totals_are_those_of_the_pages_together(
    uow: UnitOfWork, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice, dana, who = act("alice"), act("dana"), person_id(uow, "alice")
    for day in range(1, 6):
        logged(uow, alice, who, online(on=date(2026, 3, day), minutes=30 + day))
    stay = visit(begins_on=date(2026, 3, 10), ends_on=date(2026, 3, 12), to_half="am")
    logged(uow, alice, who, stay)
    logged(uow, alice, who, visit(on=date(2026, 3, 20)), submit=False)
    for module in ("readings_entries", "readings_entry_totals"):
        monkeypatch.setattr(f"ledger.store.{module}.PAGE", 2)
    for actor in (alice, dana):
        wanted = EntryFilter()
        with uow:
            totals = entry_totals(uow.session, actor, wanted)
            pages = [entry_lines(uow.session, actor, wanted, page) for page in range(1, totals.pages + 1)]
        lines = [line for page in pages for line in page]
        assert all(len(page) == 2 for page in pages[:-1])
        assert len({line.id for line in lines}) == totals.count == len(lines)
        assert totals.minutes == sum(line.minutes or 0 for line in lines)
        assert totals.half_days == sum(line.half_days for line in lines)
        assert any(line.status == "draft" for line in lines) is (actor is alice)


def test_the_pages_of_people_together_are_the_whole_list(
    uow: UnitOfWork, act: Act, monkeypatch: pytest.MonkeyPatch
) -> None:
    dana = act("dana")
    with uow:
        units = [unit for unit in uow.units.all() if dana.in_department(unit.path)]
        for number in range(7):
            one = uow.people.add(f"干部{number}")
            uow.people.appoint(
                one.id,
                units[number % len(units)].id,
                rank="132",
                post="副职",
                begins_on=date(2020, 1, 1),
                ends_on=date(2024, 12, 31) if number == 3 else None,
                position=number,
            )
        whole = people_of_department(uow.session, dana, units, TODAY)
        monkeypatch.setattr(readings_people, "PAGE", 3)
        pages: list[PersonLine] = []
        for page in range(1, pages_of(len(whole)) + 1):
            count, lines = people_page(uow.session, dana, units, TODAY, page)
            assert count == len(whole)
            pages += lines
    assert pages == whole
    assert len(whole) >= 7
    assert [line.serving for line in whole] == sorted((line.serving for line in whole), reverse=True)
    assert not whole[-1].serving
