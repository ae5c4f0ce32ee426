"""What can be turned in a policy to try it out: its rates, caps, shares, amounts and switches, one by one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal

from ledger.domain.credit.article_requirements import who_text
from ledger.domain.credit.article_words import filter_text, per_text
from ledger.domain.credit.explain_words import CLAUSES, account_text, exchange_name
from ledger.domain.credit.faults import Fault
from ledger.domain.credit.policy import Policy, Quota
from ledger.domain.credit.wording import ACCOUNTS
from ledger.domain.wording import N_, Sentence

Kind = Literal["number", "duration", "ratio", "bound", "switch"]
Tables = Mapping[str, Any]

NO_LIMIT = "none"
"""Stands for a limit that is taken away."""

LONGEST = 40
SWITCHES = {
    "rest_days": N_("休息日计入"),
    "leave_days": N_("休假期间计入"),
    "outcome_required": N_("须有成果才计"),
}
_ORDER = ("requirement", "day", "count", "weight", "cap", "exchange", "ceiling")
_UNITS = {"天": "d", "日": "d", "day": "d", "days": "d", "小时": "h", "hour": "h", "hours": "h"}
_UNITS |= {"分": "m", "分钟": "m", "min": "m", "minutes": "m", "d": "d", "h": "h", "m": "m"}
_WORDED = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)(\D{1,7})")
_PERCENT = re.compile(r"([0-9]{1,9})%")
_WHOLE = re.compile(r"-?[0-9]{1,12}")
_NONE = frozenset({"不限", "无", "none", "nolimit"})


@dataclass(frozen=True, slots=True)
class Knob:
    """One value of the document that can be changed: where it stands, what it says, and what it is."""

    table: str
    number: int
    """Which of the tables of that name; -1: a table that stands once."""
    key: str
    kind: Kind
    section: str
    """The title of the article's section that it belongs to, to be translated."""
    label: Sentence
    written: str
    """As the document writes it: "1/2", "60d", "30", "true"; NO_LIMIT where there is none."""
    optional: bool = False

    @property
    def name(self) -> str:
        """What it is called in addresses: exchange-1-rate, count-late_days."""
        place = self.table if self.number < 0 else f"{self.table}-{self.number + 1}"
        return f"{place}-{self.key}"

    def holds(self, fault: Fault) -> bool:
        """Whether a fault of the document is this value's."""
        label = f"[{self.table}]" if self.number < 0 else f"[[{self.table}]] {self.number + 1}"
        return fault.table == label and fault.key == self.key


def knobs_of(tables: Tables, policy: Policy) -> tuple[Knob, ...]:
    """All of them, in the order of the article; `policy` is what the tables state."""
    found = [*_of_day(policy), *_of_count(tables, policy), *_of_lists(tables, policy)]
    found += _of_exchanges(tables, policy)
    found += _of_requirements(tables, policy)
    return tuple(sorted(found, key=lambda knob: _ORDER.index(knob.table)))


def changes_in(knobs: Sequence[Knob], given: Mapping[str, str]) -> dict[str, str]:
    """What was asked to be otherwise, by the names of the knobs, as a document writes it."""
    asked = ((knob, written(given.get(knob.name, ""), knob)) for knob in knobs)
    return {knob.name: text for knob, text in asked if text not in ("", knob.written)}


