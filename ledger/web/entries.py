"""Entries: the list, the form, one entry with all that belongs to it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from ledger.clock import now, today
from ledger.domain.entry import Entry, EntryDraft, EntryStatus
from ledger.domain.errors import InvalidError
from ledger.domain.period import ClosedPeriodError
from ledger.domain.permissions import Permission
from ledger.domain.review import Act, after, allowed
from ledger.domain.vocabulary import FIELD_MODES, MODES, ONLINE_MODES, PLATFORMS, STATUSES, Channel
from ledger.domain.wording import N_
from ledger.services.keep_preset import suggested_name
from ledger.services.log_entry import change_entry, load_own
from ledger.services.log_research import log_research
from ledger.services.note_look import note_look
from ledger.services.preview_entry import overlaps_of, preview_entry
from ledger.store.readings_entries import (
    EntryLine,
    last_logged,
    lines_of,
    page_of_entries,
    recent_lines,
    recent_places,
)
from ledger.store.readings_history import history_of
from ledger.store.readings_outcomes import outcomes_of_entry
from ledger.store.readings_reviews import waits_for
from ledger.web.closed import correctable_years, corrected, states_since
from ledger.web.context import actor, reading, subject_id, writing
from ledger.web.entry_credit import credit_of
from ledger.web.filters import day
from ledger.web.forms.base import sent_once
from ledger.web.forms.entries import FORMS, EntryForm, LinkForm, choices, entry_filter, page_asked
from ledger.web.forms.plain_entry import plain_draft
from ledger.web.guard import found_or_404, requires
from ledger.web.postings import posted_entry
from ledger.web.translating import gettext as _

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ledger.domain.outcome import OutcomeDraft
    from ledger.domain.permissions import Actor
    from ledger.store.entry_filter import EntryFilter

bp = Blueprint("entries", __name__, url_prefix="/entries")

OFFERED = N_("已代录，请%(name)s本人确认后进入审核。")
DONE = {
    "submit": N_("已提交，等待审核。"),
    "again": N_("已提交，可以接着记下一条。"),
    "draft": N_("已存为草稿，方便时再提交。"),
}
"""What is said after each button of the form."""


@bp.get("")
@requires(Permission.ENTRY_SEE)
def list_entries() -> ResponseReturnValue:
    """The list: own entries, or those of others that the actor may see."""
    acting, session = actor(), reading().session
    others, wanted = wanted_entries()
    found = page_of_entries(session, acting, wanted, page_asked(), exact=request.args.get("exact") == "1")
    return render_template(
        "entries/list.html",
        lines=found.lines,
        since=states_since("entry", found.lines),
        totals=found.totals,
        wanted=wanted,
        page=found.page,
        pages=found.pages,
        is_cut_off=found.is_cut_off,
        others=others,
        both=has_others(acting) and bool(acting.served_cadres),
        statuses=choices(STATUSES, _("全部")),
        modes=choices(MODES[wanted.channel] if wanted.channel else ONLINE_MODES | FIELD_MODES, _("全部")),
        topics=reading().topics.all(),
        link=page_link,
    )


def wanted_entries() -> tuple[bool, EntryFilter]:
    """Whether the list is of others, and what it is narrowed to: the same for the page and its files."""
    others = shows_others(actor())
    person_id = None if others else subject_id()
    without = actor().served_cadres if others else ()
    return others, entry_filter(reading().topics.all(), person_id, without)


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.ENTRY_LOG)
def new() -> ResponseReturnValue:
    """记一条: the form, filled with today and the last; a preset or a copy where one was chosen."""
    channel = asked_channel()
    if request.method == "POST":
        draft = plain_draft(channel, request.form, reading().topics.offers)
        with suppress(InvalidError, ClosedPeriodError):  # nothing was written; the form says why
            if draft is not None:
                return logged(draft)
    form = form_for(channel)
    if not form.is_submitted():
        fill(form)
        return entry_page(form)
    try:
        if not form.validate():
            return entry_page(form), 422
        draft = form.draft()
        return logged(draft, form.outcome(draft, ((subject_id(), Fraction(1)),)))
    except InvalidError as error:
        form.add_faults(error)
        return entry_page(form), 422
    except ClosedPeriodError as error:
        return entry_page(form, shut=error), 409


def logged(draft: EntryDraft, outcome: OutcomeDraft | None = None) -> ResponseReturnValue:
    """Records what was filled in, and leads on to what the button that was pressed asks for.

    Raises:
        InvalidError: naming each faulty field.
        ClosedPeriodError: its days are closed.
    """
    then = request.form.get("then", "draft")
    entry = log_research(
        writing(),
        actor(),
        subject_id(),
        draft,
        outcome,
        on=today(),
        now=now(),
        submit=then != "draft",
        form_key=sent_once(request.form.get("form_key")),
    )
    flash(done(entry, then))
    if then == "again":
        return redirect(url_for(".new", channel=draft.channel.value))
    return redirect(url_for(".show", public_id=entry.public_id))


@bp.post("/worth")
@requires(Permission.ENTRY_LOG)
def worth() -> ResponseReturnValue:
    """The live line: what the form as it stands will be worth."""
    form = form_for(asked_channel())
    editing = request.args.get("entry")
    entry = load_own(reading(), actor(), editing) if editing else None
    person_id = subject_id() if entry is None else entry.person_id
    try:
        draft = form.draft(None if entry is None else entry.draft)
    except InvalidError as error:
        hint = _("填好日期、时长和方式，这里会显示本条折算多少。")
        faults = next(iter(error.faults.values()))
        typed = (request.form.get("minutes") or "").strip()
        return render_template("entries/_worth.html", hint=faults.say(_) if typed else hint)
    besides = None if entry is None else entry.id
    first = entry.logged_on if entry is not None and entry.submitted_at is not None else None
    preview = preview_entry(reading(), person_id, draft, on=today(), besides=besides, logged_on=first, say=_)
    return render_template("entries/_worth.html", preview=preview, name=suggested_name(draft, _))


@bp.get("/<public_id>")
@requires(Permission.ENTRY_SEE)
def show(public_id: str) -> ResponseReturnValue:
    """One entry: its facts, its credit, outcomes, links and history, and what can be done with it."""
    entry = found_or_404(reading().entries.visible(public_id, actor()))
    note_look(
        writing(),
        actor(),
        "entry",
        entry.id,
        subject_id=entry.person_id,
        unit_id=entry.unit_id,
        now=now(),
    )
    overlaps = overlaps_of(reading(), entry.person_id, entry.draft, besides=entry.id)
    return render_template("entries/show.html", overlaps=overlaps, **entry_context(entry))


@bp.route("/<public_id>/edit", methods=["GET", "POST"])
@requires(Permission.ENTRY_LOG)
def edit(public_id: str) -> ResponseReturnValue:
    """Change an entry that is not handed in."""
    entry = load_own(reading(), actor(), public_id)
    form = form_for(entry.draft.channel)
    if not form.is_submitted():
        after(entry.status, Act.EDIT)  # no form for what could not be saved
        form.show(entry.draft)
        form.seen_version.data = entry.version
        return entry_page(form, entry)
    submit = request.form.get("then") == "submit"
    try:
        if not form.validate():
            return entry_page(form, entry), 422
        changed = change_entry(
            writing(),
            actor(),
            public_id,
            form.draft(entry.draft),
            form.seen_version.data or 0,
            on=today(),
            now=now(),
            submit=submit,
            form_key=form.once(),
        )
    except InvalidError as error:
        form.add_faults(error)
        return entry_page(form, entry), 422
    except ClosedPeriodError as error:
        return entry_page(form, entry, error), 409
    flash(done(changed, "submit") if submit else _("已保存修改。"))
    return redirect(url_for(".show", public_id=public_id))


def done(entry: Entry, then: str) -> str:
    """What is said once an entry was saved by a button of the form."""
    if entry.status is EntryStatus.UNCONFIRMED:
        person = reading().people.get(entry.person_id)
        return str(_(OFFERED, name="" if person is None else person.name))
    return str(_(DONE.get(then, DONE["draft"])))


def acts_on(entry: Entry, acting: Actor) -> set[str]:
    """What the actor may do with an entry, as its page offers it; the cadre alone gives the cadre's word."""
    if entry.person_id not in acting.served_cadres:
        return set()
    barred = {Act.SUBMIT} if acting.own_cadre != entry.person_id else set()
    waits = entry.status is EntryStatus.UNCONFIRMED
    return {act.value for act in Act if allowed(entry.status, act) and not (waits and act in barred)}


