"""Accounts, for the system administrator: create, reset, lock out and let in again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ledger.clock import now, today
from ledger.domain.errors import InvalidError
from ledger.domain.permissions import Permission
from ledger.services import manage_accounts
from ledger.store.readings_accounts import account_page, find_people
from ledger.web.context import actor, reading, writing
from ledger.web.forms.accounts import AccountForm, pick
from ledger.web.forms.base import ConfirmForm
from ledger.web.forms.entries import page_asked
from ledger.web.guard import requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ledger.services.manage_accounts import Issued

bp = Blueprint("accounts", __name__, url_prefix="/accounts")


@bp.get("")
@requires(Permission.ACCOUNT_MANAGE)
def list_accounts() -> ResponseReturnValue:
    """All accounts, found by username or name."""
    text = request.args.get("q", "")
    found = account_page(reading().session, actor(), today(), text, page_asked())
    return render_template("accounts/list.html", found=found, text=text, page=found.page, now=now())


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_MANAGE)
def new() -> ResponseReturnValue:
    """A new account, bound to a person or with a name only."""
    form = AccountForm()
    if form.validate_on_submit():
        try:
            return issued(create(form), is_new=True)
        except InvalidError as error:
            form.add_faults(error)
    page = render_template("accounts/new.html", form=form)
    return page, 422 if form.is_submitted() else 200


def create(form: AccountForm) -> Issued:
    """The account that the form describes."""
    people = find_people(reading().session, actor(), form.person.data or "", today())
    return manage_accounts.create_account(
        writing(),
        actor(),
        form.username.data or "",
        form.display_name.data or "",
        kind=form.kind.data,
        person_id=pick(form.person, form.person_choice, people),
        now=now(),
        form_key=form.once(),
    )


@bp.post("/<public_id>/password")
@requires(Permission.ACCOUNT_MANAGE)
def reset(public_id: str) -> ResponseReturnValue:
    """A new one-time password for an account."""
    form = ConfirmForm()
    if not form.validate_on_submit():
        return redirect(url_for("accounts.list_accounts"))
    return issued(
        manage_accounts.reset_password(writing(), actor(), public_id, now=now(), form_key=form.once()),
        is_new=False,
    )


def issued(found: Issued, *, is_new: bool) -> ResponseReturnValue:
    """The page that shows a one-time password, once.

    It answers the form itself: a redirect would have to carry the password along.
    """
    return render_template(
        "accounts/issued.html", account=found.account, password=found.password, is_new=is_new
    )


@bp.post("/<public_id>/use")
@requires(Permission.ACCOUNT_MANAGE)
def set_in_use(public_id: str) -> ResponseReturnValue:
    """Takes an account out of use or back into use."""
    form = ConfirmForm()
    if form.validate_on_submit():
        active = request.form.get("active") == "1"
        manage_accounts.set_in_use(
            writing(), actor(), public_id, active=active, now=now(), form_key=form.once()
        )
        flash(_("账号已重新启用。") if active else _("账号已停用，它的登录已经失效。"))
    return redirect(url_for("accounts.list_accounts", q=request.args.get("q") or None))


@bp.post("/<public_id>/unlock")
@requires(Permission.ACCOUNT_MANAGE)
def unlock(public_id: str) -> ResponseReturnValue:
    """Lets a locked account try again at once."""
    form = ConfirmForm()
    if form.validate_on_submit():
        manage_accounts.unlock(writing(), actor(), public_id, now=now(), form_key=form.once())
        flash(_("账号已解锁。"))
    return redirect(url_for("accounts.list_accounts", q=request.args.get("q") or None))
