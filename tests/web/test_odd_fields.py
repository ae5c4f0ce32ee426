"""Odd fields of every form: refused in words and kept, or taken and shown exactly as they were."""

from __future__ import annotations

import html
import io
import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pypdf
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.store.base import Base
from ledger.store.rows import EntryRow
from tests.web.odd_forms import DAY, SECOND_FORMS, TYPED, player
from tests.web.pages import online_entry
from tests.web.rights_desk import Desk
from tests.web.scene import YEAR
from tests.web.snapshots import dump

if TYPE_CHECKING:
    from tests.web.route_rows import Row

from tests.databases import Databases
from tests.web.odd_desk import ROUTES, address, filled, in_words, opened_desk, send, unchanged

WRITES = [row for (method, _rule), row in ROUTES.items() if method == "POST"]
FILLED = (
    *("", "a\x00b", "-1", "9" * 30, "9" * 5000, "２０２６", "=1+1", "字" * 600),
    *(
        "0000-00-00",
        "9999-12-31",
        "1000-01-01",
        "1e400",
        "1/0",
        "😀\u202e\u200d𠮷e\u0301",
        "<script>alert(1)</script> %(x)s",
    ),
    *(["a", "b"], None),
)
BY_LOT = {
    "public_id",
    "password",
    "receipt",
    "password_hash",
    "fs_uniquifier",
    "path",
    "object_id",
    "fingerprint",
}
MODEL_COLUMNS = {
    "id": "1",
    "public_id": "zzzzzzzzzzzzzz",
    "person_id": "2",
    "unit_id": "2",
    "status": "approved",
    "created_by": "1",
    "recorded_by": "1",
    "decided_by": "1",
    "version": "99",
    "logged_on": "2020-01-01",
    "active": "1",
    "must_change_password": "",
    "granted_by": "1",
    "source_key": "x",
}


@pytest.fixture(scope="module")
def desk(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Desk]:
    """The scene, played once."""
    assert request.config.cache is not None
    fonts = Path(request.config.cache.mkdir("fonts"))
    with opened_desk(databases, tmp_path_factory.mktemp("odd"), fonts) as found:
        yield found


@pytest.fixture(autouse=True)
def _as_it_was(desk: Desk) -> Iterator[None]:
    """What a test leaves behind is nobody else's."""
    yield
    if desk.before.differs():
        desk.before.restore()


@pytest.mark.parametrize("row", WRITES, ids=[row.rule for row in WRITES])
def test_an_odd_field_is_refused_in_words_and_kept(desk: Desk, row: Row) -> None:
    role = player(row)
    forms = [(address(desk, row), filled(desk, row, role))]
    forms += [
        (path, forms[0][1] | body) for path, body in SECOND_FORMS.items() if path.startswith(row.rule + "?")
    ]
    for path, good in forms:
        for at, name in enumerate(good):
            for value in (*FILLED[at % 8 :: 8], *(("a\x00b", "x" * 200_000) if name in TYPED else ())):
                body = good | {"form_key": uuid.uuid4().hex, name: value}
                sent = {key: one for key, one in body.items() if one is not None}
                answer = send(desk, role, "POST", path, sent)
                asked = f"{path} {name}={str(value)[:20]!r}"
                text = in_words(answer, asked)
                kept = name in TYPED and "upload_id" not in row.rule and isinstance(value, str)
                if kept and answer.status_code == 422:
                    assert value.strip()[:5000] in html.unescape(text), f"{asked} is lost"
                if row.rule in {"/sign-in", "/password"}:  # a wrong password is counted
                    desk.before.restore()
                unchanged(desk, answer, asked)


@pytest.mark.parametrize("row", WRITES, ids=[row.rule for row in WRITES])
def test_columns_that_no_form_has_change_nothing_more(desk: Desk, row: Row) -> None:
    role = player(row)
    known = filled(desk, row, role)
    found = []
    for more in ({}, {name: value for name, value in MODEL_COLUMNS.items() if name not in known}):
        answer = send(desk, role, "POST", address(desk, row), known | more)
        found.append((answer.status_code, told_apart(desk)))
        desk.before.restore()
    assert found[0][0] == found[1][0]
    for name, rows in found[0][1].items():
        assert found[1][1][name] == rows


def told_apart(desk: Desk) -> dict[str, list[dict[str, Any]]]:
    """All rows without what is drawn by lot or counted up; keys of rows that are new are all alike."""
    tables = {table.name: table for table in Base.metadata.sorted_tables if table.name != "form_key"}
    old = {name: {row[0] for row in rows} for name, rows in desk.before.rows.items()}
    found: dict[str, list[dict[str, Any]]] = {}
    for name, rows in dump(desk.engine).items():
        found[name] = []
        for row in rows if name in tables else ():
            said = dict(zip((column.name for column in tables[name].columns), row, strict=True))
            for column in tables[name].columns:
                (kind,) = {key.column.table.name for key in column.foreign_keys} or {name}
                if column.name in BY_LOT:
                    del said[column.name]
                elif (column.foreign_keys or column.name == "id") and said[column.name] not in {
                    None,
                    *old[kind],
                }:
                    said[column.name] = "new"
            found[name].append(said)
    return found


