"""Import of handled messages: bring the file, look at the dry run, take the good rows, hand them in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ledger.clock import now, today
from ledger.domain.errors import ConflictError, ForbiddenError, InvalidError
from ledger.domain.masking import MASKED_NAMES
from ledger.domain.permissions import Permission
from ledger.files.faults import FileError
from ledger.services.check_messages import draft_of
from ledger.services.import_messages import (
    check_upload,
    choices_of,
    choose_columns,
    import_messages,
    keep_messages,
    load_upload,
    submit_imported,
)
from ledger.web.context import actor, reading, subject, writing
from ledger.web.errors import status_of
from ledger.web.forms.base import ConfirmForm
from ledger.web.forms.imports import ColumnsForm, TakeForm, UploadForm
from ledger.web.guard import requires
from ledger.web.navigation import served

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ledger.store.uploads import Upload

bp = Blueprint("imports", __name__, url_prefix="/imports")

SHOWN_FAULTS, SHOWN_ROWS = 200, 10


@bp.route("/messages", methods=["GET", "POST"])
@requires(Permission.MESSAGES_IMPORT)
def new() -> ResponseReturnValue:
    """Bring a file: for whom, and how long a reply took."""
    form = UploadForm()
    form.offer(served(actor()), subject())
    status = 200
    if form.validate_on_submit():
        status = 422
        try:
            return redirect(url_for(".check", upload_id=_keep(form)))
        except InvalidError as error:
            form.add_faults(error)
        except FileError as error:
            form.file.errors = [*form.file.errors, error.say(_)]
            status = status_of(error)
    elif form.is_submitted():
        status = 422
    return render_template("imports/new.html", form=form), status


def _keep(form: UploadForm) -> str:
    people = {person.public_id: person.id for person in served(actor())}
    if form.person.data not in people:
        raise ForbiddenError
    minutes = form.minutes_each()
    name, content = form.content()
    key = form.once_with(content)
    return keep_messages(
        writing(), actor(), people[form.person.data], minutes, name, content, now=now(), form_key=key
    )


@bp.route("/messages/<upload_id>", methods=["GET", "POST"])
@requires(Permission.MESSAGES_IMPORT)
def check(upload_id: str) -> ResponseReturnValue:
    """The dry run: correct the columns, or take the good rows."""
    upload = load_upload(reading(), actor(), upload_id)
    if request.method == "POST" and request.form.get("act") == "take":
        return _take(upload)
    if upload.finished_at is not None:
        return redirect(url_for(".done", upload_id=upload_id))
    form = ColumnsForm()
    if request.method == "POST":
        return _correct(upload, form)
    return _dry_run(upload, form)


def _correct(upload: Upload, form: ColumnsForm) -> ResponseReturnValue:
    form.offer(check_upload(reading(), actor(), upload, on=today()).table.columns)
    if form.validate():
        try:
            choose_columns(writing(), actor(), upload.public_id, form.chosen(), form.minutes_each())
            return redirect(url_for(".check", upload_id=upload.public_id))
        except InvalidError as error:
            form.add_faults(error)
    return _dry_run(upload, form, status=422)


def _take(upload: Upload) -> ResponseReturnValue:
    form = TakeForm()
    if not form.validate():
        return _dry_run(upload, ColumnsForm(formdata=None), status=422)
    try:
        count = import_messages(
            writing(),
            actor(),
            upload.public_id,
            form.seen.data or "",
            on=today(),
            now=now(),
            form_key=form.once(),
        )
    except ConflictError as error:
        fresh = load_upload(reading(), actor(), upload.public_id)
        if fresh.finished_at is not None:
            raise
        flash(error.say(_), "fault")
        return _dry_run(fresh, ColumnsForm(formdata=None), status=409)
    flash(ngettext("已导入 %(num)d 条草稿。", "已导入 %(num)d 条草稿。", count))
    return redirect(url_for(".done", upload_id=upload.public_id))


def _dry_run(upload: Upload, form: ColumnsForm, status: int = 200) -> ResponseReturnValue:
    """The page of the dry run; a form that was sent keeps what was chosen in it."""
    found = check_upload(reading(), actor(), upload, on=today())
    form.offer(found.table.columns)
    if not form.errors:
        form.show(found.chosen, found.minutes)
    page = render_template(
        "imports/check.html",
        upload=upload,
        person=reading().people.get(choices_of(upload).person_id),
        found=found,
        columns=form,
        take=TakeForm(formdata=None, seen=found.digest),
        masked=[
            (name, (found.masked or {})[kind])
            for kind, name in MASKED_NAMES.items()
            if kind in (found.masked or {})
        ],
        faulty=[(fault, fault.sentence.say(_)) for fault in found.faulty[:SHOWN_FAULTS]],
        sample=[(message, draft_of(message)) for message in found.good[:SHOWN_ROWS]],
    )
    return page, status


@bp.get("/messages/<upload_id>/done")
@requires(Permission.MESSAGES_IMPORT)
def done(upload_id: str) -> ResponseReturnValue:
    """What was added, and the way to hand it in."""
    upload = load_upload(reading(), actor(), upload_id)
    if upload.finished_at is None:
        return redirect(url_for(".check", upload_id=upload_id))
    drafts = len(reading().entries.drafts_of_upload(upload.id, actor()))
    person = reading().people.get(choices_of(upload).person_id)
    return render_template("imports/done.html", upload=upload, drafts=drafts, person=person)


@bp.post("/messages/<upload_id>/submit")
@requires(Permission.MESSAGES_IMPORT)
def submit(upload_id: str) -> ResponseReturnValue:
    """Hand in all drafts of this import at once."""
    form = ConfirmForm()
    if form.validate_on_submit():
        count = submit_imported(writing(), actor(), upload_id, on=today(), now=now(), form_key=form.once())
        flash(ngettext("已提交 %(num)d 条，等待审核。", "已提交 %(num)d 条，等待审核。", count))
    return redirect(url_for(".done", upload_id=upload_id))
