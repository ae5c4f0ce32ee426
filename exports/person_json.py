"""Everything about a person as JSON that a person can read as well: one record a line, section by section."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

FORMAT = "taizhang-person"
VERSION = 1


def person_json(sections: Mapping[str, Iterable[Mapping[str, object]]], *, made: datetime) -> Iterator[bytes]:
    """The file in pieces; no section is kept in memory whole."""
    about = {"format": FORMAT, "version": VERSION, "made_at": made.isoformat()}
    yield b"{" + ",\n".join(f"{_written(key)}: {_written(value)}" for key, value in about.items()).encode()
    for name, records in sections.items():
        yield f",\n{_written(name)}: [".encode()
        before = "\n"
        for record in records:
            yield (before + _written(record)).encode()
            before = ",\n"
        yield b"]" if before == "\n" else b"\n]"
    yield b"\n}\n"


def _written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=False)