@pytest.mark.parametrize("rule", ["/reviews/return", "/outcomes/refuse"])
@pytest.mark.parametrize("reason", ["字" * 501, "a\x00b"])
def test_a_reason_that_cannot_be_kept_decides_nothing(desk: Desk, rule: str, reason: str) -> None:
    row = ROUTES["POST", rule]
    role = player(row)
    answer = send(desk, role, "POST", address(desk, row), filled(desk, row, role) | {"reason": reason})
    assert answer.status_code == 302
    assert desk.before.differs() == []


@pytest.mark.parametrize(("name", "most"), [("title", 200), ("reference", 500), ("note", 4000)])
def test_a_text_of_an_outcome_has_its_length(desk: Desk, name: str, most: int) -> None:
    row = ROUTES["POST", "/outcomes/new"]
    role = player(row)
    for length, status in ((most + 1, 422), (most, 302)):
        body = filled(desk, row, role) | {name: "字" * length}
        assert send(desk, role, "POST", "/outcomes/new", body).status_code == status


def test_a_form_that_comes_back_changed_is_said_and_writes_once(desk: Desk) -> None:
    row = ROUTES["POST", "/entries/new"]
    good = filled(desk, row, "cadre")
    good["csrf_token"] = desk.tokens["cadre"]
    first = send(desk, "cadre", "POST", "/entries/new", good)
    count = _entries(desk)
    again = send(desk, "cadre", "POST", "/entries/new", good)
    other = send(desk, "cadre", "POST", "/entries/new", good | {"done": "另一件事"})
    assert (first.status_code, again.status_code, other.status_code) == (302, 302, 409)
    assert first.headers["Location"] == again.headers["Location"]
    assert "<h1" in in_words(other, "changed")
    assert _entries(desk) == count
    desk.before.restore()


def test_of_two_edits_at_once_the_later_is_told(desk: Desk) -> None:
    row = ROUTES["POST", "/entries/<public_id>/edit"]
    path, good = address(desk, row), filled(desk, row, "cadre") | {"csrf_token": desk.tokens["cadre"]}
    first = send(desk, "cadre", "POST", path, good | {"form_key": "1" * 32, "done": "先改的"})
    later = send(desk, "cadre", "POST", path, good | {"form_key": "2" * 32, "done": "后改的"})
    assert (first.status_code, later.status_code) == (302, 409)
    assert "刚刚有了变化" in in_words(later, "later")
    with Session(desk.engine) as session:
        assert (
            session.scalar(select(EntryRow.done).where(EntryRow.public_id == path.split("/")[2])) == "先改的"
        )
    desk.before.restore()


ODD_TEXT = (
    "=1+1 <script>alert('x')</script> &amp; \"%(x)s\" \\ _ % {{7*7}} "
    "𠮷𰻝㛃 e\u0301 \u202e左 ☃︎ 👨‍👩‍👧 \ue000 １２"
)


def test_odd_text_that_is_taken_comes_back_as_it_was_everywhere(desk: Desk) -> None:
    """On the pages, in the form, in the trail; on paper a mark stands for what no font has."""
    row = ROUTES["POST", "/outcomes/new"]
    body = filled(desk, row, "cadre") | {"csrf_token": desk.tokens["cadre"], "title": ODD_TEXT}
    made = send(desk, "cadre", "POST", "/outcomes/new", body)
    assert made.status_code == 302, made.get_data(as_text=True)[:2000]
    place = made.headers["Location"]
    edited = filled(desk, row, "cadre") | {"csrf_token": desk.tokens["cadre"], "title": ODD_TEXT + "。"}
    assert send(desk, "cadre", "POST", f"{place}/edit", edited | {"seen_version": "1"}).status_code == 302
    shown = [("cadre", place), ("cadre", f"{place}/edit"), ("cadre", "/outcomes"), ("reviewer", place)]
    for role, path in [*shown, ("audit", "/trail?object_kind=outcome")]:
        text = in_words(send(desk, role, "GET", path), path)
        assert ODD_TEXT in html.unescape(text), path
    year = f"/cadres/{desk.scene.of('person')[0]}/years/{YEAR}"
    sent = {"csrf_token": desk.tokens["cadre"], "form_key": uuid.uuid4().hex}
    paper = send(desk, "cadre", "POST", f"{year}/summary.pdf", sent)
    assert paper.mimetype == "application/pdf"
    read = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper.data)).pages)
    assert "=1+1" in re.sub(r"\s+", "", read)
    assert "〓" in read
    desk.before.restore()


def test_text_of_an_entry_is_kept_to_the_byte(desk: Desk) -> None:
    texts = {"done": "第一行\r\n\t" + ODD_TEXT, "reference": ODD_TEXT}
    sent = {"csrf_token": desk.tokens["cadre"], "form_key": uuid.uuid4().hex}
    made = send(desk, "cadre", "POST", "/entries/new", online_entry(begins_on=DAY) | texts | sent)
    assert made.status_code == 302, made.get_data(as_text=True)[:2000]
    name = made.headers["Location"].rsplit("/", 1)[-1]
    with Session(desk.engine) as session:
        kept = session.execute(
            select(EntryRow.done, EntryRow.reference).where(EntryRow.public_id == name)
        ).one()
    assert tuple(kept) == (texts["done"], texts["reference"])
    assert ODD_TEXT in html.unescape(in_words(send(desk, "cadre", "GET", f"/entries/{name}"), name))
    desk.before.restore()


def _entries(desk: Desk) -> int:
    with Session(desk.engine) as session:
        return len(session.scalars(select(EntryRow.id)).all())
