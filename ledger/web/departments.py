"""A department: where its subtree stands, in official order, down to a unit and a cadre's year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request
from werkzeug.exceptions import NotFound

from ledger.domain.errors import NotFoundError
from ledger.domain.people import Unit
from ledger.domain.permissions import Permission
from ledger.services.working_calendar import calendar_of
from ledger.store.readings_departments import (
    STATUSES,
    Department,
    DepartmentFilter,
    Standings,
    UnitLine,
    department,
    roots_of,
    years_kept,
)
from ledger.web.context import actor, reading, this_year
from ledger.web.filters import tenth
from ledger.web.guard import found_or_404, requires
from ledger.web.years import open_first

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("departments", __name__)
bp.add_app_template_filter(tenth)


@bp.get("/departments")
@bp.get("/departments/<public_id>")
@requires(Permission.DEPARTMENT_SEE)
def show(public_id: str = "") -> ResponseReturnValue:
    """A unit of the department with its child units and its own cadres; without a name, the top."""
    roots = roots_of(reading().session, actor())
    unit = chosen_unit(public_id, roots)
    chosen = chosen_filter()
    page = table_of(unit, roots, chosen)
    return render_template(
        "departments/show.html",
        page=page,
        unit=unit,
        above=[] if unit is None else units_above(unit, roots),
        several=len(roots) > 1,
        chosen=chosen,
        statuses=STATUSES,
        provisional=not calendar_of(reading(), [chosen.year]).announced(chosen.year),
        closed=None if unit is None else reading().periods.closed_row(unit.id, chosen.year),
        years=sorted({*years_kept(reading().session, roots), this_year()}, reverse=True),
    )


def table_of(unit: Unit | None, roots: list[Unit], chosen: DepartmentFilter) -> Department:
    """The table of a unit, or of several roots together."""
    return top(roots, chosen) if unit is None else department(reading().session, unit, chosen)


def chosen_unit(public_id: str, roots: list[Unit]) -> Unit | None:
    """The unit that was asked for, which lies in the actor's subtrees; None for the top of several.

    Raises:
        NotFoundError: it is another's, or there is none.
    """
    if not public_id:
        return roots[0] if len(roots) == 1 else None
    unit = found_or_404(reading().units.by_public_id(public_id))
    if not actor().in_department(unit.path):
        raise NotFoundError
    return unit


def chosen_filter() -> DepartmentFilter:
    """What the address narrows the table to; a year to come is not found."""
    year = request.args.get("year", this_year(), type=int)
    if not 1900 <= year <= this_year():
        raise NotFound
    open_first(year)
    status = request.args.get("status", "")
    return DepartmentFilter(
        year=year,
        rank=request.args.get("rank", "")[:3],
        status=status if status in STATUSES else "",
    )


def top(roots: list[Unit], chosen: DepartmentFilter) -> Department:
    """The table of several roots, each with everything below it."""
    found = [(root, department(reading().session, root, chosen)) for root in roots]
    whole = Standings()
    for _root, one in found:
        whole.add(one.whole)
    ranks = sorted({rank for _root, one in found for rank in one.ranks})
    return Department(tuple(UnitLine(root, one.whole) for root, one in found), (), whole, tuple(ranks))


def units_above(unit: Unit, roots: list[Unit]) -> list[Unit]:
    """The units from the actor's root down to the parent of this one."""
    inside = [one for one in reading().units.ancestors(unit) if any(root.covers(one) for root in roots)]
    return [one for one in reversed(inside) if one.id != unit.id]
