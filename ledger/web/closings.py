"""年度结账: open questions, a rehearsal, a proposal, and the confirmation of a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from ledger.clock import now, today
from ledger.domain.errors import InvalidError, NotFoundError
from ledger.domain.period import ClosingAct, ClosingStatus, YearClosing
from ledger.domain.permissions import Permission
from ledger.domain.wording import N_
from ledger.services.close_year import (
    BLOCKING,
    closable_unit,
    confirm_closing,
    give_up_closing,
    propose_closing,
    rehearse_closing,
)
from ledger.services.reopen_year import confirm_reopening, propose_reopening
from ledger.services.working_calendar import calendar_of
from ledger.store.readings_closing import QUESTIONS, open_counts, open_lines, people_named
from ledger.web.asked import known_year
from ledger.web.books import sign_the_books
from ledger.web.context import actor, reading, this_year, writing
from ledger.web.forms.base import ConfirmForm
from ledger.web.forms.periods import ProposalForm, ReasonForm
from ledger.web.guard import requires
from ledger.web.years import open_first

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ledger.domain.people import Unit

bp = Blueprint("closings", __name__, url_prefix="/departments/<public_id>/closing/<int:year>")

DIFFER = "differ"

QUESTION_NAMES = {
    "submitted": (N_("已提交还没有审核的台账"), N_("由各单位审核人通过或退回。")),
    "late": (N_("还没有办理的补记申请"), N_("由组织部门同意或不同意。")),
    "drafts": (N_("草稿和退回后没有再提交的台账"), N_("只列姓名和条数；请本人提交，或不再提交。")),
    "outcomes": (N_("还没有核实的成果"), N_("没有核实的不计入；结账后核实的，作为更正记入下一年。")),
    "overlaps": (N_("时间重叠的台账"), N_("重叠的部分只计一次，不影响结账；有疑问可先退回核对。")),
    DIFFER: (
        N_("试结与平时结果不一致的干部"),
        N_("以试结的结果为准；不一致多因数据或程序升级，请核对。"),
    ),
}
"""Each kind of open question in words, and how it is settled."""


@dataclass(frozen=True)
class Question:
    """One kind of open questions: how many, and whether they have to be settled before the year closes."""

    kind: str
    name: str
    advice: str
    count: int
    blocks: bool


@dataclass(frozen=True)
class Step:
    """One step of the way, as the stepper shows it: done, current or ahead."""

    name: str
    state: str


STEPS = (N_("未办事项"), N_("试结"), N_("提出结账"), N_("他人确认"))


@bp.get("")
@requires(Permission.YEAR_CLOSE)
def show(public_id: str, year: int) -> ResponseReturnValue:
    """How far the closing of a unit's year is, and what can be done now."""
    unit = unit_of(public_id, year)
    return page_of(unit, year, ProposalForm(), ReasonForm())


@bp.get("/open/<any(submitted, late, drafts, outcomes, overlaps, differ):question>")
@requires(Permission.YEAR_CLOSE)
def questions(public_id: str, year: int, question: str) -> ResponseReturnValue:
    """The open questions of one kind, each with the way to where it is settled."""
    unit = unit_of(public_id, year)
    if question == DIFFER:
        closing = reading().periods.under_way(unit.id, year)
        keys = [] if closing is None else list(closing.counts.get("differing", []))
        lines = people_named(reading().session, keys, year)
    else:
        lines = open_lines(reading().session, unit, year, question)
    name, advice = QUESTION_NAMES[question]
    return render_template(
        "closings/questions.html", unit=unit, year=year, kind=question, name=name, advice=advice, lines=lines
    )


@bp.post("/rehearse")
@requires(Permission.YEAR_CLOSE)
def rehearse(public_id: str, year: int) -> ResponseReturnValue:
    """Assess everybody as of 31 December and keep what came of it."""
    known_year(year)
    rehearse_closing(
        writing(), actor(), public_id, year, on=today(), now=now(), form_key=ConfirmForm().once()
    )
    flash(_("试结完成。看过结果之后，可以提出结账。"))
    return back(public_id, year)


@bp.post("/propose")
@requires(Permission.YEAR_CLOSE)
def propose(public_id: str, year: int) -> ResponseReturnValue:
    """Propose what was rehearsed to a second person."""
    known_year(year)
    form = ProposalForm()
    if not form.validate():
        return page_of(unit_of(public_id, year), year, form, ReasonForm(formdata=None)), 422
    reason = form.reason.data or ""
    propose_closing(writing(), actor(), public_id, year, reason, on=today(), now=now(), form_key=form.once())
    flash(_("已提出结账，等待另一名工作人员确认。"))
    return back(public_id, year)


