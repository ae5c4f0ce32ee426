"""The year of a cadre: where one stands, why, and the summary on paper."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, current_app, redirect, render_template, request, send_file, url_for

from exports.summary_pdf import summary_pdf
from ledger.clock import now, today
from ledger.domain.errors import NotFoundError
from ledger.domain.permissions import Permission
from ledger.papers import fonts_of, signer_of
from ledger.services.issue_summary import issue_summary
from ledger.services.note_look import note_look
from ledger.services.open_year import is_to_open, open_year
from ledger.services.year_summary import load_year, named_assessment
from ledger.store.readings_assessments import newest_appointment
from ledger.store.readings_years import person_of_year
from ledger.web.asked import known_year
from ledger.web.context import actor, reading, subject, this_year, writing
from ledger.web.filters import is_chinese
from ledger.web.guard import found_or_404, requires
from ledger.web.translating import gettext as _
from ledger.web.year_page import derivation_of, year_page

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ledger.config import Config
    from ledger.domain.people import Person

bp = Blueprint("years", __name__)

WHOLE_FOR = timedelta(minutes=1)

KINDS = "exchange, entry, account, month, forecast"
"""What can be asked why of, beside a requirement."""


@bp.get("/year")
@requires(Permission.ENTRY_LOG)
def own() -> ResponseReturnValue:
    """To the present year of the cadre whose ledger is open."""
    return redirect(url_for(".show", public_id=subject().public_id, year=this_year()))


@bp.get("/cadres/<public_id>/years/<int:year>")
@requires(Permission.YEAR_SEE)
def show(public_id: str, year: int) -> ResponseReturnValue:
    """Where a cadre stands in a year, and what to do next."""
    person = look_at(public_id, year)
    whole = load_year(reading(), person.id, year, on=today(), records=False)
    page = year_page(reading(), actor(), whole, on=today(), now=now(), say=_, language=language())
    return render_template("years/show.html", page=page, person=person, year=year)


@bp.get("/cadres/<public_id>/years/<int:year>/why/<code>")
@bp.get(
    "/cadres/<public_id>/years/<int:year>/why/<any(exchange, entry, account, month, forecast):kind>/<code>"
)
@requires(Permission.YEAR_SEE)
def why(public_id: str, year: int, code: str, kind: str = "requirement") -> ResponseReturnValue:
    """How a figure came about: a page of its own, or the part that opens below the figure."""
    person = look_at(public_id, year)
    whole = load_year(reading(), person.id, year, on=today())
    told = named_assessment(whole, _)
    if told is None or whole.found.policy is None:
        raise NotFoundError
    derivation = derivation_of(whole, told, kind, code, _)
    template = "years/_why.html" if request.headers.get("HX-Request") else "years/why.html"
    return render_template(template, derivation=derivation, person=person, year=year, found=whole.found)


@bp.post("/cadres/<public_id>/years/<int:year>/summary.pdf")
@requires(Permission.SUMMARY_PRINT)
def print_summary(public_id: str, year: int) -> ResponseReturnValue:
    """The summary as a PDF file, with a code under which it can be checked; issuing it is recorded."""
    person = see(public_id, year)
    config: Config = current_app.config["TAIZHANG"]
    fonts, sign = fonts_of(config), signer_of(config)
    issued = issue_summary(
        writing(),
        actor(),
        person.id,
        year,
        key=config.secret_key,
        address=config.base_url + url_for("verify.verify"),
        on=today(),
        now=now(),
        say=_,
        language=language(),
        draw=lambda summary: sign(summary_pdf(summary, fonts, _)),
    )
    name = _("年度总结-%(year)s-%(name)s.pdf", year=year, name=person.name)
    return send_file(io.BytesIO(issued.data), "application/pdf", as_attachment=True, download_name=name)


def look_at(public_id: str, year: int) -> Person:
    """The cadre whose year the actor may see; a look at another's leaves a trail."""
    person = see(public_id, year)
    note_look(writing(), actor(), "year", year, subject_id=person.id, unit_id=None, now=now())
    return person


def see(public_id: str, year: int) -> Person:
    """The cadre whose year the actor may see.

    Raises:
        NotFoundError: there is none.
    """
    known_year(year)
    if actor().department_paths:
        open_first(year)
    return found_or_404(person_of_year(reading().session, actor(), public_id, year))


def open_first(year: int) -> None:
    """Assess a year for everybody where that was not done yet: by it the department sees whom it may see.

    To find nobody missing, everybody is looked for; so a year that was found whole is left alone for a
    minute, unless somebody was appointed meanwhile.
    """
    whole: dict[int, tuple[int, datetime]] = current_app.extensions.setdefault("taizhang_whole_years", {})
    newest, moment = newest_appointment(reading().session), now()
    known, at = whole.get(year, (None, moment))
    if known == newest and timedelta() <= moment - at < WHOLE_FOR:
        return
    if is_to_open(reading(), year, on=today()):
        open_year(writing(), year, on=today(), now=now())
        # The page reads what was just kept, not what it had begun to read before.
        reading().session.rollback()
    else:
        whole[year] = (newest, moment)


def language() -> str:
    """The language of papers in this request: "zh" or "en"."""
    return "zh" if is_chinese() else "en"
