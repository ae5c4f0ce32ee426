"""The pages of what went wrong say it once, and lead back to where one was."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.web.pages import log, online_entry

if TYPE_CHECKING:
    from tests.conftest import SignIn


def test_an_edit_that_came_too_late_can_be_opened_again(browse: SignIn) -> None:
    alice = browse("alice")
    page = f"/entries/{log(alice, online_entry(then='draft'))}/edit"
    version = re.search(r'name="seen_version"[^>]*value="(\d+)"', alice.get(page).get_data(as_text=True))
    assert version is not None
    hidden = alice.hidden(page) | {"form_page": page, "seen_version": version[1]}
    typed = hidden | online_entry(then="draft")
    first = alice.client.post(page, data=typed | {"done": "先保存的"})
    late = alice.client.post(page, data=typed | {"form_key": "another-key-0000001", "done": "后保存的"})

    assert (first.status_code, late.status_code) == (302, 409)
    html = late.get_data(as_text=True)
    assert f'href="{page}">重新打开这一页' in html
    assert "别处刚刚改过这一项" in html


def test_a_refusal_is_said_once(browse: SignIn) -> None:
    html = browse("alice").get("/accounts").get_data(as_text=True)

    assert html.count("没有办理这一步的权限") == 2  # the title of the window, and of the page
    assert "请向本单位的安全管理员申请" in html
