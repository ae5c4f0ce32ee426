"""Papers beside the yearly summary: of a unit, a department, a month, a policy; each leaves a trail."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from flask import Blueprint, Response, current_app, request, send_file
from flask_babel import gettext as _

from exports.policy_pdf import PrintedPolicy, policy_pdf
from exports.report_chart import report_chart_svg
from exports.report_pdf import report_pdf
from exports.statement_pdf import statement_pdf
from ledger.clock import now, today
from ledger.domain.credit.article import describe
from ledger.domain.errors import NotFoundError
from ledger.domain.permissions import Permission
from ledger.papers import fonts_of
from ledger.services.build_report import build_report, by_month
from ledger.services.build_statement import build_statement
from ledger.services.note_export import note_export
from ledger.services.place_names import naming_places
from ledger.services.policy_gallery import policy_title
from ledger.services.ready_year import policy_of
from ledger.services.year_summary import load_year
from ledger.store.readings_policies import visible_policies
from ledger.web.context import actor, reading, this_year, writing
from ledger.web.departments import chosen_filter, chosen_unit
from ledger.web.filters import moment
from ledger.web.guard import found_or_404, requires
from ledger.web.policies import found_in
from ledger.web.years import language, see

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from exports.fonts import Fonts
    from ledger.domain.people import Unit
    from ledger.store.readings_policies import Adopted

bp = Blueprint("papers", __name__)

MONTHS = range(1, 13)


@bp.get("/departments/<public_id>/<any(summary, report):paper>.pdf")
@requires(Permission.DEPARTMENT_SEE)
def report(public_id: str, paper: str) -> ResponseReturnValue:
    """The yearly summary of a unit's own cadres, or the report over everybody below it."""
    unit, year = asked_unit(public_id), chosen_filter().year
    made = build_report(
        reading(),
        actor(),
        unit,
        year,
        subtree=paper == "report",
        on=today(),
        now=now(),
        say=_,
        language=language(),
    )
    note("year", f"{paper} {unit.name}", object_id=year)
    return sent(report_pdf(made, letters(), _), f"{made.title}-{unit.name}")


@bp.get("/departments/<public_id>/months.svg")
@requires(Permission.DEPARTMENT_SEE)
def months(public_id: str) -> ResponseReturnValue:
    """What was approved below a unit in each month, drawn as on paper."""
    unit, year = asked_unit(public_id), chosen_filter().year
    found = by_month(reading(), actor(), unit, year, subtree=True)
    drawn = report_chart_svg(found, _, compact=request.args.get("narrow") == "1")
    return Response(drawn, mimetype="image/svg+xml")


@bp.get("/cadres/<public_id>/years/<int:year>/months/<int:month>/statement.pdf")
@requires(Permission.SUMMARY_PRINT)
def statement(public_id: str, year: int, month: int) -> ResponseReturnValue:
    """The statement of a cadre's month; of a month that has begun."""
    person = see(public_id, year)
    if month not in MONTHS or (year, month) > (today().year, today().month):
        raise NotFoundError
    whole = load_year(reading(), person.id, year, on=today())
    made = build_statement(whole, month, on=today(), now=now(), say=_, language=language())
    note("year", f"{year}-{month:02d}", object_id=year, subject_id=person.id)
    name = _("台账单-%(year)s-%(month)s-%(name)s", year=year, month=f"{month:02d}", name=person.name)
    return sent(statement_pdf(made, letters(), _), name)


@bp.get("/policy/<public_id>/article.pdf")
@requires(Permission.POLICY_SEE)
def policy(public_id: str) -> ResponseReturnValue:
    """A version of a policy in print."""
    found = found_in(visible_policies(reading(), actor(), this_year()), public_id)
    note("policy", found.version.code, object_id=found.version.id)
    name = f"{found.version.title}-{_('第 %(version)s 版', version=found.version.version)}"
    return sent(policy_pdf(printed(found), letters(), _), name)


def printed(found: Adopted) -> PrintedPolicy:
    """A version as it is printed."""
    version = found.version
    years = _("自 %(year)s 年度起", year=version.years_from)
    if version.years_to:
        years = _("%(begin)s 至 %(end)s 年度", begin=version.years_from, end=version.years_to)
    number = _("第 %(version)s 版", version=version.version)
    if version.published_at is not None:
        number = _("%(version)s，%(at)s 发布", version=number, at=moment(version.published_at))
    return PrintedPolicy(
        language=language(),
        title=policy_title(version.title, _),
        unit_name=found.unit.name,
        facts=((_("施行"), years), (_("单位"), found.unit.name), (_("版本"), number)),
        digest=version.digest,
        sections=describe(policy_of(version.document), naming_places(_)),
        in_force=version.status == "published",
        made_at=now(),
    )


def asked_unit(public_id: str) -> Unit:
    """The unit of the address, which lies in what the actor sees as organisation department."""
    return found_or_404(chosen_unit(public_id, []))


def letters() -> Fonts:
    """The letters of this installation."""
    return fonts_of(current_app.config["TAIZHANG"])


def note(kind: str, asked: str, *, object_id: int, subject_id: int | None = None) -> None:
    """Record that a paper is taken along."""
    note_export(
        writing(),
        actor(),
        kind,
        form="pdf",
        asked=asked,
        now=now(),
        object_id=object_id,
        subject_id=subject_id,
    )


def sent(data: bytes, name: str) -> Response:
    """A paper as a file to be saved."""
    return send_file(io.BytesIO(data), "application/pdf", as_attachment=True, download_name=f"{name}.pdf")
