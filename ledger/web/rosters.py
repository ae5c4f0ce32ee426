"""Import of a roster: bring the file, look at the dry run, enter the people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ledger.clock import now, today
from ledger.domain.errors import ConflictError, InvalidError
from ledger.domain.permissions import Permission
from ledger.files.faults import FileError
from ledger.services.import_roster import (
    check_kept_roster,
    choose_roster_columns,
    import_roster,
    keep_roster,
    load_roster,
)
from ledger.web.context import actor, reading, writing
from ledger.web.errors import status_of
from ledger.web.forms.imports import TakeForm
from ledger.web.forms.people import given
from ledger.web.forms.rosters import RosterColumnsForm, RosterUploadForm
from ledger.web.guard import requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ledger.store.uploads import Upload

bp = Blueprint("rosters", __name__, url_prefix="/people/roster")

SHOWN = 200


@bp.route("", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def new() -> ResponseReturnValue:
    """Bring a roster."""
    form = RosterUploadForm(begin=today().replace(month=1, day=1))
    status = 422 if form.is_submitted() else 200
    if form.validate_on_submit():
        name, content = form.content()
        key = form.once_with(content)
        day = given(form.begin.data)
        try:
            kept = keep_roster(writing(), actor(), day, name, content, on=today(), now=now(), form_key=key)
            return redirect(url_for(".check", upload_id=kept))
        except InvalidError as error:
            form.add_faults(error)
        except FileError as error:
            form.file.errors = [*form.file.errors, error.say(_)]
            status = status_of(error)
    return render_template("rosters/new.html", form=form), status


@bp.route("/<upload_id>", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def check(upload_id: str) -> ResponseReturnValue:
    """The dry run: correct the columns, or enter the people."""
    upload = load_roster(reading(), actor(), upload_id)
    if request.method == "POST" and request.form.get("act") == "take":
        return _take(upload)
    if upload.finished_at is not None:
        return redirect(url_for(".done", upload_id=upload_id))
    form = RosterColumnsForm()
    if request.method == "POST":
        return _correct(upload, form)
    return _dry_run(upload, form)


def _correct(upload: Upload, form: RosterColumnsForm) -> ResponseReturnValue:
    form.offer(check_kept_roster(reading(), actor(), upload, on=today()).columns)
    if form.validate():
        try:
            chosen, day = form.chosen(), given(form.begin.data)
            choose_roster_columns(writing(), actor(), upload.public_id, chosen, day, on=today())
            return redirect(url_for(".check", upload_id=upload.public_id))
        except InvalidError as error:
            form.add_faults(error)
    return _dry_run(upload, form, status=422)


def _take(upload: Upload) -> ResponseReturnValue:
    form = TakeForm()
    if not form.validate():
        return _dry_run(upload, RosterColumnsForm(formdata=None), status=422)
    seen, key = form.seen.data or "", form.once()
    try:
        count = import_roster(writing(), actor(), upload.public_id, seen, on=today(), now=now(), form_key=key)
    except ConflictError as error:
        if load_roster(reading(), actor(), upload.public_id).finished_at is not None:
            raise
        flash(error.say(_), "fault")
        return _dry_run(upload, RosterColumnsForm(formdata=None), status=409)
    flash(ngettext("已登记 %(num)d 人。", "已登记 %(num)d 人。", count))
    return redirect(url_for(".done", upload_id=upload.public_id))


def _dry_run(upload: Upload, form: RosterColumnsForm, status: int = 200) -> ResponseReturnValue:
    """The page of the dry run; a form that was sent keeps what was chosen in it."""
    found = check_kept_roster(reading(), actor(), upload, on=today())
    form.offer(found.columns)
    if not form.errors:
        form.show(found.chosen, found.default_begin)
    page = render_template(
        "rosters/check.html",
        upload=upload,
        found=found,
        columns=form,
        take=TakeForm(formdata=None, seen=found.digest),
        faulty=[(fault, fault.sentence.say(_)) for fault in found.faulty[:SHOWN]],
        shown=SHOWN,
    )
    return page, status


@bp.get("/<upload_id>/done")
@requires(Permission.PEOPLE_MANAGE)
def done(upload_id: str) -> ResponseReturnValue:
    """What was entered."""
    upload = load_roster(reading(), actor(), upload_id)
    if upload.finished_at is None:
        return redirect(url_for(".check", upload_id=upload_id))
    return render_template("rosters/done.html", upload=upload)
