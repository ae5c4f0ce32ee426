"""What is done to entries besides writing them: handing in, taking back, copying, linking, presets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ledger.clock import now, today
from ledger.domain.errors import InvalidError
from ledger.domain.period import ClosedPeriodError
from ledger.domain.permissions import Permission
from ledger.domain.vocabulary import Channel
from ledger.services.keep_preset import keep_preset, remove_preset, suggested_name
from ledger.services.log_entry import link_check, load_own, submit_entries, withdraw_entry
from ledger.services.reverse_posting import reverse_entry
from ledger.store.divisions import places_like
from ledger.store.readings_entries import names_to_hand_in, recent_places
from ledger.web.closed import to_request
from ledger.web.context import actor, reading, subject, writing
from ledger.web.entries import asked_channel, done, form_for
from ledger.web.entries import bp as entries_bp
from ledger.web.forms.base import ConfirmForm
from ledger.web.forms.entries import entry_filter
from ledger.web.guard import requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = entries_bp


@bp.post("/submit")
@requires(Permission.ENTRY_LOG)
def submit_many() -> ResponseReturnValue:
    """Hand in the entries that were ticked, or every one that the list was narrowed to; all or none."""
    chosen = request.form.getlist("entry")
    if request.form.get("every"):
        wanted = entry_filter(reading().topics.all(), subject().id, ())
        chosen = names_to_hand_in(reading().session, actor(), wanted)
    if not chosen:
        flash(_("还没有勾选台账，请先勾选要提交的。"), "fault")
        return redirect(url_for(".list_entries", status="draft"))
    form = ConfirmForm()
    try:
        count = submit_entries(writing(), actor(), chosen, on=today(), now=now(), form_key=form.once())
    except InvalidError as error:
        said = " ".join(sentence.say(_) for sentence in error.faults.values())
        flash(_("有草稿还不能提交：%(why)s", why=said), "fault")
        return redirect(url_for(".list_entries", status="draft"))
    except ClosedPeriodError as error:
        return to_request(error)
    if subject().id == actor().own_cadre:
        said = ngettext("%(num)s 条台账已提交，等待审核。", "%(num)s 条台账已提交，等待审核。", count)
    else:
        said = ngettext(
            "%(num)s 条已提交；没有代录约定的，由本人确认后进入审核。",
            "%(num)s 条已提交；没有代录约定的，由本人确认后进入审核。",
            count,
        )
    flash(said)
    return redirect(url_for(".list_entries"))


@bp.post("/<public_id>/submit")
@requires(Permission.ENTRY_LOG)
def submit(public_id: str) -> ResponseReturnValue:
    """Hand in one entry; the cadre's word on what a delegate entered is the same act."""
    try:
        submit_entries(writing(), actor(), [public_id], on=today(), now=now(), form_key=ConfirmForm().once())
    except InvalidError as error:
        flash(" ".join(sentence.say(_) for sentence in error.faults.values()), "fault")
        return redirect(url_for(".edit", public_id=public_id))
    except ClosedPeriodError as error:
        return to_request(error)
    flash(done(load_own(writing(), actor(), public_id), "submit"))
    return redirect(url_for(".show", public_id=public_id))


@bp.post("/<public_id>/withdraw")
@requires(Permission.ENTRY_LOG)
def withdraw(public_id: str) -> ResponseReturnValue:
    """Take one entry back; it can be changed and handed in again."""
    withdraw_entry(writing(), actor(), public_id, now=now(), form_key=ConfirmForm().once())
    flash(_("已撤回。需要时可以修改后再提交。"))
    return redirect(url_for(".show", public_id=public_id))


@bp.post("/<public_id>/reverse")
@requires(Permission.POSTING_REVERSE)
def reverse(public_id: str) -> ResponseReturnValue:
    """Reverse the posting of an approved entry; it goes back to the cadre with the reason."""
    reason = request.form.get("reason", "")
    try:
        reverse_entry(
            writing(), actor(), public_id, reason, on=today(), now=now(), form_key=ConfirmForm().once()
        )
    except InvalidError as error:
        flash(" ".join(sentence.say(_) for sentence in error.faults.values()), "fault")
        return redirect(url_for(".show", public_id=public_id))
    flash(_("已红字冲销，台账退回给对方修改，原因已告知。"))
    return redirect(url_for(".show", public_id=public_id))


@bp.get("/<public_id>/copy")
@requires(Permission.ENTRY_LOG)
def copy(public_id: str) -> ResponseReturnValue:
    """To a new entry like this one."""
    entry = load_own(reading(), actor(), public_id)
    return redirect(url_for(".new", channel=entry.draft.channel.value, copy=public_id))


@bp.post("/<public_id>/link")
@requires(Permission.ENTRY_LOG)
def link(public_id: str) -> ResponseReturnValue:
    """Join this entry to one of the other channel: the finding online, the check in the field."""
    entry, other = load_own(reading(), actor(), public_id), request.form.get("other", "")
    pair = (public_id, other) if entry.draft.channel is Channel.ONLINE else (other, public_id)
    try:
        link_check(writing(), actor(), *pair, now=now(), form_key=ConfirmForm().once())
    except InvalidError as error:
        flash(" ".join(sentence.say(_) for sentence in error.faults.values()), "fault")
        return redirect(url_for(".show", public_id=public_id))
    flash(_("已关联：线上发现 → 线下核查。"))
    return redirect(url_for(".show", public_id=public_id))


@bp.get("/places")
@requires(Permission.ENTRY_LOG)
def places() -> ResponseReturnValue:
    """Suggestions for a place: own ones first, then divisions."""
    text = request.args.get("place_name", "").strip()[:40]
    names = recent_places(reading().session, subject().id, text)
    names += [division.name for division in places_like(text) if division.name not in names]
    return render_template("entries/_places.html", places=names)


@bp.post("/presets")
@requires(Permission.ENTRY_LOG)
def keep() -> ResponseReturnValue:
    """Keep the form as it stands as a preset."""
    form = form_for(asked_channel())
    fault, uow = "", writing()
    try:
        draft = form.draft()
        name = (form.preset_name.data or "").strip() or suggested_name(draft, _)
        keep_preset(uow, actor(), subject().id, name, draft, now=now())
    except InvalidError as error:
        fault = " ".join(sentence.say(_) for sentence in error.faults.values())
    if request.headers.get("HX-Request"):
        # What was just written is not in the snapshot that this request reads from.
        found = uow.presets.of_person(subject().id)
        return render_template("entries/_presets.html", presets=found, fault=fault, kept=_("已存为常用。"))
    flash(fault or _("已存为常用。"), "fault" if fault else "message")
    return redirect(url_for(".new", channel=form.channel.value))


@bp.post("/presets/<public_id>/remove")
@requires(Permission.ENTRY_LOG)
def remove(public_id: str) -> ResponseReturnValue:
    """Take a preset out."""
    remove_preset(writing(), actor(), subject().id, public_id)
    flash(_("已从常用中移除。"))
    return redirect(url_for(".new"))
