"""The whole specification, read slowly: one policy and one case in, the JSON document out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import floor

from tests.oracle.document import (
    Table,
    day_minutes,
    days_of_year,
    judged_periods,
    who_matches,
)
from tests.oracle.exchange import Accounts, exchange_all, plain
from tests.oracle.measures import (
    amount,
    counts_in,
    credited_days,
    distinct,
    is_plain_total,
    longest_stay,
    outcome_share,
    outcomes,
    sum_of,
    visits,
)
from tests.oracle.pieces import (
    Piece,
    WorkingDays,
    credited_pieces,
    governing,
    on_leave,
    recorded_minutes,
)


@dataclass
class Year:
    """Everything that is known of one cadre's year while it is judged."""

    policy: Table
    case: Table
    cadre: Table
    working: WorkingDays
    pieces: list[Piece]
    accounts: Accounts
    runs: list[tuple[int | None, list[date]]]


@dataclass
class Segment:
    """A run of days governed by one appointment, with the requirement table that it takes."""

    days: list[date]
    table: Table


def assess(policy: Table, case: Table, working_days: WorkingDays, announced: bool) -> Table:
    """The document that the engine must print, without digest, titles and steps."""
    return {
        "year": case["year"],
        "as_of": case["as_of"],
        "policy": {"code": policy["code"]},
        "provisional": not announced,
        "cadres": [assess_cadre(policy, case, cadre, working_days) for cadre in case["cadres"]],
    }


def assess_cadre(policy: Table, case: Table, cadre: Table, working: WorkingDays) -> Table:
    """The part of the document that is about one cadre."""
    pieces = credited_pieces(policy, case, cadre, working)
    adjusted = adjusted_accounts(case, cadre, earned_accounts(case, cadre, pieces))
    accounts = Accounts(adjusted)
    year = Year(policy, case, cadre, working, pieces, accounts, runs_of(case, cadre))
    owed = {account: owed_minutes(year, account) for account in ("field", "online")}
    exchanges = exchange_all(policy, case, cadre["id"], accounts, owed)
    names = sorted({"field", "online", *accounts.earned})
    found = {
        "id": cadre["id"],
        "accounts": {name: shown_account(accounts, name) for name in names},
        "requirements": [judge(year, code) for code in codes(policy)],
        "entries": [shown_entry(policy, entry, pieces) for entry in entries_of(case, cadre)],
        "exchanges": exchanges,
    }
    return found | shown_adjustments(case, cadre, pieces)


def entries_of(case: Table, cadre: Table) -> list[Table]:
    """The entries of a cadre, as listed in the case."""
    return [entry for entry in case.get("entries", []) if entry["cadre"] == cadre["id"]]


def earned_accounts(case: Table, cadre: Table, pieces: list[Piece]) -> dict[str, Fraction]:
    """What each account earned before any exchange."""
    earned = {}
    for account in ("field", "online"):
        exact = sum((p.credited for p in pieces if p.entry["channel"] == account), Fraction(0))
        earned[account] = Fraction(floor(exact))
    for outcome in case.get("outcomes", []):
        if any(share["cadre"] == cadre["id"] for share in outcome.get("shares", [])):
            counts = counts_in(outcome, case["year"])
            share = outcome_share(outcome, cadre["id"]) if counts else Fraction(0)
            earned[outcome["kind"]] = earned.get(outcome["kind"], Fraction(0)) + share
    return earned


def adjustments_of(case: Table, cadre: Table) -> list[Table]:
    """The corrections of other years that are booked in this one, by date and id."""
    own = [
        one
        for one in case.get("adjustments", [])
        if one["cadre"] == cadre["id"] and date.fromisoformat(one["on"]).year == case["year"]
    ]
    return sorted(own, key=lambda one: (one["on"], one["id"]))


def adjusted_accounts(case: Table, cadre: Table, earned: dict[str, Fraction]) -> dict[str, Fraction]:
    """The accounts with the corrections in them; never below 0."""
    found = dict(earned)
    for name in {one["account"] for one in adjustments_of(case, cadre)}:
        amounts = [Fraction(one["amount"]) for one in adjustments_of(case, cadre) if one["account"] == name]
        found[name] = max(Fraction(0), found.get(name, Fraction(0)) + sum(amounts, Fraction(0)))
    return found


