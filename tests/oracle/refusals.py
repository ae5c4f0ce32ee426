"""Documents that must be refused, each with the number of faults and what must be named."""

from __future__ import annotations

from typing import NamedTuple


class FaultyDocument(NamedTuple):
    """A policy that must be refused: its text, how many faults, and the (table, key) of each."""

    name: str
    text: str
    faults: int
    named: tuple[tuple[str, str], ...]


HEAD = 'format = 1\ncode = "p"\ntitle = "t"\nbasis = ["b"]\nyears_from = 2026\n'
DAYS = '[[requirement]]\ncode = "a"\ntitle = "t"\nmeasure = "days"\naccount = "field"\nat_least = "3d"\n'
VISITS = '[[requirement]]\ncode = "v"\ntitle = "t"\nmeasure = "visits"\nat_least = 3\n'
RULE = '[[exchange]]\ncode = "x"\nfrom = "online"\nto = "field"\nrate = "1/2"\n'
BACK = '[[exchange]]\ncode = "y"\nfrom = "field"\nto = "online"\nrate = "1/2"\n'
ADOPTED = '[[exchange]]\ncode = "z"\nfrom = "policy_adopted"\nto = "field"\neach = "1d"\n'
CAP = '[[cap]]\naccount = "online"\nper = "day"\nat_most = "4h"\n'
WEIGHT = '[[weight]]\nmodes = ["browse"]\nrate = "1/2"\n'
CEILING = '[[ceiling]]\nto = "field"\nat_most = "1/2"\n'


def of_days(code: str, other: str, more: str = "") -> str:
    """A requirement that is a fraction of another."""
    return DAYS.replace('"a"', f'"{code}"').replace('"3d"', '"1/2"') + f'of = "{other}"\n{more}'


def cap(per: str, account: str = "online", at_most: str = '"4h"') -> str:
    """A cap on an account per some period, written as TOML."""
    return f'[[cap]]\naccount = "{account}"\nper = {per}\nat_most = {at_most}\n'


def one(name: str, text: str, table: str, key: str) -> FaultyDocument:
    """A document with exactly one fault."""
    return FaultyDocument(name, text, 1, ((table, key),))


HEADS = [
    one("an empty basis", HEAD.replace('["b"]', "[]") + DAYS, "", "basis"),
    one("no basis", HEAD.replace('basis = ["b"]\n', "") + DAYS, "", "basis"),
    one("no code", HEAD.replace('code = "p"\n', "") + DAYS, "", "code"),
    one("no years_from", HEAD.replace("years_from = 2026\n", "") + DAYS, "", "years_from"),
    one("another format", HEAD.replace("format = 1", "format = 2") + DAYS, "", "format"),
    one("an unknown key at the top", HEAD + 'colour = "red"\n' + DAYS, "", "colour"),
    one("an unknown table", HEAD + DAYS + "[bonus]\nrate = 1\n", "", "bonus"),
    one("years that end before they begin", HEAD + "years_to = 2025\n" + DAYS, "", "years_to"),
    one("years_from as text", HEAD.replace("2026", '"2026"') + DAYS, "", "years_from"),
    one("an odd day", HEAD + "[day]\nminutes = 481\n" + DAYS, "day", "minutes"),
    one("a day of nothing", HEAD + "[day]\nminutes = 0\n" + DAYS, "day", "minutes"),
    one("an unknown key of the day", HEAD + "[day]\nhours = 8\n" + DAYS, "day", "hours"),
    one("an unknown key of count", HEAD + "[count]\nweekends = true\n" + DAYS, "count", "weekends"),
    one("a switch as text", HEAD + '[count]\nrest_days = "yes"\n' + DAYS, "count", "rest_days"),
    one("minutes without a unit", HEAD + '[count]\nmin_minutes = "15"\n' + DAYS, "count", "min_minutes"),
    one("a negative delay", HEAD + "[count]\nlate_days = -1\n" + DAYS, "count", "late_days"),
    one("a delay as a float", HEAD + "[count]\nlate_days = 1.5\n" + DAYS, "count", "late_days"),
]

