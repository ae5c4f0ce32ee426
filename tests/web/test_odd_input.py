"""Odd addresses, files, headers and methods: a page of ours in words, nothing done in silence."""

from __future__ import annotations

import io
import re
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from tests.cast import PASSWORD
from tests.conftest import Browser
from tests.message_files import csv_file, message
from tests.web.odd_forms import DAY, QUERIES, player
from tests.web.rights_desk import Desk, written
from tests.web.scene import YEAR

if TYPE_CHECKING:
    from werkzeug.routing import Rule

    from tests.web.route_rows import Row

from tests.databases import Databases
from tests.web.odd_desk import ROUTES, address, filled, in_words, opened_desk, send

NAMES = ("%00", "a" * 10_000, "%ED%A0%80", "..%2F..%2Fetc", "张三'%20OR%201=1--", "9" * 30)
YEARS = ("0", "1899", "9999", "99999", "2147483648", "１２", "-5", "9" * 5000)
NUMBERS = ("-1", "0", "1" + "0" * 30, "9" * 5000, "１２", "NaN", "99999", "2147483648", "9223372036854775808")
DAYS = ("0000-00-00", "2026-02-30", "9999-12-31", "0001-01-01", "2026-W01-1", "9" * 5000)
TEXTS = (
    "' OR 1=1 --",
    "%_\\",
    "a\x00b",
    "😀\u202e",
    "x" * 100_000,
    "%(x)s {0} {{7*7}}<script>alert(1)</script>",
)
ASKED = {"page": NUMBERS, "year": NUMBERS, "before": NUMBERS, "topic": NUMBERS, "begins": DAYS, "ends": DAYS}


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


def odd_paths(desk: Desk, rule: Rule, row: Row) -> Iterator[str]:
    """The addresses of a rule, in which each argument in turn is odd."""
    good = dict.fromkeys(rule.arguments, "x") | {"public_id": desk.scene.of("person")[0]}
    good |= {"year": str(YEAR), "code": "field-days", "kind": "entry"}
    if row.thing and not row.field and "why" not in row.rule:
        good |= {"public_id": desk.names(row)[0], "upload_id": desk.names(row)[0]}
    for name in rule.arguments - (rule.defaults or {}).keys():
        for value in NAMES + (YEARS if name == "year" else ()):
            path = written(rule.rule)
            for other in rule.arguments:
                filling = value if other == name else quote(good[other])
                path = re.sub(rf"<(?:[^<>:]*:)?{other}>", filling.replace("\\", ""), path)
            yield path


def test_odd_names_in_addresses_are_not_found_in_words(desk: Desk) -> None:
    for rule in desk.app.url_map.iter_rules():
        for method in (rule.methods or set()) & {"GET", "POST"}:
            row = ROUTES[method, written(rule.rule)]
            role = player(row)
            for path in odd_paths(desk, rule, row):
                body = filled(desk, row, role) if method == "POST" else None
                answer = send(desk, role, method, path, body)
                in_words(answer, f"{method} {path[:80]}")
    assert desk.before.differs() == []


@pytest.mark.parametrize("rule", [rule for rule in QUERIES if QUERIES[rule]])
def test_odd_values_in_addresses_are_answered_in_words(desk: Desk, rule: str) -> None:
    row = ROUTES["GET" if ("GET", rule) in ROUTES else "POST", rule]
    roles = {player(row), "cadre"} if row.answers["cadre"][0] == "+" else {player(row)}
    for role in sorted(roles):
        for name in QUERIES[rule]:
            for value in ASKED.get(name, TEXTS):
                path = f"{address(desk, row)}?{name}={quote(value)}"
                body = filled(desk, row, role) if row.method == "POST" else None
                in_words(send(desk, role, row.method, path, body), path[:80])
    assert desk.before.differs() == []


def odd_files() -> dict[str, bytes]:
    """Files that are no table, by name."""
    bomb, locked = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 40_000_000)
    with zipfile.ZipFile(locked, "w") as archive:
        archive.writestr("xl/workbook.xml", b"0")
    marked = bytearray(locked.getvalue())
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        marked[marked.index(magic) + at] |= 1
    return {
        "empty.csv": b"",
        "paper.csv": b"%PDF-1.7 a paper",
        "bomb.xlsx": bomb.getvalue(),
        "locked.xlsx": bytes(marked),
        "half.xlsx": bomb.getvalue()[:30],
        "one.csv": b"a",
        "nul.csv": csv_file([message(1)]).replace(b",", b",\x00", 3),
        "deep.json": b"[" * 100_000,
        "half.json": b'[{"a": "\\ud800"}]',
        "../../x\u202e.exe": b"MZ\x90\x00",
        "odd.csv": b"\xff\xfe\xfa,\x80",
    }


