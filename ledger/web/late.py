"""补记申请: a cadre asks for a locked month to be opened, the department decides."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ledger.clock import now, today
from ledger.domain.errors import ForbiddenError, InvalidError
from ledger.domain.period import RequestStatus, months_of
from ledger.domain.permissions import Permission
from ledger.services.log_late import ask_late, check_may_decide, decide_late
from ledger.services.period_guard import Span, refusals
from ledger.store.readings_closing import late_requests
from ledger.web.context import actor, reading, subject, writing
from ledger.web.forms.periods import LateDecisionForm, LateForm
from ledger.web.guard import found_or_404, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ledger.domain.period import LateRequest

bp = Blueprint("late", __name__, url_prefix="/late")


@bp.get("")
@requires(Permission.LATE_SEE)
def list_requests() -> ResponseReturnValue:
    """Own requests, and for a department those of its subtree; those that wait first."""
    return render_template("late/list.html", lines=late_requests(reading().session, actor()))


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.LATE_ASK)
def new() -> ResponseReturnValue:
    """Ask for a locked month to be opened."""
    months = locked_months()
    form = LateForm()
    form.offer(months)
    if not form.is_submitted():
        form.month.data = request.args.get("month", "")
    elif form.validate():
        try:
            name = ask_late(
                writing(),
                actor(),
                subject().id,
                form.first,
                form.reason.data or "",
                on=today(),
                now=now(),
                form_key=form.once(),
            )
        except InvalidError as error:
            form.add_faults(error)
        else:
            flash(_("申请已提交，等待组织部门办理。"))
            return redirect(url_for(".show", public_id=name))
    page = render_template("late/new.html", form=form, months=months)
    return page, 422 if form.is_submitted() else 200


@bp.route("/<public_id>", methods=["GET", "POST"])
@requires(Permission.LATE_SEE)
def show(public_id: str) -> ResponseReturnValue:
    """One request; its department decides here."""
    found = found_or_404(reading().late_requests.visible(public_id, actor()))
    form = LateDecisionForm()
    if form.is_submitted():
        check_may_decide(reading(), actor(), found)
        if form.validate():
            try:
                decide_late(
                    writing(),
                    actor(),
                    public_id,
                    form.answer.data or "",
                    form.days,
                    on=today(),
                    now=now(),
                    form_key=form.once(),
                )
            except InvalidError as error:
                form.add_faults(error)
            else:
                flash(_("已办理。"))
                return redirect(url_for(".show", public_id=public_id))
    page = render_template(
        "late/show.html",
        found=found,
        form=form,
        person=reading().people.get(found.person_id),
        decides=decides(found),
    )
    return page, 422 if form.is_submitted() else 200


def decides(found: LateRequest) -> bool:
    """Whether the actor may decide on a request that waits."""
    try:
        check_may_decide(reading(), actor(), found)
    except ForbiddenError:
        return False
    return found.status is RequestStatus.ASKED


def locked_months() -> list[date]:
    """The months since the beginning of last year that are locked for the cadre, latest first."""
    on = today()
    months = list(months_of(date(on.year - 1, 1, 1), on))
    spans = [Span(subject().id, month, month) for month in months]
    return sorted((span.begins_on for span in refusals(reading(), actor(), spans, on=on)), reverse=True)
