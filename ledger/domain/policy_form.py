"""What a form can say of a policy document: the common case, field by field, beside the text that says all.

A field is named by its place, such as `years_from`, `day-minutes` or `requirement-0-at_least`, the number
being that of the table among those of its name. A table that says more than the form knows is left to the
text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from ledger.domain.credit.faults import Fault
from ledger.domain.credit.reader import WrittenFloat

Kind = Literal[
    "text", "lines", "whole", "days", "minutes", "hours", "bound", "rate", "switch", "ranks", "list"
]
Tables = Mapping[str, object]

PLAIN: Mapping[str, Kind] = {
    "title": "text",
    "code": "text",
    "basis": "lines",
    "years_from": "whole",
    "years_to": "whole",
}
SINGLE: Mapping[str, Mapping[str, Kind]] = {
    "day": {"minutes": "whole"},
    "count": {
        "min_minutes": "minutes",
        "late_days": "whole",
        "rest_days": "switch",
        "leave_days": "switch",
        "outcome_required": "switch",
    },
}
ROWS: Mapping[str, Mapping[str, Kind]] = {
    "days": {
        "title": "text",
        "code": "text",
        "account": "text",
        "at_least": "days",
        "ranks": "ranks",
        "prorate": "switch",
        "earned_only": "switch",
    },
    "outcomes": {"title": "text", "code": "text", "kinds": "list", "at_least": "whole", "ranks": "ranks"},
    "cap": {"account": "text", "per": "text", "at_most": "hours"},
    "exchange": {
        "title": "text",
        "code": "text",
        "from": "text",
        "to": "text",
        "rate": "rate",
        "each": "days",
        "at_most": "bound",
        "keep": "days",
    },
    "ceiling": {"to": "text", "at_most": "bound"},
}
"""By variant of a row its fields; requirements come as days or as outcomes."""

REPEATED = ("requirement", "exchange", "ceiling", "cap", "weight")
"""The tables that stand several times, in the order in which the form shows them."""

UNITS: Mapping[str, str] = {"days": "d", "hours": "h", "minutes": "m"}
_PLACE = re.compile(r"\[\[(\w+)\]\] (\d+)|\[(\w+)\]")


@dataclass(frozen=True, slots=True)
class FormRow:
    """A table that the form shows whole: its name, the how-manieth of that name, and which fields it has."""

    table: str
    at: int
    variant: str

    @property
    def name(self) -> str:
        """What the names of its fields begin with."""
        return f"{self.table}-{self.at}"

    def field(self, key: str) -> str:
        """The name of one of its fields."""
        return f"{self.name}-{key}"


@dataclass(frozen=True, slots=True)
class PolicyForm:
    """The fields with what stands in them, the rows, and how many tables only the text says."""

    values: Mapping[str, tuple[str, ...]]
    rows: tuple[FormRow, ...]
    beyond: Mapping[str, int]

    def rows_of(self, table: str) -> list[FormRow]:
        """The rows of a table."""
        return [row for row in self.rows if row.table == table]


def form_of(tables: Tables) -> PolicyForm:
    """What the form shows of a document."""
    values = {name: shown(tables.get(name), kind) for name, kind in PLAIN.items()}
    for table, keys in SINGLE.items():
        inner = tables.get(table)
        known: Tables = inner if isinstance(inner, Mapping) else {}
        values |= {f"{table}-{key}": shown(known.get(key), kind) for key, kind in keys.items()}
    rows, beyond = [], {}
    for table in REPEATED:
        written = tables_named(tables, table)
        variants = [(at, variant_of(table, one)) for at, one in enumerate(written)]
        rows += [FormRow(table, at, variant) for at, variant in variants if variant is not None]
        beyond[table] = sum(variant is None for _, variant in variants)
    for row in rows:
        own = tables_named(tables, row.table)[row.at]
        values |= {row.field(key): shown(value_at(own, key), kind) for key, kind in ROWS[row.variant].items()}
    return PolicyForm(values, tuple(rows), {table: many for table, many in beyond.items() if many})


def tables_named(tables: Tables, name: str) -> list[Tables]:
    """The tables of a name, where the document has them as it should."""
    value = tables.get(name)
    return value if isinstance(value, list) and all(isinstance(one, Mapping) for one in value) else []


def value_at(table: Tables, key: str) -> object:
    """The value of a field's key; ranks stand in `who`."""
    if key != "ranks":
        return table.get(key)
    who = table.get("who")
    return who.get("ranks") if isinstance(who, Mapping) else None


def variant_of(table: str, one: Tables) -> str | None:
    """Which row of the form says the whole table; None where none does."""
    if table != "requirement":
        return table if table in ROWS and _says(one, table) else None
    variant = str(one.get("measure"))
    if variant not in ("days", "outcomes") or one.get("per", "year") != "year":
        return None
    rest = {key: value for key, value in one.items() if key not in ("measure", "per", "who")}
    who = one.get("who", {})
    plain = isinstance(who, Mapping) and set(who) <= {"ranks"} and _is_words(who.get("ranks", []))
    return variant if plain and _says(rest, variant) else None


def _says(one: Tables, variant: str) -> bool:
    fields = ROWS[variant]
    return all(key in fields and _FITS.get(fields[key], _is_scalar)(value) for key, value in one.items())


def _is_scalar(value: object) -> bool:
    return isinstance(value, str | int | WrittenFloat) and not isinstance(value, bool)


def _is_words(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _is_switch(value: object) -> bool:
    return isinstance(value, bool)


_FITS: Mapping[str, Callable[[object], bool]] = {"list": _is_words, "switch": _is_switch}


def shown(value: object, kind: Kind) -> tuple[str, ...]:
    """A value as its field shows it; what stands in no way there is shown as it is written."""
    if value is None or value is False:
        return ()
    if kind == "switch":
        return ("1",) if value is True else ()
    if kind in ("ranks", "list"):
        return tuple(str(one) for one in value) if isinstance(value, list) else ()
    if kind == "lines":
        text = "\n".join(str(one) for one in value) if isinstance(value, list) else str(value)
        return (text,) if text else ()
    text = str(value)
    unit = UNITS.get(kind)
    if unit and isinstance(value, str) and re.fullmatch(rf"[0-9.]+{unit}", text):
        text = text[:-1]
    return (text,)


def field_of(fault: Fault, form: PolicyForm) -> str | None:
    """The field, or else the row, at which a fault shows; None where the form does not say its table."""
    key = "ranks" if fault.key in ("who", "who.ranks") else fault.key
    place = _PLACE.fullmatch(fault.table)
    if place is None:
        return key if not fault.table and key in form.values else None
    if place[3]:
        return name if (name := f"{place[3]}-{key}") in form.values else None
    row = next((r for r in form.rows if (r.table, r.at) == (place[1], int(place[2]) - 1)), None)
    if row is None:
        return None
    return row.field(key) if row.field(key) in form.values else row.name
