"""Times as the benchmarks tell them: the median first, then how bad it gets."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence


def timed(act: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """The milliseconds that an act takes by a clock."""
    begin = clock()
    act()
    return (clock() - begin) * 1000


def in_turns(
    acts: Sequence[Callable[[], object]], rounds: int, clock: Callable[[], float] = time.perf_counter
) -> list[list[float]]:
    """The milliseconds of several acts, done in turns so that a busy machine burdens them alike."""
    found: list[list[float]] = [[] for _ in acts]
    for _ in range(rounds):
        for times, act in zip(found, acts, strict=True):
            times.append(timed(act, clock))
    return found


def quantile(times: Sequence[float], hundredths: int) -> float:
    """The time that so many of a hundred do not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, len(ordered) * hundredths // 100)]


def told(times: Sequence[float]) -> str:
    """The median, the 95th of a hundred and the best."""
    median = statistics.median(times)
    return f"p50 {median:8.2f} ms   p95 {quantile(times, 95):8.2f}   best {min(times):8.2f}   n {len(times)}"


def line(name: str, times: Sequence[float], more: str = "") -> None:
    """Print one figure."""
    print(f"{name:34s} {told(times)}   {more}".rstrip(), flush=True)
