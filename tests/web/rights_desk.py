"""Where rights are tried: one application on one scene, asked by every role."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.domain.policy_draft import digest_of
from ledger.store.engine import make_engine
from ledger.store.rows import EntryRow, OutcomeRow
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import PASSWORD, TODAY
from tests.conftest import Browser, ToTheEnd, let_go
from tests.web.pages import good_outcome, online_entry
from tests.web.route_rows import HATS, ROLES, Row
from tests.web.scene import ABSENT, DRAFTED, YEAR, play
from tests.web.snapshots import Snapshot

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.test import TestResponse

Said = tuple[int, str, str]

SECRETS = re.compile(r'<input[^>]*name="(?:csrf_token|form_key)"[^>]*>')
ALLOWED, REFUSED, HIDDEN, SIGN_IN, CONFLICT, SAME = "+", "-", ".", ">", "=", "o"
DAY = TODAY.isoformat()
LETTERS = {200: ALLOWED, 302: ALLOWED, 422: ALLOWED, 403: REFUSED, 404: HIDDEN, 409: CONFLICT}

BODIES: dict[str, dict[str, str]] = {
    "/entries/<public_id>/edit": online_entry(begins_on=DAY, then="draft"),
    "/entries/new": online_entry(begins_on=DAY),
    "/entries/worth": online_entry(begins_on=DAY),
    "/entries/presets": online_entry(begins_on=DAY, preset_name="另一个"),
    "/outcomes/new": good_outcome(on=DAY),
    "/outcomes/<public_id>/edit": good_outcome(on=DAY),
    "/outcomes/refuse": {"reason": "请补充文号"},
    "/entries/<public_id>/reverse": {"reason": "时长写错"},
    "/outcomes/<public_id>/reverse": {"reason": "重复登记", "then": "refuse"},
    "/reviews/return": {"reason": "请补充地点"},
    "/suggestions/new": {"kind": "suggestion", "words": "字号再大一些"},
    "/suggestions/<public_id>": {"answer": "已经加大"},
    "/accounts/<public_id>/use": {"active": "0"},
    "/language": {"language": "en"},
    "/delegation/agreements": {"begins_on": DAY, "ends_on": DAY},
    "/delegation/deputies": {"username": "amy", "begins_on": DAY, "ends_on": DAY},
    "/type-size": {"large": "1"},
    "/people/<public_id>/edit": {"name": "新名字"},
    "/people/<public_id>/leave": {"begins_on": "2026-08-03", "ends_on": "2026-08-04", "reason": "年休假"},
    "/people/<public_id>/postings/<posting_id>/end": {"ends_on": "2026-11-20"},
    "/calendar/<int:year>": {"act": "save", "days_off": "1月1日", "working": "1月4日", "reference": "一号"},
    "/policy/drafts/<public_id>": {"text": DRAFTED.decode() + "# 改", "seen_edition": "1"},
    "/policy/drafts/<public_id>/sync": {"text": DRAFTED.decode(), "side": "text"},
    "/policy/drafts/<public_id>/withdraw": {"reason": "请再商议"},
    "/policy/drafts/<public_id>/publish": {"seen": digest_of(DRAFTED)},
    "/batches": {"year": "2026", "form": "zip", "language": "zh"},
    "/units/<public_id>": {"name": "新单位名", "level": "county", "position": "1"},
}
"""What a form says besides the thing it is about; other forms are sent empty, which 422 answers."""

FIXED: dict[str, Any] = {
    "year": YEAR,
    "name": "national",
    "code": "field-days",
    "kind": "exchange",
    "form": "csv",
    "question": "submitted",
    "paper": "report",
    "month": 3,
}
FILES = {
    "static": "taizhang.css",
    "bootstrap.static": "css/bootstrap.min.css",
    "htmx.static": "htmx.min.js",
}


class Desk:
    """One application on one scene, and a way in for every role."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        app.test_client_class = ToTheEnd
        self.url = app.config["TAIZHANG"].database_url
        self.engine = make_engine(self.url)
        with Session(self.engine, expire_on_commit=False) as session:
            self.scene = play(UnitOfWork(session))
        self.cookies: dict[str, str] = {}
        self.tokens: dict[str, str] = {}
        for role, username in (ROLES | HATS).items():
            self._let_in(role, username)
        self.before = Snapshot(self.engine, self.url)
        self.adapter = app.url_map.bind("localhost")

    def _let_in(self, role: str, username: str) -> None:
        browser = Browser(self.app.test_client())
        if username:
            answer = browser.post("/sign-in", {"username": username, "password": PASSWORD})
            assert answer.status_code == 302, answer.get_data(as_text=True)[:2000]
        self.tokens[role] = browser.hidden("/suggestions/new" if username else "/sign-in")["csrf_token"]
        cookie = browser.client.get_cookie("taizhang")
        assert cookie is not None
        self.cookies[role] = cookie.value

    def close(self) -> None:
        """Let the database go; no request may have kept a connection."""
        self.engine.dispose()
        let_go(self.app)

    def names(self, row: Row) -> list[str]:
        """The things of a row, one for each holder; a single one where it is about none."""
        return self.scene.of(row.thing) if row.thing else [""]

    def ask(self, role: str, row: Row, name: str, *, token: bool = True, method: str = "") -> TestResponse:
        """What a role is answered, with a fresh session as it was after signing in."""
        client = self.app.test_client()
        client.set_cookie("taizhang", self.cookies[role])
        path = self._path(row, name)
        if (method or row.method) != "POST":
            return client.open(path, method=method or row.method)
        body: dict[str, Any] = {"form_key": uuid.uuid4().hex} | BODIES.get(row.rule, {})
        if token:
            body["csrf_token"] = self.tokens[role]
        if row.field and not row.field.startswith("?"):
            body[row.field] = name
        if row.rule.endswith("/edit") and row.thing.partition(":")[0] in {"entry", "outcome"}:
            body["seen_version"] = str(self._version(name))
        if row.rule == "/entries/<public_id>/link" and not row.field:
            body["other"] = self.scene.of("entry:visit")[0]
        return client.post(path, data=body)

    def _path(self, row: Row, name: str) -> str:
        endpoint = self.endpoint(row)
        (rule,) = [one for one in self.app.url_map.iter_rules(endpoint) if written(one.rule) == row.rule]
        values: dict[str, Any] = {key: FIXED[key] for key in rule.arguments & FIXED.keys()}
        owner = self._holder(row, name)
        for argument in rule.arguments - values.keys() - (rule.defaults or {}).keys():
            values[argument] = self._argument(argument, row, name, owner)
        if row.thing == "entry:approved" and "code" in values:
            values |= {"kind": "entry", "code": name}
        path: str = self.adapter.build(endpoint, values)
        query = f"?{row.field[1:]}={name}" if row.field.startswith("?") else ""
        return path + query

    def _argument(self, argument: str, row: Row, name: str, owner: int) -> str:
        if argument == "filename":
            return FILES[self.endpoint(row)]
        others = {"grant_public_id": "grant", "posting_id": "posting", "leave_id": "leave"}
        if argument in others:
            return ABSENT if name == ABSENT else self.scene.of(others[argument])[owner]
        if row.field or (row.thing == "entry:approved" and "<code>" in row.rule):
            return self.scene.of("person" if "/cadres/" in row.rule else "entry:approved")[owner]
        return name

    def _holder(self, row: Row, name: str) -> int:
        if row.field or name not in self.names(row):
            return 0
        return self.names(row).index(name)

    def endpoint(self, row: Row) -> str:
        """The endpoint of a row."""
        found = [
            rule.endpoint
            for rule in self.app.url_map.iter_rules()
            if written(rule.rule) == row.rule and row.method in (rule.methods or ())
        ]
        assert len(found) == 1, f"{row.title} is no single route: {found}"
        return str(found[0])

    def _version(self, name: str) -> int:
        with Session(self.engine) as session:
            for table in (EntryRow, OutcomeRow):
                found = session.scalar(select(table.version).where(table.public_id == name))
                if found is not None:
                    return int(found)
        return 1

    def letter(self, role: str, row: Row, answer: TestResponse) -> str:
        """What an answer comes to; a status that no table knows stands for itself."""
        to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in")
        if role == "nobody" and to_sign_in:
            return SIGN_IN
        return LETTERS.get(answer.status_code, str(answer.status_code))

    def letters(self, role: str, row: Row) -> str:
        """What a role is answered for the thing of each holder, and that what is hidden is as if absent.

        Where the table gives one letter for all, the first and the last holder stand for them; who is turned
        away before anything is looked at, is so for the first.
        """
        names, expected = self.names(row), row.answers[role]
        turned_away = expected in (REFUSED, SIGN_IN)
        if len(expected) == 1 and len(names) > 1:
            names = names[:1] if turned_away else [names[0], names[-1]]
        absent = self._said(self.ask(role, row, ABSENT), ABSENT) if row.thing and not turned_away else None
        found = "".join(self._letter_of(role, row, name, absent) for name in names)
        return found if len(set(found)) > 1 else found[0]

    def _letter_of(self, role: str, row: Row, name: str, absent: Said | None) -> str:
        answer = self.ask(role, row, name)
        letter, said = self.letter(role, row, answer), self._said(answer, name)
        changed = row.method == "POST" and letter in (ALLOWED, CONFLICT) and bool(self.before.differs())
        if changed:
            self.before.restore()
        if letter == HIDDEN:
            assert said == absent, f"{role} can tell {row.title} from one that is not there"
        return SAME if row.thing and letter == ALLOWED and not changed and said == absent else letter

    def _said(self, answer: TestResponse, name: str) -> Said:
        """All that an answer says, apart from tokens and the names that were asked for."""
        if answer.mimetype != "text/html":
            return answer.status_code, answer.content_type, answer.data.hex()
        text = SECRETS.sub("", answer.get_data(as_text=True))
        beside = [one for kind in ("grant", "posting", "leave", "person") for one in self.scene.of(kind)]
        if name.isdigit():  # a number stands on every page; here it is one only in an address
            text = re.sub(rf"(journal(?:/|%2F)){name}\b", r"\1·", text)
            name = ABSENT
        for one in (name, ABSENT, *beside):
            text = text.replace(one, "·") if one else text
        return answer.status_code, answer.content_type, text


def written(rule: str) -> str:
    """A rule as the table writes it: without blanks."""
    return rule.replace(" ", "")
