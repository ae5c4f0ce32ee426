"""Each route × each role × whose thing it is, as the table says; what is hidden is as if absent."""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from exports.fonts import load_fonts
from ledger.app import create_app
from ledger.config import load_config
from tests.cast import NOW
from tests.databases import Databases
from tests.web.rights_desk import CONFLICT, Desk, written
from tests.web.route_rows import HATS, ROLES, Row
from tests.web.route_table import ROWS
from tests.web.scene import ABSENT

READS = [row for row in ROWS if row.method == "GET"]
WRITES = [row for row in ROWS if row.method == "POST"]
LISTS = {
    "entry": ("/entries", "/entries/{}"),
    "outcome": ("/outcomes", "/outcomes/{}"),
    "person": ("/people", "/people/{}"),
    "suggestion": ("/suggestions", "/suggestions/{}"),
    "unit": ("/units", "/units/{}"),
}


@pytest.fixture(scope="module")
def desk(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Desk]:
    """The scene, played once; each test leaves it as it found it."""
    folder = tmp_path_factory.mktemp("rights")
    assert request.config.cache is not None
    fonts = Path(request.config.cache.mkdir("fonts"))
    load_fonts(fonts)
    (folder / "fonts").symlink_to(fonts)
    url = databases.new()
    config = replace(load_config(folder, environ={}), database_url=url, secret_key=secrets.token_hex(32))
    with time_machine.travel(NOW, tick=False):
        found = Desk(create_app(config))
        yield found
        found.close()
    databases.drop(url)


def routes(app: Flask) -> Counter[tuple[str, str]]:
    """All routes of an application, by method and rule."""
    return Counter(
        (method, written(rule.rule))
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    )


def test_every_route_has_its_row_and_every_row_its_route(desk: Desk) -> None:
    assert {(row.method, row.rule) for row in ROWS} == set(routes(desk.app))


def test_no_row_is_there_twice() -> None:
    titles = Counter(row.title for row in ROWS)
    assert [title for title, count in titles.items() if count > 1] == []


@pytest.mark.parametrize("row", READS, ids=[row.title for row in READS])
def test_a_page_opens_for_whom_the_table_says_and_changes_nothing(desk: Desk, row: Row) -> None:
    assert {role: desk.letters(role, row) for role in ROLES} == row.answers
    for role in [role for role in ROLES if row.answers[role][0] in "+o"]:
        name = desk.names(row)[0]
        head = desk.ask(role, row, name, method="HEAD")
        assert desk.letter(role, row, head) == "+"
        assert head.data == b""
    assert desk.before.differs() == []


@pytest.mark.parametrize("row", WRITES, ids=[row.title for row in WRITES])
def test_a_form_is_taken_from_whom_the_table_says(desk: Desk, row: Row) -> None:
    assert {role: desk.letters(role, row) for role in ROLES} == row.answers
    assert desk.before.differs() == []


@pytest.mark.parametrize("row", WRITES, ids=[row.title for row in WRITES])
def test_a_form_without_its_token_changes_nothing(desk: Desk, row: Row) -> None:
    for role in ROLES:
        answer = desk.ask(role, row, desk.names(row)[0], token=False)
        if role == "nobody" and answer.status_code == 302:
            assert answer.headers["Location"].startswith("/sign-in")
        elif set(row.answers[role]) == {"-"}:
            assert answer.status_code in (400, 403)
        else:
            assert answer.status_code == 400
    assert desk.before.differs() == []


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("role", [role for role in ROLES | HATS if role != "nobody"])
def test_a_list_names_exactly_what_opens(desk: Desk, role: str, kind: str) -> None:
    path, detail = LISTS[kind]
    client = desk.app.test_client()
    client.set_cookie("taizhang", desk.cookies[role])
    first = client.get(path)
    pages = [one for one in (first, client.get(f"{path}?whose=unit")) if one.status_code == 200]
    html = [one.get_data(as_text=True) for one in pages]
    listed = [set(re.findall(rf'href="{detail.format("([a-z0-9]{14})")}"', one)) for one in html]
    known = {name for key in desk.scene.names for name in desk.scene.of(key) if key.split(":")[0] == kind}
    opens = {name for name in known if client.get(detail.format(name)).status_code == 200}
    assert set().union(*listed) & known == opens
    if kind == "entry":
        counts = [re.search(r"共 (\d+) 条", one) for one in html]
        assert [int(one[1]) if one else 0 for one in counts] == [len(one) for one in listed]
        assert opens or role in ("system", "security", "audit")


def test_the_things_that_are_tried_differ_from_the_name_that_nothing_has(desk: Desk) -> None:
    assert not any(ABSENT in names for names in desk.scene.names.values())


def test_some_rows_are_refused_for_their_state_alone() -> None:
    assert any(CONFLICT in letters for row in WRITES for letters in row.answers.values())
