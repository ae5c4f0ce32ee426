"""The organisation department looks after the people of its subtree; others neither see nor change them."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import text

from ledger.store.engine import make_engine
from tests.conftest import Browser, SignIn

POSTING = {"post": "副乡长", "rank": "142", "begins_on": "2026-07-01", "position": "3"}


def page(browser: Browser, path: str) -> str:
    return browser.get(path).get_data(as_text=True)


def path_of(browser: Browser, name: str) -> str:
    """The address of a person's page, as the list links it."""
    found = re.search(rf'href="(/people/[a-z0-9]{{14}})">{name}<', page(browser, f"/people?q={name}"))
    assert found is not None
    return found[1]


def unit_of(browser: Browser, name: str) -> str:
    """The value by which a list names a unit."""
    found = re.search(rf'value="([a-z0-9]{{14}})"[^>]*>　*{name}<', page(browser, "/people/new"))
    assert found is not None
    return found[1]


def rows(url: str, query: str) -> list[tuple[object, ...]]:
    engine = make_engine(url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(query))]
    engine.dispose()
    return found


def test_people_are_listed_in_official_order_and_found_by_initials(browse: SignIn) -> None:
    dana = browse("dana")
    names = re.findall(r'href="/people/[a-z0-9]{14}">([^<]+)<', page(dana, "/people"))
    assert names == ["戴娜", "安美", "艾丽", "鲍博", "唐木", "查理", "芮塔"]
    assert "共 1 人" in page(dana, "/people?q=AL")
    assert "没有找到" in page(dana, "/people?q=欧拓")
    below = page(dana, f"/people?unit={unit_of(dana, '甲县')}")
    assert ("共 4 人" in below, "查理" in below) == (True, False)


def test_a_person_is_entered_once_even_by_a_double_click(browse: SignIn, database_url: str) -> None:
    dana = browse("dana")
    data = dana.hidden("/people/new") | POSTING | {"name": "张喆", "unit": unit_of(dana, "乡")}
    answers = [dana.client.post("/people/new", data=data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert "副乡长" in page(dana, answers[0].headers["Location"])
    assert rows(database_url, "SELECT count(*) FROM person WHERE name = '张喆'") == [(1,)]


def test_faults_stand_at_their_fields_and_what_was_typed_stays(browse: SignIn) -> None:
    dana = browse("dana")
    data = POSTING | {"name": "张3", "unit": unit_of(dana, "乡"), "ends_on": "2026-06-01"}
    answer = dana.post("/people/new", data)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="张3"' in html
    assert "姓名请写汉字或字母" in html
    again = dana.post("/people/new", data | {"name": "张三"})
    assert (again.status_code, "结束日期早于开始日期" in again.get_data(as_text=True)) == (422, True)


def test_an_appointment_leave_and_a_name_are_recorded(browse: SignIn, database_url: str) -> None:
    dana = browse("dana")
    path = path_of(dana, "艾丽")
    appointed = POSTING | {"unit": unit_of(dana, "乙县"), "end_before": "y"}
    assert dana.post(path + "/appoint", appointed).status_code == 302
    leave = {"begins_on": "2026-01-05", "ends_on": "2026-01-20", "reason": "病假"}
    assert dana.post(path + "/leave", leave).status_code == 302
    assert dana.post(path + "/edit", {"name": "艾 莉", "staff_no": "007"}).status_code == 302
    html = page(dana, path)
    assert all(words in html for words in ("艾莉", "007", "2026-06-30", "副乡长", "病假"))
    end = re.findall(r'href="([^"]+/end)"', html)[0]
    assert dana.post(end, {"ends_on": "2026-10-31"}).status_code == 302
    wrong = dana.post(end, {"ends_on": "2020-10-31"})
    assert wrong.status_code == 422
    remove = re.search(r'action="([^"]+/remove)"', html)
    assert remove is not None
    assert dana.post(remove[1], {}, page=path).status_code == 302
    assert "没有登记请假" in page(dana, path)
    assert rows(database_url, "SELECT name, staff_no FROM person WHERE staff_no = '007'") == [("艾莉", "007")]


def test_a_person_shows_the_way_to_the_year(browse: SignIn) -> None:
    dana = browse("dana")
    assert re.search(r'href="/cadres/[a-z0-9]{14}/years/2026"', page(dana, path_of(dana, "艾丽")))


def test_people_of_elsewhere_are_not_found(browse: SignIn) -> None:
    path = path_of(browse("dana"), "艾丽")
    olga = browse("olga")
    for way in ("", "/edit", "/appoint", "/leave"):
        assert olga.get(path + way).status_code == 404
    assert olga.post(path + "/edit", {"name": "改"}, page="/people/new").status_code == 404


def test_a_unit_of_elsewhere_cannot_be_named(browse: SignIn, database_url: str) -> None:
    other = unit_of(browse("olga"), "国")
    answer = browse("dana").post("/people/new", POSTING | {"name": "张三", "unit": other})
    assert answer.status_code == 422
    assert rows(database_url, "SELECT count(*) FROM person WHERE name = '张三'") == [(0,)]


@pytest.mark.parametrize("username", ["alice", "eve", "bob", "sam", "sue", "ada"])
@pytest.mark.parametrize("path", ["/people", "/people/new", "/units", "/units/new", "/people/roster"])
def test_nobody_else_opens_these_pages(browse: SignIn, username: str, path: str) -> None:
    assert browse(username).get(path).status_code == 403


def test_who_moved_on_is_still_seen_but_no_longer_managed(browse: SignIn, database_url: str) -> None:
    dana = browse("dana")
    path = path_of(dana, "艾丽")
    engine = make_engine(database_url)
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO appointment (public_id, person_id, unit_id, rank, post, tags, position,"
                " begins_on) SELECT 'elsewhere', p.id, u.id, '121', '局长', '[]', 0, :day"
                " FROM person p, unit u WHERE p.name = '艾丽' AND u.name = '国'"
            ),
            {"day": date(2026, 9, 1).isoformat()} if "sqlite" in database_url else {"day": date(2026, 9, 1)},
        )
    engine.dispose()
    html = page(dana, path)
    assert ("副县长" in html, "/appoint" in html) == (True, False)
    assert dana.get(path + "/appoint").status_code == 403
    assert "艾丽" not in re.findall(r'href="/people/[a-z0-9]{14}">([^<]+)<', page(dana, "/people"))
