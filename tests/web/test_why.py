"""Every figure opens into its derivation, as a page or as a part of one."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.services.test_publish_policy import unit_named
from tests.web.test_year import address, looks
from tests.year_facts import approved, field, fill_year

if TYPE_CHECKING:
    from ledger.store.unit_of_work import UnitOfWork
    from tests.conftest import Act, SignIn


def test_a_figure_opens_down_to_the_entries(uow: UnitOfWork, act: Act, browse: SignIn) -> None:
    fill_year(uow, act("alice"), act("bob"))

    html = browse("alice").get(address(uow, "alice") + "/why/field-days").get_data(as_text=True)

    assert "42.5 天 = 30 天（实地，10 次） ＋ 11.5 天（网上折算） ＋ 1 天（转化为政策折算）" in html
    assert "01-01 走访 柳湾村" in html
    assert "农村饮水管护办法" in html
    assert "<html" in html


def test_within_a_page_only_the_part_comes(uow: UnitOfWork, act: Act, browse: SignIn) -> None:
    fill_year(uow, act("alice"), act("bob"))
    asked = {"HX-Request": "true"}

    part = browse("alice").get(address(uow, "alice") + "/why/reports", headers=asked).get_data(as_text=True)

    assert "<details" in part
    assert "<html" not in part


def test_an_exchange_opens_into_its_bounds(uow: UnitOfWork, act: Act, browse: SignIn) -> None:
    fill_year(uow, act("alice"), act("bob"))

    html = browse("alice").get(address(uow, "alice") + "/why/exchange/online-to-field").get_data(as_text=True)

    assert "下列最小的一项（" in html
    assert "上限 20 天" in html
    assert "23 天（网上，46 次）" in html
    assert "1月5日 留言回复 领导留言板" in html


def test_an_entry_opens_into_its_steps(uow: UnitOfWork, act: Act, browse: SignIn) -> None:
    entry = approved(uow, act("alice"), act("bob"), field(date(2026, 3, 4)))[0]

    answer = browse("alice").get(f"{address(uow, 'alice')}/why/entry/{entry.public_id}")

    assert answer.status_code == 200
    assert "03-04 走访 柳湾村" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("tail", "said"),
    [
        ("account/field", "30 天（实地，10 次）"),
        ("account/online", "23 天（网上，46 次）"),
        ("month/3", "3月：实地 3 天，网上 2.5 天"),
        ("forecast/field-days", "个工作日"),
    ],
)
def test_an_account_a_month_and_a_forecast_open_too(
    uow: UnitOfWork, act: Act, browse: SignIn, tail: str, said: str
) -> None:
    fill_year(uow, act("alice"), act("bob"))

    assert said in browse("alice").get(f"{address(uow, 'alice')}/why/{tail}").get_data(as_text=True)


def test_every_figure_of_the_year_leads_to_its_why(uow: UnitOfWork, act: Act, browse: SignIn) -> None:
    fill_year(uow, act("alice"), act("bob"))
    browser, path = browse("alice"), address(uow, "alice")

    links = set(re.findall(r'class="why[^"]*" href="([^"]+)"', browser.get(path).get_data(as_text=True)))

    kinds = {link.removeprefix(path + "/why/").split("/")[0] for link in links}
    assert {"field-days", "own-feet", "reports", "exchange", "entry", "month", "forecast"} <= kinds
    assert {browser.get(link).status_code for link in links} == {200}


def test_every_figure_of_a_cadre_in_the_department_leads_to_its_why(
    uow: UnitOfWork, act: Act, browse: SignIn
) -> None:
    fill_year(uow, act("alice"), act("bob"))
    browser = browse("dana")
    unit = unit_named(uow, "甲县").public_id

    html = browser.get(f"/departments/{unit}").get_data(as_text=True)

    links = re.findall(rf'class="why" href="({address(uow, "alice")}/why/[^"]+)"', html)
    assert len(links) == 4
    assert {browser.get(link).status_code for link in links} == {200}


@pytest.mark.parametrize(
    "tail",
    ["nothing", "exchange/nothing", "entry/nothing", "else/field-days", "account/nothing", "month/13",
     "month/x", "forecast/nothing", "forecast/reports"],
)  # fmt: skip
def test_what_is_no_figure_is_not_found(uow: UnitOfWork, browse: SignIn, tail: str) -> None:
    assert browse("alice").get(f"{address(uow, 'alice')}/why/{tail}").status_code == 404


def test_the_department_may_ask_why_and_leaves_a_trail(uow: UnitOfWork, browse: SignIn) -> None:
    assert browse("dana").get(address(uow, "alice") + "/why/field-days").status_code == 200
    assert len(looks(uow)) == 1
    assert browse("bob").get(address(uow, "alice") + "/why/field-days").status_code == 404
