"""What stands in for what: the rules in the order written, on the accounts of one cadre."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor

from tests.oracle.document import Table, duration, is_duration
from tests.oracle.measures import counts_in, outcome_share


@dataclass
class Accounts:
    """The running accounts of one cadre and what the rules have done so far."""

    earned: dict[str, Fraction]
    came_in: dict[str, Fraction] = field(default_factory=dict)
    went_out: dict[str, Fraction] = field(default_factory=dict)
    exchanged: set[str] = field(default_factory=set)
    spent: set[str] = field(default_factory=set)

    def total(self, account: str) -> Fraction:
        """What an account holds now."""
        zero = Fraction(0)
        gain = self.earned.get(account, zero) + self.came_in.get(account, zero)
        return gain - self.went_out.get(account, zero)


def limit(value: str, owed: Fraction, policy: Table) -> int:
    """A bound in minutes: a duration, or a share of what is required, floored."""
    if is_duration(value):
        return floor(duration(value, policy))
    return floor(Fraction(value) * owed)


def bounds_of(rule: Table, policy: Table, accounts: Accounts, owed: Fraction) -> list[tuple[str, int]]:
    """The bounds of a rule beside its source, in the order in which they are named."""
    target = rule["to"]
    found: list[tuple[str, int]] = []
    if not rule.get("beyond", False):
        found.append(("shortfall", max(0, ceil(owed - accounts.total(target)))))
    if "at_most" in rule:
        found.append(("at_most", limit(rule["at_most"], owed, policy)))
    for ceiling in policy.get("ceiling", []):
        if ceiling["to"] == target:
            given = accounts.came_in.get(target, Fraction(0))
            found.append(("ceiling", max(0, floor(limit(ceiling["at_most"], owed, policy) - given))))
    return found


Moved = tuple[Fraction, int, str]


def exchange_time(rule: Table, policy: Table, accounts: Accounts, owed: Fraction) -> Moved:
    """What a rule between time accounts takes, gives and is limited by."""
    rate = Fraction(rule["rate"])
    available = max(Fraction(0), accounts.total(rule["from"]) - duration(rule.get("keep", "0d"), policy))
    bounds = [*bounds_of(rule, policy, accounts, owed), ("source", floor(available * rate))]
    given = min(bound for _, bound in bounds)
    limited_by = next(name for name, bound in bounds if bound == given)
    return Fraction(ceil(given / rate)), given, limited_by


def exchange_outcomes(
    rule: Table, policy: Table, shares: list[tuple[Table, Fraction]], accounts: Accounts, owed: Fraction
) -> Moved:
    """What a rule from an outcome kind takes, gives and is limited by."""
    each = duration(rule["each"], policy)
    bounds = bounds_of(rule, policy, accounts, owed)
    taken, given = Fraction(0), 0
    for outcome, share in sorted(shares, key=lambda mine: (mine[0]["on"], mine[0]["id"])):
        if outcome["kind"] != rule["from"] or outcome["id"] in accounts.exchanged:
            continue
        worth = floor(each * share)
        left = min([bound - given for _, bound in bounds], default=worth)
        if worth == 0 or left == 0:
            continue
        given += min(worth, left)
        taken += share
        accounts.exchanged.add(outcome["id"])
        if rule.get("spends", False):
            accounts.spent.add(outcome["id"])
    limited_by = next((name for name, bound in bounds if bound == given), "source")
    return taken, given, limited_by


def exchange_all(
    policy: Table, case: Table, cadre: str, accounts: Accounts, owed: dict[str, Fraction]
) -> list[Table]:
    """Run every rule in the order written; `owed` is the required minutes per target account."""
    listed = []
    counted = [outcome for outcome in case.get("outcomes", []) if counts_in(outcome, case["year"])]
    shares = [(outcome, outcome_share(outcome, cadre)) for outcome in counted]
    for rule in policy.get("exchange", []):
        target_owes = owed.get(rule["to"], Fraction(0))
        if "each" in rule:
            taken, given, by = exchange_outcomes(rule, policy, shares, accounts, target_owes)
        else:
            taken, given, by = exchange_time(rule, policy, accounts, target_owes)
        source, target = rule["from"], rule["to"]
        accounts.went_out[source] = accounts.went_out.get(source, Fraction(0)) + taken
        accounts.came_in[target] = accounts.came_in.get(target, Fraction(0)) + given
        listed.append({"code": rule["code"], "taken": plain(taken), "given": given, "limited_by": by})
    return listed


def plain(exact: Fraction) -> int | str:
    """An amount as JSON shows it: a whole number, or a string such as "7/2"."""
    return exact.numerator if exact.denominator == 1 else f"{exact.numerator}/{exact.denominator}"
