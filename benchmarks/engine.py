"""Times the credit engine: one large year, many years streamed, beside a bare loop over the same minutes."""

from __future__ import annotations

import statistics
import time
from collections import deque
from datetime import date, timedelta
from functools import partial
from itertools import chain, repeat
from pathlib import Path

import ledger
from benchmarks.figures import in_turns, line
from ledger.domain.calendar import Calendar
from ledger.domain.credit.assess import assess_each
from ledger.domain.credit.document import parse_policy
from ledger.domain.credit.facts import Appointment, CadreFacts, CadreYear, EntryFacts
from ledger.domain.credit.policy import Policy
from ledger.services.working_calendar import calendar_for

YEAR = 2026
AS_OF = date(YEAR, 12, 31)
ENTRIES = 200
CADRES = 5000
DISTINCT = 100
"""So many years of facts go round, so that what is timed is the engine and not the making of facts."""

ENTRIES_EACH = 60
COUNTRY = 100_000
COUNTRY_ENTRIES = 20
SAMPLE = 5000
"""A whole country is 100,000 cadres with 20 entries each. So many of them are timed, no two alike, and the
time is scaled up: one cadre is done after the other, so that it grows with their number and nothing else."""

DAY_MINUTES = 480
Minutes = list[tuple[int, int, int]]


def main() -> None:
    """Prints the figures."""
    policy = parse_policy((Path(ledger.__file__).parent / "data" / "policies" / "pilot.toml").read_bytes())
    calendar = calendar_for([YEAR])
    one = [facts(0, ENTRIES)]
    some = [facts(number, ENTRIES_EACH) for number in range(DISTINCT)]

    def run(groups: list[CadreYear], times: int, *, keep_steps: bool) -> None:
        streamed = chain.from_iterable(repeat(groups, times))
        deque(assess_each(policy, streamed, YEAR, AS_OF, calendar, keep_steps=keep_steps), maxlen=0)

    kept, lean, bare = in_turns(
        [
            partial(run, one, 1, keep_steps=True),
            partial(run, one, 1, keep_steps=False),
            partial(bare_loop, minutes_of(one)),
        ],
        60,
    )
    line(f"engine: {ENTRIES} entries, steps kept", kept, beside(kept, bare))
    line(f"engine: {ENTRIES} entries", lean, beside(lean, bare))
    line(f"bare loop: {ENTRIES} entries", bare)
    many, loop = in_turns(
        [
            partial(run, some, CADRES // DISTINCT, keep_steps=False),
            partial(bare_loop, minutes_of(some) * (CADRES // DISTINCT)),
        ],
        3,
    )
    line(f"engine: {CADRES} x {ENTRIES_EACH} streamed", many, beside(many, loop))
    line(f"bare loop: {CADRES} x {ENTRIES_EACH}", loop)
    whole_country(policy, calendar)


def whole_country(policy: Policy, calendar: Calendar) -> None:
    """Prints how long a whole country takes, by a sample of it, in time of the processor."""
    sample = [facts(number, COUNTRY_ENTRIES) for number in range(SAMPLE)]
    minutes = minutes_of(sample)
    lean, loop = in_turns(
        [
            lambda: deque(assess_each(policy, sample, YEAR, AS_OF, calendar, keep_steps=False), maxlen=0),
            partial(bare_loop, minutes),
        ],
        7,
        time.process_time,
    )
    name = f"{SAMPLE} x {COUNTRY_ENTRIES}"
    each = statistics.median(lean) / SAMPLE
    line(f"engine: {name}, all different", lean, beside(lean, loop))
    line(f"bare loop: {name}", loop)
    print(
        f"engine: {COUNTRY} x {COUNTRY_ENTRIES}, scaled up from {SAMPLE}: "
        f"{each * COUNTRY / 1000:.2f} s ({each * 1000:.0f} µs a cadre); "
        f"bare loop {statistics.median(loop) / SAMPLE * COUNTRY / 1000:.2f} s",
        flush=True,
    )


def beside(times: list[float], bare: list[float]) -> str:
    """How many times longer than the bare loop, round by round."""
    return f"{statistics.median(a / b for a, b in zip(times, bare, strict=True)):.1f} x the bare loop"


def facts(number: int, entries: int) -> CadreYear:
    """A year of a county head with so many approved entries, two thirds of them online."""
    cadre = CadreFacts(str(number), "", (Appointment(date(YEAR - 1, 3, 1), None, "132", "county", "副县长"),))
    return CadreYear(cadre, tuple(_entry(str(number), n, (n * 7 + number) % 360) for n in range(entries)))


def _entry(cadre: str, n: int, day: int) -> EntryFacts:
    on = date(YEAR, 1, 1) + timedelta(days=day)
    known = {"id": f"{n:012d}", "cadre": cadre, "status": "approved", "topic": "rural", "logged_on": on}
    if n % 3 == 0:
        return EntryFacts(channel="field", begin=on, end_inclusive=on, mode="visit", place="东坪村", **known)  # type: ignore[arg-type]
    start = (8 + n % 10) * 60
    online = {"minutes": 20 + n % 5 * 20, "start": start, "mode": "reply", "platform": "liuyanban"}
    return EntryFacts(channel="online", on=on, **online, **known)  # type: ignore[arg-type]


def minutes_of(groups: list[CadreYear]) -> Minutes:
    """What the bare loop is given of the same years: sorted cadre, day and minutes."""
    return sorted(
        (int(group.cadre.id), (entry.on or entry.begin or AS_OF).toordinal(), entry.minutes or DAY_MINUTES)
        for group in groups
        for entry in group.entries
    )


def bare_loop(rows: Minutes) -> dict[int, int]:
    """Each cadre's minutes with no more than a working day counted in a day; the least that must be done."""
    totals: dict[int, int] = {}
    cadre = day = -1
    minutes = total = 0
    for who, on, length in rows:
        if who == cadre and on == day:
            minutes += length
            continue
        total += min(minutes, DAY_MINUTES)
        if who != cadre:
            totals[cadre] = total
            cadre, total = who, 0
        day, minutes = on, length
    totals[cadre] = total + min(minutes, DAY_MINUTES)
    return totals
