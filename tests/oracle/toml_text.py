"""Writes a policy held as a dict back as TOML text, so that the engine reads it like any document."""

from __future__ import annotations

import json
from typing import Any


def toml_value(value: Any) -> str:
    """One value as TOML writes it inline."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml_value(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(toml_value(item) for item in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def toml_lines(table: dict[str, Any]) -> list[str]:
    """The `key = value` lines of one table."""
    return [f"{key} = {toml_value(value)}" for key, value in table.items()]


def toml_text(policy: dict[str, Any]) -> str:
    """A whole document: plain keys first, then tables, then arrays of tables."""
    tables = {key: item for key, item in policy.items() if isinstance(item, dict)}
    arrays = {
        key: item
        for key, item in policy.items()
        if isinstance(item, list) and item and all(isinstance(one, dict) for one in item)
    }
    plain = {key: item for key, item in policy.items() if key not in tables and key not in arrays}
    lines = toml_lines(plain)
    for name, table in tables.items():
        lines += ["", f"[{name}]", *toml_lines(table)]
    for name, items in arrays.items():
        for table in items:
            lines += ["", f"[[{name}]]", *toml_lines(table)]
    return "\n".join(lines) + "\n"
