"""The way in: each to the page where their work begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, url_for
from flask_login import current_user

from ledger.domain.permissions import Permission
from ledger.web.context import actor_or_none
from ledger.web.guard import public
from ledger.web.navigation import has_page, places_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("home", __name__)

FIRST_PAGES: tuple[tuple[Permission, str], ...] = (
    (Permission.ENTRY_LOG, "years.own"),
    (Permission.DEPARTMENT_SEE, "departments.show"),
    (Permission.ENTRY_REVIEW, "reviews.queue"),
    (Permission.ACCOUNT_MANAGE, "accounts.list_accounts"),
    (Permission.ROLE_GRANT, "grants.list_grants"),
    (Permission.TRAIL_SEE, "trail.list_trail"),
)
"""Where a person's work begins: the first that they may open."""


@bp.get("/")
@public
def home() -> ResponseReturnValue:
    """To the sign-in page, or to where this person's work begins."""
    actor = actor_or_none()
    if actor is None:
        return redirect(url_for("sign_in.sign_in"))
    if current_user.must_change_password:
        return redirect(url_for("sign_in.password"))
    for permission, endpoint in FIRST_PAGES:
        if actor.may(permission) and has_page(endpoint):
            return redirect(url_for(endpoint))
    return render_template("home.html", places=places_of(actor))
