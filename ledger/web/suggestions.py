"""投诉建议: anybody writes, named or not; the organisation department takes up and answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _

from ledger.clock import now, today
from ledger.domain.errors import InvalidError
from ledger.domain.permissions import Permission
from ledger.services.handle_suggestion import answer_suggestion, may_handle, take_up
from ledger.services.write_suggestion import write_suggestion
from ledger.store.suggestions import PAGE
from ledger.web.context import actor, reading, writing
from ledger.web.forms.base import ConfirmForm
from ledger.web.forms.entries import page_asked
from ledger.web.forms.suggestions import AnswerForm, ReceiptForm, SuggestionForm
from ledger.web.guard import found_or_404, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("suggestions", __name__, url_prefix="/suggestions")

RECEIPT = "receipt"
"""Where the session keeps the receipt that is looked at: an address with it would stay in histories."""


@bp.get("")
@requires(Permission.SIGNED_IN)
def list_suggestions() -> ResponseReturnValue:
    """One's own suggestions, and for a department those of its subtree."""
    repository = reading().suggestions
    pages = max(1, -(-repository.count(actor()) // PAGE))
    page = min(page_asked(), pages)
    lines = repository.lines(actor(), page)
    return render_template("suggestions/list.html", lines=lines, page=page, pages=pages)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
def new() -> ResponseReturnValue:
    """Write one."""
    form = SuggestionForm(about=request.args.get("about", ""))
    if form.validate_on_submit():
        try:
            written = write_suggestion(
                writing(),
                actor(),
                form.kind.data,
                form.words.data or "",
                about=form.about.data or "",
                named=not form.nameless.data,
                on=today(),
                now=now(),
                form_key=form.once(),
            )
        except InvalidError as error:
            form.add_faults(error)
        else:
            session[RECEIPT] = written.receipt
            flash(_("已收到，谢谢。"))
            return redirect(url_for("suggestions.receipt"))
    page = render_template("suggestions/new.html", form=form)
    return page, 422 if form.is_submitted() else 200


@bp.route("/receipt", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
def receipt() -> ResponseReturnValue:
    """What a receipt stands for, with the answer once there is one."""
    form = ReceiptForm(formdata=request.form if request.method == "POST" else None)
    if form.validate_on_submit():
        session[RECEIPT] = "".join((form.receipt.data or "").split()).lower()
        return redirect(url_for("suggestions.receipt"))
    code = session.get(RECEIPT, "")
    found = reading().suggestions.by_receipt(code) if code else None
    page = render_template("suggestions/receipt.html", form=form, code=code, found=found)
    return page, 422 if form.is_submitted() else 200


@bp.route("/<public_id>", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
def show(public_id: str) -> ResponseReturnValue:
    """One suggestion; its department answers here."""
    found = found_or_404(reading().suggestions.visible(public_id, actor()))
    form = AnswerForm()
    if form.validate_on_submit():
        text = form.answer.data or ""
        try:
            answer_suggestion(writing(), actor(), public_id, text, now=now(), form_key=form.once())
        except InvalidError as error:
            form.add_faults(error)
        else:
            flash(_("已答复。"))
            return redirect(url_for("suggestions.show", public_id=public_id))
    handles = may_handle(reading(), actor(), found)
    page = render_template("suggestions/show.html", found=found, form=form, handles=handles)
    return page, 422 if form.is_submitted() else 200


@bp.post("/<public_id>/take-up")
@requires(Permission.SUGGESTION_HANDLE)
def begin_handling(public_id: str) -> ResponseReturnValue:
    """Shows the writer that somebody is at work on it."""
    form = ConfirmForm()
    if form.validate_on_submit():
        take_up(writing(), actor(), public_id, now=now(), form_key=form.once())
        flash(_("已转为办理中。"))
    return redirect(url_for("suggestions.show", public_id=public_id))
