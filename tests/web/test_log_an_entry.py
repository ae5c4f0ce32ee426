"""A cadre logs an entry: prefilled, hinted, kept when faulty, sent once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.conftest import Browser, SignIn
from tests.web.pages import NEW, NEW_FIELD, ONLINE, all_entries, field_visit, online_entry

if TYPE_CHECKING:
    from flask import Flask


def test_an_empty_form_begins_with_today_and_asks_eight_things_at_most(browse: SignIn) -> None:
    alice = browse("alice")
    for page in (NEW, NEW_FIELD):
        html = alice.get(page).get_data(as_text=True)
        form = html[html.index('id="entry-form"') :]
        form = form[: form.index('class="form-actions"')]
        asked = set(re.findall(r'<(?:input|select|textarea)[^>]*name="([a-z_]+)"', form))
        asked -= {"csrf_token", "form_key", "form_page", "seen_version"}
        together = {"begins_on": "days", "ends_on": "days", "from_half": "days", "to_half": "days"}
        together |= {"outcome_kind": "outcome", "outcome_title": "outcome"}
        assert len({together.get(name, name) for name in asked}) <= 8, asked
        assert 'data-ime="guard"' in html


def test_an_online_entry_is_handed_in(browse: SignIn, app: Flask) -> None:
    alice = browse("alice")
    answer = alice.post(NEW, online_entry())
    assert answer.status_code == 302
    page = alice.get(answer.headers["Location"]).get_data(as_text=True)
    for text in ("待审核", "留言回复", "领导留言板", "40 分钟", "答复了三条留言"):
        assert text in page
    assert [entry.status for entry in all_entries(app)] == ["submitted"]


@pytest.mark.parametrize(
    ("written", "minutes", "start"),
    [
        ("90", 90, None),
        ("1:30", 90, None),
        ("1.5小时", 90, None),
        ("90分", 90, None),
        ("14:30-15:10", 40, "14:30"),
        ("14：30～15：10", 40, "14:30"),
    ],
)
def test_the_time_is_read_as_people_write_it(
    browse: SignIn, app: Flask, written: str, minutes: int, start: str | None
) -> None:
    assert browse("alice").post(NEW, online_entry(minutes=written)).status_code == 302
    (entry,) = all_entries(app)
    assert (entry.minutes, entry.start) == (minutes, start)


def test_a_field_visit_keeps_half_days_and_the_code_of_a_known_place(browse: SignIn, app: Flask) -> None:
    answer = browse("alice").post(NEW_FIELD, field_visit(place_name="湖南省长沙市岳麓区某镇某村"))
    assert answer.status_code == 302
    (entry,) = all_entries(app)
    assert (entry.from_half, entry.to_half) == ("pm", None)
    assert (entry.place_code, entry.place_name) == ("430104", "湖南省长沙市岳麓区某镇某村")


def test_a_place_without_a_code_stays_as_it_was_written(browse: SignIn, app: Flask) -> None:
    browse("alice").post(NEW_FIELD, field_visit(place_name="大槐树下的村"))
    (entry,) = all_entries(app)
    assert (entry.place_code, entry.place_name) == (None, "大槐树下的村")


def test_an_outcome_written_beside_it_is_recorded_with_it(browse: SignIn) -> None:
    alice = browse("alice")
    data = online_entry(outcome_kind="message_closed", outcome_title="路灯修好了")
    page = alice.get(alice.post(NEW, data).headers["Location"]).get_data(as_text=True)
    assert "路灯修好了" in page
    assert "待核实" in page


def test_a_faulty_outcome_leaves_nothing_behind(browse: SignIn, app: Flask) -> None:
    answer = browse("alice").post(NEW, online_entry(outcome_kind="message_closed", outcome_title=""))
    assert answer.status_code == 422
    assert "请写成果的名称" in answer.get_data(as_text=True)
    assert all_entries(app) == []


def test_what_was_typed_stays_beside_its_fault(browse: SignIn, app: Flask) -> None:
    answer = browse("alice").post(NEW, online_entry(minutes="很久", done="听到了很多"))
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="很久"' in html
    assert "听到了很多" in html
    assert "看不懂时长" in html
    assert all_entries(app) == []


def test_a_day_that_has_not_come_is_refused_at_its_field(browse: SignIn) -> None:
    html = browse("alice").post(NEW, online_entry(begins_on="2999-01-01")).get_data(as_text=True)
    assert "日期还没有到" in html


def test_the_same_form_twice_records_one_entry(browse: SignIn, app: Flask) -> None:
    alice = browse("alice")
    data = alice.hidden(NEW) | online_entry()
    first = alice.client.post(NEW, data=data)
    second = alice.client.post(NEW, data=data)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(all_entries(app)) == 1


def test_the_next_form_begins_with_the_last_platform_and_mode(browse: SignIn) -> None:
    alice = browse("alice")
    answer = alice.post(NEW, online_entry(platform="weibo", mode="guide", then="again"))
    assert answer.headers["Location"] == NEW
    html = alice.get(NEW).get_data(as_text=True)
    assert re.search(r'<option selected value="weibo"', html)
    assert re.search(r'<option selected value="guide"', html)


def test_a_draft_waits_for_its_cadre(browse: SignIn, app: Flask) -> None:
    browse("alice").post(NEW, online_entry(then="draft"))
    assert [entry.status for entry in all_entries(app)] == ["draft"]


def test_a_delegate_enters_for_the_cadre(browse: SignIn, app: Flask) -> None:
    assert browse("eve").post(NEW, online_entry()).status_code == 302
    (entry,) = all_entries(app)
    assert entry.person_name == "艾丽"


@pytest.mark.parametrize("username", ["dana", "sam", "sue", "ada"])
def test_who_enters_for_nobody_is_refused(browse: SignIn, username: str) -> None:
    browser: Browser = browse(username)
    expected = 200 if username == "dana" else 403
    assert browser.get(NEW).status_code == expected


def test_markup_in_what_was_typed_is_shown_as_text(browse: SignIn) -> None:
    alice = browse("alice")
    answer = alice.post(NEW, online_entry(done="<script>alert(1)</script>", reference="javascript:alert(1)"))
    html = alice.get(answer.headers["Location"]).get_data(as_text=True)
    assert "<script>alert" not in html
    assert 'href="javascript:' not in html


def test_the_form_names_what_it_takes(browse: SignIn) -> None:
    html = browse("alice").get(NEW).get_data(as_text=True)
    for name in ONLINE:
        assert f'name="{name}"' in html