WEIGHTS = [
    one("a weight above 1", HEAD + DAYS + WEIGHT.replace("1/2", "3/2"), "weight", "rate"),
    one("a weight as a float", HEAD + DAYS + WEIGHT.replace('"1/2"', "0.5"), "weight", "rate"),
    one("a negative weight", HEAD + DAYS + WEIGHT.replace("1/2", "-1/2"), "weight", "rate"),
    one("a weight over 0", HEAD + DAYS + WEIGHT.replace("1/2", "1/0"), "weight", "rate"),
    one("a weight without rate", HEAD + DAYS + WEIGHT.replace('rate = "1/2"\n', ""), "weight", "rate"),
    one("an unknown channel", HEAD + DAYS + WEIGHT + 'channel = "phone"\n', "weight", "channel"),
    one(
        "an unknown place level",
        HEAD + DAYS + WEIGHT + 'place_levels = ["hamlet"]\n',
        "weight",
        "place_levels",
    ),
    one("an eighth weekday", HEAD + DAYS + WEIGHT + "weekdays = [8]\n", "weight", "weekdays"),
    one("a filter of outcomes on a weight", HEAD + DAYS + WEIGHT + 'levels = ["city"]\n', "weight", "levels"),
    one("an unknown key of a weight", HEAD + DAYS + WEIGHT + 'mood = "good"\n', "weight", "mood"),
]

CAPS = [
    one("an unknown account", HEAD + DAYS + cap('"day"', "phone"), "cap", "account"),
    one("an unknown period", HEAD + DAYS + cap('"fortnight"'), "cap", "per"),
    one("months that do not divide the year", HEAD + DAYS + cap("{ months = 5 }"), "cap", "per"),
    one("a window on no day", HEAD + DAYS + cap('{ from = "02-30", to = "03-02" }'), "cap", "per"),
    one("a cap as a float", HEAD + DAYS + cap('"day"', at_most="1.5"), "cap", "at_most"),
    one("a cap without at_most", HEAD + DAYS + CAP.replace('at_most = "4h"\n', ""), "cap", "at_most"),
    one("an unknown key of a cap", HEAD + DAYS + CAP + 'modes = ["browse"]\n', "cap", "modes"),
    one("weeks in months", HEAD + DAYS + cap('"week"') + cap('"month"'), "cap", "per"),
    one("weeks in quarters", HEAD + DAYS + cap('"quarter"') + cap('"week"'), "cap", "per"),
    one("two months in a quarter", HEAD + DAYS + cap("{ months = 2 }") + cap('"quarter"'), "cap", "per"),
    one("four months in a half year", HEAD + DAYS + cap("{ months = 4 }") + cap('"half"'), "cap", "per"),
    one(
        "windows that cross",
        HEAD + DAYS + cap('{ from = "03-01", to = "04-30" }') + cap('{ from = "04-01", to = "05-31" }'),
        "cap",
        "per",
    ),
    one(
        "a window across months",
        HEAD + DAYS + cap('"month"') + cap('{ from = "03-15", to = "04-15" }'),
        "cap",
        "per",
    ),
]

EXCHANGES = [
    one("an exchange above 1", HEAD + DAYS + RULE.replace("1/2", "2/1"), "exchange", "rate"),
    one("an exchange of 0", HEAD + DAYS + RULE.replace("1/2", "0"), "exchange", "rate"),
    one("an exchange as a float", HEAD + DAYS + RULE.replace('"1/2"', "0.5"), "exchange", "rate"),
    one("neither rate nor each", HEAD + DAYS + RULE.replace('rate = "1/2"\n', ""), "exchange", "rate"),
    one(
        "rate with an outcome",
        HEAD + DAYS + ADOPTED.replace('each = "1d"', 'rate = "1/2"'),
        "exchange",
        "rate",
    ),
    one(
        "each of a time account",
        HEAD + DAYS + RULE.replace('rate = "1/2"', 'each = "1d"'),
        "exchange",
        "each",
    ),
    one("an each of 0", HEAD + DAYS + ADOPTED.replace("1d", "0d"), "exchange", "each"),
    one("keep with each", HEAD + DAYS + ADOPTED + 'keep = "1d"\n', "exchange", "keep"),
    one("spends of a time account", HEAD + DAYS + RULE + "spends = true\n", "exchange", "spends"),
    one(
        "an unknown outcome kind",
        HEAD + DAYS + ADOPTED.replace("policy_adopted", "medal"),
        "exchange",
        "from",
    ),
    one("an unknown target", HEAD + DAYS + RULE.replace('"field"', '"phone"'), "exchange", "to"),
    one("a share above 1", HEAD + DAYS + RULE + 'at_most = "3/2"\n', "exchange", "at_most"),
    one("a bound as a float", HEAD + DAYS + RULE + "at_most = 0.5\n", "exchange", "at_most"),
    one("an unknown key of a rule", HEAD + DAYS + RULE + 'why = "?"\n', "exchange", "why"),
    one("two ceilings into one account", HEAD + DAYS + CEILING + CEILING, "ceiling", "to"),
    one("a ceiling above 1", HEAD + DAYS + CEILING.replace("1/2", "4/3"), "ceiling", "at_most"),
    one("an unknown key of a ceiling", HEAD + DAYS + CEILING + 'per = "year"\n', "ceiling", "per"),
]

