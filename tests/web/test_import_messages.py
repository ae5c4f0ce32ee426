"""A cadre brings a file of handled messages, looks at the dry run, takes the good rows and hands them in."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from sqlalchemy import text

from ledger.store.engine import make_engine
from tests.conftest import Browser, SignIn
from tests.message_files import csv_file, message

NEW = "/imports/messages"


def bring(browser: Browser, content: bytes, minutes: str = "30", name: str = "留言.csv", **more: Any) -> Any:
    html = browser.get(NEW).get_data(as_text=True)
    found = re.search(r'name="person"[^>]*value="([^"]+)"', html) or re.search(
        r'<option[^>]*value="([^"]+)"', html
    )
    assert found is not None
    data = {"file": (io.BytesIO(content), name), "minutes": minutes, "person": found[1]} | more
    return browser.post(NEW, data, content_type="multipart/form-data")


def brought(browser: Browser, content: bytes) -> str:
    """The address of the dry run of a file."""
    answer = bring(browser, content)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return str(answer.headers["Location"])


def page(browser: Browser, path: str) -> str:
    return browser.get(path).get_data(as_text=True)


def take(browser: Browser, path: str) -> Any:
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', page(browser, path))
    assert seen is not None
    return browser.post(path, {"act": "take", "seen": seen[1]})


def count(url: str, status: str) -> int:
    engine = make_engine(url)
    with engine.connect() as connection:
        query = text("SELECT count(*) FROM entry WHERE status = :status")
        found = int(connection.scalar(query, {"status": status}) or 0)
    engine.dispose()
    return found


def test_a_file_goes_from_upload_to_handed_in(browse: SignIn, database_url: str) -> None:
    alice = browse("alice")
    check = brought(alice, csv_file([message(1), message(2), message(3, reply="")]))
    html = page(alice, check)
    assert "可导入 2 条，有问题 1 行" in html
    assert "导入 2 条" in html
    assert "还没有答复" in html
    assert "13812345678" not in html
    done = take(alice, check)
    assert done.status_code == 302
    assert count(database_url, "draft") == 2
    html = page(alice, done.headers["Location"])
    assert "全部提交 2 条" in html
    sent = alice.post(check + "/submit", {}, page=done.headers["Location"])
    assert sent.status_code == 302
    assert count(database_url, "submitted") == 2
    assert "都已提交" in page(alice, done.headers["Location"])


def test_a_second_import_adds_nothing_and_says_so(browse: SignIn, database_url: str) -> None:
    alice = browse("alice")
    content = csv_file([message(1)])
    take(alice, brought(alice, content))
    html = page(alice, brought(alice, content))
    assert "名下已有 1 条" in html
    assert 'value="take"' not in html
    assert count(database_url, "draft") == 1


def test_columns_that_were_not_recognised_can_be_chosen(browse: SignIn, database_url: str) -> None:
    alice = browse("alice")
    check = brought(alice, csv_file([message(1)], ("甲", "乙", "丙", "丁", "戊", "己", "庚")))
    assert "还缺少几列" in page(alice, check)
    names = ("number", "user", "subject", "time", "text", "reply", "reply_time")
    columns = {name: str(at) for at, name in enumerate(names)} | {"act": "columns", "minutes": "1:00"}
    assert alice.post(check, columns).status_code == 302
    assert "可导入 1 条" in page(alice, check)
    wrong = alice.post(check, columns | {"text": "0"})
    assert wrong.status_code == 422
    assert "同时给了两个项目" in wrong.get_data(as_text=True)


@pytest.mark.parametrize(
    ("content", "minutes", "status", "said"),
    [
        (b"%PDF-1.7", "30", 400, "不是表格"),
        (b"", "30", 400, "文件是空的"),
        (csv_file([message(1)]), "很久", 422, "看不懂时长"),
        (csv_file([message(1)]), "300", 422, "1 到 240"),
    ],
)
def test_a_fault_stands_at_its_field_and_what_was_typed_stays(
    browse: SignIn, content: bytes, minutes: str, status: int, said: str
) -> None:
    answer = bring(browse("alice"), content, minutes)
    html = answer.get_data(as_text=True)
    assert (answer.status_code, said in html, f'value="{minutes}"' in html) == (status, True, True)


def test_a_double_click_imports_once(browse: SignIn, database_url: str) -> None:
    alice = browse("alice")
    check = brought(alice, csv_file([message(1)]))
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', page(alice, check))
    assert seen is not None
    data = alice.hidden(check) | {"act": "take", "seen": seen[1]}
    answers = [alice.client.post(check, data=data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert count(database_url, "draft") == 1


def test_the_drafts_of_an_import_are_listed_and_each_says_where_it_came_from(browse: SignIn) -> None:
    alice = browse("alice")
    take(alice, brought(alice, csv_file([message(1)])))
    done = take(alice, brought(alice, csv_file([message(2)]))).headers["Location"]
    link = re.search(r'href="(/entries\?[^"]*upload=[^"]*)"', page(alice, done))
    assert link is not None
    listed = page(alice, link[1].replace("&amp;", "&"))
    shown = re.findall(r'href="(/entries/[a-z0-9]{14})"', listed)
    assert len(shown) == 1
    html = page(alice, shown[0])
    assert "导入台账" in html
    assert "留言.csv" in html


def test_what_changed_meanwhile_is_shown_again_before_anything_is_written(
    browse: SignIn, database_url: str
) -> None:
    alice, amy = browse("alice"), browse("amy")
    check = brought(alice, csv_file([message(1), message(2)]))
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', page(alice, check))
    assert seen is not None
    take(amy, brought(amy, csv_file([message(2)])))
    answer = alice.post(check, {"act": "take", "seen": seen[1]})
    html = answer.get_data(as_text=True)
    assert (answer.status_code, "可导入 1 条" in html, "安美" in html) == (409, True, False)
    assert count(database_url, "draft") == 1


def test_others_do_not_see_an_import(browse: SignIn) -> None:
    check = brought(browse("alice"), csv_file([message(1)]))
    amy = browse("amy")
    assert [amy.get(check).status_code, amy.get(check + "/done").status_code] == [404, 404]
    assert amy.post(check + "/submit", {}, page=NEW).status_code == 404


@pytest.mark.parametrize("username", ["olga", "sam", "sue", "ada"])
def test_who_enters_for_nobody_imports_nothing(browse: SignIn, username: str) -> None:
    assert browse(username).get(NEW).status_code == 403


def test_a_delegate_imports_for_the_cadre_served(browse: SignIn, database_url: str) -> None:
    eve = browse("eve")
    take(eve, brought(eve, csv_file([message(1)])))
    assert count(database_url, "draft") == 1


def test_nobody_can_name_another_cadre(browse: SignIn, database_url: str) -> None:
    answer = bring(browse("alice"), csv_file([message(1)]), person="someone-else")
    assert answer.status_code == 422
    assert count(database_url, "draft") == 0
