"""Rows of a JSON file: a list of objects, wherever in the document it stands."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ledger.files import faults
from ledger.files.cell_text import text_of
from ledger.files.csv_rows import decode

_DEEPEST = 6
_MOST_COLUMNS = 256


def json_rows(content: bytes) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The names of all members in the order met, and the records numbered from 1.

    A member that is itself an object is spread as `member.name`.
    """
    records = _records(_parsed(content))
    if not records:
        raise faults.JsonShapeError
    flat = [_flat(record) for record in records]
    columns = list(dict.fromkeys(name for record in flat for name in record))[:_MOST_COLUMNS]
    if not columns:
        raise faults.JsonShapeError
    rows = ((number, [record.get(c, "") for c in columns]) for number, record in enumerate(flat, start=1))
    return columns, ((number, cells) for number, cells in rows if any(cells))


def _parsed(content: bytes) -> object:
    try:
        return json.loads(decode(content))
    except (ValueError, RecursionError) as fault:
        raise faults.JsonShapeError from fault


def _records(value: object, depth: int = 0) -> list[dict[str, object]]:
    """The first list of objects, as in [{…}] or in {"data": {"data": [{…}]}}."""
    if isinstance(value, list):
        found = [item for item in value if isinstance(item, dict)]
        return found if len(found) == len(value) else []
    if isinstance(value, dict) and depth < _DEEPEST:
        for member in value.values():
            if found := _records(member, depth + 1):
                return found
    return []


def _flat(record: dict[str, object], prefix: str = "", depth: int = 0) -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in record.items():
        if isinstance(value, dict) and depth < _DEEPEST:
            flat |= _flat(value, f"{prefix}{name}.", depth + 1)
        elif isinstance(value, list | dict):
            flat[prefix + name] = text_of(_joined(value))
        else:
            flat[prefix + name] = text_of(value)
    return flat


def _joined(value: list[object] | dict[str, object]) -> str:
    if isinstance(value, list) and not any(isinstance(item, list | dict) for item in value):
        return "\n".join(text_of(item) for item in value)
    return json.dumps(value, ensure_ascii=False)
