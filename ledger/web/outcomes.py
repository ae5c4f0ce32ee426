"""Outcomes: the list, the form, one outcome, and the decision on it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ledger.clock import now, today
from ledger.domain.errors import InvalidError
from ledger.domain.outcome import Outcome, OutcomeDraft, OutcomeStatus
from ledger.domain.period import ClosedPeriodError
from ledger.domain.permissions import Permission
from ledger.domain.review import AlreadyDecidedError
from ledger.domain.vocabulary import OUTCOME_KINDS, OUTCOME_STATUSES
from ledger.services.note_look import note_look
from ledger.services.record_outcome import (
    change_outcome,
    load_own_outcome,
    record_outcome,
    refuse_outcomes,
    verify_outcomes,
)
from ledger.services.reverse_posting import reverse_outcome
from ledger.store.readings_entries import EntryLine, lines_of, recent_lines
from ledger.store.readings_history import history_of
from ledger.store.readings_outcomes import (
    OutcomeFilter,
    namesakes,
    outcome_lines,
    outcome_totals,
    outcomes_of_entry,
    sharers,
)
from ledger.web.closed import correctable_years, corrected, states_since
from ledger.web.context import actor, reading, subject, writing
from ledger.web.entries import has_others, line_text, page_link, shows_others
from ledger.web.forms.base import ConfirmForm
from ledger.web.forms.entries import choices, page_asked
from ledger.web.forms.outcomes import OutcomeForm, outcome_filter
from ledger.web.guard import found_or_404, requires
from ledger.web.own_paths import own_path
from ledger.web.postings import posted_outcome

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("outcomes", __name__, url_prefix="/outcomes")


@bp.get("")
@requires(Permission.OUTCOME_SEE)
def list_outcomes() -> ResponseReturnValue:
    """The list: own outcomes, those of others that the actor may see, or those waiting to be verified."""
    acting, session = actor(), reading().session
    others, wanted = wanted_outcomes()
    totals = outcome_totals(session, acting, wanted)
    page = min(page_asked(), totals.pages)
    lines = outcome_lines(session, acting, wanted, page)
    return render_template(
        "outcomes/list.html",
        lines=lines,
        since=states_since("outcome", lines),
        totals=totals,
        wanted=wanted,
        page=page,
        others=others,
        both=has_others(acting) and bool(acting.served_cadres),
        kinds=choices(OUTCOME_KINDS, _("全部")),
        statuses=choices(OUTCOME_STATUSES, _("全部")),
        link=page_link,
    )


def wanted_outcomes() -> tuple[bool, OutcomeFilter]:
    """Whether the list is of others, and what it is narrowed to: the same for the page and its files."""
    others = shows_others(actor())
    to_verify = others and request.args.get("todo") == "1"
    return others, outcome_filter(None if others else subject().id, to_verify=to_verify)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.OUTCOME_RECORD)
def new() -> ResponseReturnValue:
    """登记成果: the cadre alone with 1 to begin with, and the entry from which one came here."""
    form = OutcomeForm()
    recent = offer(form, ())
    if not form.is_submitted():
        own = namesakes(reading().session, actor(), [subject().id])
        form.show_shares([(own[subject().id].written, Fraction(1))])
        fill_from_entry(form, recent)
        return render_template("outcomes/form.html", form=form, outcome=None)
    try:
        if not form.validate():
            return render_template("outcomes/form.html", form=form, outcome=None), 422
        outcome = record_outcome(
            writing(), actor(), draft_of(form, recent), on=today(), now=now(), form_key=form.once()
        )
    except InvalidError as error:
        form.add_faults(error)
        return render_template("outcomes/form.html", form=form, outcome=None), 422
    except ClosedPeriodError as error:
        return render_template("outcomes/form.html", form=form, outcome=None, shut=error), 409
    flash(_("成果已登记，等待他人核实。"))
    return redirect(url_for(".show", public_id=outcome.public_id))


@bp.get("/people")
@requires(Permission.OUTCOME_RECORD)
def people() -> ResponseReturnValue:
    """Suggestions for who shares an outcome."""
    text = next((value for key, value in request.args.items() if key.endswith("-person")), "").strip()
    found = sharers(reading().session, actor(), text.split("（")[0][:40]) if text else []
    return render_template("entries/_places.html", places=[one.written for one in found])


@bp.get("/<public_id>")
@requires(Permission.OUTCOME_SEE)
def show(public_id: str) -> ResponseReturnValue:
    """One outcome: its facts, those who share it, the entries it came from, its history."""
    outcome = found_or_404(reading().outcomes.visible(public_id, actor()))
    shared = {person for person, _share in outcome.draft.shares}
    if not shared & set(actor().served_cadres):
        units = reading().outcomes.units_of([outcome.id])[outcome.id]
        unit_id = next(iter(units & set(actor().reviewed_units)), None)
        note_look(
            writing(),
            actor(),
            "outcome",
            outcome.id,
            subject_id=min(shared),
            unit_id=unit_id,
            now=now(),
        )
    return render_template("outcomes/show.html", **outcome_context(outcome))


@bp.route("/<public_id>/edit", methods=["GET", "POST"])
@requires(Permission.OUTCOME_RECORD)
def edit(public_id: str) -> ResponseReturnValue:
    """Change an outcome that is not verified; a refused one waits again."""
    outcome = load_own_outcome(reading(), actor(), public_id)
    form = OutcomeForm()
    recent = offer(form, outcome.draft.entry_ids)
    if not form.is_submitted():
        if outcome.status is OutcomeStatus.VERIFIED:  # no form for what could not be saved
            raise AlreadyDecidedError
        names = namesakes(reading().session, actor(), [person for person, _share in outcome.draft.shares])
        by_id = {line.id: line.public_id for line in recent}
        form.show(outcome.draft, names, [by_id[key] for key in outcome.draft.entry_ids if key in by_id])
        form.seen_version.data = outcome.version
        return render_template("outcomes/form.html", form=form, outcome=outcome)
    try:
        if not form.validate():
            return render_template("outcomes/form.html", form=form, outcome=outcome), 422
        change_outcome(
            writing(),
            actor(),
            public_id,
            draft_of(form, recent),
            form.seen_version.data or 0,
            on=today(),
            now=now(),
            form_key=form.once(),
        )
    except InvalidError as error:
        form.add_faults(error)
        return render_template("outcomes/form.html", form=form, outcome=outcome), 422
    except ClosedPeriodError as error:
        return render_template("outcomes/form.html", form=form, outcome=outcome, shut=error), 409
    flash(_("已保存修改，等待他人核实。"))
    return redirect(url_for(".show", public_id=public_id))


@bp.post("/verify")
@requires(Permission.OUTCOME_VERIFY)
def verify() -> ResponseReturnValue:
    """Verify the outcomes that were chosen, all or none."""
    chosen = request.form.getlist("outcome")
    if not chosen:
        flash(_("还没有勾选成果，请先勾选。"), "fault")
        return redirect(way_on())
    count = verify_outcomes(writing(), actor(), chosen, on=today(), now=now(), form_key=ConfirmForm().once())
    flash(ngettext("%(num)s 项成果已核实。", "%(num)s 项成果已核实。", count))
    return redirect(way_on())


@bp.post("/refuse")
@requires(Permission.OUTCOME_VERIFY)
def refuse() -> ResponseReturnValue:
    """Refuse the outcomes that were chosen with one reason, all or none."""
    chosen, reason = request.form.getlist("outcome"), request.form.get("reason", "")
    if not chosen:
        flash(_("还没有勾选成果，请先勾选。"), "fault")
        return redirect(way_on())
    try:
        count = refuse_outcomes(
            writing(), actor(), chosen, reason, on=today(), now=now(), form_key=ConfirmForm().once()
        )
    except InvalidError as error:
        flash(" ".join(sentence.say(_) for sentence in error.faults.values()), "fault")
        return redirect(way_on())
    flash(ngettext("%(num)s 项成果未予认定，已告知原因。", "%(num)s 项成果未予认定，已告知原因。", count))
    return redirect(way_on())


@bp.post("/<public_id>/reverse")
@requires(Permission.POSTING_REVERSE)
def reverse(public_id: str) -> ResponseReturnValue:
    """Reverse the posting of a verified outcome; it waits again, or is refused."""
    refuse, reason = request.form.get("then") == "refuse", request.form.get("reason", "")
    key = ConfirmForm().once()
    try:
        reverse_outcome(
            writing(), actor(), public_id, reason, refuse=refuse, on=today(), now=now(), form_key=key
        )
    except InvalidError as error:
        flash(" ".join(sentence.say(_) for sentence in error.faults.values()), "fault")
        return redirect(url_for(".show", public_id=public_id))
    flash(_("已红字冲销，成果未予认定，原因已告知。") if refuse else _("已红字冲销，成果重新等待核实。"))
    return redirect(url_for(".show", public_id=public_id))


def way_on() -> str:
    """Back to the list or page that the decision was made on."""
    return own_path(request.form.get("back")) or url_for(".list_outcomes", whose="unit", todo="1")


def offer(form: OutcomeForm, entry_ids: tuple[int, ...]) -> list[EntryLine]:
    """Give the form the entries to choose among: the cadre's latest, and those chosen before."""
    session = reading().session
    lines = recent_lines(session, actor(), subject().id)
    asked = request.args.get("entry")
    if asked and asked not in {line.public_id for line in lines}:
        entry = found_or_404(reading().entries.visible(asked, actor()))
        entry_ids = (*entry_ids, entry.id)
    known = {line.id for line in lines}
    lines = lines_of(session, actor(), [key for key in entry_ids if key not in known]) + lines
    form.offer([(line.public_id, line_text(line)) for line in lines])
    return lines