def shown_adjustments(case: Table, cadre: Table, pieces: list[Piece]) -> Table:
    """The corrections as they are printed; nothing where there is none."""
    own = adjustments_of(case, cadre)
    if not own:
        return {}
    before = earned_accounts(case, cadre, pieces)
    after = adjusted_accounts(case, cadre, before)
    keys = ("id", "account", "on", "of_year")
    zero = Fraction(0)
    return {
        "adjustments": [
            {key: one[key] for key in keys}
            | {"amount": plain(Fraction(one["amount"])), "note": one.get("note", "")}
            for one in own
        ],
        "adjusted": {
            name: plain(after[name] - before.get(name, zero)) for name in {o["account"] for o in own}
        },
    }


def shown_account(accounts: Accounts, name: str) -> Table:
    """An account as it is printed."""
    zero = Fraction(0)
    return {
        "earned": plain(accounts.earned.get(name, zero)),
        "in": plain(accounts.came_in.get(name, zero)),
        "out": plain(accounts.went_out.get(name, zero)),
        "total": plain(accounts.total(name)),
    }


def shown_entry(policy: Table, entry: Table, pieces: list[Piece]) -> Table:
    """An entry as it is printed."""
    credited = sum((p.credited for p in pieces if p.entry["id"] == entry["id"]), Fraction(0))
    return {"id": entry["id"], "minutes": recorded_minutes(entry, policy), "credited": plain(credited)}


def codes(policy: Table) -> list[str]:
    """The codes of the requirements, each once, in the order written."""
    return list(dict.fromkeys(table["code"] for table in policy.get("requirement", [])))


def tables_of(policy: Table, code: str) -> list[Table]:
    """The tables of one code, in the order written."""
    return [table for table in policy.get("requirement", []) if table["code"] == code]


def runs_of(case: Table, cadre: Table) -> list[tuple[int | None, list[date]]]:
    """The year as runs of days governed by one appointment, or by none."""
    found: list[tuple[int | None, list[date]]] = []
    for day in days_of_year(case["year"]):
        number = governing(cadre, day)
        if found and found[-1][0] == number:
            found[-1][1].append(day)
        else:
            found.append((number, [day]))
    return found


def matched_in(year: Year, code: str, days: set[date]) -> list[Segment]:
    """The matched segments of a code with a day in the period."""
    return [s for s in segments_of(year, code) if any(day in days for day in s.days)]


def segments_of(year: Year, code: str) -> list[Segment]:
    """The appointment segments of the year that a table of this code matches."""
    segments = []
    for number, days in year.runs:
        if number is None:
            continue
        appointment = year.cadre["appointments"][number]
        for table in tables_of(year.policy, code):
            if who_matches(table.get("who", {}), appointment):
                segments.append(Segment(days, table))
                break
    return segments


def own_amount(year: Year, table: Table) -> Fraction:
    """What a matched table asks for, in the unit in which it is required."""
    if "times" in table and table["measure"] == "longest_stay":
        return Fraction(table["times"])
    return amount(table, table["at_least"], year.policy)


def required_in(year: Year, code: str, days: set[date]) -> Fraction:
    """What a code requires of the cadre in one period."""
    matched = matched_in(year, code, days)
    if not matched:
        return Fraction(0)
    table = matched[0].table
    if table.get("prorate", False) and table["measure"] != "share":
        total = Fraction(0)
        for segment in matched:
            counted = [d for d in segment.days if d in days and not on_leave(year.cadre, d)]
            total += own_amount(year, segment.table) * Fraction(len(counted), len(days))
        return total
    most = max(own_amount(year, segment.table) for segment in matched)
    if "of" in table:
        return most * required_in(year, table["of"], days)
    if table["measure"] == "share" and not working_days_in(year, code, days):
        return Fraction(0)
    return most


def working_days_in(year: Year, code: str, days: set[date]) -> int:
    """The working days among the matched days of a period, without leave days where pro-rated."""
    count = 0
    for segment in matched_in(year, code, days):
        for day in segment.days:
            away = segment.table.get("prorate", False) and on_leave(year.cadre, day)
            count += day in days and year.working(day) and not away
    return count


