"""What each form of the application takes when nothing is odd about it, and who may send it."""

from __future__ import annotations

from typing import Any

from tests.cast import PASSWORD, TODAY
from tests.web.pages import field_visit, good_outcome, online_entry
from tests.web.rights_desk import BODIES
from tests.web.route_rows import ROLES, Row
from tests.web.route_table import ROWS

DAY = TODAY.isoformat()
POSTING = {
    "post": "科员",
    "rank": "141",
    "begins_on": "2026-03-01",
    "ends_on": "",
    "position": "1",
    "tags": "新任",
}
COLUMNS = {
    "number": "0",
    "user": "1",
    "subject": "2",
    "time": "3",
    "text": "4",
    "reply": "5",
    "reply_time": "6",
}
ROSTER = {"name": "0", "unit": "1", "post": "2", "rank": "3", "staff_number": "-1", "begin_column": "-1"}

GOOD: dict[str, dict[str, Any]] = BODIES | {
    "/policy/drafts/new": {"for_unit": "", "origin": "current", "file": ""},
    "/sign-in": {"username": "alice", "password": PASSWORD, "next": "/entries"},
    "/password": {"old": PASSWORD, "new": "another good horse staple", "again": "another good horse staple"},
    "/verify": {"code": "ABCD-EFGH-JKMN"},
    "/subject": {},
    "/entries/new": online_entry(begins_on=DAY, outcome_kind="proposal", outcome_title="一项建议"),
    "/entries/<public_id>/link": {"entry": ""},
    "/entries/submit": {"every": ""},
    "/outcomes/new": good_outcome(on=DAY, entries="", seen_version="0"),
    "/people/new": {"name": "新同志", "staff_no": "T-01"} | POSTING,
    "/people/<public_id>/edit": {"name": "新名字", "staff_no": "T-02"},
    "/people/<public_id>/appoint": POSTING | {"end_before": "y"},
    "/people/<public_id>/postings/<posting_id>/end": {"ends_on": "2026-11-20"},
    "/people/roster/<upload_id>": ROSTER | {"begin": "2026-01-01", "act": "", "seen": ""},
    "/units/new": {"name": "新单位", "level": "township"},
    "/imports/messages/<upload_id>": COLUMNS | {"minutes": "20", "act": "", "seen": ""},
    "/accounts/new": {"username": "newcomer", "display_name": "新人", "kind": "business", "person": ""},
    "/grants/<public_id>": {
        "role": "delegate",
        "person": "艾丽",
        "person_choice": "",
        "unit": "",
        "unit_choice": "",
        "begins_on": DAY,
        "ends_on": "",
    },
    "/suggestions/new": {"kind": "suggestion", "words": "字号再大一些", "about": "/entries", "nameless": ""},
    "/suggestions/receipt": {"receipt": "abcd-efgh"},
}
"""By rule the fields of a form with values that it takes; what the address or the row gives is left out."""

SECOND_FORMS = {"/entries/new?channel=field": field_visit(begins_on=DAY, ends_on=DAY, contact_point="y")}

QUERIES = {
    "/entries": ("page", "status", "channel", "mode", "topic", "begins", "ends", "text", "upload", "whose"),
    "/entries/new": ("channel", "copy", "preset"),
    "/entries/worth": ("channel", "entry"),
    "/entries/places": ("place_name", "q"),
    "/outcomes": ("page", "kind", "status", "begins", "ends", "text", "whose", "todo"),
    "/outcomes/new": ("entry",),
    "/outcomes/people": ("q",),
    "/reviews": ("tab", "entry", "outcome", "back"),
    "/departments": ("year", "rank", "status"),
    "/departments/<public_id>": ("year", "rank", "status"),
    "/policy": ("unit", "year"),
    "/calendar": ("year",),
    "/policy/drafts/new": ("unit", "origin"),
    "/policy/drafts/<public_id>/preview": ("year", "kind", "page"),
    "/people": ("page", "q", "unit"),
    "/people/new": ("unit",),
    "/units": ("unit",),
    "/units/find": ("unit",),
    "/units/new": ("parent",),
    "/accounts": ("page", "q"),
    "/accounts/new": (),
    "/grants": ("page", "q"),
    "/trail": ("who", "about", "object_kind", "tag", "begins", "ends", "before"),
    "/suggestions": ("page",),
    "/suggestions/new": ("about",),
    "/sign-in": ("next",),
}
"""By rule what a page reads of its address."""


def player(row: Row) -> str:
    """A role that may do what the row says."""
    return next((role for role in reversed(ROLES) if row.answers[role][0] in "+o="), "nobody")


def one_row_of_each() -> dict[tuple[str, str], Row]:
    """For each route the row with which it succeeds best."""
    found: dict[tuple[str, str], Row] = {}
    for row in ROWS:
        best = found.get((row.method, row.rule))
        if best is None or (row.answers[player(row)][0] in "+" and best.answers[player(best)][0] not in "+"):
            found[row.method, row.rule] = row
    return found


TYPED = frozenset(
    {
        "minutes",
        "reference",
        "done",
        "outcome_title",
        "place_name",
        "companions",
        "title",
        "note",
        "name",
        "staff_no",
        "post",
        "tags",
        "username",
        "display_name",
        "person",
        "unit",
        "words",
        "answer",
        "receipt",
        "code",
        "shares-0-person",
        "shares-0-share",
        "position",
    }
)
"""The fields into which people write freely: what is refused there has to be there again."""
