"""Roles in their scopes, for the security administrator: who holds which, grant and take back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ledger.clock import now, today
from ledger.domain.errors import InvalidError
from ledger.domain.permissions import Permission
from ledger.services.grant_roles import WantedGrant, grant_role, revoke_role
from ledger.store.readings_accounts import account_page, find_people, find_units, grant_lines
from ledger.web.context import actor, reading, writing
from ledger.web.forms.accounts import GrantForm, pick
from ledger.web.forms.base import ConfirmForm
from ledger.web.forms.entries import page_asked
from ledger.web.guard import found_or_404, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("grants", __name__, url_prefix="/grants")


@bp.get("")
@requires(Permission.ROLE_GRANT)
def list_grants() -> ResponseReturnValue:
    """All accounts with the roles that they hold today."""
    text = request.args.get("q", "")
    found = account_page(reading().session, actor(), today(), text, page_asked())
    return render_template("grants/list.html", found=found, text=text, page=found.page)


@bp.route("/<public_id>", methods=["GET", "POST"])
@requires(Permission.ROLE_GRANT)
def show(public_id: str) -> ResponseReturnValue:
    """The grants of an account, and one more."""
    account = found_or_404(reading().accounts.by_public_id(public_id))
    form = GrantForm(begins_on=today())
    form.offer_roles(account)
    if form.validate_on_submit():
        try:
            grant_role(writing(), actor(), public_id, wanted(form), now=now(), form_key=form.once())
        except InvalidError as error:
            form.add_faults(error)
        else:
            flash(_("已授权，从下一次打开页面起生效。"))
            return redirect(url_for("grants.show", public_id=public_id))
    grants = grant_lines(reading().session, actor(), account.id)
    page = render_template("grants/show.html", account=account, grants=grants, form=form)
    return page, 422 if form.is_submitted() else 200


def wanted(form: GrantForm) -> WantedGrant:
    """The grant that the form describes; only the scope that its role asks is looked up."""
    session, role = reading().session, form.chosen_role
    person_id, unit_id = None, None
    if role == "delegate":
        people = find_people(session, actor(), form.person.data or "", today())
        person_id = pick(form.person, form.person_choice, people)
    if role in {"reviewer", "organisation"}:
        units = find_units(session, actor(), form.unit.data or "")
        unit_id = pick(form.unit, form.unit_choice, units)
    return WantedGrant(role, form.begins_on.data or today(), form.ends_on.data, person_id, unit_id)


@bp.post("/<public_id>/<grant_public_id>/revoke")
@requires(Permission.ROLE_GRANT)
def revoke(public_id: str, grant_public_id: str) -> ResponseReturnValue:
    """Takes a granted role back."""
    form = ConfirmForm()
    if form.validate_on_submit():
        revoke_role(writing(), actor(), public_id, grant_public_id, now=now(), form_key=form.once())
        flash(_("授权已收回。"))
    return redirect(url_for("grants.show", public_id=public_id))
