"""Units as they are chosen and walked through: one's own subtree alone, in official order, however many."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest

from ledger.store import readings_units
from ledger.store.readings_units import (
    few_units,
    find_units_below,
    in_blocks,
    in_official_order,
    placed,
    with_units_below,
)
from tests.store.test_visibility import grow_tree, some_actor

if TYPE_CHECKING:
    from ledger.store.unit_of_work import UnitOfWork
    from tests.conftest import Act


@pytest.mark.parametrize("seed", range(3))
def test_what_is_offered_is_the_subtree_in_official_order(
    uow: UnitOfWork, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = Random(seed)
    with uow:
        paths = grow_tree(uow, random, 40)
        for unit in list(paths)[::3]:
            uow.units.change(unit, position=random.randrange(5))
        for _ in range(20):
            actor = some_actor(random, paths, [1])
            mine = [unit for unit in uow.units.all() if actor.in_department(unit.path)]
            assert few_units(uow.session, actor) == mine
            with monkeypatch.context() as patch:
                patch.setattr(readings_units, "MOST_LISTED", 3)
                assert few_units(uow.session, actor) == (mine if len(mine) <= 3 else None)
            shuffled = random.sample(mine, len(mine))
            assert in_official_order(uow.session, shuffled) == mine


@pytest.mark.parametrize("most", [1, 3, 1000])
def test_a_walk_in_blocks_is_the_whole_tree_in_order(
    uow: UnitOfWork, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readings_units, "BLOCK", most)
    with uow:
        grow_tree(uow, Random(7), 30)
        blocks = list(in_blocks(uow.session, uow.units.roots()))
        assert [unit for block in blocks for unit in block] == uow.units.all()
        assert all(len(block) <= most for block in blocks)


def test_a_name_finds_units_of_the_department_alone(uow: UnitOfWork, act: Act) -> None:
    dana, olga = act("dana"), act("olga")
    with uow:
        session = uow.session
        units = {unit.name: unit for unit in uow.units.all()}
        twin = uow.units.add("乡", "township", units["乙县"])
        both = find_units_below(session, dana, "乡")
        assert [one.written for one in both] == ["市 / 甲县 / 乡", "市 / 乙县 / 乡"]
        assert [one.unit for one in find_units_below(session, dana, "乙县／乡")] == [twin]
        assert [one.unit for one in find_units_below(session, dana, both[0].written)] == [units["乡"]]
        assert [one.unit.name for one in find_units_below(session, dana, "县")] == ["甲县", "乙县"]
        for text in ("", " / ", "国", "省", "甲县 / 国", "%", "\x00"):
            assert find_units_below(session, dana, text) == []
        assert find_units_below(session, olga, "乡") == []
        assert placed(session, dana, [units["市"]])[0].written == "市"
        assert with_units_below(session, [units["市"], units["甲县"], twin]) == {
            units["市"].id,
            units["甲县"].id,
        }
