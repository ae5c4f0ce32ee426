"""A plugin of pytest, and what a mutant meets after it: tests that judge it in a tenth of a second.

mutmut makes the mutants, knows which test runs through which function, and forks a process for each mutant.
The tests were collected and run once before the fork; the child calls those of its function as they are,
without a session of its own. Fair: nothing that the unmutated engine remembered is there to answer for the
mutant. Alike for all: what Hypothesis drew in the first run is what each mutant gets.
"""

from __future__ import annotations

import copy
import os
import resource
import signal
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import _lru_cache_wrapper
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from mutmut.mutation import trampoline
from mutmut.runners.harness import PytestRunner
from mutmut.state import state
from mutmut.workers import isolation

ENGINE = "ledger.domain.credit"
FEW = 15
"""Drawn examples of each test; tests/oracle/test_engine_agrees_on_a_fixed_draw.py brings many more."""

LONGEST = 8.0
"""Seconds of computing after which any mutant runs in circles: all the tests together take two."""

PATIENCE = 10
"""So many times as long as its tests took, and a second, may a mutant take within that."""

MEMORY = 3 << 30
LEFT_OUT = "test_the_engine_agrees_with_the_oracle"
"""It asks the oracle anew each time; the fixed draw holds the engine to answers that are remembered."""

ITEMS: dict[str, pytest.Function] = {}
CALLS: dict[str, list[dict[str, Any]]] = defaultdict(list)
"""What Hypothesis drew for each test."""

FOUND = Path("found")
"""In `mutants`: for each module a file whose lines say which test found a mutant of which function."""

NOW: list[str] = [""]
SAY = "SAY" in os.environ
"""Whether the test that finds a mutant is named."""

settings.register_profile(
    "judging",
    derandomize=True,
    database=None,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("judging")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out the test that asks the oracle, bounds and notes what is drawn, and keeps all for later."""
    left_out = [item for item in items if getattr(item, "originalname", "") == LEFT_OUT]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]
    for item in items:
        if not isinstance(item, pytest.Function) or set(item.fixturenames) - {"request", *params_of(item)}:
            raise pytest.UsageError(f"{item.nodeid}: a test that judges mutants has no fixtures")
        ITEMS[item.nodeid] = item
        if hasattr(item.obj, "hypothesis") and not hasattr(item.obj, "noted"):
            own = item.obj._hypothesis_internal_use_settings
            item.obj._hypothesis_internal_use_settings = settings(own, max_examples=FEW)
            item.obj.hypothesis.inner_test = noting(item.obj.hypothesis.inner_test)
            item.obj.noted = True


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Says for which test examples are noted."""
    NOW[0] = item.nodeid
    CALLS.pop(item.nodeid, None)


def params_of(item: pytest.Function) -> dict[str, Any]:
    """What a test is parametrized with."""
    return item.callspec.params if hasattr(item, "callspec") else {}


def noting(test: Callable[..., None]) -> Callable[..., None]:
    """The test, whose arguments are noted before it runs."""

    def noted(**drawn: Any) -> None:
        CALLS[NOW[0]].append(copy.deepcopy(drawn))
        test(**drawn)

    noted.test = test  # type: ignore[attr-defined]
    return noted


def judge(tests: Iterable[str]) -> int:
    """1 when a test finds the mutant of this process, else 0."""
    forget()
    for name in tests:
        item = ITEMS[name]
        try:
            if not hasattr(item.obj, "hypothesis"):
                item.obj(**params_of(item))
                continue
            for drawn in CALLS[name]:
                item.obj.hypothesis.inner_test.test(**copy.deepcopy(drawn))
        except pytest.skip.Exception:
            continue
        except BaseException as found:
            note(name, found)
            return 1
    return 0


def note(test: str, found: BaseException) -> None:
    """Remembers which test found the mutant of this process, if there is one."""
    mutant = trampoline.get_mutant_under_test()
    if SAY:
        print(f"\n{mutant} {test}: {found!r}"[:300], file=sys.__stderr__)
    if mutant.startswith(ENGINE):
        module, _, name = mutant.removeprefix(f"{ENGINE}.").partition(".")
        FOUND.mkdir(exist_ok=True)
        with Path(FOUND, module).open("a", encoding="utf-8") as file:
            file.write(f"{name.partition('__mutmut_')[0]} {test}\n")


def likely_first(mutant: str, tests: list[str]) -> list[str]:
    """First what found most, for its time, of the same function, then of the same module, then as it was."""
    module, _, name = mutant.removeprefix(f"{ENGINE}.").partition(".")
    path = Path(FOUND, module)
    lines = path.read_text("utf-8").splitlines() if path.exists() else []
    noted = [line.split(" ", 1) for line in lines]
    function = name.partition("__mutmut_")[0]
    same = Counter(test for owner, test in noted if owner == function)
    near = Counter(test for _, test in noted)

    def worth(test: str) -> tuple[float, float]:
        seconds = 0.01 + state().duration_by_test.get(test, 0)
        return -same[test] / seconds, -near[test] / seconds

    return sorted(tests, key=worth)


def forget() -> None:
    """Empties what the engine remembers of earlier computations."""
    for name, module in list(sys.modules.items()):
        if name.startswith(ENGINE):
            for value in vars(module).values():
                if isinstance(value, _lru_cache_wrapper):
                    value.cache_clear()


def bound(tests: Iterable[str]) -> None:
    """Ends this process, as one that ran out of time, when it computes for too long."""
    expected = sum(state().duration_by_test.get(test, 0) for test in tests)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGVTALRM, lambda *_: os._exit(36))
    signal.setitimer(signal.ITIMER_VIRTUAL, min(LONGEST, 1 + PATIENCE * expected))


def run_tests(self: PytestRunner, *, mutant_name: str | None, tests: Iterable[str]) -> int:
    """Judges a mutant; without one, the tests run in a session, where they are collected and noted."""
    if mutant_name is None:
        return in_a_session(self, mutant_name=None, tests=tests) or judge_nothing(list(tests) or list(ITEMS))
    trampoline.get_mutant_under_test = lambda: mutant_name  # Asked at every call of the engine.
    bound(tests)
    os.chdir("mutants")
    return judge(likely_first(mutant_name, list(tests)))


in_a_session = PytestRunner.run_tests


def judge_nothing(tests: list[str]) -> int:
    """What is found where there is no mutant; mutmut ends the run when that is not 0."""
    child = os.fork()
    if child == 0:
        os.chdir("mutants")
        os._exit(judge(tests))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def install() -> None:
    """Makes mutmut judge in this way; it ends no mutant by the clock, which a busy machine would move."""
    PytestRunner.run_tests = run_tests  # type: ignore[method-assign]
    isolation.register_timeout = lambda **_: None  # type: ignore[attr-defined] # it is imported there
