"""Review: what waits on the left, one entry on the right; decide, and the next one comes by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import ngettext

from ledger.clock import now, today
from ledger.domain.errors import InvalidError
from ledger.domain.permissions import Permission
from ledger.services.preview_entry import preview_entry
from ledger.services.reverse_posting import undo_approval
from ledger.services.review_entries import approve_entries, return_entries
from ledger.services.weigh_queue import weigh_queue
from ledger.store.readings_outcomes import OutcomeFilter, outcome_lines
from ledger.store.readings_reviews import (
    MOST,
    PAGE,
    Waiting,
    count_waiting,
    counted_beside,
    flags_of,
    waiting_entries,
    waiting_ids,
)
from ledger.web.context import actor, reading, writing
from ledger.web.entries import entry_context
from ledger.web.forms.base import ConfirmForm
from ledger.web.forms.entries import page_asked
from ledger.web.guard import found_or_404, requires
from ledger.web.outcomes import outcome_context
from ledger.web.queue_rows import QueueRow, queue_rows
from ledger.web.translating import gettext as _

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ledger.domain.entry import Entry

bp = Blueprint("reviews", __name__, url_prefix="/reviews")


@bp.get("")
@requires(Permission.ENTRY_REVIEW)
def queue() -> ResponseReturnValue:
    """What waits for this reviewer: entries, or outcomes on the second tab."""
    session, steads = reading().session, names_in_stead()
    if request.args.get("tab") == "outcomes":
        counts = count_waiting(session, actor())
        return render_template("reviews/outcomes.html", counts=counts, steads=steads, **outcomes_context())
    names = waiting_ids(session, actor())
    page, pages = page_of(names), max(1, -(-len(names) // PAGE))
    waiting = waiting_entries(session, actor(), PAGE, (page - 1) * PAGE)
    chosen = chosen_entry(waiting)
    return render_template(
        "reviews/queue.html",
        counts=count_waiting(session, actor(), len(names)),
        steads=steads,
        rows=rows_of(waiting),
        names=names,
        page=page,
        pages=pages,
        link=lambda to: url_for(".queue", page=to),
        most=MOST,
        chosen=chosen.public_id if chosen else "",
        **({} if chosen is None else pane(chosen)),
    )


def page_of(names: list[str]) -> int:
    """The page of these that is shown: that of the entry asked for, where it waits; else the one named."""
    asked = request.args.get("entry", "")
    page = names.index(asked) // PAGE + 1 if asked in names else page_asked()
    return min(page, max(1, -(-len(names) // PAGE)))


@bp.get("/entries/<public_id>")
@requires(Permission.ENTRY_REVIEW)
def one(public_id: str) -> ResponseReturnValue:
    """The right-hand pane alone, for moving along the list without loading all of it."""
    entry = found_or_404(reading().entries.visible(public_id, actor()))
    if not request.headers.get("HX-Request"):
        return redirect(url_for(".queue", entry=public_id))
    return render_template("reviews/_pane.html", **pane(entry))


@bp.post("/approve")
@requires(Permission.ENTRY_REVIEW)
def approve() -> ResponseReturnValue:
    """Approve the entries that were chosen, all or none."""
    chosen = names_chosen()
    if not chosen:
        flash(_("还没有勾选台账，请先勾选。"), "fault")
        return redirect(url_for(".queue"))
    following = after(chosen)
    count = approve_entries(writing(), actor(), chosen, on=today(), now=now(), form_key=ConfirmForm().once())
    told = ngettext("已审核 %(num)s 条。", "已审核 %(num)s 条。", count)
    span = just_posted(chosen)
    flash(f"{span} {told}" if span else told, "undo" if span else "message")
    return redirect(url_for(".queue", entry=following))


@bp.post("/undo")
@requires(Permission.ENTRY_REVIEW)
def undo() -> ResponseReturnValue:
    """Take back what this reviewer has just approved: it waits again as it was handed in."""
    span, key = request.form.get("span", ""), ConfirmForm().once()
    count = undo_approval(writing(), actor(), span, on=today(), now=now(), form_key=key)
    flash(ngettext("已撤销 %(num)s 条，重新等待审核。", "已撤销 %(num)s 条，重新等待审核。", count))
    return redirect(url_for(".queue"))


def names_chosen() -> list[str]:
    """The entries that were ticked, or those of all pages as they stood when the page was shown."""
    if request.form.get("whole"):
        return request.form.get("all", "").split()
    return request.form.getlist("entry")


def just_posted(names: list[str]) -> str:
    """The numbers of what was just approved, first and last; "" where they do not follow one another."""
    with writing() as uow:  # what was just written is not in the snapshot that this request reads from
        ids = uow.entries.visible_ids(names, actor())
        numbers = [one.seq for one in uow.journal.live_postings("entry", ids).values()]
    whole = bool(numbers) and max(numbers) - min(numbers) == len(numbers) - 1
    return f"{min(numbers)}-{max(numbers)}" if whole else ""


@bp.post("/return")
@requires(Permission.ENTRY_REVIEW)
def send_back() -> ResponseReturnValue:
    """Return the entries that were chosen with one reason, all or none."""
    chosen, reason = names_chosen(), request.form.get("reason", "")
    if not chosen:
        flash(_("还没有勾选台账，请先勾选。"), "fault")
        return redirect(url_for(".queue"))
    following = after(chosen)
    try:
        count = return_entries(
            writing(), actor(), chosen, reason, on=today(), now=now(), form_key=ConfirmForm().once()
        )
    except InvalidError as error:
        flash(" ".join(sentence.say(_) for sentence in error.faults.values()), "fault")
        return redirect(url_for(".queue", entry=chosen[0], back="1"))
    flash(ngettext("已退回 %(num)s 条，原因已告知。", "已退回 %(num)s 条，原因已告知。", count))
    return redirect(url_for(".queue", entry=following))


def names_in_stead() -> list[str]:
    """Those in whose stead the actor reviews today."""
    principals = actor().steads
    if not principals:
        return []
    accounts = reading().accounts.by_ids(principals)
    return [accounts[key].display_name for key in principals]


def after(chosen: list[str]) -> str | None:
    """What comes next in the queue once these are decided: the first left behind the last of them."""
    waiting = waiting_ids(reading().session, actor())
    places = [at for at, name in enumerate(waiting) if name in set(chosen)]
    if not places:
        return None
    left = [name for name in waiting[places[-1] + 1 :] + waiting if name not in set(chosen)]
    return left[0] if left else None


def chosen_entry(waiting: list[Waiting]) -> Entry | None:
    """The entry on the right: the one asked for where it waits, else the first."""
    asked = request.args.get("entry", "")
    names = [entry.public_id for entry in waiting]
    if not names:
        return None
    return reading().entries.visible(asked if asked in names else names[0], actor())


def rows_of(waiting: list[Waiting]) -> list[QueueRow]:
    """The rows on the left, with what each would be credited with and its quiet flags."""
    beside = counted_beside(reading().session, waiting)
    worth = weigh_queue(reading(), waiting, beside, on=today())
    return queue_rows(waiting, worth, flags_of(waiting, beside))


def pane(entry: Entry) -> dict[str, Any]:
    """The entry on the right with what it would be worth over the whole year."""
    preview = preview_entry(
        reading(),
        entry.person_id,
        entry.draft,
        on=today(),
        besides=entry.id,
        logged_on=entry.logged_on,
        say=_,
    )
    return entry_context(entry) | {"preview": preview}


def outcomes_context() -> dict[str, Any]:
    """Outcomes that wait, and the one on the right."""
    lines = outcome_lines(reading().session, actor(), OutcomeFilter(to_verify=True), most=MOST)
    asked = request.args.get("outcome", "")
    names = [line.public_id for line in lines]
    if not names:
        return {"lines": lines, "chosen": ""}
    chosen = asked if asked in names else names[0]
    outcome = found_or_404(reading().outcomes.visible(chosen, actor()))
    return {"lines": lines, "chosen": chosen, **outcome_context(outcome)}
