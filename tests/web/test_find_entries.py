"""The list of entries: filtered, searched, totalled, a page at a time, as far as it is theirs to see."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from ledger.clock import now, today
from ledger.store.engine import make_engine
from ledger.store.unit_of_work import UnitOfWork
from tests.entries import sitting
from tests.web.pages import NEW_FIELD, field_visit, log, online_entry

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import SignIn


def test_the_totals_are_those_of_the_filtered_list(browse: SignIn) -> None:
    alice = browse("alice")
    log(alice, online_entry(minutes="40"))
    log(alice, online_entry(minutes="80", then="draft"))
    log(alice, field_visit(), NEW_FIELD)
    html = alice.get("/entries").get_data(as_text=True)
    assert "共 3 条，网上 2 小时，实地 0.5 天" in html
    assert "共 1 条，网上 1 小时 20 分。" in alice.get("/entries?status=draft").get_data(as_text=True)
    assert "共 1 条，实地 0.5 天。" in alice.get("/entries?channel=field").get_data(as_text=True)


def test_the_time_of_what_was_taken_back_is_not_summed_up(browse: SignIn) -> None:
    alice = browse("alice")
    name = log(alice, online_entry(minutes="40"))
    alice.post(f"/entries/{name}/withdraw", {}, page=f"/entries/{name}")
    assert "共 1 条。" in alice.get("/entries").get_data(as_text=True)


def test_a_part_of_a_chinese_sentence_is_found(browse: SignIn) -> None:
    alice = browse("alice")
    log(alice, online_entry(done="群众反映路灯不亮，已转住建局"))
    log(alice, online_entry(done="解释医保缴费"))
    html = alice.get("/entries?text=路灯").get_data(as_text=True)
    assert "共 1 条" in html
    assert "路灯不亮" in html
    assert "共 2 条" in alice.get("/entries?text=领导留言板").get_data(as_text=True)
    assert "没有符合条件的台账" in alice.get("/entries?text=%25").get_data(as_text=True)


def test_a_span_of_days_meets_entries(browse: SignIn) -> None:
    alice = browse("alice")
    log(alice, online_entry())
    day = today().isoformat()
    assert "共 1 条" in alice.get(f"/entries?begins={day}&ends={day}").get_data(as_text=True)
    assert "没有符合" in alice.get("/entries?ends=2020-01-01").get_data(as_text=True)
    assert alice.get("/entries?begins=nonsense&page=x&topic=99&status=odd").status_code == 200


def test_fifty_stand_on_a_page(browse: SignIn, app: Flask) -> None:
    engine = make_engine(app.config["TAIZHANG"].database_url)
    with Session(engine, expire_on_commit=False) as session:
        sitting(UnitOfWork(session), "alice", count=53, on=today(), now=now())
    engine.dispose()
    alice = browse("alice")
    first, second = (alice.get(f"/entries?page={page}").get_data(as_text=True) for page in (1, 2))
    assert [len(re.findall(r'data-label="状态"', html)) for html in (first, second)] == [50, 3]
    assert "第 1 页，共 2 页" in first


def test_a_reviewer_sees_the_unit_with_names_but_no_drafts(browse: SignIn) -> None:
    alice = browse("alice")
    log(alice, online_entry(done="已提交的一条"))
    log(alice, online_entry(done="草稿一条", then="draft"))
    html = browse("bob").get("/entries?whose=unit").get_data(as_text=True)
    assert "艾丽" in html
    assert "已提交的一条" in html
    assert "草稿一条" not in html


def test_the_organisation_sees_its_subtree_and_a_stranger_nothing(browse: SignIn) -> None:
    log(browse("alice"), online_entry(done="甲县的一条"))
    assert "甲县的一条" in browse("dana").get("/entries?whose=unit").get_data(as_text=True)
    for username in ("olga", "rita"):
        assert "甲县的一条" not in browse(username).get("/entries?whose=unit").get_data(as_text=True)


def test_an_empty_list_offers_the_one_action(browse: SignIn) -> None:
    html = browse("amy").get("/entries").get_data(as_text=True)
    assert "还没有台账" in html
    assert "/entries/new" in html


def test_administrators_have_no_entries_to_see(browse: SignIn) -> None:
    for username in ("sam", "sue", "ada"):
        assert browse(username).get("/entries").status_code == 403


def test_submitting_needs_ones_own(browse: SignIn) -> None:
    name = log(browse("alice"), online_entry(then="draft"))
    charlie = browse("charlie")
    assert charlie.post("/entries/submit", {"entry": name}, page="/entries/new").status_code == 404


def test_a_list_that_was_not_counted_to_its_end_says_so_and_counts_when_asked(
    browse: SignIn, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = make_engine(app.config["TAIZHANG"].database_url)
    with Session(engine, expire_on_commit=False) as session:
        sitting(UnitOfWork(session), "alice", count=12, on=today(), now=now())
    engine.dispose()
    for module, bounds in {
        "readings_entries": {"PAGE": 4, "PAGES_OF_MANY": 2},
        "readings_entry_totals": {"PAGE": 4, "PAGES_OF_MANY": 2, "COUNTED": 5},
    }.items():
        for name, bound in bounds.items():
            monkeypatch.setattr(f"ledger.store.{module}.{name}", bound)
    dana = browse("dana")
    first = dana.get("/entries?whose=unit").get_data(as_text=True)
    assert "共 5 条以上。" in first
    assert "网上 " not in first.split("共 5 条以上。")[1].split("</p>")[0]
    assert "第 1 页，共 2 页" in first
    assert "更早的台账" not in first
    assert "更早的台账" in dana.get("/entries?whose=unit&page=9").get_data(as_text=True)
    address = html.unescape(re.search(r'href="([^"]+)">数出总数', first)[1])  # type: ignore[index]
    counted = dana.get(address).get_data(as_text=True)
    assert "共 12 条，网上" in counted
    assert "exact" not in re.search(r'href="([^"]+export.csv[^"]*)"', counted)[1]  # type: ignore[index]
