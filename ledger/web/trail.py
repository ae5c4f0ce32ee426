"""The trail, for the audit administrator: who did and saw what, old → new."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request
from flask_babel import gettext as _

from ledger.clock import now
from ledger.domain.permissions import Permission
from ledger.domain.trail import TrailTag
from ledger.domain.trail_words import FIELD_NAMES, OBJECT_NAMES, TAG_NAMES
from ledger.services.view_trail import note_trail_view
from ledger.store.readings_trail import TrailFilter, TrailLine, trail_page
from ledger.web.context import actor, reading, writing
from ledger.web.filters import TABLES
from ledger.web.forms.accounts import KIND_NAMES
from ledger.web.forms.trail import TrailForm
from ledger.web.guard import requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ledger.domain.trail import TrailEvent

bp = Blueprint("trail", __name__, url_prefix="/trail")

VALUE_TABLES = {
    ("account", "kind"): KIND_NAMES,
    ("account", "role"): TABLES["role"],
    ("outcome", "kind"): TABLES["outcome_kind"],
    ("outcome", "level"): TABLES["level"],
    ("outcome", "status"): TABLES["outcome_status"],
    ("entry", "status"): TABLES["status"],
    ("entry", "channel"): TABLES["channel"],
    ("entry", "mode"): TABLES["mode"],
    ("entry", "platform"): TABLES["platform"],
    ("entry", "from_half"): TABLES["half"],
    ("entry", "to_half"): TABLES["half"],
    ("suggestion", "status"): TABLES["suggestion_status"],
    ("policy_draft", "status"): TABLES["policy_draft"],
    ("unit", "level"): TABLES["unit_level"],
}
"""Where the values of a field are codes with names."""

WITHOUT_ACCOUNT = (TrailTag.ACCOUNT_SIGN_IN_FAILED, TrailTag.ACCOUNT_LOCKED, TrailTag.SUGGESTION_RECEIVED)


@bp.get("")
@requires(Permission.TRAIL_SEE)
def list_trail() -> ResponseReturnValue:
    """The trail, narrowed to what is looked for; that one looked is recorded first."""
    form = TrailForm(request.args)
    wanted = filter_asked(form)
    note_trail_view(writing(), actor(), request.query_string.decode("ascii", "replace"), now=now())
    found = trail_page(reading().session, actor(), wanted)
    kept = {name: value for name, value in request.args.items() if name in form and name != "before"}
    return render_template(
        "trail/list.html",
        form=form,
        found=found,
        kept=kept,
        act_of=act_of,
        by_of=by_of,
        about_of=about_of,
        changes_of=changes_of,
    )


def filter_asked(form: TrailForm, *, whole: bool = False) -> TrailFilter:
    """What the address asks the trail to be narrowed to; the whole of it where a file takes all pages."""
    form.validate()
    return replace(form.wanted(), before_id=None) if whole else form.wanted()


def act_of(line: TrailLine) -> str:
    """What was done, in words."""
    return str(_(TAG_NAMES[line.event.tag]))


def by_of(line: TrailLine) -> str:
    """Who did it: a name, nobody that was signed in, or the command line."""
    return line.by or str(_("未登录") if line.event.tag in WITHOUT_ACCOUNT else _("命令行"))


def about_of(line: TrailLine) -> str:
    """What it was done to, and whose record that is."""
    event = line.event
    parts = [str(_(OBJECT_NAMES.get(event.object_kind, event.object_kind)))]
    if line.object_name:
        parts.append(line.object_name)
    elif event.object_kind == "year" and event.object_id:
        parts.append(str(event.object_id))
    elif event.object_id:
        parts.append(str(_("第 %(number)s 号", number=event.object_id)))
    words = " ".join(parts)
    return f"{words} · {line.subject_name}" if line.subject_name else words


def changes_of(event: TrailEvent) -> list[tuple[str, str, str]]:
    """What an act changed, in words: field, old value, new value."""
    return [
        (str(_(FIELD_NAMES.get(name, name))), said(event, name, old), said(event, name, new))
        for name, (old, new) in event.changes.items()
    ]


def said(event: TrailEvent, name: str, value: object) -> str:
    """A value as people say it."""
    if value is None or value in ("", []):
        return str(_("空"))
    if isinstance(value, bool):
        return str(_("是") if value else _("否"))
    if isinstance(value, list):
        return str(_("、")).join(said(event, name, item) for item in value)
    table = VALUE_TABLES.get((event.object_kind, name), {})
    return str(_(table[value]) if isinstance(value, str) and value in table else value)
