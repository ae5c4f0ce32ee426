"""What the oracle finds from the rows of a ledger, read without the services and readings that are tested."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.services.working_calendar import calendar_for
from ledger.store.rows import (
    AppointmentRow,
    EntryRow,
    LeaveRow,
    OutcomeEntryRow,
    OutcomeRow,
    OutcomeShareRow,
    PersonRow,
    PolicyRow,
    TopicRow,
    UnitRow,
)
from tests.oracle.oracle import assess

Table = dict[str, Any]
REPORTS = ("research_report", "policy_adopted")


class Facts:
    """All rows that a year depends on, as they stand now."""

    def __init__(self, session: Session) -> None:
        self.units = {row["id"]: row for row in rows(session, UnitRow)}
        self.policies = [row for row in rows(session, PolicyRow) if row["status"] == "published"]
        self.topics = {row["id"]: row["code"] for row in rows(session, TopicRow)}
        self.people = [row["id"] for row in rows(session, PersonRow)]
        self.postings = rows(session, AppointmentRow)
        self.leave = rows(session, LeaveRow)
        self.entries = rows(session, EntryRow)
        self.shares = rows(session, OutcomeShareRow)
        self.links = rows(session, OutcomeEntryRow)
        self.outcomes = [row for row in rows(session, OutcomeRow) if row["status"] != "refused"]

    def last_posting(self, person: int, year: int) -> Table | None:
        """The appointment that began last of those that meet the year."""
        met = [
            one
            for one in self.postings
            if one["person_id"] == person
            and one["begins_on"] <= date(year, 12, 31)
            and (one["ends_on"] is None or one["ends_on"] >= date(year, 1, 1))
        ]
        return max(met, key=lambda one: (one["begins_on"], one["id"]), default=None)

    def policy(self, unit: int | None, year: int) -> Table | None:
        """The version that was published last for the year at the nearest unit above that has one."""
        while unit is not None:
            here = [
                one
                for one in self.policies
                if one["unit_id"] == unit
                and one["years_from"] <= year
                and (one["years_to"] is None or year <= one["years_to"])
            ]
            if here:
                return max(here, key=lambda one: int(one["id"]))
            unit = self.units[unit]["parent_id"]
        return None

    def case(self, person: int, year: int) -> Table:
        """The year of a person as the oracle takes it."""
        return {
            "year": year,
            "as_of": f"{year}-12-31",
            "cadres": [self._cadre(person)],
            "entries": [self._entry(one) for one in self.entries if one["person_id"] == person],
            "outcomes": [self._outcome(one) for one in self.outcomes],
        }

    def _cadre(self, person: int) -> Table:
        own = sorted(
            (one for one in self.postings if one["person_id"] == person),
            key=lambda one: (one["begins_on"], one["id"]),
        )
        return {
            "id": str(person),
            "name": "",
            "appointments": [
                span(one)
                | {"rank": one["rank"], "post": one["post"], "tags": one["tags"]}
                | {"unit_level": self.units[one["unit_id"]]["level"]}
                for one in own
            ],
            "leave": [span(one) for one in self.leave if one["person_id"] == person],
        }

    def _entry(self, row: Table) -> Table:
        online = row["channel"] == "online"
        topic = self.topics.get(row["topic_id"])
        found = {"id": number(row["id"]), "cadre": str(row["person_id"]), "topic": topic}
        found |= {key: row[key] for key in ("channel", "mode", "status", "counts")}
        found["logged_on"] = row["logged_on"].isoformat()
        if online:
            found |= {"on": row["begins_on"].isoformat(), "minutes": row["minutes"]}
            found |= {"start": row["start"], "platform": row["platform"]}
        else:
            found |= span(row) | {key: row[key] for key in ("from_half", "to_half", "contact_point")}
            found["place"] = row["place_code"]
        return {key: value for key, value in found.items() if value is not None}

    def _outcome(self, row: Table) -> Table:
        found = {
            "id": number(row["id"]),
            "kind": row["kind"],
            "on": row["on_date"].isoformat(),
            "verified": row["status"] == "verified",
            "entries": [number(one["entry_id"]) for one in self.links if one["outcome_id"] == row["id"]],
            "shares": [
                {"cadre": str(one["person_id"]), "share": f"{one['part']}/{one['whole']}"}
                for one in self.shares
                if one["outcome_id"] == row["id"]
            ],
        }
        return found | ({"level": row["level"]} if row["level"] else {})


class Oracle:
    """Works out what must be kept; a case that it has seen before is not worked out again."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], Table] = {}

    def must_be_kept(self, session: Session, year: int) -> dict[int, Table]:
        """For everybody with an appointment in the year the columns of the kept row."""
        return self.rows_of(Facts(session), year)

    def rows_of(self, facts: Facts, year: int) -> dict[int, Table]:
        """The same, from facts that were read or put together before."""
        found = {}
        for person in facts.people:
            posting = facts.last_posting(person, year)
            if posting is not None:
                found[person] = self._row(facts, posting, year)
        return found

    def _row(self, facts: Facts, posting: Table, year: int) -> Table:
        policy = facts.policy(posting["unit_id"], year)
        row = {key: posting[key] for key in ("person_id", "unit_id", "rank", "post", "position")}
        row |= {"year": year, "policy_id": None if policy is None else policy["id"]}
        row["provisional"] = not calendar_for([year]).announced(year)
        if policy is None:
            return row | columns({"accounts": {}, "requirements": []}, 480)
        case, document = facts.case(posting["person_id"], year), policy["document"].decode()
        key = (document, json.dumps(case, sort_keys=True))
        if key not in self.known:
            self.known[key] = self._worked_out(tomllib.loads(document), case)
        return row | self.known[key]

    def _worked_out(self, policy: Table, case: Table) -> Table:
        calendar = calendar_for([case["year"]])
        found = assess(policy, case, calendar.is_working_day, calendar.announced(case["year"]))
        return columns(found["cadres"][0], policy["day"]["minutes"])


def columns(cadre: Table, day_minutes: int) -> Table:
    """The derived columns of a kept row."""
    nothing = {"earned": 0, "in": 0, "out": 0, "total": 0}
    accounts = cadre["accounts"]
    field, online = accounts.get("field", nothing), accounts.get("online", nothing)
    statuses = {one["status"] for one in cadre["requirements"]}
    return {
        "status": next((one for one in ("short", "met") if one in statuses), "not_applicable"),
        "day_minutes": day_minutes,
        "field_earned": field["earned"],
        "field_in": field["in"],
        "field_total": field["total"],
        "online_earned": online["earned"],
        "online_out": online["out"],
        "reports": str(sum(Fraction(accounts.get(kind, nothing)["earned"]) for kind in REPORTS)),
        "requirements": cadre["requirements"],
    }


def rows(session: Session, kind: Any) -> list[Table]:
    """All rows of a table, by key."""
    table = kind.__table__
    return [dict(row) for row in session.execute(select(table).order_by(table.c.id)).mappings()]


def span(row: Table) -> Table:
    """The days of a row, both ends inclusive; an end that is open is left out."""
    ends: Iterable[tuple[str, str]] = (("from", "begins_on"), ("to", "ends_on"))
    return {key: row[name].isoformat() for key, name in ends if row[name] is not None}


def number(key: int) -> str:
    """A key as an id whose order is that of the keys."""
    return f"{key:012d}"
