"""Builds a policy document from the parameters of a local rule, requirement by requirement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from tests.domain.credit.local_rules import EVERYBODY, LocalRule, More, Who

DAYS_IN_MONTH = 30
"""What one published rule says of itself: two months are sixty days."""

LISTED = tuple(f"330106{number:03d}" for number in range(1, 21))
"""Twenty contact points that somebody has; a percentage is written as a number of them."""

TALKED_TO = LISTED[:3]
SUMS = (
    "households",
    "contact_town",
    "contact_village",
    "contact_enterprise",
    "contact_project",
    "contact_household",
)


def written(texts: Iterable[str]) -> str:
    """A list as TOML writes it."""
    return "[" + ", ".join(f'"{text}"' for text in texts) + "]"


def _contact_at(level: str) -> Mapping[str, str]:
    return {"place_levels": written([level]), "contact_point": "true"}


PERIODS = {
    "year": '"year"',
    "month": '"month"',
    "quarter": '"quarter"',
    "week": '"week"',
    "semester": '"half"',
    "school-year": '"year"',
    "campaign": '{ from = "03-01", to = "12-31" }',
}
UNITS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "day": ("days", {}),
    "day(stay overnight in village)": ("days", {}),
    "day(stay in village)": ("days", {}),
    "month": ("days", {}),
    "visit": ("visits", {}),
    "fixed half/whole day (Monday 9-13,15-17:30)": ("visits", {}),
    "activity": ("sum", {"what": '"activities"'}),
    "household-visit": ("sum", {"what": '"households"'}),
    "percent coverage": ("places", {"list": written(LISTED)}),
    "share of working time": ("share", {"account": '"field"'}),
}
"""For each unit of the data the measure that says it, with the keys it needs."""

MORE: Mapping[str, tuple[str, Mapping[str, str]]] = {
    **{kind: ("sum", {"what": f'"{kind}"'}) for kind in SUMS},
    **{
        f"place_{level}": ("places", _contact_at(level))
        for level in ("city", "county", "township", "village")
    },
    "special_households": ("sum", {"what": '"special_households"', "per": '"quarter"'}),
    "villages": ("places", {"places_at": '"village"', "contact_point": "true"}),
    "stays": ("longest_stay", {}),
    "special_month": ("days", {"modes": '["case_study"]'}),
    "november_report": (
        "outcomes",
        {"kinds": '["research_report"]', "per": '{ from = "01-01", to = "11-30" }'},
    ),
    "talks": ("places", {"modes": '["forum"]', "list": written(TALKED_TO)}),
    "analysis": ("visits", {"modes": '["forum"]', "per": '"month"'}),
    "visits": ("visits", {}),
}
"""For each thing that a rule names beside its amount the measure and the keys."""

HEAD = """format = 1
code = "{code}"
title = "{code}"
basis = ["published rule {code}"]
years_from = 2026

[count]
rest_days = true
"""


@dataclass(frozen=True, slots=True)
class Ask:
    """One requirement of the document: what it measures, how much of it, of whom."""

    code: str
    measure: str
    amount: int | Fraction
    who: Who = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)

    def table(self) -> str:
        """The [[requirement]] table."""
        written = {"code": f'"{self.code}"', "measure": f'"{self.measure}"', "at_least": self._at_least()}
        if self.measure == "days":
            written["account"] = '"field"'
        if self.who:
            (name, value), *_ = self.who.items()
            written["who"] = f'{{ {name}s = ["{value}"] }}'
        lines = (f"{key} = {value}" for key, value in {**written, **self.keys}.items())
        return "\n[[requirement]]\n" + "\n".join(lines) + "\n"

    def _at_least(self) -> str:
        if self.measure in ("days", "longest_stay"):
            return f'"{self.amount}d"'
        return f'"{self.amount}"' if self.measure == "share" else str(self.amount)


def document(name: str, rule: LocalRule) -> bytes:
    """The policy document of a rule."""
    return (HEAD.format(code=name) + "".join(ask.table() for ask in asks(rule))).encode()


def asks(rule: LocalRule) -> tuple[Ask, ...]:
    """All that a rule asks for: its amounts, then its stay, topics and reports, then what else it names."""
    return (*_main(rule), *_beside(rule), *(_more(more, rule) for more in rule.more))


def _main(rule: LocalRule) -> Iterator[Ask]:
    """The amounts by group; groups of different periods are requirements of their own."""
    periods = rule.period.split(" / ")
    if not rule.amounts:
        return
    for number, (amount, who) in enumerate(zip(rule.amounts, rule.who, strict=True)):
        period = periods[min(number, len(periods) - 1)]
        code = "main" if len(periods) == 1 else period
        measure, size, keys = _by_unit(rule.unit, amount)
        per = {"per": PERIODS[period]} if period != "year" else {}
        yield Ask(code, measure, size, who, {**per, **keys, **rule.keys})


def _by_unit(unit: str, amount: int | str) -> tuple[str, int | Fraction, Mapping[str, str]]:
    """The measure, the amount in it and its own keys."""
    measure, keys = UNITS[unit]
    if measure == "share":
        return measure, Fraction(amount), keys
    size = int(amount)
    if unit == "month":
        size *= DAYS_IN_MONTH
    if unit == "percent coverage":
        size = -(-len(LISTED) * size // 100)
    return measure, size, keys


def _beside(rule: LocalRule) -> Iterator[Ask]:
    if rule.stay is not None and not any(more.kind == "stays" for more in rule.more):
        yield Ask("stay", "longest_stay", rule.stay, rule.who[0])
    if rule.topics is not None:
        yield Ask("topics", "topics", rule.topics)
    if rule.reports is not None:
        kinds = written(("research_report", *rule.substitutes))
        yield Ask("reports", "outcomes", rule.reports, EVERYBODY, {"kinds": kinds})


def _more(more: More, rule: LocalRule) -> Ask:
    measure, keys = MORE[more.kind]
    amount = {"special_month": DAYS_IN_MONTH, "talks": len(TALKED_TO)}.get(more.kind, 1) * more.amount
    if more.kind == "stays":
        amount, keys = rule.stay or 0, {"times": str(more.amount)}
    return Ask(more.kind, measure, amount, rule.who[0], keys)
