"""What a changed policy would change: who would cross the line, counted in official order, never ranked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

STATUSES = ("met", "short", "not_applicable")


@dataclass(frozen=True, slots=True)
class TriedCadre:
    """One cadre under both policies: standing over all requirements."""

    person_id: int
    public_id: str
    name: str
    post: str
    rank: str
    unit_id: int
    before: str
    after: str

    @property
    def moves(self) -> bool:
        """Whether the standing would be another."""
        return self.before != self.after


@dataclass
class Crossings:
    """How many of some cadres stand how under each policy, and how many cross the line which way."""

    before: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATUSES, 0))
    after: dict[str, int] = field(default_factory=lambda: dict.fromkeys(STATUSES, 0))
    would_meet: int = 0
    """Those for whom 尚差 would become 已达到."""
    would_lack: int = 0
    """Those for whom 已达到 would become 尚差."""
    otherwise: int = 0
    """Those who would come to owe something, or nothing any more."""

    @property
    def cadres(self) -> int:
        """How many there are."""
        return sum(self.before.values())

    @property
    def owing(self) -> bool:
        """Whether anything applies to any of them under either policy."""
        return self.before["not_applicable"] < self.cadres or self.after["not_applicable"] < self.cadres

    def add(self, before: str, after: str) -> None:
        """Count one more."""
        self.before[before] += 1
        self.after[after] += 1
        if before == after:
            return
        if (before, after) == ("short", "met"):
            self.would_meet += 1
        elif (before, after) == ("met", "short"):
            self.would_lack += 1
        else:
            self.otherwise += 1


def counted(cadres: Iterable[TriedCadre]) -> Crossings:
    """The crossings of some cadres."""
    found = Crossings()
    for one in cadres:
        found.add(one.before, one.after)
    return found
