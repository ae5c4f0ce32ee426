"""Lists as files: the rows and columns of the page with its filters, as a spreadsheet or as CSV."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, request, send_file, stream_with_context, url_for
from flask_babel import gettext as _

from exports.entries_table import entries_table
from exports.outcomes_table import outcomes_table
from exports.person_json import person_json
from exports.standings_table import standings_table
from exports.table_csv import table_csv
from exports.table_xlsx import table_xlsx
from exports.trail_table import TrailWords, trail_table
from ledger.clock import CHINA, now, today
from ledger.domain.errors import ForbiddenError
from ledger.domain.permissions import Permission
from ledger.services.note_export import note_export
from ledger.store.readings_departments import every_standing, roots_of
from ledger.store.readings_entries import every_entry
from ledger.store.readings_entry_totals import entry_totals
from ledger.store.readings_outcomes import every_outcome
from ledger.store.readings_person import about_person
from ledger.store.readings_trail import TrailLine, every_record
from ledger.web.context import actor, reading, writing
from ledger.web.departments import chosen_filter, chosen_unit, table_of
from ledger.web.entries import wanted_entries
from ledger.web.forms.trail import TrailForm
from ledger.web.guard import requires
from ledger.web.outcomes import wanted_outcomes
from ledger.web.trail import about_of, act_of, by_of, changes_of, filter_asked

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from exports.sheet import Sheet

bp = Blueprint("downloads", __name__)

PLACES = ("page", "before", "exact")
"""What in an address only says where in the list one is, and how far the page counted it."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/entries/export.<any(csv, xlsx):form>")
@requires(Permission.ENTRY_SEE)
def entries(form: str) -> ResponseReturnValue:
    """The list of entries as a file."""
    acting, session = actor(), reading().session
    others, wanted = wanted_entries()
    leave_trail("entry", form, subject_id=wanted.person_id)
    totals = entry_totals(session, acting, wanted)
    lines = every_entry(session, acting, wanted)
    sheet = entries_table(lines, _, named=others, minutes=totals.minutes, half_days=totals.half_days)
    return sent(sheet, form)


@bp.get("/outcomes/export.<any(csv, xlsx):form>")
@requires(Permission.OUTCOME_SEE)
def outcomes(form: str) -> ResponseReturnValue:
    """The list of outcomes as a file."""
    _others, wanted = wanted_outcomes()
    leave_trail("outcome", form, subject_id=wanted.person_id)
    return sent(outcomes_table(every_outcome(reading().session, actor(), wanted), _), form)


@bp.get("/departments/export.<any(csv, xlsx):form>")
@bp.get("/departments/<public_id>/export.<any(csv, xlsx):form>")
@requires(Permission.DEPARTMENT_SEE)
def standings(form: str, public_id: str = "") -> ResponseReturnValue:
    """Where all cadres of a unit and of those below it stand, as a file, in official order."""
    session = reading().session
    roots = roots_of(session, actor())
    unit = chosen_unit(public_id, roots)
    chosen = chosen_filter()
    whole = table_of(unit, roots, chosen).whole
    leave_trail("year", form, object_id=chosen.year, about="" if unit is None else unit.name)
    sheet = standings_table(
        every_standing(session, actor(), roots if unit is None else [unit], chosen),
        _,
        year=chosen.year,
        field_days=whole.field_days,
        exchanged_days=whole.exchanged_days,
        reports=whole.reports,
    )
    return sent(sheet, form)


@bp.get("/trail/export.<any(csv, xlsx):form>")
@requires(Permission.TRAIL_SEE)
def trail(form: str) -> ResponseReturnValue:
    """The trail as a file: all pages of what the filter lets through."""
    wanted = filter_asked(TrailForm(request.args), whole=True)
    leave_trail("trail", form)
    lines = every_record(reading().session, actor(), wanted)
    return sent(trail_table(map(in_words, lines), _), form)


@bp.get("/about-me.json")
@requires(Permission.OWN_TAKE)
def about_me() -> ResponseReturnValue:
    """Everything that the ledger holds about the cadre who asks."""
    person_id = actor().own_cadre
    if person_id is None:
        raise ForbiddenError
    leave_trail("person", "json", object_id=person_id, subject_id=person_id)
    pieces = person_json(about_person(reading().session, person_id), made=now())
    return streamed(pieces, "application/json", _("关于我的全部数据-%(day)s.json", day=today().isoformat()))


@bp.app_template_global()
def file_address(endpoint: str, **values: Any) -> Callable[[str], str]:
    """Gives the address of a list as a file of some form."""
    return lambda form: url_for(f"downloads.{endpoint}", form=form, **values)


@bp.app_template_global()
def asked_query() -> str:
    """What the page was asked for, as its files are asked for it: all pages at once."""
    asked = [(name, value) for name, value in request.args.items(multi=True) if name not in PLACES and value]
    return urlencode(asked)


def leave_trail(
    kind: str, form: str, *, object_id: int | None = None, subject_id: int | None = None, about: str = ""
) -> None:
    """Record that a file is taken along, with what was asked for."""
    asked = f"{about} {request.query_string.decode('ascii', 'replace')}".strip()
    note_export(
        writing(),
        actor(),
        kind,
        form=form,
        asked=asked,
        now=now(),
        object_id=object_id,
        subject_id=subject_id,
    )


def in_words(line: TrailLine) -> TrailWords:
    """A record of the trail as the page says it."""
    event = line.event
    changes = [f"{name}{_('：')}{old} → {new}" for name, old, new in changes_of(event)]
    at = event.at.astimezone(CHINA).replace(tzinfo=None, microsecond=0)
    return TrailWords(at, by_of(line), act_of(line), about_of(line), "\n".join(changes), event.note)


def sent(sheet: Sheet, form: str) -> Response:
    """A list as a file of a form ("csv" or "xlsx"), with the day in its name."""
    name = f"{sheet.title}-{today().isoformat()}.{form}"
    if form == "csv":
        return streamed(table_csv(sheet), "text/csv; charset=utf-8", name)
    target = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it once it is sent
    table_xlsx(sheet, target)
    target.seek(0)
    return send_file(target, XLSX, as_attachment=True, download_name=name)


def streamed(pieces: Iterable[bytes], kind: str, name: str) -> Response:
    """An answer that is sent while it is being made; what it reads is read in a transaction of its own."""
    answer = Response(stream_with_context(iter(pieces)), content_type=kind)
    # Headers are ASCII: the name as RFC 6266 says it, and its plain part for who does not read that.
    names = {
        "filename": name.encode("ascii", "ignore").decode().lstrip("-"),
        "filename*": f"UTF-8''{quote(name)}",
    }
    answer.headers.set("Content-Disposition", "attachment", **names)
    return answer
