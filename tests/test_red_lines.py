"""What the ledger must never become: no presence, no points, no rankings, no forced evidence, no watching."""

from __future__ import annotations

import ast
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask_wtf import FlaskForm
from flask_wtf.file import FileField as ProtectedFileField
from sqlalchemy import Engine, event, select, update
from wtforms import FileField, MultipleFileField

from ledger.app import create_app
from ledger.config import load_config
from ledger.store.base import Base
from ledger.store.rows import AssessmentRow, PersonRow, UnitRow
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW
from tests.conftest import SignIn
from tests.crawl import Page, walk
from tests.databases import Databases
from tests.red_words import AMOUNTS, CSP, FORBIDDEN_WORDS, PRESENCE, SAID_NOT_TO, WATCHING
from tests.web.rights_desk import Desk
from tests.web.route_rows import HATS, ROLES

ROOT = Path(__file__).resolve().parent.parent
OWN_STATIC = ROOT / "ledger" / "static"


@dataclass
class Crawl:
    """What each role came across, and every question that was put to the database meanwhile."""

    pages: dict[str, list[Page]]
    statements: set[str]


@pytest.fixture(scope="module")
def crawl(tmp_path_factory: pytest.TempPathFactory) -> Crawl:
    """All pages that each role reaches, with things on them, and some that are refused."""
    databases, found = Databases("sqlite"), Crawl({}, set())
    folder = tmp_path_factory.mktemp("crawl")
    url = databases.new()
    config = replace(load_config(folder, environ={}), database_url=url, secret_key=secrets.token_hex(32))

    def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found.statements.add(statement)

    with time_machine.travel(NOW, tick=False):
        desk = Desk(create_app(config))
        event.listen(Engine, "before_cursor_execute", note)
        for role in ROLES | HATS:
            client = desk.app.test_client()
            client.set_cookie("taizhang", desk.cookies[role])
            starts = ("/", "/nowhere", "/entries/worth", "/trail", "/verify", "/entries?whose=unit")
            found.pages[role] = list(walk(client, *starts))
        event.remove(Engine, "before_cursor_execute", note)
        desk.close()
    databases.close()
    return found


def every_page(crawl: Crawl) -> Iterator[tuple[str, Page]]:
    """All pages with the role that saw them."""
    for role, pages in crawl.pages.items():
        for page in pages:
            yield f"{role} {page.path}", page


