"""The policy (折算口径) in plain words, generated from the document itself; its versions and its source."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request, send_file
from flask_babel import gettext as _

from ledger.domain.credit.article import describe
from ledger.domain.people import Unit
from ledger.domain.permissions import Permission
from ledger.domain.policy_changes import SectionChange, changes
from ledger.services.place_names import naming_places
from ledger.services.ready_year import policy_of
from ledger.store.readings_policies import Adopted, own_units, unit_in_sight, visible_policies
from ledger.web.asked import year_asked
from ledger.web.context import actor, reading, subject, this_year
from ledger.web.guard import found_or_404, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("policies", __name__, url_prefix="/policy")


@bp.get("")
@requires(Permission.POLICY_SEE)
def show() -> ResponseReturnValue:
    """The policy in force for a unit and a year: those asked for, else the cadre's or department's own."""
    year = year_asked()
    unit = chosen_unit(year)
    adopted = visible_policies(reading(), actor(), year)
    version = None if unit is None else reading().policies.governing(unit, year)
    found = next((one for one in adopted if version is not None and one.version.id == version.id), None)
    return page(found, adopted, unit=unit, year=year)


@bp.get("/<public_id>")
@requires(Permission.POLICY_SEE)
def version(public_id: str) -> ResponseReturnValue:
    """One version, in force or not."""
    adopted = visible_policies(reading(), actor(), this_year())
    return page(found_in(adopted, public_id), adopted, unit=None, year=this_year())


@bp.get("/<public_id>/document.toml")
@requires(Permission.POLICY_SEE)
def document(public_id: str) -> ResponseReturnValue:
    """The document as it was published, byte for byte: what its digest was taken of."""
    found = found_in(visible_policies(reading(), actor(), this_year()), public_id).version
    name = f"{found.code}-v{found.version}.toml"
    return send_file(io.BytesIO(found.document), "application/toml", as_attachment=True, download_name=name)


def found_in(adopted: list[Adopted], public_id: str) -> Adopted:
    """The version of this name among those that the actor may read.

    Raises:
        NotFoundError: there is none.
    """
    return found_or_404(next((one for one in adopted if one.version.public_id == public_id), None))


def chosen_unit(year: int) -> Unit | None:
    """The unit whose policy is asked for; None where the actor has no unit at all."""
    asked = request.args.get("unit", "")
    if asked:
        return found_or_404(unit_in_sight(reading(), actor(), asked, year))
    units = own_units(reading(), actor(), year)
    if actor().served_cadres and len(actor().served_cadres) > 1:
        posted = reading().people.postings_of(subject().id)
        mine = {posting.unit_id for posting in posted}
        units = [unit for unit in units if unit.id in mine] or units
    return units[0] if units else None


def page(found: Adopted | None, adopted: list[Adopted], *, unit: Unit | None, year: int) -> str:
    """The page of a version, or the one that says that there is none."""
    if found is None:
        return render_template("policies/none.html", unit=unit, year=year, adopted=adopted)
    earlier = [one for one in adopted if is_version_of(one, found)]
    return render_template(
        "policies/show.html",
        found=found,
        policy=policy_of(found.version.document),
        article=describe(policy_of(found.version.document), naming_places(_)),
        unit=unit or found.unit,
        year=year,
        versions=earlier,
        others=[one for one in adopted if one not in earlier and one.version.status == "published"],
        changed=changes_since(found, earlier),
    )


def is_version_of(one: Adopted, other: Adopted) -> bool:
    """Whether two are versions of one policy of one unit."""
    return one.unit.id == other.unit.id and one.version.code == other.version.code


def changes_since(found: Adopted, versions: list[Adopted]) -> tuple[SectionChange, ...]:
    """What the version says otherwise than the one before it; nothing for the first."""
    before = [one for one in versions if one.version.version == found.version.version - 1]
    if not before:
        return ()
    return changes(policy_of(before[0].version.document), policy_of(found.version.document), naming_places(_))
