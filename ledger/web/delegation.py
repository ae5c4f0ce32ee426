"""Delegation: what a cadre agrees to in advance with a delegate, and who reviews in a reviewer's stead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from ledger.clock import now, today
from ledger.domain.errors import ForbiddenError, InvalidError
from ledger.domain.permissions import Permission
from ledger.services.agree_delegation import end_agreement, give_agreement
from ledger.services.name_deputy import end_deputy, name_deputy, own_reviews
from ledger.web.context import actor, reading, writing
from ledger.web.filters import day
from ledger.web.forms.base import ConfirmForm
from ledger.web.forms.delegation import AgreementForm, DeputyForm
from ledger.web.guard import requires

if TYPE_CHECKING:
    from datetime import date

    from flask.typing import ResponseReturnValue

bp = Blueprint("delegation", __name__, url_prefix="/delegation")


@bp.route("/agreements", methods=["GET", "POST"])
@requires(Permission.DELEGATION_AGREE)
def agreements() -> ResponseReturnValue:
    """The cadre's agreements with delegates, and one more."""
    person_id = own_person()
    delegates = reading().delegations.delegates_of(person_id, today())
    form = AgreementForm(begins_on=today())
    form.offer(delegates)
    if form.validate_on_submit():
        try:
            give_agreement(
                writing(),
                actor(),
                form.delegate.data,
                form.begins_on.data or today(),
                form.ends_on.data or today(),
                on=today(),
                now=now(),
                form_key=form.once(),
            )
        except InvalidError as error:
            form.add_faults(error)
        else:
            flash(agreed(form.begins_on.data or today()))
            return redirect(url_for(".agreements"))
    found = reading().delegations.agreements_of(person_id)
    page = render_template("delegation/agreements.html", form=form, delegates=delegates, agreements=found)
    return page, 422 if form.is_submitted() else 200


def agreed(begins_on: date) -> str:
    """That an agreement was made, and from when it holds."""
    if begins_on > today():
        return str(
            _("约定已记下：从 %(day)s 起，代录的内容不用逐条确认，随时可以查看和结束。", day=day(begins_on))
        )
    return str(_("约定已生效：这段时间里代录的内容不用逐条确认，随时可以查看和结束。"))


@bp.post("/agreements/<public_id>/end")
@requires(Permission.DELEGATION_AGREE)
def end(public_id: str) -> ResponseReturnValue:
    """End an agreement from now on."""
    end_agreement(writing(), actor(), public_id, now=now(), form_key=ConfirmForm().once())
    flash(_("约定已结束，今后代录的内容由本人逐条确认。"))
    return redirect(url_for(".agreements"))


@bp.route("/deputies", methods=["GET", "POST"])
@requires(Permission.ENTRY_REVIEW)
def deputies() -> ResponseReturnValue:
    """Who reviews in the actor's stead, and one more."""
    units = reading().units.by_ids(own_reviews(actor()))
    form = DeputyForm(begins_on=today())
    if form.validate_on_submit():
        try:
            name_deputy(
                writing(),
                actor(),
                form.username.data or "",
                form.begins_on.data or today(),
                form.ends_on.data or today(),
                on=today(),
                now=now(),
                form_key=form.once(),
            )
        except InvalidError as error:
            form.add_faults(error)
        else:
            flash(_("已请人代审，到期自动结束；每次办理都会写明代谁办理。"))
            return redirect(url_for(".deputies"))
    found = reading().delegations.deputies_of(actor().account_id)
    page = render_template("delegation/deputies.html", form=form, units=list(units.values()), deputies=found)
    return page, 422 if form.is_submitted() else 200


@bp.post("/deputies/<public_id>/end")
@requires(Permission.ENTRY_REVIEW)
def end_stead(public_id: str) -> ResponseReturnValue:
    """The deputy reviews no longer."""
    end_deputy(writing(), actor(), public_id, now=now(), form_key=ConfirmForm().once())
    flash(_("代审已结束。"))
    return redirect(url_for(".deputies"))


def own_person() -> int:
    """The cadre whose word is asked.

    Raises:
        ForbiddenError: the actor is none.
    """
    person_id = actor().own_cadre
    if person_id is None:
        raise ForbiddenError
    return person_id
