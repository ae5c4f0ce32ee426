"""Units of the organisation department's subtree: the tree, a new one, changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ledger.clock import now, today
from ledger.domain.errors import InvalidError
from ledger.domain.permissions import Permission
from ledger.services.manage_people import managed_unit
from ledger.services.manage_units import add_unit, change_unit, place_of
from ledger.store.readings_departments import roots_of
from ledger.store.readings_people import serving_by_unit
from ledger.store.readings_units import few_units, find_units_below, in_official_order, with_units_below
from ledger.web.context import actor, reading, writing
from ledger.web.departments import units_above
from ledger.web.forms.base import UNKEEPABLE
from ledger.web.forms.people import UnitForm, given
from ledger.web.guard import requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ledger.domain.people import Unit

bp = Blueprint("units", __name__, url_prefix="/units")


@bp.get("")
@requires(Permission.PEOPLE_SEE)
def tree() -> ResponseReturnValue:
    """The subtree, each unit with how many people serve in it."""
    session = reading().session
    units = few_units(session, actor())
    above: list[Unit] = []
    opened: set[int] = set()
    if units is None:
        units, above = one_level(request.args.get("unit", ""))
        opened = with_units_below(session, units) - {one.parent_id or 0 for one in units}
    serving = serving_by_unit(session, actor(), units, today())
    top = min((len(unit.path) for unit in units), default=8)
    lines = [(unit, (len(unit.path) - top) // 8, serving.get(unit.id, 0)) for unit in units]
    return render_template("units/tree.html", lines=lines, above=above, opened=opened)


def one_level(public_id: str) -> tuple[list[Unit], list[Unit]]:
    """A unit with those right below it, and those above it; without a name, the top with what is below it.

    Raises:
        NotFoundError: there is no such unit in the department.
    """
    session = reading().session
    roots = in_official_order(session, roots_of(session, actor()))
    if not public_id:
        return [one for root in roots for one in (root, *reading().units.children(root))], []
    unit = managed_unit(reading(), actor(), public_id)
    return [unit, *reading().units.children(unit)], units_above(unit, roots)


@bp.get("/find")
@requires(Permission.PEOPLE_SEE)
def find() -> ResponseReturnValue:
    """Suggestions while the name of a unit is typed, whatever the field is called."""
    text = next((value for value in request.args.values() if value.strip()), "")[:200]
    found = [] if UNKEEPABLE.search(text) else find_units_below(reading().session, actor(), text)
    return render_template("units/_found.html", found=found)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def new() -> ResponseReturnValue:
    """Enter a unit below another."""
    form = UnitForm(parent=request.args.get("parent"))
    form.offer()
    if form.validate_on_submit():
        try:
            add_unit(
                writing(),
                actor(),
                form.parent.data,
                form.name.data or "",
                form.level.data,
                now=now(),
                form_key=form.once(),
            )
        except InvalidError as error:
            form.add_faults(error)
        else:
            flash(_("已新建单位。"))
            return redirect(url_for(".tree"))
    return render_template("units/form.html", form=form, unit=None), 422 if form.is_submitted() else 200


@bp.route("/<public_id>", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def edit(public_id: str) -> ResponseReturnValue:
    """Change a unit's name, level or place."""
    unit = managed_unit(reading(), actor(), public_id)
    form = UnitForm(name=unit.name, level=unit.level, position=place_of(reading(), unit))
    form.offer()
    del form.parent
    if form.validate_on_submit():
        try:
            change_unit(
                writing(),
                actor(),
                public_id,
                form.name.data or "",
                form.level.data,
                given(form.position.data),
                on=today(),
                now=now(),
                form_key=form.once(),
            )
        except InvalidError as error:
            form.add_faults(error)
        else:
            flash(_("已保存。"))
            return redirect(url_for(".tree"))
    return render_template("units/form.html", form=form, unit=unit), 422 if form.is_submitted() else 200
