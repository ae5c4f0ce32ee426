"""The clock of a server is turned back and forth while people work: nothing is posted before what stands."""

from __future__ import annotations

import importlib
import os
import subprocess
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from faults import at_work
from faults.browsing import Watch
from faults.outcome import Outcome
from faults.standing import Standing
from ledger import clock
from tests.databases import Databases

if TYPE_CHECKING:
    from datetime import datetime

OFFSET = "clock-offset"
BACK_AND_FORTH = (-36 * 60, 0, -10, 0)
"""To where the clock is turned, in minutes, one after another."""


def make_app() -> Any:
    """The application, by a clock that a file in the data folder turns."""
    real, file = clock.now, Path(os.environ["TAIZHANG_DATA"]) / OFFSET

    def turned() -> datetime:
        minutes = int(file.read_text("ascii")) if file.exists() else 0
        return real() + timedelta(minutes=minutes)

    clock.now = turned
    clock.today = lambda: turned().astimezone(clock.CHINA).date()
    return importlib.import_module("ledger.wsgi").make_app()


def turn(folder: Path, minutes: int) -> None:
    """Turn the clock of the server; by a rename, for one that is read while it is written says nothing."""
    written = folder / f"{OFFSET}.new"
    written.write_text(str(minutes), "ascii")
    written.replace(folder / OFFSET)


def refusals(watch: Watch) -> int:
    """How often people were refused: the day has not come, or nothing may be posted before the last."""
    return watch.statuses["409"] + watch.statuses["422"]


def turned_clock(databases: Databases, *, short: bool) -> Outcome:
    """Jumps of a day and a half and of ten minutes; approvals are refused meanwhile, and go on afterwards."""

    def inject(standing: Standing, _: subprocess.Popen[bytes], watch: Watch) -> int:
        turned = 0
        for minutes in BACK_AND_FORTH[:2] if short else BACK_AND_FORTH * 3:
            time.sleep(2)
            refused = refusals(watch)
            turn(standing.folder, minutes)
            time.sleep(3)
            turned += bool(minutes) and refusals(watch) > refused
        return turned

    return at_work.under_load(databases, inject, app="faults.turned_clock:make_app()")