def reached_in(year: Year, code: str, days: set[date]) -> Fraction:  # noqa: PLR0911 - one per measure
    """What the cadre reached of a code in one period."""
    table, policy, pieces = tables_of(year.policy, code)[0], year.policy, year.pieces
    measure = table["measure"]
    if measure == "days" and is_plain_total(table):
        return year.accounts.total(table["account"]) / day_minutes(policy)
    if measure == "days":
        return credited_days(table, pieces, days, policy)
    if measure == "share":
        working = working_days_in(year, code, days)
        return credited_days(table, pieces, days, policy) / working if working else Fraction(0)
    if measure == "visits":
        return visits(table, pieces, days, policy)
    if measure == "longest_stay":
        matched = matched_in(year, code, days)
        asked = [amount(s.table, s.table["at_least"], policy) for s in matched if "of" not in s.table]
        return longest_stay(table, pieces, days, max(asked, default=Fraction(0)))
    if measure == "outcomes":
        held = outcomes(table, year.case, year.cadre["id"], days, year.accounts.spent)
        return corrected_outcomes(year, table, held)
    if measure == "sum":
        return sum_of(table, pieces, days)
    return distinct(table, pieces, days, policy)


def corrected_outcomes(year: Year, table: Table, held: Fraction) -> Fraction:
    """Corrections are of a kind alone: they count over the year, where no level is asked."""
    if table.get("per", "year") != "year" or "levels" in table:
        return held
    before = earned_accounts(year.case, year.cadre, year.pieces)
    for kind in {one["account"] for one in adjustments_of(year.case, year.cadre)} - {"field", "online"}:
        if "kinds" not in table or kind in table["kinds"]:
            held += year.accounts.earned[kind] - before.get(kind, Fraction(0))
    return max(held, Fraction(0))


def is_plain_target(table: Table, account: str) -> bool:
    """Whether a requirement table is of the plain kind that an exchange aims at."""
    return (
        table["measure"] == "days"
        and table["account"] == account
        and "of" not in table
        and is_plain_total(table)
    )


def owed_minutes(year: Year, account: str) -> Fraction:
    """The minutes that the account's plain requirement asks of the cadre, 0 where there is none."""
    everything = set(days_of_year(year.case["year"]))
    for code in codes(year.policy):
        if is_plain_target(tables_of(year.policy, code)[0], account) and segments_of(year, code):
            return required_in(year, code, everything) * day_minutes(year.policy)
    return Fraction(0)


def judge(year: Year, code: str) -> Table:
    """A requirement as it is printed, with its periods and segments."""
    first = tables_of(year.policy, code)[0]
    per = first.get("per", "year")
    lines = [judge_period(year, code, label, days) for label, days in judged_periods(per, year.case["year"])]
    applicable = [line for line in lines if line["status"] != "not_applicable"]
    if per == "year":
        top = lines[0]
    else:
        sums = {
            key: sum((x[key] for x in applicable), Fraction(0)) for key in ("required", "reached", "short")
        }
        status = ("short" if sums["short"] else "met") if applicable else "not_applicable"
        top = {**sums, "status": status}
    return {
        "code": code,
        "measure": first["measure"],
        **{key: shown(top[key]) for key in ("required", "reached", "short")},
        "status": top["status"],
        "periods": [] if per == "year" else [shown_period(line) for line in lines],
        "segments": [shown_segment(year, segment) for segment in segments_of(year, code)],
    }


def judge_period(year: Year, code: str, label: str, days: set[date]) -> Table:
    """One period of a requirement, judged on exact values."""
    required, reached = required_in(year, code, days), reached_in(year, code, days)
    short = max(Fraction(0), required - reached)
    status = ("short" if short else "met") if required else "not_applicable"
    return {"period": label, "required": required, "reached": reached, "short": short, "status": status}


def shown_period(line: Table) -> Table:
    """A judged period as it is printed."""
    return {key: shown(value) if isinstance(value, Fraction) else value for key, value in line.items()}


def shown_segment(year: Year, segment: Segment) -> Table:
    """A segment as it is printed, with its `at_least` before pro-rating."""
    asked = amount(segment.table, segment.table["at_least"], year.policy)
    return {"from": str(segment.days[0]), "to": str(segment.days[-1]), "required": shown(asked)}


def shown(exact: Fraction) -> str:
    """A plain decimal where it terminates, else a reduced fraction."""
    for places in range(80):
        scaled = exact * 10**places
        if scaled.denominator == 1:
            digits = str(scaled.numerator).zfill(places + 1)
            return digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}"
    return f"{exact.numerator}/{exact.denominator}"
