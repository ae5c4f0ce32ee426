"""Changes of the form carried into a document's tables; what the form does not say stays as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from fractions import Fraction
from typing import Any

from ledger.domain.credit.amounts import exact_text
from ledger.domain.policy_form import (
    PLAIN,
    ROWS,
    SINGLE,
    UNITS,
    FormRow,
    Kind,
    PolicyForm,
    Tables,
    form_of,
    tables_named,
)
from ledger.domain.ranks import RANKS

Posted = Mapping[str, tuple[str, ...]]

NEW: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "days": (
        "requirement",
        {"code": "field-days", "title": "到基层调研", "measure": "days", "account": "field"}
        | {"at_least": "60d", "prorate": True},
    ),
    "outcomes": (
        "requirement",
        {"code": "reports", "title": "调研报告", "measure": "outcomes", "kinds": ["research_report"]}
        | {"at_least": 1},
    ),
    "exchange": (
        "exchange",
        {"code": "online-to-field", "title": "网上调研折算", "from": "online", "to": "field"}
        | {"rate": "1/2", "at_most": "1/3"},
    ),
    "ceiling": ("ceiling", {"to": "field", "at_most": "1/2"}),
    "cap": ("cap", {"account": "online", "per": "day", "at_most": "4h"}),
}
"""By what can be added the table that it goes into, and how a new one begins."""

REMOVE = "remove"

_ORDER = {rank.code: place for place, rank in enumerate(RANKS)}
_AMOUNT = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(天|日|小时|时|分钟|分|[dhm])?")
_LETTERS = {"天": "d", "日": "d", "小时": "h", "时": "h", "分钟": "m", "分": "m"}
_PERCENT = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,3})?)[%％]")


def fields_posted(form: PolicyForm, posted: Posted) -> dict[str, tuple[str, ...]]:
    """What was sent for each field that the form has, empty fields as nothing."""
    return {name: _tidy(posted.get(name, ())) for name in form.values}


def is_changed(tables: Tables, posted: Posted) -> bool:
    """Whether the fields say anything otherwise than the document."""
    form = form_of(tables)
    sent = fields_posted(form, posted)
    removed = any(posted.get(row.field(REMOVE)) for row in form.rows)
    return removed or any(sent[name] != _tidy(value) for name, value in form.values.items())


def with_form(tables: Tables, posted: Posted, add: str = "") -> dict[str, Any]:
    """The document's tables with what the fields say otherwise, rows taken out, and a new one at the end."""
    found: dict[str, Any] = deepcopy(dict(tables))
    form = form_of(tables)
    sent = fields_posted(form, posted)
    changed = {name for name, value in form.values.items() if sent[name] != _tidy(value)}
    for name, kind in PLAIN.items():
        if name in changed:
            _put(found, name, typed(sent[name], kind))
    for table, keys in SINGLE.items():
        for key, kind in keys.items():
            if f"{table}-{key}" in changed:
                _put(found.setdefault(table, {}), key, typed(sent[f"{table}-{key}"], kind))
        if found.get(table) == {}:
            del found[table]
    for row in form.rows:
        _change_row(found[row.table][row.at], row, sent, changed)
    _remove(found, [row for row in form.rows if posted.get(row.field(REMOVE))])
    if add in NEW:
        table, begun = NEW[add]
        found[table] = [*tables_named(found, table), dict(begun)]
    return found


def _change_row(
    own: dict[str, Any], row: FormRow, sent: Mapping[str, tuple[str, ...]], changed: set[str]
) -> None:
    for key, kind in ROWS[row.variant].items():
        if row.field(key) not in changed:
            continue
        value = typed(sent[row.field(key)], kind)
        if key == "ranks":
            _put(own, "who", {"ranks": value} if value else None)
        else:
            _put(own, key, value or None if kind == "list" else value)


def _remove(found: dict[str, Any], rows: list[FormRow]) -> None:
    for table in {row.table for row in rows}:
        gone = {row.at for row in rows if row.table == table}
        found[table] = [one for at, one in enumerate(found[table]) if at not in gone]
        if not found[table]:
            del found[table]


def _put(table: dict[str, Any], key: str, value: object) -> None:
    if value is None:
        table.pop(key, None)
    else:
        table[key] = value


def typed(sent: tuple[str, ...], kind: Kind) -> object:
    """What was typed as the document writes it; what cannot be understood stays, to be refused there."""
    if kind == "ranks":
        return sorted(sent, key=lambda code: (_ORDER.get(code, len(_ORDER)), code))
    if kind == "list":
        return list(sent)
    text = sent[0] if sent else ""
    if kind == "lines":
        return [line.strip() for line in text.splitlines() if line.strip()]
    return _typed_text(text, kind) if text else None


def _typed_text(text: str, kind: Kind) -> object:
    if kind == "switch":
        return True
    if kind == "whole":
        return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else text
    if kind == "rate":
        return _rate(text)
    return _amount(text, kind) if kind in UNITS or kind == "bound" else text


def _amount(text: str, kind: Kind) -> str:
    """A duration as people write it, with its unit or in that of the field; a share stays one."""
    match = _AMOUNT.fullmatch(text)
    if match is None or (kind == "bound" and match[2] is None):
        return _rate(text) if kind == "bound" else text
    unit = _LETTERS.get(match[2] or "", match[2] or "") or UNITS[kind]
    return match[1] + unit


def _rate(text: str) -> str:
    """A rate or share; per cent becomes a fraction."""
    match = _PERCENT.fullmatch(text)
    if match is None:
        return text
    share = Fraction(match[1]) / 100
    return exact_text(share) if share.denominator == 1 else f"{share.numerator}/{share.denominator}"


def _tidy(values: tuple[str, ...]) -> tuple[str, ...]:
    """Values without blanks around them and ends of lines that browsers add; an empty one is none."""
    texts = ("\n".join(one.replace("\r\n", "\n").replace("\r", "\n").splitlines()).strip() for one in values)
    return tuple(text for text in texts if text)
