"""What an entry will be worth, said before it is saved, agrees with what it is worth once approved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from fractions import Fraction

import pytest

from ledger.domain.entry import EntryDraft
from ledger.domain.permissions import Actor
from ledger.services.preview_entry import preview_entry
from ledger.services.review_entries import approve_entries
from ledger.services.weigh_queue import Weighed, weigh_queue
from ledger.store.readings_reviews import counted_beside, flags_of, waiting_entries
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW, TODAY
from tests.entries import logged, online, person_id, visit

Act = Callable[[str], Actor]


def said(uow: UnitOfWork, draft: EntryDraft, username: str = "alice") -> str:
    """The live line in Chinese."""
    preview = preview_entry(uow, person_id(uow, username), draft, on=TODAY)
    return " ".join(str(line) for line in (*preview.lines, *preview.flags))


def test_what_is_approved_already_takes_its_part_of_the_day(uow: UnitOfWork, act: Act) -> None:
    first = logged(uow, act("alice"), person_id(uow, "alice"), online(minutes=200))
    approve_entries(uow, act("bob"), [first.public_id], on=TODAY, now=NOW)
    line = said(uow, online(minutes=60))
    assert "本条约折算 0.04 天" in line
    assert "网上每天最多计 4 小时" in line
    assert "今天的网上时长已经计满" in line


def test_a_full_exchange_is_said_without_a_figure(uow: UnitOfWork, act: Act) -> None:
    """A third of 60 days is 20: 40 full days online, at 4 hours a day 80 days."""
    alice = person_id(uow, "alice")
    entries = [
        logged(uow, act("alice"), alice, online(on=TODAY - timedelta(days=n), minutes=240), on=TODAY)
        for n in range(1, 29)
    ]
    approve_entries(uow, act("bob"), [entry.public_id for entry in entries], on=TODAY, now=NOW)
    assert "本条约折算 0.25 天" in said(uow, online(minutes=240))


@pytest.mark.parametrize(
    ("draft", "line"),
    [
        (online(on=TODAY - timedelta(days=40)), "补记超过 30 天"),
        (visit(from_half="pm"), "本条计实地 0.5 天"),
        (visit(on=TODAY - timedelta(days=1), ends_on=TODAY), "本条计实地 2 天"),
        (online(platform=None), "请选一个平台"),
        (online(on=TODAY - timedelta(days=2)), "当天还可计 3 小时 20 分"),
    ],
)
def test_the_line_says_what_will_happen(uow: UnitOfWork, draft: EntryDraft, line: str) -> None:
    assert line in said(uow, draft)


def test_nothing_is_written_by_looking(uow: UnitOfWork) -> None:
    said(uow, online())
    assert uow.entries.of_year([person_id(uow, "alice")], TODAY.year) == []


def test_flags_count_what_meets_within_a_channel(uow: UnitOfWork, act: Act) -> None:
    alice, cadre = act("alice"), person_id(uow, "alice")
    timed = [online(start=start, minutes=60) for start in ("09:00", "09:30", "11:00")]
    entries = [logged(uow, alice, cadre, draft) for draft in (*timed, online(), visit(from_half="pm"))]
    logged(uow, alice, cadre, visit(to_half="am"))
    logged(uow, alice, cadre, visit(), submit=False)
    waiting = waiting_entries(uow.session, act("bob"))
    flags = flags_of(waiting, counted_beside(uow.session, waiting))
    assert [flags[entry.id].overlaps for entry in entries] == [1, 1, 0, 0, 0]


def test_the_queue_weighs_as_the_engine_will(uow: UnitOfWork, act: Act) -> None:
    alice, cadre = act("alice"), person_id(uow, "alice")
    before = logged(uow, alice, cadre, online(minutes=200))
    approve_entries(uow, act("bob"), [before.public_id], on=TODAY, now=NOW)
    entry, browse = logged(uow, alice, cadre, online(minutes=60)), online(mode="browse", minutes=60)
    other = logged(
        uow,
        alice,
        cadre,
        EntryDraft(
            **{**vars(browse), "begins_on": TODAY - timedelta(days=1), "ends_on": TODAY - timedelta(days=1)}
        ),
    )
    waiting = waiting_entries(uow.session, act("bob"))
    worth = weigh_queue(uow, waiting, counted_beside(uow.session, waiting), on=TODAY)
    assert worth[entry.id] == Weighed(Fraction(40), 480)
    assert worth[other.id] == Weighed(Fraction(30), 480)