def has_others(acting: Actor) -> bool:
    """Whether there are entries of others that the actor may see by role."""
    return bool(acting.reviewed_units or acting.department_paths)


def shows_others(acting: Actor) -> bool:
    """Whether the list is of others: chosen, or because the actor enters for nobody."""
    return has_others(acting) and (request.args.get("whose") == "unit" or not acting.served_cadres)


def page_link(page: int, **more: object) -> str:
    """The address of another page of the same list, or of the same one with more asked for."""
    asked: dict[str, Any] = {k: v for k, v in request.args.items() if v and k != "page"}
    return url_for(request.endpoint or "", **(asked | more), page=page)


def asked_channel() -> Channel:
    """The tab that the address names; online where it names none."""
    asked = request.args.get("channel")
    return Channel(asked) if asked in tuple(Channel) else Channel.ONLINE


def form_for(channel: Channel) -> EntryForm:
    """The form of a channel with its choices."""
    form = FORMS[channel]()
    form.offer(reading().topics.all())
    return form


def fill(form: EntryForm) -> None:
    """Fill an empty form: with a copy, with a preset, or with what was logged last."""
    copy, preset_name = request.args.get("copy"), request.args.get("preset")
    form.show_usual(last_logged(reading().session, subject_id(), form.channel), today())
    if copy:
        draft = load_own(reading(), actor(), copy).draft
        if draft.channel is form.channel:
            form.show(replace(draft, begins_on=today(), ends_on=today(), start=None, reference=""))
    for preset in reading().presets.of_person(subject_id()):
        if preset.public_id == preset_name and preset.channel == form.channel:
            form.show_preset(preset)