def fill_from_entry(form: OutcomeForm, recent: list[EntryLine]) -> None:
    """Fill in what the entry says from which one came here."""
    form.on.data = today()
    entry = next((line for line in recent if line.public_id == request.args.get("entry")), None)
    if entry is not None:
        form.entries.data = [entry.public_id]
        form.on.data = entry.ends_on


def draft_of(form: OutcomeForm, recent: list[EntryLine]) -> OutcomeDraft:
    """The outcome that the form holds."""
    chosen = set(form.entries.data or ())
    ids = tuple(line.id for line in recent if line.public_id in chosen)
    return form.draft(lambda name: sharers(reading().session, actor(), name, most=200), ids)


def outcome_context(outcome: Outcome) -> dict[str, Any]:
    """All that the page of an outcome shows."""
    acting, session = actor(), reading().session
    shared = {person for person, _share in outcome.draft.shares}
    open_still = outcome.status is not OutcomeStatus.VERIFIED
    line = outcomes_of_entry(session, acting, [outcome.id])[0]
    return {
        "outcome": outcome,
        "draft": outcome.draft,
        "line": line,
        "entries": lines_of(session, acting, outcome.draft.entry_ids),
        "history": history_of(session, "outcome", outcome.id),
        "editable": open_still and bool(shared & set(acting.served_cadres)),
        **posted_outcome(outcome),
        **corrected("outcome", outcome.id),
        "correctable": correctable_years(min(shared), outcome.draft.on, outcome.draft.on),
        "decidable": line.decidable and acting.may(Permission.OUTCOME_VERIFY),
    }
