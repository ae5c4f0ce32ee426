"""The tables of a policy document as TOML text: what is written is read again as the same tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time

from ledger.domain.credit.reader import WrittenFloat

WIDEST = 80
"""A list that is longer than so many characters stands one item to a line."""

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SHORT = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}


def write_document(tables: Mapping[str, object]) -> str:
    """The document: plain keys first, then each table in the order given, each key in its own."""
    below = {name: value for name, value in tables.items() if _is_table(value) or _is_list_of_tables(value)}
    blocks = [_lines({name: value for name, value in tables.items() if name not in below})]
    for name, value in below.items():
        if isinstance(value, Mapping):
            blocks.append([f"[{_key(name)}]", *_lines(value)])
        elif isinstance(value, list):
            blocks += [[f"[[{_key(name)}]]", *_lines(table)] for table in value]
    return "\n\n".join("\n".join(lines) for lines in blocks if lines) + "\n"


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping)


def _is_list_of_tables(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, Mapping) for one in value)


def _lines(table: Mapping[str, object]) -> list[str]:
    return [f"{_key(name)} = {_list(value)}" for name, value in table.items()]


def _list(value: object) -> str:
    """A value after its key: a long list one item to a line, anything else in one line."""
    written = _value(value)
    if not isinstance(value, list) or len(written) <= WIDEST:
        return written
    return "[\n" + "".join(f"    {_value(item)},\n" for item in value) + "]"


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(name)} = {_value(one)}" for name, one in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, int | WrittenFloat):
        return str(value)
    raise TypeError(f"TOML has no way to write {type(value).__name__}")


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _text(text: str) -> str:
    return '"' + "".join(_character(one) for one in text) + '"'


def _character(one: str) -> str:
    if one in _SHORT:
        return _SHORT[one]
    return f"\\u{ord(one):04x}" if ord(one) < 0x20 or ord(one) == 0x7F else one