def written(text: str, knob: Knob) -> str:
    """What a person typed as a document writes it: 60 天 is 60d, 50% is 50/100; "" for nothing."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text[:LONGEST]))
    if plain.lower() in _NONE:
        return NO_LIMIT
    if match := _PERCENT.fullmatch(plain):
        return f"{match[1]}/100" if knob.kind in ("ratio", "bound") else plain
    match = _WORDED.fullmatch(plain)
    if match and match[2].lower() in _UNITS and knob.kind in ("duration", "bound"):
        return match[1] + _UNITS[match[2].lower()]
    return plain


def changed_tables(tables: Tables, knobs: Sequence[Knob], changes: Mapping[str, str]) -> dict[str, Any]:
    """A copy of the tables with the changes in it: whether they can stand is for the parser to say."""
    copy: dict[str, Any] = deepcopy(dict(tables))
    for knob in knobs:
        if knob.name in changes:
            table = copy.setdefault(knob.table, {}) if knob.number < 0 else copy[knob.table][knob.number]
            _put(table, knob, changes[knob.name])
    return copy


def _put(table: dict[str, Any], knob: Knob, text: str) -> None:
    if text == NO_LIMIT and knob.optional:
        table.pop(knob.key, None)
    elif knob.kind == "switch" and text in ("true", "false"):
        table[knob.key] = text == "true"
    elif knob.kind == "number" and _WHOLE.fullmatch(text):
        table[knob.key] = int(text)
    else:
        table[knob.key] = text


def _text(value: object) -> str:
    if value is None:
        return NO_LIMIT
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _of_day(policy: Policy) -> Iterator[Knob]:
    label = Sentence(N_("一天按多少分钟计"))
    yield Knob("day", -1, "minutes", "number", CLAUSES["admit"], label, str(policy.day_minutes))


def _of_count(tables: Tables, policy: Policy) -> Iterator[Knob]:
    count, section = tables.get("count", {}), CLAUSES["admit"]
    shortest = Sentence(N_("网上调研起计时长"))
    yield Knob(
        "count", -1, "min_minutes", "duration", section, shortest, _text(count.get("min_minutes", "0m"))
    )
    late = Sentence(N_("补记期限（天）"))
    yield Knob(
        "count", -1, "late_days", "number", section, late, _text(policy.count.late_days), optional=True
    )
    for key, text in SWITCHES.items():
        yield Knob("count", -1, key, "switch", section, Sentence(text), _text(getattr(policy.count, key)))


def _of_lists(tables: Tables, policy: Policy) -> Iterator[Knob]:
    """Weights, caps and ceilings."""
    for n, (table, weight) in enumerate(zip(tables.get("weight", ()), policy.weights, strict=True)):
        label = Sentence(N_("%(what)s，按多少计"), {"what": filter_text(weight.filter)})
        yield Knob("weight", n, "rate", "ratio", CLAUSES["weight"], label, _text(table["rate"]))
    for n, (table, cap) in enumerate(zip(tables.get("cap", ()), policy.caps, strict=True)):
        terms = {"account": ACCOUNTS[cap.account]}
        label = Sentence(N_("%(account)s%(per)s最多计"), {"per": per_text(cap.per)}, terms)
        yield Knob("cap", n, "at_most", "duration", CLAUSES["cap"], label, _text(table["at_most"]))
    for n, (table, ceiling) in enumerate(zip(tables.get("ceiling", ()), policy.ceilings, strict=True)):
        label = Sentence(N_("折为%(account)s的，合计最多"), {}, {"account": account_text(ceiling.target)})
        yield Knob("ceiling", n, "at_most", "bound", CLAUSES["exchange"], label, _text(table["at_most"]))


def _of_exchanges(tables: Tables, policy: Policy) -> Iterator[Knob]:
    section = CLAUSES["exchange"]
    for n, (table, rule) in enumerate(zip(tables.get("exchange", ()), policy.exchanges, strict=True)):
        name = {"name": exchange_name(rule)}
        if rule.rate is not None:
            label = Sentence(N_("%(name)s：一天折几天"), name)
            yield Knob("exchange", n, "rate", "ratio", section, label, _text(table["rate"]))
            kept = Sentence(N_("%(name)s：本账户保留"), name)
            yield Knob("exchange", n, "keep", "duration", section, kept, _text(table.get("keep", "0d")))
        else:
            label = Sentence(N_("%(name)s：每项折"), name)
            yield Knob("exchange", n, "each", "duration", section, label, _text(table["each"]))
        most = Sentence(N_("%(name)s：最多"), name)
        text = _text(table.get("at_most"))
        yield Knob("exchange", n, "at_most", "bound", section, most, text, optional=True)


def _of_requirements(tables: Tables, policy: Policy) -> Iterator[Knob]:
    left = {one.code: list(one.quotas) for one in policy.requirements}
    for n, table in enumerate(tables.get("requirement", ())):
        quota: Quota = left[table["code"]].pop(0)
        label = Sentence(N_("%(title)s（%(who)s）"), {"title": quota.title, "who": who_text(quota.who)})
        value = table["at_least"]
        kind = _kind_of_amount(table, value)
        yield Knob("requirement", n, "at_least", kind, CLAUSES["requirement"], label, _text(value))


def _kind_of_amount(table: Mapping[str, Any], value: object) -> Kind:
    if "of" in table or table["measure"] == "share" or (isinstance(value, str) and "/" in value):
        return "ratio"
    return "duration" if isinstance(value, str) else "number"
