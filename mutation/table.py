"""What became of the mutants, module by module, read from what mutmut noted and from docs/mutants.md."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
ENGINE = "ledger.domain.credit"
NOTED = ROOT / "mutants" / ENGINE.replace(".", "/")
STATS = ROOT / "mutants" / "mutmut-stats.json"
EQUIVALENT = ROOT / "docs" / "mutants.md"

LEAST = 90
"""So many of a hundred mutants are to be killed."""

KILLED = {1, 3, 24, 36, 152, 255, -9, -11, -24, -26}
"""How the process of a mutant ends that a test has found, or that ran in circles."""

NO_TEST = 33
"""How mutmut notes a mutant whose function no test reaches."""

LISTED = re.compile(r"^- `(\w+)\.([\w.]+)` × (\d+)", re.MULTILINE)
MANGLED = re.compile(r"^x(?:_|ǁ(\w+)ǁ)(\w+)__mutmut_\d+$")


class Row(NamedTuple):
    """The mutants of one module; those listed as equivalent are among the survivors."""

    module: str
    mutants: int
    killed: int
    survived: int
    equivalent: int
    unjudged: int

    @property
    def rate(self) -> str:
        """How many of a hundred are killed; those not judged are not."""
        return f"{100 * self.killed / self.mutants:.1f}%" if self.mutants else "—"


def names_of_modules() -> list[str]:
    """The modules of which there are mutants."""
    return sorted(path.name.removesuffix(".py.meta") for path in NOTED.glob("*.py.meta") if ends_of(path))


def ends_of(path: Path) -> dict[str, int | None]:
    """How the process of each mutant of a module ended; None: it is not judged yet."""
    found: dict[str, int | None] = json.loads(path.read_text("utf-8"))["exit_code_by_key"]
    return found


def survivors(modules: Iterable[str]) -> list[str]:
    """The mutants that no test has found."""
    return [
        name
        for module in modules
        for name, end in ends_of(NOTED / f"{module}.py.meta").items()
        if end is not None and end not in KILLED
    ]


def function_of(mutant: str) -> str:
    """The function or method that a mutant is one of: "Piece.slots"."""
    owner, name = MANGLED.findall(mutant.rpartition(".")[2])[0]
    return f"{owner}.{name}" if owner else name


def equivalents() -> Counter[tuple[str, str]]:
    """By module and function how many survivors were read and found to compute the same."""
    found: Counter[tuple[str, str]] = Counter()
    for module, function, count in LISTED.findall(EQUIVALENT.read_text("utf-8")):
        found[module, function] += int(count)
    return found


def row_of(module: str, listed: Counter[tuple[str, str]]) -> Row:
    """What became of a module's mutants."""
    ends = ends_of(NOTED / f"{module}.py.meta")
    alive = survivors([module])
    by_function = Counter(function_of(name) for name in alive)
    equivalent = sum(min(count, listed[module, function]) for function, count in by_function.items())
    unjudged = sum(end is None for end in ends.values())
    return Row(module, len(ends), len(ends) - len(alive) - unjudged, len(alive), equivalent, unjudged)


def print_table(modules: Iterable[str]) -> int:
    """Prints a line for each module and one for all; 0 when enough are killed."""
    listed = equivalents()
    rows = [row_of(module, listed) for module in modules]
    total = Row(
        "all",
        sum(row.mutants for row in rows),
        sum(row.killed for row in rows),
        sum(row.survived for row in rows),
        sum(row.equivalent for row in rows),
        sum(row.unjudged for row in rows),
    )
    print("module                mutants  killed  survived  equivalent  unjudged    rate")
    for row in [*rows, total]:
        print(
            f"{row.module:<21} {row.mutants:>7} {row.killed:>7} {row.survived:>9}"
            f" {row.equivalent:>11} {row.unjudged:>9} {row.rate:>7}"
        )
    return 0 if 100 * total.killed >= LEAST * total.mutants else 1
