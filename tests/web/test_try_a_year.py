"""A cadre's lab: sittings, visits and outcomes that are only thought of; the year now and then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.pages import all_entries, all_outcomes
from tests.web.test_year import address, looks
from tests.year_facts import fill_year

if TYPE_CHECKING:
    from flask import Flask

    from ledger.store.unit_of_work import UnitOfWork
    from tests.conftest import Act, Browser, SignIn

THREE_AND_FOUR = {
    "sittings-0-on": "2026-11-23", "sittings-0-minutes": "40", "sittings-0-mode": "reply",
    "sittings-1-on": "2026-11-24", "sittings-1-minutes": "1:30", "sittings-1-mode": "browse",
    "sittings-2-on": "2026-11-25", "sittings-2-minutes": "6小时", "sittings-2-mode": "live_qa",
    "visits-0-on": "2026-12-07", "visits-0-days": "4", "visits-0-place": "某县某镇",
}  # fmt: skip


def said(browser: Browser, path: str, given: dict[str, str]) -> str:
    answer = browser.get(path + "/lab", query_string=given)
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def test_three_sittings_and_four_days_in_december(uow: UnitOfWork, act: Act, browse: SignIn) -> None:
    fill_year(uow, act("alice"), act("bob"))

    html = said(browse("alice"), address(uow, "alice"), THREE_AND_FOUR)

    assert "如果这样做" in html
    assert "40 分钟 → 计 40 分钟" in html
    assert "1 小时 30 分 → 计 45 分" in html
    assert "网上每天最多计 4 小时" in html
    assert "4 天 → 计 4 天" in html
    assert ">42.5 天</td>" in html
    assert "<strong>46.8</strong> 天" in html


def test_an_outcome_counts_once_it_would_be_verified(uow: UnitOfWork, browse: SignIn) -> None:
    asked = {"outcomes-0-kind": "research_report", "outcomes-0-on": "2026-12-01", "outcomes-0-share": "1/2"}

    html = said(browse("alice"), address(uow, "alice"), asked)

    assert "<strong>0.5</strong> 篇" in html


def test_nothing_of_it_is_written(uow: UnitOfWork, app: Flask, browse: SignIn) -> None:
    said(browse("alice"), address(uow, "alice"), THREE_AND_FOUR | {"outcomes-0-kind": "proposal"})

    assert all_entries(app) == []
    assert all_outcomes(app) == []


def test_the_year_leads_there_and_there_is_always_an_empty_line(uow: UnitOfWork, browse: SignIn) -> None:
    path, browser = address(uow, "alice"), browse("alice")

    assert f'href="{path}/lab">试算</a>' in browser.get(path).get_data(as_text=True)
    assert 'name="sittings-3-minutes"' in said(browser, path, THREE_AND_FOUR)


def test_within_the_page_the_answer_comes_with_its_address(uow: UnitOfWork, browse: SignIn) -> None:
    path = address(uow, "alice") + "/lab"
    given = {"visits-4-days": "2", "visits-4-on": "2026-12-07", "sittings-0-on": "2026-12-01", "x": "y"}

    answer = browse("alice").get(path, query_string=given, headers={"HX-Request": "true"})

    assert "<html" not in answer.get_data(as_text=True)
    assert answer.headers["HX-Replace-Url"] == f"{path}?visits-0-on=2026-12-07&visits-0-days=2"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"sittings-0-minutes": "很久"}, "看不懂时长"),
        ({"sittings-0-minutes": "40", "sittings-0-on": "2026-13-40"}, "Not a valid date value"),
        ({"sittings-0-minutes": "40", "sittings-0-on": ""}, "请选日期"),
        ({"sittings-0-minutes": "40", "sittings-0-on": "2025-01-01"}, "请选 2026 年里的一天"),
        ({"visits-0-days": "0", "visits-0-on": "2026-12-01"}, "请写几天"),
        ({"visits-0-days": "1.3", "visits-0-on": "2026-12-01"}, "请写几天"),
        ({"visits-0-days": "9" * 500, "visits-0-on": "2026-12-01"}, "请写几天"),
        ({"outcomes-0-kind": "proposal", "outcomes-0-share": "3", "outcomes-0-on": "2026-12-01"}, "份额"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(
    uow: UnitOfWork, browse: SignIn, given: dict[str, str], sentence: str
) -> None:
    html = said(browse("alice"), address(uow, "alice"), given)

    assert "改好后这里会显示结果" in html
    if sentence != "Not a valid date value":
        assert sentence in html


@pytest.mark.parametrize(
    "given",
    [
        {"sittings-²-minutes": "40"},
        {"sittings-99999999999999999999-minutes": "40"},
        {"sittings": "x", "sittings-": "x", "sittings-0": "x", "sittings-0-": "x"},
        {"sittings-0-minutes": "\x00", "visits-0-place": "\ufffd"},
        {f"sittings-{n}-minutes": "10" for n in range(200)},
        {"outcomes-0-kind": "nonsense", "sittings-0-mode": "\x00", "sittings-0-minutes": "5"},
        {"visits-0-days": "366", "visits-0-on": "2026-12-31"},
        {"sittings-0-minutes": "24小时", "sittings-0-on": "2026-12-31"},
    ],
)
def test_odd_addresses_are_answered(uow: UnitOfWork, browse: SignIn, given: dict[str, str]) -> None:
    said(browse("alice"), address(uow, "alice"), given)


def test_halves_of_characters_are_answered(uow: UnitOfWork, browse: SignIn) -> None:
    path = f"{address(uow, 'alice')}/lab?visits-0-place=%ED%A0%80&visits-0-days=%FF&sittings-0-minutes=%00"
    assert browse("alice").get(path).status_code == 200


def test_the_delegate_tries_and_the_department_looks_and_leaves_a_trail(
    uow: UnitOfWork, browse: SignIn
) -> None:
    path = address(uow, "alice")
    assert "试算" in said(browse("eve"), path, THREE_AND_FOUR)
    assert looks(uow) == []
    assert "试算" in said(browse("dana"), path, THREE_AND_FOUR)
    assert len(looks(uow)) == 1
    assert browse("bob").get(path + "/lab").status_code == 404
    assert browse("charlie").get(path + "/lab").status_code == 404


def test_a_year_without_appointment_is_not_found(uow: UnitOfWork, browse: SignIn) -> None:
    path = address(uow, "alice").replace("2026", "2020")
    assert browse("alice").get(path + "/lab").status_code == 404
