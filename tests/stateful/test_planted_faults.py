"""The machine finds every fault that is planted into the services and the store."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.databases import Databases
from tests.stateful.games import game_on
from tests.stateful.planted import PLANTED, Planted

MOST_GAMES = 60


@pytest.fixture
def sqlite(databases: Databases) -> Databases:
    """The faults are of the services: one kind of database is enough to see whether the machine finds them."""
    if databases.backend != "sqlite":
        pytest.skip("shared/data: planted faults are looked for on SQLite alone")
    return databases


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted.name)
def test_a_planted_fault_is_found(
    planted: Planted, sqlite: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place, name, wrong in planted.patches():
        monkeypatch.setattr(place, name, wrong)
    with pytest.raises(BaseException) as found:  # noqa: PT011 - an assertion, or a guard of the schema
        run_state_machine_as_test(
            game_on(sqlite),
            settings=settings(
                max_examples=MOST_GAMES,
                stateful_step_count=25,
                deadline=None,
                derandomize=True,
                database=None,
                suppress_health_check=list(HealthCheck),
                phases=(Phase.generate,),
                report_multiple_bugs=False,
                print_blob=False,
            ),
        )
    assert not isinstance(found.value, KeyboardInterrupt | pytest.fail.Exception)