@bp.post("/confirm")
@requires(Permission.YEAR_CLOSE)
def confirm(public_id: str, year: int) -> ResponseReturnValue:
    """Close what another proposed."""
    known_year(year)
    count = confirm_closing(
        writing(), actor(), public_id, year, on=today(), now=now(), form_key=ConfirmForm().once()
    )
    flash(_("已结账，封存 %(count)s 名干部的核算结果。", count=count))
    sign_the_books()
    return back(public_id, year)


@bp.post("/give-up")
@requires(Permission.YEAR_CLOSE)
def give_up(public_id: str, year: int) -> ResponseReturnValue:
    """Stop what is under way."""
    known_year(year)
    give_up_closing(writing(), actor(), public_id, year, now=now(), form_key=ConfirmForm().once())
    flash(_("已停止，没有任何改动。"))
    return back(public_id, year)


@bp.post("/reopen")
@requires(Permission.YEAR_CLOSE)
def reopen(public_id: str, year: int) -> ResponseReturnValue:
    """Propose to reopen a closed year, with a reason."""
    known_year(year)
    form = ReasonForm()
    well = form.validate()
    if well:
        try:
            reason = form.reason.data or ""
            propose_reopening(writing(), actor(), public_id, year, reason, now=now(), form_key=form.once())
        except InvalidError as error:
            form.add_faults(error)
            well = False
    if not well:
        return page_of(unit_of(public_id, year), year, ProposalForm(formdata=None), form), 422
    flash(_("已提出重开，等待另一名工作人员确认。"))
    return back(public_id, year)


@bp.post("/confirm-reopening")
@requires(Permission.YEAR_CLOSE)
def confirm_reopen(public_id: str, year: int) -> ResponseReturnValue:
    """Reopen what another proposed."""
    known_year(year)
    confirm_reopening(
        writing(), actor(), public_id, year, on=today(), now=now(), form_key=ConfirmForm().once()
    )
    flash(_("已重开。原来封存的结果仍然保留；改好之后请重新结账。"))
    sign_the_books()
    return back(public_id, year)


def back(public_id: str, year: int) -> ResponseReturnValue:
    """To the page of the closing."""
    return redirect(url_for(".show", public_id=public_id, year=year))


def unit_of(public_id: str, year: int) -> Unit:
    """The unit whose year the actor may close.

    Raises:
        NotFoundError: it is another's, there is none, or the year is to come.
    """
    unit = closable_unit(reading(), actor(), public_id)
    if known_year(year) > this_year():
        raise NotFoundError
    open_first(year)
    return unit


def page_of(unit: Unit, year: int, proposal: ProposalForm, reopening: ReasonForm) -> str:
    """The page of a closing with its forms."""
    periods = reading().periods
    closing = periods.under_way(unit.id, year)
    closed = periods.closed_row(unit.id, year)
    asked = questions_of(unit, year)
    provisional = not calendar_of(reading(), [year]).announced(year)
    blocked = provisional or any(one.blocks and one.count for one in asked)
    history = periods.closings(unit.id, year)
    accounts = {key for one in (*history, *([closing] if closing else [])) for key in people_of(one)}
    return render_template(
        "closings/show.html",
        unit=unit,
        year=year,
        over=today().year > year,
        closing=closing,
        reopens=closing is not None and closing.act is ClosingAct.REOPEN,
        closed=closed,
        closed_above=closed is None and periods.is_closed(unit, year),
        questions=asked,
        provisional=provisional,
        blocked=blocked,
        steps=steps_of(closing, closed, blocked=blocked),
        history=history,
        names={account.id: account.display_name for account in reading().accounts.by_ids(accounts).values()},
        own_proposal=closing is not None and closing.proposed_by == actor().account_id,
        differ_name=QUESTION_NAMES[DIFFER][0],
        form=proposal,
        reopening=reopening,
    )


def questions_of(unit: Unit, year: int) -> list[Question]:
    """All kinds of open questions, those that block first."""
    counts = open_counts(reading().session, unit, year)
    return [Question(kind, *QUESTION_NAMES[kind], counts[kind], kind in BLOCKING) for kind in QUESTIONS]


def steps_of(
    closing: YearClosing | None, closed: tuple[int, datetime] | None, *, blocked: bool
) -> list[Step]:
    """The stepper: everything is done once the year is closed."""
    at = 0 if blocked else 1
    if closing is not None and closing.act is ClosingAct.CLOSE:
        at = 3 if closing.status is ClosingStatus.PROPOSED else 2
    if closed is not None:
        at = len(STEPS)
    states = ["done" if number < at else "current" if number == at else "ahead" for number in range(4)]
    if blocked and closed is None:
        states[0] = "current"
    return [Step(name, state) for name, state in zip(STEPS, states, strict=True)]


def people_of(closing: YearClosing) -> set[int]:
    """The accounts that had a part in a closing."""
    parts = (closing.rehearsed_by, closing.proposed_by, closing.confirmed_by)
    return {account for account in parts if account is not None}