def entry_page(form: EntryForm, entry: Entry | None = None, shut: ClosedPeriodError | None = None) -> str:
    """The page with the form on it; `shut` says why its days are closed, and what was typed stays."""
    return render_template(
        "entries/form.html",
        shut=shut,
        form=form,
        entry=entry,
        channel=form.channel.value,
        presets=[] if entry else reading().presets.of_person(subject_id()),
        places=recent_places(reading().session, subject_id()) if form.channel is Channel.FIELD else [],
    )


def entry_context(entry: Entry) -> dict[str, Any]:
    """All that the page of an entry shows, and the pane of the review queue as well."""
    uow, acting = reading(), actor()
    findings, checks = uow.entries.links(entry.id)
    outcomes = uow.outcomes.of_entries([entry.id])
    topics = {topic.id: topic.name for topic in uow.topics.all()}
    served = entry.person_id in acting.served_cadres
    return {
        "entry": entry,
        "draft": entry.draft,
        "person": uow.people.get(entry.person_id),
        "topic": topics.get(entry.draft.topic_id or 0, ""),
        "credit": credit_of(entry),
        "outcomes": outcomes_of_entry(uow.session, acting, [outcome.id for outcome in outcomes]),
        "findings": lines_of(uow.session, acting, [one.id for one in findings]),
        "checks": lines_of(uow.session, acting, [one.id for one in checks]),
        "history": history_of(uow.session, "entry", entry.id, entry.upload_id),
        **posted_entry(entry),
        "served": served,
        "acts": acts_on(entry, acting),
        "reviewable": bool(acting.reviewed_units) and waits_for(uow.session, acting, entry.id),
        "link_form": link_form(entry) if served else None,
        **corrected("entry", entry.id),
        "correctable": correctable_years(entry.person_id, entry.draft.begins_on, entry.draft.ends_on),
    }


def link_form(entry: Entry) -> LinkForm:
    """The form that joins an entry to one of the other channel."""
    other = Channel.FIELD if entry.draft.channel is Channel.ONLINE else Channel.ONLINE
    form = LinkForm(formdata=None)
    lines = recent_lines(reading().session, actor(), entry.person_id, channel=other.value)
    form.other.choices = [(line.public_id, line_text(line)) for line in lines]
    return form


def line_text(line: EntryLine) -> str:
    """One entry in a few words, for choosing among them."""
    where = line.place_name or _(PLATFORMS.get(line.platform or "", line.platform or ""))
    mode = _((ONLINE_MODES | FIELD_MODES).get(line.mode, line.mode))
    done = line.done if len(line.done) <= 24 else line.done[:23] + "…"
    return "\u00a0· ".join(word for word in (day(line.begins_on), mode, where, done) if word)
