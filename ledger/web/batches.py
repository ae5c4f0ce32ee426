"""批量打印: the summaries of a whole subtree, printed by workers while one does something else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, current_app, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from ledger.batch_files import folder_of
from ledger.clock import now
from ledger.domain.errors import NotFoundError
from ledger.domain.permissions import Permission
from ledger.domain.wording import N_
from ledger.services.print_batch import cancel_batch, start_batch, take_result
from ledger.store.readings_departments import roots_of, years_kept
from ledger.web.context import actor, reading, this_year, writing
from ledger.web.forms.base import ConfirmForm, LedgerForm
from ledger.web.forms.units import UnitField
from ledger.web.guard import found_or_404, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ledger.config import Config
    from ledger.domain.batch import Batch

bp = Blueprint("batches", __name__, url_prefix="/batches")

FORMS = {"zip": N_("每人一份（ZIP）"), "volume": N_("合订一册（PDF，带书签）")}
LANGUAGES = {"zh": N_("中文"), "en": N_("英文")}
STATES = {
    "waiting": N_("等待中"),
    "running": N_("正在打印"),
    "done": N_("已完成"),
    "cancelled": N_("已取消"),
    "failed": N_("没有完成"),
}
ALIVE_WITHIN = timedelta(seconds=15)
ENDINGS = {"zip": ("application/zip", "zip"), "volume": ("application/pdf", "pdf")}


class BatchForm(LedgerForm):
    """What to print."""

    for_unit = UnitField(_l("单位（连同下级）"))
    year = SelectField(_l("年度"), coerce=int)
    form = SelectField(_l("形式"))
    language = SelectField(_l("语言"))

    def offer(self, years: list[int]) -> None:
        """Give the lists their choices."""
        self.year.choices = [(year, str(year)) for year in years]
        self.form.choices = [(code, _(name)) for code, name in FORMS.items()]
        self.language.choices = [(code, _(name)) for code, name in LANGUAGES.items()]


@dataclass(frozen=True)
class Progress:
    """How far a batch is, and about how long it will still take."""

    batch: Batch
    made: int
    seconds_left: int | None
    workers: int
    mine: bool
    """Whether the actor may see all that is in it, now."""

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        return str(_(STATES[self.batch.state]))

    @property
    def is_there(self) -> bool:
        """Whether the result can still be taken."""
        return self.batch.is_there(now())


@bp.route("", methods=["GET", "POST"])
@requires(Permission.BATCH_PRINT)
def new() -> ResponseReturnValue:
    """What to print, and what was printed lately."""
    form = BatchForm()
    years = sorted({*years_kept(reading().session, roots_of(reading().session, actor())), this_year()})
    form.offer(years[::-1])
    if not form.is_submitted():
        form.for_unit.data = request.args.get("unit", "")
        form.year.data = request.args.get("year", this_year(), type=int)
        return page(form)
    if not form.validate():
        return page(form), 422
    name = start_batch(
        writing(),
        actor(),
        found_or_404(form.for_unit.unit),
        year=form.year.data,
        form=form.form.data,
        language=form.language.data,
        now=now(),
        form_key=form.once(),
    )
    return redirect(url_for(".show", public_id=name))


@bp.get("/<public_id>")
@requires(Permission.BATCH_PRINT)
def show(public_id: str) -> ResponseReturnValue:
    """One batch: how far it is, and its result; a part of the page where only that was asked for."""
    progress = progress_of(public_id)
    if request.headers.get("HX-Request"):
        return render_template("batches/_progress.html", progress=progress)
    unit = reading().units.get(progress.batch.unit_id)
    return render_template("batches/show.html", progress=progress, unit=unit, forms=FORMS)


@bp.post("/<public_id>/cancel")
@requires(Permission.BATCH_PRINT)
def cancel(public_id: str) -> ResponseReturnValue:
    """Stop a batch."""
    cancel_batch(writing(), actor(), public_id, now=now(), form_key=ConfirmForm().once())
    flash(_("已取消。已经出具的核验码仍然有效。"))
    return redirect(url_for(".show", public_id=public_id))


@bp.get("/<public_id>/result")
@requires(Permission.BATCH_PRINT)
def result(public_id: str) -> ResponseReturnValue:
    """The result, for who may see all of it at this moment."""
    batch = take_result(writing(), actor(), public_id, now=now())
    config: Config = current_app.config["TAIZHANG"]
    file = folder_of(config.data_dir, batch.public_id) / batch.sha256
    if not file.is_file():
        raise NotFoundError
    unit = reading().units.get(batch.unit_id)
    kind, ending = ENDINGS[batch.form]
    name = _("年度总结-%(year)s-%(name)s", year=batch.year, name="" if unit is None else unit.name)
    return send_file(file, kind, as_attachment=True, download_name=f"{name}.{ending}")


def page(form: BatchForm) -> str:
    """The page with the form and the latest batches."""
    latest = reading().batches.of_department(actor())
    return render_template("batches/new.html", form=form, latest=latest, states=STATES, forms=FORMS)


def progress_of(public_id: str) -> Progress:
    """How far a batch is.

    Raises:
        NotFoundError: there is none that the actor may see.
    """
    batches, moment = reading().batches, now()
    batch = found_or_404(batches.visible(public_id, actor()))
    made = batches.made(batch.id)
    left = None
    if batch.state == "running" and batch.started_at is not None and made:
        spent = (moment - batch.started_at) // timedelta(milliseconds=1)
        left = max(1, spent * (batch.total - made) // made // 1000)
    return Progress(
        batch, made, left, batches.live_workers(moment - ALIVE_WITHIN), batches.sees_all(batch, actor())
    )
