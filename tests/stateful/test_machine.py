"""Whatever is done to a ledger, in whatever order, it is what the plain oracle says after every step.

`STATEFUL=long` in the environment plays many more and longer games than every run of the tests has time for.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.databases import Databases
from tests.stateful.games import game_on

LONG = os.environ.get("STATEFUL") == "long"
EXAMPLES, STEPS = (400, 80) if LONG else (14, 40)


def test_any_game_leaves_the_ledger_as_the_oracle_has_it(databases: Databases) -> None:
    run_state_machine_as_test(
        game_on(databases),
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=not LONG,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink) if LONG else (Phase.generate,),
            print_blob=LONG,
        ),
    )