@pytest.fixture(scope="module")
def plain_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application whose forms and routes are looked at; no request is made."""
    folder = tmp_path_factory.mktemp("plain")
    url = f"sqlite:///{folder / 'none.db'}"
    return create_app(replace(load_config(folder, environ={}), database_url=url, secret_key="s" * 64))


def all_forms() -> list[type[FlaskForm]]:
    """All forms of the application that say something of their own."""
    waiting, found = [FlaskForm], []
    while waiting:
        waiting += (below := waiting.pop().__subclasses__())
        found += [form for form in below if form.__module__.startswith("ledger.")]
    return found


# --- what is kept


def test_no_column_counts_presence_points_or_places() -> None:
    tables = Base.metadata.sorted_tables
    columns = [f"{table.name}.{column.name}" for table in tables for column in table.columns]
    assert "entry.minutes" in columns
    assert [name for name in columns if PRESENCE.search(name.partition(".")[2])] == []
    assert [table.name for table in tables if PRESENCE.search(table.name)] == []


def test_the_words_are_found_where_they_are() -> None:
    for name in ("last_sign_in_at", "online_seconds", "points", "check_in", "streak", "ranking", "score"):
        assert PRESENCE.search(name)
    assert FORBIDDEN_WORDS.search("连续 7 天")
    assert not FORBIDDEN_WORDS.search("连续实地调研满两周的不少于一次")


def test_no_account_says_when_somebody_last_signed_in() -> None:
    names = {column.name for column in Base.metadata.tables["account"].columns}
    assert not {name for name in names if "sign" in name or "seen" in name or "login" in name}


# --- what is offered


def test_no_route_leads_to_points_rankings_or_presence(plain_app: Flask) -> None:
    rules = [f"{rule.rule} {rule.endpoint}" for rule in plain_app.url_map.iter_rules()]
    assert [rule for rule in rules if any(map(PRESENCE.search, re.split(r"[/.<>: ]", rule)))] == []


def texts_of_source() -> Iterator[tuple[str, str]]:
    """Every Chinese text of the program, where it stands."""
    for path in sorted([*ROOT.glob("ledger/**/*.py"), *ROOT.glob("exports/**/*.py")]):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and not node.value.isascii():
                yield f"{path.relative_to(ROOT)}:{node.lineno}", node.value
    for pattern in (
        "templates/**/*.html",
        "ledger/static/*",
        "ledger/data/**/*.toml",
        "ledger/data/**/*.json",
    ):
        for path in sorted(ROOT.glob(pattern)):
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
                yield f"{path.relative_to(ROOT)}:{number}", line


def test_no_text_speaks_of_checking_in_points_or_rankings() -> None:
    texts = list(texts_of_source())
    assert len(texts) > 1000
    found = [(place, text) for place, text in texts if FORBIDDEN_WORDS.search(text)]
    assert [one for one in found if not any(said in one[1] for said in SAID_NOT_TO)] == []


def test_no_page_speaks_of_checking_in_points_or_rankings(crawl: Crawl) -> None:
    for place, page in every_page(crawl):
        assert FORBIDDEN_WORDS.search(page.read().text) is None, place


def test_files_are_asked_for_by_imports_alone() -> None:
    with_files = set()
    for form in all_forms():
        for name in dir(form):
            kind = getattr(getattr(form, name, None), "field_class", None)
            if kind is not None and issubclass(kind, FileField | MultipleFileField | ProtectedFileField):
                with_files.add(form.__module__)
    assert with_files == {
        "ledger.web.forms.imports",
        "ledger.web.forms.rosters",
        "ledger.web.forms.policy_drafts",
    }


def test_no_form_of_research_asks_for_a_file(crawl: Crawl) -> None:
    for place, page in every_page(crawl):
        if not any(part in page.path for part in ("/imports/", "/roster", "/policy/drafts/new")):
            inputs = [attributes.get("type") for tag, attributes in page.read().tags if tag == "input"]
            assert "file" not in inputs, place


def form_of(page: Page) -> str:
    """The form of an entry, without what is folded away."""
    found = re.search(r'<form[^>]*id="entry-form".*?</form>', page.html, re.DOTALL)
    assert found is not None, page.path
    return re.sub(r"<details.*?</details>", "<details></details>", found[0], flags=re.DOTALL)


@pytest.mark.parametrize("channel", ["online", "field"])
def test_an_entry_asks_for_eight_things_at_most_and_requires_few(browse: SignIn, channel: str) -> None:
    answer = browse("alice").get(f"/entries/new?channel={channel}")
    html = form_of(Page("/entries/new", 200, {}, answer.get_data(as_text=True)))
    dates_as_one = re.sub(r"<fieldset.*?</fieldset>", '<input type="dates">', html, flags=re.DOTALL)
    asked = re.findall(r'<(?:input(?![^>]*type="(?:hidden|submit)")|select|textarea)\b', dates_as_one)
    folded = html.count("<details></details>") - 1  # the outcome; keeping a preset is no question
    required = re.findall(r"<(?:input|textarea)[^>]*\brequired\b[^>]*>", html)
    assert len(asked) + folded <= 8
    assert 1 <= len(required) <= 3
    assert not [one for one in required if re.search(r'name="(?:reference|done|companions)"', one)]


def test_a_reference_is_never_required() -> None:
    for form in all_forms():
        field = getattr(form, "reference", None)
        flags = [type(one).__name__ for one in (field.kwargs.get("validators", ()) if field else ())]
        assert not {"InputRequired", "DataRequired"} & set(flags), form


# --- what stands in which order


def amounts_of(uow: UnitOfWork, amounts: dict[int, int]) -> None:
    """Give people other amounts, as if they had done more or less."""
    with uow:
        for person_id, days in amounts.items():
            uow.session.execute(
                update(AssessmentRow)
                .where(AssessmentRow.person_id == person_id)
                .values(
                    field_earned=days * 480, field_in=days * 60, field_total=days * 540, reports=str(days)
                )
            )
        uow.commit()


def test_a_department_stands_in_the_same_order_whoever_did_more(uow: UnitOfWork, browse: SignIn) -> None:
    with uow:
        county = uow.session.scalars(select(UnitRow).where(UnitRow.name == "甲县")).one()
        people = uow.session.execute(
            select(PersonRow.id, PersonRow.name)
            .join(AssessmentRow, AssessmentRow.person_id == PersonRow.id)
            .where(AssessmentRow.unit_id == county.id)
        ).all()
        public_id = county.public_id
    assert len(people) >= 3
    dana, orders, tables = browse("dana"), set(), set()
    for days in permutations((1, 20, 60)[: len(people)]):
        amounts_of(uow, dict(zip([person.id for person in people], days, strict=False)))
        for path in (f"/departments/{public_id}", "/departments", "/people", "/units"):
            html = dana.get(path).get_data(as_text=True)
            shown = re.findall(r'<td data-label="(?:姓名|单位)">\s*<a[^>]*>([^<]+)', html)
            orders.add((path, tuple(shown)))
            tables.add(html)
    assert len(orders) == 4
    assert len(tables) > 4


def test_no_list_is_ordered_by_an_amount(crawl: Crawl) -> None:
    ordered = [one for one in crawl.statements if "ORDER BY" in one]
    assert len(ordered) > 20
    for statement in ordered:
        for clause in re.findall(r"ORDER BY (.*?)(?:LIMIT|OFFSET|\)|$)", statement, re.DOTALL):
            assert AMOUNTS.search(clause) is None, statement


# --- what is on every page


def test_the_walk_sees_many_pages_as_everybody(crawl: Crawl) -> None:
    assert {role: len(pages) for role, pages in crawl.pages.items() if len(pages) < 5} == {}
    assert len({page.path for page in crawl.pages["cadre and reviewer"]}) > 25
    assert not [place for place, page in every_page(crawl) if page.status >= 500]


def test_every_page_leads_to_complaints_and_suggestions(crawl: Crawl) -> None:
    for place, page in every_page(crawl):
        assert re.search(r'<a href="/suggestions/new[^"]*">投诉建议</a>', page.html), place


def test_every_page_refuses_place_camera_and_microphone(crawl: Crawl) -> None:
    for place, page in every_page(crawl):
        policy = page.headers["Permissions-Policy"]
        assert all(f"{name}=()" in policy for name in ("geolocation", "camera", "microphone")), place


def test_every_page_has_the_strict_policy_of_content(crawl: Crawl) -> None:
    for place, page in every_page(crawl):
        policy = page.headers["Content-Security-Policy"]
        parts = dict(part.strip().split(" ", 1) for part in policy.split(";") if part)
        assert {name: parts.get(name) for name in CSP} == CSP, place
        assert "unsafe" not in policy, place
        assert page.headers["X-Content-Type-Options"] == "nosniff", place
        assert "no-store" in page.headers["Cache-Control"], place


def test_no_page_holds_inline_scripts_or_styles(crawl: Crawl) -> None:
    for place, page in every_page(crawl):
        seen = page.read()
        assert "".join(seen.inline) == "", place
        for tag, attributes in seen.tags:
            assert tag != "style", place
            assert tag != "script" or attributes.get("src"), place
            assert not [name for name in attributes if name == "style" or name.startswith("on")], place
            assert not attributes.get("href", "").lower().startswith("javascript:"), place


def test_no_page_names_an_address_elsewhere(crawl: Crawl) -> None:
    for place, page in every_page(crawl):
        for tag, attributes in page.read().tags:
            for name, value in attributes.items():
                outside = re.match(r"\s*(?:https?:)?//", value) is not None
                assert not outside or (tag, name) == ("option", "value"), (place, tag, name, value)


def test_no_template_holds_inline_scripts_styles_or_outside_addresses() -> None:
    for path in sorted(ROOT.glob("templates/**/*.html")):
        text = path.read_text("utf-8")
        assert not re.search(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\bsrc=)", text), path
        assert not re.search(r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", text), path
        assert not re.search(r"\|\s*safe\b", text), path


def test_no_static_file_watches_or_fetches_from_elsewhere() -> None:
    for path in sorted(OWN_STATIC.glob("**/*")):
        if path.is_file() and path.suffix in (".js", ".css", ".svg"):
            text = path.read_text("utf-8")
            assert WATCHING.search(text) is None, path
            hosts = set(re.findall(r"(?:https?:)?//([a-z0-9.-]+\.[a-z]{2,})", text))
            assert hosts <= {"www.w3.org"}, path
            assert "@import" not in text, path


def test_served_libraries_fetch_nothing_from_elsewhere(browse: SignIn) -> None:
    nobody = browse("")
    html = nobody.get("/sign-in").get_data(as_text=True)
    files = re.findall(r'(?:src|href)="(/(?:static|bootstrap|htmx)[^"]*)"', html)
    assert len(files) >= 4
    for path in files:
        text = nobody.get(path).get_data(as_text=True)
        assert not re.search(
            r"url\([\"']?(?:https?:)?//|@import|importScripts|src\s*=\s*[\"']https?:", text
        ), path
