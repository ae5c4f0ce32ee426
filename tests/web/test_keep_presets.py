"""What is logged often is one tap away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.web.pages import NEW, NEW_FIELD, field_visit, online_entry

if TYPE_CHECKING:
    from tests.conftest import SignIn

KEEP = "/entries/presets?channel=online"


def test_a_preset_is_named_by_what_is_in_it_and_fills_the_form(browse: SignIn) -> None:
    alice = browse("alice")
    assert alice.post(KEEP, online_entry(mode="guide", platform="weibo"), page=NEW).status_code == 302
    html = alice.get(NEW).get_data(as_text=True)
    chip = re.search(r'class="chip-link" href="([^"]+)">政务微博·正面引导·40 分钟<', html)
    assert chip is not None
    filled = alice.get(chip[1].replace("&amp;", "&")).get_data(as_text=True)
    assert 'selected value="guide"' in filled
    assert 'name="minutes" required type="text" value="40"' in filled


def test_a_preset_of_a_visit_opens_its_own_tab(browse: SignIn) -> None:
    alice = browse("alice")
    data = field_visit(preset_name="联系点走访")
    alice.post("/entries/presets?channel=field", data, page=NEW_FIELD)
    html = alice.get(NEW).get_data(as_text=True)
    assert re.search(r'href="/entries/new\?channel=field&amp;preset=\w+">联系点走访<', html)


def test_the_chips_alone_come_back_to_a_page_that_asks_for_a_part(browse: SignIn) -> None:
    answer = browse("alice").post(KEEP, online_entry(), page=NEW, headers={"HX-Request": "true"})
    assert "领导留言板·留言回复·40 分钟" in answer.get_data(as_text=True)
    assert "<html" not in answer.get_data(as_text=True)


def test_the_same_name_is_kept_once_and_can_be_removed(browse: SignIn) -> None:
    alice = browse("alice")
    for minutes in ("30", "45"):
        alice.post(KEEP, online_entry(minutes=minutes, preset_name="常用"), page=NEW)
    html = alice.get(NEW).get_data(as_text=True)
    assert html.count('class="chip-link"') == 1
    remove = re.search(r'action="(/entries/presets/\w+/remove)"', html)
    assert remove is not None
    assert browse("amy").post(remove[1], {}, page=NEW).status_code == 302
    assert 'class="chip-link"' in alice.get(NEW).get_data(as_text=True)
    alice.post(remove[1], {}, page=NEW)
    assert 'class="chip-link"' not in alice.get(NEW).get_data(as_text=True)


def test_a_form_that_cannot_be_read_says_why(browse: SignIn) -> None:
    answer = browse("alice").post(KEEP, online_entry(minutes=""), page=NEW, headers={"HX-Request": "true"})
    assert "时长要多于 0 分钟" in answer.get_data(as_text=True)
