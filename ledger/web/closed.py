"""What pages say of closed periods: where to ask for one to be opened, what was and can be corrected."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from flask import flash, redirect, url_for
from flask_babel import gettext as _

from ledger.domain.period import state_since
from ledger.domain.permissions import Permission
from ledger.web.context import actor, reading

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask.typing import ResponseReturnValue

    from ledger.domain.period import ClosedPeriodError
    from ledger.domain.wording import Sentence


class Line(Protocol):
    """A line of a list of entries or outcomes."""

    @property
    def id(self) -> int:
        """Its key."""


def to_request(error: ClosedPeriodError) -> ResponseReturnValue:
    """To the form that asks for the month to be opened, with the reason why."""
    flash(error.say(_), "fault")
    month = None if error.first is None else f"{error.first:%Y-%m}"
    return redirect(url_for("late.new", month=month))


def corrected(kind: str, key: int) -> dict[str, Any]:
    """The corrections of closed years that an entry or outcome was the reason of, and what it is since."""
    found = reading().corrections.of_object(kind, key)
    return {"corrected": found, "since": state_since(found)}


def states_since(kind: str, lines: Iterable[Line]) -> dict[int, Sentence]:
    """What those lines of a list are that were corrected, by key."""
    found = reading().corrections.of_objects(kind, (line.id for line in lines))
    states = {key: state_since(corrections) for key, corrections in found.items()}
    return {key: state for key, state in states.items() if state is not None}


def correctable_years(person_id: int, begins_on: date, ends_on: date) -> list[int]:
    """Those years of a span that are closed for a cadre, where the actor is of the department to correct."""
    if not actor().may(Permission.YEAR_CORRECT):
        return []
    found = []
    for year in range(begins_on.year, ends_on.year + 1):
        seal = reading().periods.sealed([person_id], year).get(person_id)
        units = reading().units.by_ids([] if seal is None else [seal.unit_id])
        if any(actor().in_department(unit.path) for unit in units.values()):
            found.append(year)
    return found
