"""The lines on which tables and keys of a TOML document stand, as far as they can be had."""

from __future__ import annotations

import re

_HEADER = re.compile(r"\s*\[{1,2}([A-Za-z0-9_.\-\s\"']+)\]{1,2}\s*(?:#.*)?")
_KEY = re.compile(r"\s*[\"']?([A-Za-z0-9_\-]+)[\"']?\s*(?:\.[^=]*)?=")


class Lines:
    """The lines of a document by table, the how-manieth of its name, and key."""

    def __init__(self, source: str) -> None:
        self._lines: dict[tuple[str, int, str], int] = {}
        self._seen: dict[str, int] = {}
        table, number, inside = "", 0, ""
        for line_number, line in enumerate(source.splitlines(), start=1):
            header = _HEADER.fullmatch(line)
            if header is not None:
                table, number, inside = self._enter(re.sub(r"[\s\"']", "", header[1]), line_number)
            elif (key := _KEY.match(line)) is not None:
                self._lines.setdefault((table, number, inside + key[1]), line_number)

    def line_of(self, table: str, number: int, key: str) -> int | None:
        """The line of the key ("who.ranks"), else of what holds it, else of the table's header, else None."""
        for name in (key, key.partition(".")[0], ""):
            found = self._lines.get((table, number, name))
            if found is not None:
                return found
        return None

    def _enter(self, name: str, line_number: int) -> tuple[str, int, str]:
        """The table that a header opens, and what its keys begin with: `[requirement.who]`, `who.`.

        Such a table belongs to the latest requirement.
        """
        parent, _, child = name.partition(".")
        if child:
            number = self._seen.get(parent, 1) - 1
            self._lines.setdefault((parent, number, child), line_number)
            return parent, number, f"{child}."
        number = self._seen.get(name, 0)
        self._seen[name] = number + 1
        self._lines.setdefault((name, number, ""), line_number)
        return name, number, ""
