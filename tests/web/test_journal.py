"""The journal on pages: listed by number, one posting opened, reversed from its page, undone at once."""

from __future__ import annotations

import hashlib
import html
import re
from typing import TYPE_CHECKING

import pytest

from tests.web.pages import all_entries, all_outcomes, log, online_entry, record, trail_tags
from tests.web.test_review_entries import QUEUE

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import Browser, SignIn


def approved(browse: SignIn, count: int = 1) -> tuple[Browser, list[str]]:
    """Entries of alice's that bob approved; his browser."""
    alice, bob = browse("alice"), browse("bob")
    names = [log(alice, online_entry(reference=str(number))) for number in range(count)]
    answer = bob.post("/reviews/approve", {"entry": names}, page=QUEUE)
    assert answer.status_code == 302
    return bob, names


def text_of(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return html.unescape(answer.get_data(as_text=True))


def test_an_approval_is_undone_from_the_message_that_tells_of_it(browse: SignIn, app: Flask) -> None:
    bob, names = approved(browse, 3)
    page = text_of(bob, QUEUE)
    assert "已审核 3 条。" in page
    span = re.search(r'name="span" value="([0-9-]+)"', page)
    assert span is not None
    answer = bob.post("/reviews/undo", {"span": span[1]}, page=QUEUE)
    assert "已撤销 3 条，重新等待审核。" in text_of(bob, answer.headers["Location"])
    assert [entry.status for entry in all_entries(app)] == ["submitted"] * 3
    assert trail_tags(app, "entry").count("entry:approval_undone") == 3
    assert "审核后即时撤销" in text_of(bob, f"/entries/{names[0]}")


def test_an_undo_of_nothing_is_answered_with_a_sentence(browse: SignIn, app: Flask) -> None:
    bob, _ = approved(browse)
    for span in ("", "9-9", "1-2", "一-二", "1-1\0", "9" * 400):
        answer = bob.post("/reviews/undo", {"span": span}, page=QUEUE)
        assert answer.status_code == 409
        assert "没有可以冲销的记账" in answer.get_data(as_text=True)
    assert [entry.status for entry in all_entries(app)] == ["approved"]


def test_an_entry_is_reversed_from_its_page_with_a_reason(browse: SignIn, app: Flask) -> None:
    bob, (name,) = approved(browse)
    page = f"/entries/{name}"
    assert "红字冲销" not in text_of(browse("alice"), page)
    assert f'action="{page}/reverse"' in text_of(bob, page)
    answer = bob.post(f"{page}/reverse", {"reason": " "}, page=page)
    assert "请写明冲销的原因" in text_of(bob, answer.headers["Location"])
    answer = bob.post(f"{page}/reverse", {"reason": "时长写错 100%"}, page=page)
    assert "已红字冲销" in text_of(bob, answer.headers["Location"])
    told = text_of(browse("alice"), page)
    for said in ("第 1 号", "第 2 号", "红字冲销", "时长写错 100%", "退回的原因"):
        assert said in told
    assert [entry.status for entry in all_entries(app)] == ["returned"]


@pytest.mark.parametrize(("then", "status"), [("wait", "recorded"), ("refuse", "refused")])
def test_an_outcome_is_reversed_from_its_page(browse: SignIn, app: Flask, then: str, status: str) -> None:
    name, dana = record(browse("alice")), browse("dana")
    dana.post("/outcomes/verify", {"outcome": name}, page=f"/outcomes/{name}")
    page = f"/outcomes/{name}"
    assert f'action="{page}/reverse"' in text_of(dana, page)
    dana.post(f"{page}/reverse", {"reason": "重复登记", "then": then}, page=page)
    assert [outcome.status for outcome in all_outcomes(app)] == [status]
    assert "重复登记" in text_of(browse("alice"), page)


def test_the_list_is_by_number_and_narrowed(browse: SignIn) -> None:
    bob, names = approved(browse, 2)
    bob.post(f"/entries/{names[0]}/reverse", {"reason": "时长写错"}, page=f"/entries/{names[0]}")
    dana = browse("dana")
    assert re.findall(r'href="/journal/(\d+)"', text_of(dana, "/journal")) == ["3", "2", "1"]
    for query, numbers in {
        "act=reversed": ["3"],
        "act=posted": ["2", "1"],
        "before=3": ["2", "1"],
        "object_kind=outcome": [],
        "who=艾": ["3", "2", "1"],
        "who=查理": [],
        "who=%25": [],
        "before=x&act=zzz": ["3", "2", "1"],
    }.items():
        assert re.findall(r'href="/journal/(\d+)"', text_of(dana, f"/journal?{query}")) == numbers
    assert re.findall(r'href="/journal/(\d+)"', text_of(browse("olga"), "/journal")) == []


def test_a_posting_shows_the_leaf_its_hash_is_of(browse: SignIn) -> None:
    approved(browse, 2)
    for username in ("dana", "ada"):
        page = text_of(browse(username), "/journal/2")
        leaf = re.search(r'<pre class="leaf"[^>]*><code>(.*?)</code></pre>', page, re.DOTALL)
        assert leaf is not None
        found = "sha256:" + hashlib.sha256(b"\0" + leaf[1].encode()).hexdigest()
        assert f"<code>{found}</code>" in page
        assert "摘要值与内容相符，与前一笔相连。" in page
        assert "答复了三条留言" not in page


def test_looking_at_the_journal_leaves_a_trail(browse: SignIn, app: Flask) -> None:
    approved(browse)
    ada = browse("ada")
    text_of(ada, "/journal?act=posted")
    text_of(ada, "/journal/1")
    assert trail_tags(app, "journal") == ["journal:viewed"] * 2
    assert "/entries/" not in text_of(ada, "/journal")


@pytest.mark.parametrize("number", ["0", "01", "2", "-1", "1.5", "９", "99999999999", "x", "2147483648"])
def test_a_number_that_is_none_is_not_found(browse: SignIn, number: str) -> None:
    approved(browse)
    assert browse("dana").get(f"/journal/{number}").status_code == 404


def test_overlaps_are_told_by_name_where_one_looks(browse: SignIn) -> None:
    alice = browse("alice")
    log(alice, online_entry(minutes="9:00-10:00", mode="browse"))
    second = log(alice, online_entry(minutes="9:30-10:30"))
    page = text_of(alice, f"/entries/{second}")
    assert re.search(r"与 \d\d-\d\d 09:00–10:00 的“浏览倾听”时间重叠，重叠的时间只计一次", page)
