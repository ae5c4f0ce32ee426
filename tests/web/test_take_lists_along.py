"""Lists as files: the rows and columns of the page and its filters, by role; hidden things never; a trail."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.pool import QueuePool

from ledger.domain.outcome import OutcomeDraft
from ledger.domain.vocabulary import STATUSES
from ledger.services.log_entry import log_entry
from ledger.services.record_outcome import record_outcome
from ledger.store.rows import TrailRow
from ledger.store.unit_of_work import UnitOfWork
from ledger.web.context import db
from tests.cast import NOW, TODAY
from tests.conftest import Act, Browser, SignIn
from tests.entries import online
from tests.web.scene import Scene, play

QUERIES = ("", "?whose=unit", "?whose=unit&status=approved", "?channel=field&whose=unit")
HEARD_ALONE = "只有听到一栏里有"


@pytest.fixture
def scene(uow: UnitOfWork) -> Scene:
    """The same things of five cadres."""
    return play(uow)


def rows(browser: Browser, path: str) -> list[list[str]]:
    """The lines of a CSV without its head."""
    return table(browser, path)[1:]


def table(browser: Browser, path: str) -> list[list[str]]:
    """The lines of a CSV."""
    answer = browser.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:500]
    assert answer.content_type == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))


def page(browser: Browser, path: str) -> Any:
    """The page of a workbook."""
    return openpyxl.load_workbook(io.BytesIO(browser.get(path).get_data())).active


def listed(browser: Browser, path: str) -> int:
    """How many lines the page at a path says that its list has."""
    found = re.search(r"共 (\d+) [条项]", browser.get(path).get_data(as_text=True))
    return int(found[1]) if found else 0


@pytest.mark.parametrize("kind", ["entries", "outcomes"])
def test_a_file_has_as_many_lines_as_the_page_says(scene: Scene, browse: SignIn, kind: str) -> None:
    for username in ("alice", "eve", "bob", "rex", "orla", "olga"):
        browser = browse(username)
        for query in QUERIES:
            count = listed(browser, f"/{kind}{query}")
            assert len(rows(browser, f"/{kind}/export.csv{query}")) == count, (username, query)
        summed = kind == "entries" and count > 0
        assert page(browser, f"/{kind}/export.xlsx{query}").max_row == 1 + count + summed


def test_a_file_has_the_words_of_the_page(scene: Scene, browse: SignIn) -> None:
    browser = browse("rex")
    html = browser.get("/entries").get_data(as_text=True)
    for line in table(browser, "/entries/export.csv"):
        for cell in line[2:6]:
            assert cell in html


def test_drafts_and_withdrawn_entries_are_in_nobody_elses_file(scene: Scene, browse: SignIn) -> None:
    for username in ("rex", "orla"):
        shown = {line[-1] for line in rows(browse(username), "/entries/export.csv?whose=unit")}
        assert shown == {"待审核", "已审核", "已退回"}
    own = {line[-1] for line in rows(browse("alice"), "/entries/export.csv")}
    assert own == {"草稿", "待审核", "已审核", "已退回", "已撤回"}


def test_a_file_tells_only_what_the_page_tells(uow: UnitOfWork, act: Act, browse: SignIn) -> None:
    alice = act("alice")
    assert alice.own_cadre
    draft = online(heard=HEARD_ALONE, reference="只在详情里")
    log_entry(uow, alice, alice.own_cadre, draft, on=TODAY, now=NOW, submit=True)
    data = browse("bob").get("/entries/export.csv?whose=unit").get_data(as_text=True)
    assert HEARD_ALONE not in data
    assert "只在详情里" not in data


def test_a_strangers_entries_are_in_no_file(scene: Scene, browse: SignIn) -> None:
    for username in ("alice", "rex", "orla"):
        for path in ("/entries/export.csv?whose=unit", "/outcomes/export.csv?whose=unit"):
            data = browse(username).get(path).get_data(as_text=True)
            assert "查理" not in data
            assert "欧拓" not in data


def test_the_standings_are_those_of_the_pages_in_official_order(scene: Scene, browse: SignIn) -> None:
    lines = rows(browse("dana"), "/departments/export.csv")
    assert [line[1] for line in lines] == ["戴娜", "安美", "艾丽", "鲍博", "唐木", "查理", "芮塔"]
    assert [line[0] for line in lines] == ["市", "甲县", "甲县", "甲县", "乡", "乙县", "乙县"]
    short = rows(browse("dana"), "/departments/export.csv?status=short&rank=132")
    assert {line[1] for line in short} <= {"艾丽", "查理"}


def test_a_department_takes_nothing_of_another(scene: Scene, browse: SignIn) -> None:
    assert [line[1] for line in rows(browse("olga"), "/departments/export.csv")] == ["欧拓"]
    other = scene.of("unit")[-1]
    assert browse("dana").get(f"/departments/{other}/export.csv").status_code == 404


def test_the_trail_goes_out_whole_and_says_so(scene: Scene, browse: SignIn, uow: UnitOfWork) -> None:
    browser = browse("ada")
    lines = rows(browser, "/trail/export.csv?before=5&object_kind=entry")
    with uow:
        events = uow.session.scalars(select(TrailRow).where(TrailRow.object_kind == "entry")).all()
        assert len(lines) == len(events) > 5
        (last,) = uow.session.scalars(select(TrailRow).where(TrailRow.tag == "record:exported")).all()
    assert last.object_kind == "trail"
    assert "object_kind=entry" in last.note


def test_every_file_leaves_a_trail_before_it_goes(scene: Scene, browse: SignIn, uow: UnitOfWork) -> None:
    browser = browse("orla")
    for path in ("/entries/export.csv?status=approved", "/outcomes/export.xlsx", "/departments/export.csv"):
        assert browser.get(path).status_code == 200
    with uow:
        query = select(TrailRow).where(TrailRow.tag == "record:exported").order_by(TrailRow.id)
        notes = [(row.object_kind, row.note) for row in uow.session.scalars(query)]
    assert notes == [("entry", "csv status=approved"), ("outcome", "xlsx"), ("year", "csv 甲县")]


def test_no_formula_gets_out_whatever_was_written(uow: UnitOfWork, act: Act, browse: SignIn) -> None:
    alice = act("alice")
    assert alice.own_cadre
    for text in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", " =1"):
        log_entry(uow, alice, alice.own_cadre, online(done=text), on=TODAY, now=NOW, submit=True)
        draft = OutcomeDraft("research_report", f"{text} 报告", TODAY, shares=((alice.own_cadre, 1),))  # type: ignore[arg-type]
        record_outcome(uow, alice, draft, on=TODAY, now=NOW)
    browser = browse("alice")
    for kind in ("entries", "outcomes"):
        cells = [cell for row in page(browser, f"/{kind}/export.xlsx").iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
        told = [cell for line in rows(browser, f"/{kind}/export.csv") for cell in line]
        assert not any(cell[:1] in "=+-@＝\t" for cell in told if cell)
        assert sum(cell.startswith("'") for cell in told) >= 7


def test_everything_about_me_is_mine_alone_and_whole(scene: Scene, browse: SignIn, app: Flask) -> None:
    answer = browse("alice").get("/about-me.json")
    assert answer.status_code == 200
    told = json.loads(answer.get_data())
    assert [one["name"] for one in told["person"]] == ["艾丽"]
    assert {one["status"] for one in told["entries"]} == set(STATUSES) - {"unconfirmed"}
    assert {one["status"] for one in told["outcomes"]} == {"recorded", "verified", "refused"}
    assert told["appointments"][0]["unit"] == "甲县"
    assert told["leave"][0]["reason"] == "病假"
    assert [one["year"] for one in told["assessments"]] == [TODAY.year]
    assert "entry:approved" in {one["act"] for one in told["trail"]}
    assert all(one["history"] for one in told["entries"])
    text = answer.get_data(as_text=True)
    assert "password" not in text.replace("password_changed", "")
    assert "查理" not in text
    assert date.fromisoformat(told["entries"][0]["begins_on"]).year == TODAY.year


def test_nobody_takes_all_that_is_about_another(scene: Scene, browse: SignIn) -> None:
    assert browse("eve").get("/about-me.json").status_code == 403
    assert browse("rex").get("/about-me.json").status_code == 403


@pytest.mark.parametrize("path", ["/entries/export.csv", "/entries/export.xlsx", "/about-me.json"])
def test_the_name_of_a_file_goes_through_any_server(browse: SignIn, path: str) -> None:
    said = browse("alice").get(path).headers["Content-Disposition"]
    assert said.isascii()
    assert "filename*=UTF-8''%" in said


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("path", ["/entries/export.csv", "/trail/export.csv", "/about-me.json"])
def test_a_file_gives_its_connection_back_sent_or_broken_off(
    app: Flask, scene: Scene, browse: SignIn, path: str, *, whole: bool
) -> None:
    answer = browse("ada" if "trail" in path else "alice").get(path, buffered=False)
    assert answer.status_code == 200
    if whole:
        assert answer.get_data()
    answer.close()
    with app.app_context():
        pools = [engine.pool for engine in db.engines.values()]
    assert [pool.checkedout() for pool in pools if isinstance(pool, QueuePool)] == [0, 0]