@pytest.mark.parametrize(("role", "page"), [("cadre", "/imports/messages"), ("department", "/people/roster")])
def test_odd_files_are_refused_in_words(desk: Desk, role: str, page: str) -> None:
    fields = {
        "csrf_token": desk.tokens[role],
        "minutes": "20",
        "begin": DAY,
        "person": desk.scene.of("person")[0],
    }
    for name, content in odd_files().items():
        body = fields | {"form_key": uuid.uuid4().hex, "file": (io.BytesIO(content), name)}
        answer = send(desk, role, "POST", page, body)
        text = in_words(answer, f"{page} {name}")
        if answer.status_code == 302:  # a table of a kind: the dry run says what is wrong with it
            text = in_words(send(desk, role, "GET", answer.headers["Location"]), name)
            assert name.endswith((".csv", ".json")), name
            desk.before.restore()
            continue
        assert answer.status_code in (400, 413, 422), name
        assert "fault" in text, name
    blanks = fields | {"file": (io.BytesIO(b" " * 4_000_000), "blanks.csv")}
    answer = send(desk, role, "POST", page, blanks)
    assert answer.status_code == 413
    assert "文件太大" in in_words(answer, "too large")
    assert desk.before.differs() == []


HEADERS: tuple[dict[str, str], ...] = (
    {"Accept-Language": "zh-Hans;q=foo"},
    {"Accept-Language": "xx"},
    {"Accept-Language": "x" * 10_000},
    {"Accept-Language": ",".join(["en-US;q=0.1"] * 1000)},
    {"Accept-Language": "zh_Hant_TW_x, -, *;q=1, a-b-c-d-e"},
    {"HX-Request": "true"},
    {"HX-Request": "\x7f", "HX-Current-URL": "javascript:x", "HX-Target": "<x>"},
    {"X-Forwarded-For": "'", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil"},
    {"Referer": "http://evil.example/" + "x" * 5000, "Origin": "null"},
    {"Range": "bytes=9-1", "If-None-Match": "\xff", "If-Modified-Since": "yesterday"},
    {"Cookie": "taizhang=" + "x" * 4000},
    {"Cookie": "taizhang=; =; taizhang=eyJ9.x.y; \xff"},
    {"Content-Type": "text/plain; charset=none", "Content-Length": "-1"},
)


@pytest.mark.parametrize(
    "headers", HEADERS, ids=[f"{next(iter(one))} {at}" for at, one in enumerate(HEADERS)]
)
def test_odd_headers_are_answered_in_words(desk: Desk, headers: dict[str, str]) -> None:
    for at, ((method, rule), row) in enumerate(ROUTES.items()):
        if method == "GET" and at % 3 == len(str(headers)) % 3:
            answer = send(desk, player(row), "GET", address(desk, row), headers=headers)
            in_words(answer, f"{rule} {headers}") if answer.mimetype == "text/html" else None
            assert answer.status_code < 500, rule
    assert desk.before.differs() == []


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost:abc", "a b", "", "localhost@evil", "[::1", "x" * 3000]
)
def test_another_host_is_refused_in_words(desk: Desk, host: str) -> None:
    client = desk.app.test_client()
    answer = client.get("/sign-in", headers={"Host": host})
    assert answer.status_code == (400 if host else answer.status_code)
    assert answer.status_code < 500
    assert "evil" not in answer.get_data(as_text=True)


def test_other_methods_and_kinds_of_bodies_change_nothing(desk: Desk) -> None:
    bodies = (
        ("application/json", b'{"status": "approved"}'),
        ("application/json", b"{"),
        ("multipart/form-data", b"no boundary"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="done"\r\n\r\nnever ends',
        ),
        ("application/x-www-form-urlencoded", b"%ff%fe=%ed%a0%80&csrf_token=%00"),
        ("\xff/\xff", b"\x00"),
        ("", b"a=b"),
    )
    for at, ((method, rule), row) in enumerate(ROUTES.items()):
        role, path = player(row), address(desk, row)
        if method == "POST" and rule != "/verify":
            for kind, content in bodies[at % 3 :: 3]:
                in_words(send(desk, role, "POST", path, content, content_type=kind), f"{rule} {kind}")
        for other in ("PUT", "DELETE", "TRACE"):
            answer = send(desk, role, other, path)
            assert answer.status_code in (400, 404, 405), f"{other} {rule}"
            in_words(answer, f"{other} {rule}")
    assert desk.before.differs() == []


def test_a_cookie_is_worth_nothing_after_signing_out_or_a_new_password(desk: Desk) -> None:
    fresh = "a wholly different long sentence"
    acts: tuple[tuple[str, dict[str, str]], ...] = (
        ("/sign-out", {}),
        ("/password", {"old": PASSWORD, "new": fresh, "again": fresh}),
    )
    for path, body in acts:
        browser = Browser(desk.app.test_client())
        browser.post("/sign-in", {"username": "amy", "password": PASSWORD})
        cookie = browser.client.get_cookie("taizhang")
        assert cookie is not None
        assert browser.post(path, body, page="/password").status_code == 302
        replayed = desk.app.test_client()
        replayed.set_cookie("taizhang", cookie.value)
        answer = replayed.get("/entries")
        assert (answer.status_code, answer.headers["Location"][:8]) == (302, "/sign-in")
        desk.before.restore()
