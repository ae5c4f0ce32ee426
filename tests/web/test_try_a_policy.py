"""The department's lab: values turned on a copy, who would cross the line, and nothing written."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest

from ledger.services.publish_policy import publish_policy
from tests.cast import NOW, TODAY
from tests.services.test_publish_policy import OWN, unit_named
from tests.year_facts import fill_year

if TYPE_CHECKING:
    from ledger.store.unit_of_work import UnitOfWork
    from tests.conftest import Act, Browser, SignIn

ALL_MET = {
    "requirement-2-at_least": "40天",
    "requirement-4-at_least": "0",
    "requirement-3-at_least": "1/4",
}


def lab(uow: UnitOfWork, unit: str) -> str:
    return f"/departments/{unit_named(uow, unit).public_id}/lab"


def asked(browser: Browser, path: str, **given: str) -> str:
    answer = browser.get(path, query_string={key.replace("__", "-"): value for key, value in given.items()})
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))


def filled(uow: UnitOfWork, act: Act) -> None:
    fill_year(uow, act("alice"), act("bob"))


def test_every_value_of_the_policy_stands_beside_its_field(uow: UnitOfWork, browse: SignIn) -> None:
    html = asked(browse("dana"), lab(uow, "市"))

    for name in (
        "requirement-2-at_least",
        "exchange-1-rate",
        "exchange-1-at_most",
        "ceiling-1-at_most",
        "cap-1-at_most",
        "day-minutes",
        "count-late_days",
        "count-rest_days",
        "weight-1-rate",
    ):
        assert f'name="{name}"' in html
    assert "现行：60天" in html
    assert "现行：1/3" in html
    assert "现行办法下，共 7 名干部" in html


def test_who_would_reach_the_line_is_named_and_leads_to_the_year(
    uow: UnitOfWork, act: Act, browse: SignIn
) -> None:
    filled(uow, act)

    html = asked(browse("dana"), lab(uow, "市"), **ALL_MET)

    assert "1 名由尚差变为已达到，0 名由已达到变为尚差" in html
    assert re.search(r'href="/cadres/\w+/years/2026">艾丽</a>', html)
    assert ">安美</a>" not in html


def test_who_would_fall_short_is_named_too(uow: UnitOfWork, act: Act, browse: SignIn) -> None:
    filled(uow, act)
    document = OWN.replace(b'at_least = "40d"', b'at_least = "30d"')
    publish_policy(uow, act("dana"), unit_named(uow, "甲县"), document, on=TODAY, now=NOW)

    html = asked(browse("dana"), lab(uow, "甲县"), **{"requirement-2-at_least": "80天"})

    assert "由已达到变为尚差" in html
    assert ">艾丽</a>" in html


def test_the_change_is_said_in_words_and_drawn(uow: UnitOfWork, browse: SignIn) -> None:
    html = asked(browse("dana"), lab(uow, "市"), **{"exchange-1-rate": "1/3"})

    assert "网上一天折实地 1/3 天" in html
    assert 'src="data:image/svg+xml;base64,' in html
    assert re.search(r'alt="全部干部：已达到 \d+，试算 \d+', html)


def test_within_the_page_only_the_answer_comes_with_its_address(uow: UnitOfWork, browse: SignIn) -> None:
    path = lab(uow, "市")

    answer = browse("dana").get(
        path, query_string={"exchange-1-rate": "1/3", "day-minutes": "480", "else": "x"},
        headers={"HX-Request": "true"},
    )  # fmt: skip

    assert "<html" not in answer.get_data(as_text=True)
    assert answer.headers["HX-Replace-Url"] == f"{path}?year=2026&exchange-1-rate=1/3"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("exchange-1-rate", "3", "大于 1 时须写明 generous = true"),
        ("exchange-1-rate", "0", "折算比例不能为 0"),
        ("requirement-2-at_least", "许多", "应写成带引号的时长"),
        ("requirement-2-at_least", "1.5e3d", "应写成带引号的时长"),
        ("day-minutes", "7", "应为偶数"),
        ("day-minutes", "99999999999999999999", "应写一个整数"),
        ("count-late_days", "-1", "应在 0 至"),
        ("count-rest_days", "也许", "应写 true 或 false"),
        ("ceiling-1-at_most", "2", "份额不能大于 1"),
        ("ceiling-1-at_most", "不限", "应写成带引号的份额或时长"),
        ("cap-1-at_most", "\x00", "应写成带引号的时长"),
    ],
)
def test_a_value_that_cannot_stand_is_said_at_its_field(
    uow: UnitOfWork, browse: SignIn, name: str, value: str, said: str
) -> None:
    html = asked(browse("dana"), lab(uow, "市"), **{name: value})

    fault = re.search(rf'id="{name}-fault">([^<]+)</p>', html)
    assert fault
    assert said in fault[1].replace("&#34;", '"')
    assert "改好后这里会显示结果" in html


def test_a_limit_can_be_taken_away(uow: UnitOfWork, browse: SignIn) -> None:
    html = asked(browse("dana"), lab(uow, "市"), **{"count-late_days": "不限", "exchange-1-at_most": "none"})

    assert "事后超过 30 天才补记的不计。</del>" in html
    assert 'fault-text" id="count-late_days-fault"></p>' in html


def test_a_county_of_its_own_policy_is_left_out_above(uow: UnitOfWork, act: Act, browse: SignIn) -> None:
    publish_policy(uow, act("dana"), unit_named(uow, "乙县"), OWN, on=TODAY, now=NOW)

    html = asked(browse("dana"), lab(uow, "市"))

    assert "另有 2 名干部按别的办法核算或没有办法" in html


def test_nothing_of_a_trial_touches_the_books(uow: UnitOfWork, act: Act, browse: SignIn) -> None:
    filled(uow, act)
    before = standings(uow)

    asked(browse("dana"), lab(uow, "市"), **ALL_MET)

    assert standings(uow) == before


def test_a_trial_sees_what_was_logged_a_moment_ago(uow: UnitOfWork, act: Act, browse: SignIn) -> None:
    browser, path = browse("dana"), lab(uow, "市")
    assert "名干部的达标情况都不变" in asked(browser, path, **ALL_MET)

    filled(uow, act)

    assert ">艾丽</a>" in asked(browser, path, **ALL_MET)


def test_a_year_without_a_policy_says_so(uow: UnitOfWork, browse: SignIn) -> None:
    assert "2025 年度还没有施行中的折算办法" in asked(browse("dana"), lab(uow, "市"), year="2025")


@pytest.mark.parametrize("year", ["0", "3000", "2027", "x" * 300])
def test_a_year_that_is_none_is_not_found_or_the_present_one(
    uow: UnitOfWork, browse: SignIn, year: str
) -> None:
    assert browse("dana").get(lab(uow, "市"), query_string={"year": year}).status_code in (200, 404)


def test_the_department_leads_to_the_lab(uow: UnitOfWork, browse: SignIn) -> None:
    path = lab(uow, "市").removesuffix("/lab")

    assert f'href="{path}/lab?year=2026">试算</a>' in asked(browse("dana"), path)


def standings(uow: UnitOfWork) -> list[tuple[str, date | None]]:
    with uow:
        people = uow.people.by_ids(range(1, 20))
        years = {person: uow.assessments.years_of(person) for person in people}
        return [(f"{person}:{own}", None) for person, own in years.items()]


def test_what_was_turned_becomes_a_draft_and_nothing_is_in_force(
    uow: UnitOfWork, act: Act, browse: SignIn
) -> None:
    filled(uow, act)
    dana, path = browse("dana"), lab(uow, "市")
    turned = f"{path}?requirement-2-at_least=40%E5%A4%A9"
    page = dana.get(turned).get_data(as_text=True)
    action = re.search(r'action="([^"]*lab/draft[^"]*)"', page)
    assert action is not None
    answer = dana.post(action[1].replace("&amp;", "&"), {}, page=turned)

    assert answer.status_code == 302
    draft = dana.get(answer.headers["Location"]).get_data(as_text=True)
    assert "40d" in draft
    assert "现行：60天" in dana.get(path).get_data(as_text=True)