REQUIREMENTS = [
    one("an unknown measure", HEAD + VISITS.replace("visits", "clicks"), "requirement", "measure"),
    one("no measure", HEAD + VISITS.replace('measure = "visits"\n', ""), "requirement", "measure"),
    one("no at_least", HEAD + VISITS.replace("at_least = 3\n", ""), "requirement", "at_least"),
    one("days as a float", HEAD + DAYS.replace('"3d"', "3.0"), "requirement", "at_least"),
    one("days without an account", HEAD + DAYS.replace('account = "field"\n', ""), "requirement", "account"),
    one("days of an outcome", HEAD + DAYS.replace('"field"', '"proposal"'), "requirement", "account"),
    one("an unknown rank", HEAD + DAYS + 'who = { ranks = ["999"] }\n', "requirement", "who"),
    one("an unknown key of who", HEAD + DAYS + 'who = { names = ["me"] }\n', "requirement", "who"),
    one("an unknown key of a requirement", HEAD + DAYS + 'bonus = "1d"\n', "requirement", "bonus"),
    one("an unknown period", HEAD + DAYS + 'per = "decade"\n', "requirement", "per"),
    one("months of 7", HEAD + DAYS + "per = { months = 7 }\n", "requirement", "per"),
    one("of an unknown code", HEAD + DAYS + of_days("b", "nothing"), "requirement", "of"),
    one("of itself", HEAD + DAYS + of_days("b", "b"), "requirement", "of"),
    one(
        "of a code with another period",
        HEAD + DAYS + of_days("b", "a", 'per = "month"\n'),
        "requirement",
        "of",
    ),
    one("of beside prorate", HEAD + DAYS + of_days("b", "a", "prorate = true\n"), "requirement", "prorate"),
    one("tables of one code that differ", HEAD + DAYS + DAYS + 'per = "month"\n', "requirement", "code"),
    one(
        "kinds nobody knows",
        HEAD + VISITS.replace("visits", "outcomes") + 'kinds = ["medal"]\n',
        "requirement",
        "kinds",
    ),
    one(
        "a sum of nothing named",
        HEAD + VISITS.replace("visits", "sum"),
        "requirement",
        "what",
    ),
    one(
        "a share above 1",
        HEAD + DAYS.replace('"days"', '"share"').replace('"3d"', '"5/4"'),
        "requirement",
        "at_least",
    ),
]

SEVERAL = [
    FaultyDocument(
        "three faults in three tables",
        HEAD.replace('["b"]', "[]") + DAYS + WEIGHT.replace("1/2", "3/2") + CEILING + CEILING,
        3,
        (("", "basis"), ("weight", "rate"), ("ceiling", "to")),
    ),
    FaultyDocument(
        "two faults in one table",
        HEAD + DAYS + RULE.replace("1/2", "2/1") + 'at_most = "3/2"\n',
        2,
        (("exchange", "rate"), ("exchange", "at_most")),
    ),
    FaultyDocument(
        "the same fault twice",
        HEAD + DAYS + CAP.replace("4h", "4 hours") + CAP.replace("online", "field").replace("4h", "4 hours"),
        2,
        (("cap", "at_most"),),
    ),
]

#: Faults that belong to several tables at once: how many sentences say so is left to the engine.
CIRCLES = [
    one("an exchange there and back", HEAD + DAYS + RULE + BACK, "exchange", ""),
    one("an exchange into itself", HEAD + DAYS + RULE.replace('"online"', '"field"'), "exchange", ""),
    one(
        "two that are fractions of each other",
        HEAD + of_days("b", "c") + of_days("c", "b"),
        "requirement",
        "of",
    ),
    one("both rate and each", HEAD + DAYS + RULE + 'each = "1d"\n', "exchange", "each"),
]

DOCUMENTS = HEADS + WEIGHTS + CAPS + EXCHANGES + REQUIREMENTS + SEVERAL
UNREADABLE = ["", "format = ", HEAD + "[day\n", '\ufeff"', HEAD + "code = 1\n", "format = 1\nformat = 1\n"]
