"""What happened to each entry on its way, noted while it happens: the steps of the explanation."""

from __future__ import annotations

from collections.abc import Mapping

Key = tuple[str, str]
"""A rule ("cap:online:day") and the code of what it did ("daily_cap")."""


class Trace:
    """For each entry, in the order of computation, how many units each rule took (or, negative, added)."""

    __slots__ = ("_lost",)

    def __init__(self) -> None:
        self._lost: dict[int, dict[Key, int]] = {}

    def note(self, at: int, rule: str, code: str, units: int) -> None:
        """Notes that a rule took so many units from the entry at that place."""
        lost = self._lost.get(at)
        if lost is None:
            self._lost[at] = {(rule, code): units}
        else:
            lost[rule, code] = lost.get((rule, code), 0) + units

    def of(self, at: int) -> Mapping[Key, int]:
        """What was noted for one entry."""
        return self._lost.get(at, _NOTHING)


_NOTHING: Mapping[Key, int] = {}
