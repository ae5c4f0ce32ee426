"""The machine finds every fault that is planted into the services and the store."""

from __future__ import annotations

import contextlib

import pytest

from tests.conftest import MADE
from tests.databases import Databases
from tests.stateful.games import game_on
from tests.stateful.planted import PLANTED, Planted
from tests.stateful.plays import Played


@pytest.fixture(scope="module")
def sqlite() -> Databases:
    """The faults are of the services: one kind of database is enough to see whether they are found."""
    if "sqlite" not in MADE:
        MADE["sqlite"] = Databases("sqlite")
    return MADE["sqlite"]


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_a_planted_fault_is_found_and_nothing_without_it(
    planted: Planted, sqlite: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = game_on(sqlite)()
    planted.play(Played(sound))
    sound.teardown()
    for place, name, wrong in planted.patches():
        monkeypatch.setattr(place, name, wrong)
    faulty = game_on(sqlite)()
    found: Exception | None = None
    try:
        planted.play(Played(faulty))
    except Exception as error:
        found = error
    finally:
        with contextlib.suppress(Exception):
            faulty.session.close()
            faulty.teardown()
    assert found is not None, "nothing was found"
