"""The working calendar: everybody looks, the system administrator enters the notice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.pages import online_entry

if TYPE_CHECKING:
    from tests.conftest import SignIn

pytestmark = pytest.mark.time_machine("2026-11-22T02:00:00Z", tick=False)


def test_the_year_says_its_days_off_in_words(browse: SignIn) -> None:
    html = browse("alice").get("/calendar?year=2026").get_data(as_text=True)

    assert "全年工作日 248 天" in html
    assert '<td class="day-off">1<b>休</b></td>' in html
    assert '<td class="day-makeup">4<b>班</b></td>' in html


def test_a_year_not_announced_says_so(browse: SignIn) -> None:
    html = browse("dana").get("/calendar?year=2027").get_data(as_text=True)

    assert "2027 年的放假安排尚未公布，暂按周末计算" in html
    assert "录入放假安排" not in html


def test_a_notice_is_pasted_read_looked_at_and_saved(browse: SignIn) -> None:
    sam = browse("sam")
    text = "元旦：1月1日（周五）放假调休，共1天。1月3日（周日）上班。"

    read = sam.post("/calendar/2027", {"act": "read", "text": text})

    html = read.get_data(as_text=True)
    assert read.status_code == 200
    assert "1月1日</textarea>" in html
    assert '<td class="day-off">1<b>休</b></td>' in html
    assert "尚未公布" in sam.get("/calendar?year=2027").get_data(as_text=True), "nothing is saved yet"

    form = {"act": "save", "days_off": "1月1日", "working": "1月3日", "reference": "国办发明电〔2026〕1号"}
    saved = sam.post("/calendar/2027", form)

    assert saved.status_code == 302
    page = sam.get("/calendar?year=2027").get_data(as_text=True)
    assert "尚未公布" not in page
    assert "国办发明电〔2026〕1号" in page

    assert sam.post("/calendar/2027/remove", {}, page="/calendar?year=2027").status_code == 302
    assert "尚未公布" in sam.get("/calendar?year=2027").get_data(as_text=True)


def test_faults_stand_at_their_fields(browse: SignIn) -> None:
    sam = browse("sam")

    answer = sam.post("/calendar/2027", {"act": "read", "text": "1月1日（周一）放假。"})
    assert answer.status_code == 422
    assert "1月1日不是周一" in answer.get_data(as_text=True)

    answer = sam.post("/calendar/2027", {"act": "save", "days_off": "1月1日", "working": "1月4日"})
    assert answer.status_code == 422
    assert "2027-01-04不是周六、周日" in answer.get_data(as_text=True)


@pytest.mark.time_machine("2027-01-06T02:00:00Z", tick=False)
def test_all_pages_of_a_year_not_announced_say_that_it_is_provisional(browse: SignIn) -> None:
    alice, dana = browse("alice"), browse("dana")
    live = alice.post("/entries/worth", online_entry(begins_on="2027-01-05"), page="/entries/new")

    assert "2027 年未公布放假安排，暂按周末计算" in live.get_data(as_text=True)
    assert "暂按周末计算" in dana.get("/departments").get_data(as_text=True)
    year = alice.get("/year", follow_redirects=True).get_data(as_text=True)
    assert "2027 年的放假安排尚未公布，暂按周末计算" in year

    browse("sam").post("/calendar/2027", {"act": "save", "days_off": "1月1日", "working": "1月3日"})

    assert "暂按周末计算" not in dana.get("/departments").get_data(as_text=True)
    assert "暂按周末计算" not in alice.get("/year", follow_redirects=True).get_data(as_text=True)
    live = alice.post("/entries/worth", online_entry(begins_on="2027-01-05"), page="/entries/new")
    assert "暂按周末计算" not in live.get_data(as_text=True)
