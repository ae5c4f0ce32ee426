"""更正: what of a closed year was wrong or missed is booked in the open one, its effect shown before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from ledger.clock import now, today
from ledger.domain.credit.amounts import DAY_MINUTES
from ledger.domain.credit.explain_adjustments import signed_text
from ledger.domain.errors import InvalidError
from ledger.domain.permissions import Permission
from ledger.domain.year_words import ACCOUNTS
from ledger.services.correct_year import (
    Change,
    change_of_entry,
    change_of_outcome,
    check_sealed,
    correct_entry,
    correct_outcome,
    differences,
)
from ledger.services.ready_year import policy_of
from ledger.store.readings_entries import lines_of
from ledger.store.readings_outcomes import outcomes_of_entry
from ledger.web.asked import known_year
from ledger.web.context import actor, reading, writing
from ledger.web.forms.periods import ReasonForm
from ledger.web.guard import found_or_404, requires

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue

    from ledger.domain.period import Seal

bp = Blueprint("corrections", __name__, url_prefix="/corrections")


@bp.route("/entries/<public_id>/<int:year>", methods=["GET", "POST"])
@requires(Permission.YEAR_CORRECT)
def entry(public_id: str, year: int) -> ResponseReturnValue:
    """Take an entry out of a closed year, or in where it was missed."""
    known_year(year)
    found = found_or_404(reading().entries.visible(public_id, actor()))
    seal = check_sealed(reading(), actor(), found.person_id, year)
    form = ReasonForm()
    if form.validate_on_submit() and booked(correct_entry, form, public_id, year):
        return redirect(url_for("entries.show", public_id=public_id))
    change = change_of_entry(reading(), found, seal)
    line = lines_of(reading().session, actor(), [found.id])[0]
    page = render_template(
        "corrections/form.html", form=form, line=line, **said(change, [seal]), back="entries.show"
    )
    return page, 422 if form.is_submitted() else 200


@bp.route("/outcomes/<public_id>/<int:year>", methods=["GET", "POST"])
@requires(Permission.YEAR_CORRECT)
def outcome(public_id: str, year: int) -> ResponseReturnValue:
    """Take an outcome out of a closed year, or in, for each who shares it."""
    known_year(year)
    found = found_or_404(reading().outcomes.visible(public_id, actor()))
    seals = [check_sealed(reading(), actor(), person, year) for person, _share in found.draft.shares]
    form = ReasonForm()
    if form.validate_on_submit() and booked(correct_outcome, form, public_id, year):
        return redirect(url_for("outcomes.show", public_id=public_id))
    change = change_of_outcome(reading(), found, seals[0])
    line = outcomes_of_entry(reading().session, actor(), [found.id])[0]
    page = render_template(
        "corrections/form.html", form=form, line=line, **said(change, seals), back="outcomes.show"
    )
    return page, 422 if form.is_submitted() else 200


def booked(correct: Callable[..., object], form: ReasonForm, public_id: str, year: int) -> bool:
    """Whether the correction was booked and the reader told; else its faults stand in the form."""
    reason = form.reason.data or ""
    try:
        correct(writing(), actor(), public_id, year, reason, on=today(), now=now(), form_key=form.once())
    except InvalidError as error:
        form.add_faults(error)
        return False
    flash(_("更正已记入 %(year)s 年。", year=today().year))
    return True


def said(change: Change, seals: list[Seal]) -> dict[str, Any]:
    """What a correction would do: in or out, and by person and account what it changes."""
    people = reading().people.by_ids(seal.person_id for seal in seals)
    amounts = []
    for seal in seals:
        version = None if seal.policy_id is None else reading().policies.get(seal.policy_id)
        day = DAY_MINUTES if version is None else policy_of(version.document).day_minutes
        found = differences(reading(), seal, change)
        texts = [f"{_(ACCOUNTS[code])} {signed_text(amount, code, day, _)}" for code, amount in found.items()]
        amounts.append((people[seal.person_id].name, texts))
    return {"change": change, "amounts": amounts, "of_year": seals[0].year, "booked": today().year}
