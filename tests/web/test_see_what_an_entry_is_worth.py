"""The live line under the form, before anything is saved."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ledger.clock import today
from tests.web.pages import NEW, NEW_FIELD, all_entries, field_visit, log, online_entry

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import Browser, SignIn

WORTH = "/entries/worth?channel=online"


def worth(browser: Browser, data: dict[str, str], address: str = WORTH, page: str = NEW) -> str:
    """What the live line says."""
    answer = browser.post(address, data, page=page, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_forty_minutes_of_replies_are_worth_part_of_a_day(browse: SignIn, app: Flask) -> None:
    said = worth(browse("alice"), online_entry())
    assert "本条约折算 0.04 天" in said
    assert "今天还可计 3 小时 20 分" in said
    assert all_entries(app) == []


def test_browsing_is_weighed_and_says_so(browse: SignIn) -> None:
    said = worth(browse("alice"), online_entry(mode="browse", minutes="60"))
    assert "今天还可计 3 小时 30 分" in said
    assert "按 1/2 计" in said


def test_more_than_the_day_takes_is_said(browse: SignIn) -> None:
    said = worth(browse("alice"), online_entry(minutes="5小时"))
    assert "今天的网上时长已经计满" in said
    assert "本条约折算 0.25 天" in said


def test_too_short_a_sitting_is_said_kindly(browse: SignIn) -> None:
    said = worth(browse("alice"), online_entry(minutes="5"))
    assert "不计入" in said
    assert "不足起计时长" in said


def test_a_visit_counts_its_half_days(browse: SignIn) -> None:
    said = worth(browse("alice"), field_visit(), "/entries/worth?channel=field", NEW_FIELD)
    assert "本条计实地 0.5 天" in said


def test_an_incomplete_form_gets_kind_words(browse: SignIn) -> None:
    assert "填好日期、时长和方式" in worth(browse("alice"), online_entry(minutes=""))
    assert "请写到了哪里" in worth(
        browse("alice"), field_visit(place_name=""), "/entries/worth?channel=field", NEW_FIELD
    )


def test_flags_are_quiet_and_in_words(browse: SignIn) -> None:
    alice = browse("alice")
    past = (today() - timedelta(days=21)).isoformat()
    log(alice, online_entry(begins_on=past, minutes="9:00-10:00"))
    said = worth(alice, online_entry(begins_on=past, minutes="9:30-10:30"))
    assert f"与 {past[5:]} 09:00–10:00 的“留言回复”时间重叠，重叠的时间只计一次" in said
    assert "补记 21 天" in said


def test_who_enters_for_nobody_gets_no_line(browse: SignIn) -> None:
    sam = browse("sam")
    assert sam.post(WORTH, online_entry(), page="/password").status_code == 403
