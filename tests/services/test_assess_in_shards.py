"""Years are recounted by several processes as by one, and a process that dies leaves nothing half done."""

from __future__ import annotations

import multiprocessing
import threading
import time
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, update

from ledger.services.assess_in_shards import PEOPLE_EACH, ProcessLostError, in_shards, workers_for
from ledger.services.recompute_years import check_year, recompute_year
from ledger.store.readings_assessments import kept_rows
from ledger.store.rows import AssessmentRow
from tests.cast import CADRES, NOW, TODAY
from tests.year_facts import approved, field, fill_year

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.store.unit_of_work import UnitOfWork
    from tests.conftest import Act

YEAR = TODAY.year
LATER = NOW + timedelta(days=1)


def spoil(uow: UnitOfWork) -> None:
    """Lets everybody's kept figures be wrong."""
    with uow:
        uow.session.execute(update(AssessmentRow).values(field_earned=7, status="met", requirements=[]))
        uow.commit()


def kept(uow: UnitOfWork) -> dict[int, dict[str, object]]:
    with uow:
        return kept_rows(uow.session, YEAR)


def test_two_processes_keep_what_one_keeps(uow: UnitOfWork, act: Act) -> None:
    fill_year(uow, act("alice"), act("bob"))
    expected = kept(uow)
    spoil(uow)

    counted = recompute_year(uow, YEAR, on=TODAY, now=LATER, workers=2)

    assert counted == len(CADRES)
    assert kept(uow) == expected
    with uow:
        assert {*uow.session.scalars(select(AssessmentRow.assessed_at))} == {LATER}


def test_two_processes_find_the_differences_that_one_finds_in_the_same_order(
    uow: UnitOfWork, act: Act
) -> None:
    approved(uow, act("alice"), act("bob"), field(date(YEAR, 3, 4)))
    assert check_year(uow, YEAR, on=TODAY, now=NOW, workers=2) == []
    spoil(uow)

    found = check_year(uow, YEAR, on=TODAY, now=NOW, workers=2)

    assert found == check_year(uow, YEAR, on=TODAY, now=NOW, workers=1)
    assert {one.person_id for one in found} == kept(uow).keys()
    assert [one.person_id for one in found] == sorted(one.person_id for one in found)


def test_a_process_that_is_killed_is_told_and_nothing_is_written(uow: UnitOfWork) -> None:
    spoil(uow)
    spoiled, done = kept(uow), threading.Event()

    def kill() -> None:
        while not done.is_set():
            for child in multiprocessing.active_children():
                child.kill()
            time.sleep(0.01)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        with pytest.raises(ProcessLostError, match="什么都没有写入"):
            recompute_year(uow, YEAR, on=TODAY, now=LATER, workers=2)
    finally:
        done.set()
        killer.join()

    assert kept(uow) == spoiled
    assert recompute_year(uow, YEAR, on=TODAY, now=LATER, workers=2) == len(CADRES)


def echo(uow: UnitOfWork, shard: Sequence[int]) -> list[int]:
    """The shard itself, once the ledger has answered."""
    uow.ping()
    return list(shard)


def overwrite(uow: UnitOfWork, shard: Sequence[int]) -> None:
    """Tries to write in a child."""
    uow.session.execute(update(AssessmentRow).where(AssessmentRow.person_id.in_(shard)).values(reports="9"))


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_shards_come_back_in_the_order_of_people(uow: UnitOfWork, workers: int) -> None:
    people = list(range(100, 3601))
    with uow:
        found = list(in_shards(uow, people, echo, workers=workers))

    assert [person for shard in found for person in shard] == people
    assert max(map(len, found)) == 1000


def test_of_nobody_there_is_nothing(uow: UnitOfWork) -> None:
    with uow:
        assert list(in_shards(uow, [], echo, workers=1)) == []
        assert list(in_shards(uow, [], echo, workers=2)) == []


def test_a_child_cannot_write(uow: UnitOfWork) -> None:
    before = kept(uow)
    with uow, pytest.raises(Exception, match=r"(?i)read.?only"):
        list(in_shards(uow, sorted(before), overwrite, workers=2))
    assert kept(uow) == before


def test_few_people_are_done_without_processes_unless_they_are_asked_for() -> None:
    assert workers_for(PEOPLE_EACH) == workers_for(0) == 1
    assert workers_for(10, 3) == 3
    assert 1 <= workers_for(100 * PEOPLE_EACH) <= 100
