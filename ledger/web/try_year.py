"""The lab of one cadre: what if these were logged too, and these days spent in the field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, make_response, render_template, request, url_for
from flask_babel import gettext as _

from ledger.clock import today
from ledger.domain.permissions import Permission
from ledger.services.try_year import try_year
from ledger.web.context import reading
from ledger.web.forms.labs import lab_form
from ledger.web.guard import requires
from ledger.web.years import bp as years_bp
from ledger.web.years import look_at

if TYPE_CHECKING:
    from datetime import date

bp = years_bp


@bp.get("/cadres/<public_id>/years/<int:year>/lab")
@requires(Permission.YEAR_SEE)
def lab(public_id: str, year: int) -> Response | str:
    """A cadre's year with what is thought of still; all of it is in the address and nothing is written."""
    person = look_at(public_id, year)
    form = lab_form(request.args, usual_day(year))
    plan = form.plan(year)
    trial = None if plan is None else try_year(reading(), person.id, year, plan, on=today(), say=_)
    here = url_for(".lab", public_id=public_id, year=year, **form.address())  # type: ignore[arg-type]
    page = {"person": person, "year": year, "form": form, "plan": plan, "trial": trial, "here": here}
    if not request.headers.get("HX-Request"):
        return render_template("years/lab.html", **page)
    answer = make_response(render_template("years/_lab_answer.html", **page))
    answer.headers["HX-Replace-Url"] = here
    return answer


def usual_day(year: int) -> date:
    """The day that an empty line begins with: today, else the same day of that year."""
    day = today()
    return day if day.year == year else day.replace(year=year, day=min(day.day, 28))
