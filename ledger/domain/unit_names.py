"""Units found by what people write: a full path, the end of one, or a name that only one unit bears."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

_SEPARATOR = re.compile(r"[/>\\→»|]+")


@dataclass(frozen=True)
class UnitName:
    """A unit as it can be named: its key in the store and the names from the root down to it."""

    key: str
    path: tuple[str, ...]


class UnitNames:
    """All units of a tree, to be looked up by name."""

    def __init__(self, units: Iterable[UnitName]) -> None:
        self._by_name: dict[str, list[tuple[tuple[str, ...], UnitName]]] = defaultdict(list)
        for unit in units:
            path = tuple(_plain(name) for name in unit.path)
            self._by_name[path[-1]].append((path, unit))

    def find(self, written: str) -> tuple[UnitName, ...]:
        """The units meant: one when it is clear, none when unknown, several when the text leaves it open.

        Parts are separated by / or >. A path from the root wins over paths that only end so.
        """
        parts = tuple(_plain(part) for part in _SEPARATOR.split(_plain(written)) if _plain(part))
        if not parts:
            return ()
        named = self._by_name.get(parts[-1], [])
        whole = tuple(unit for path, unit in named if path == parts)
        return whole or tuple(unit for path, unit in named if path[-len(parts) :] == parts)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())
