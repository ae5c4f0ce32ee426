"""The organisation department brings a roster, looks at the dry run and enters the people."""

from __future__ import annotations

import io
import re
from typing import Any

from tests.conftest import Browser, SignIn
from tests.message_files import csv_file

NEW = "/people/roster"
HEADS = ("姓名", "单位", "职务", "职务层次")
ROWS = [
    ["张喆", "甲县", "副县长", "副处级"],
    ["艾丽", "甲县", "常务副县长", "副处级"],
    ["李四", "丁县", "县长", "正处级"],
]


def page(browser: Browser, path: str) -> str:
    return browser.get(path).get_data(as_text=True)


def bring(browser: Browser, content: bytes) -> Any:
    data = {"file": (io.BytesIO(content), "名册.csv"), "begin": "2026-02-01"}
    return browser.post(NEW, data, content_type="multipart/form-data")


def take(browser: Browser, path: str) -> Any:
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', page(browser, path))
    assert seen is not None
    return browser.post(path, {"act": "take", "seen": seen[1]})


def test_a_roster_goes_from_upload_to_people(browse: SignIn) -> None:
    dana = browse("dana")
    check = bring(dana, csv_file(ROWS, HEADS)).headers["Location"]
    html = page(dana, check)
    assert "新人员 1 人，任职有变 1 人，已经登记 0 人，有问题 1 行" in html
    assert "到 2026-01-31 为止" in html
    assert "没有叫“丁县”的单位" in html
    done = take(dana, check)
    assert done.status_code == 302
    assert "新登记 1 人，更新任职 1 人" in page(dana, done.headers["Location"])
    listed = page(dana, "/people")
    assert ("张喆" in listed, "常务副县长" in listed) == (True, True)
    again = page(dana, bring(dana, csv_file(ROWS, HEADS)).headers["Location"])
    assert "已经登记 2 人" in again


def test_columns_can_be_chosen(browse: SignIn) -> None:
    dana = browse("dana")
    check = bring(dana, csv_file(ROWS, ("一", "二", "三", "四"))).headers["Location"]
    assert "还缺少几列" in page(dana, check)
    columns = {"name": "0", "unit": "1", "post": "2", "rank": "3", "staff_number": "-1", "begin_column": "-1"}
    data = columns | {"act": "columns", "begin": "2026-02-01"}
    assert dana.post(check, data | {"post": "3"}).status_code == 422
    assert dana.post(check, data).status_code == 302
    assert "新人员 1 人" in page(dana, check)


def test_what_is_no_table_is_refused_at_its_field(browse: SignIn) -> None:
    answer = bring(browse("dana"), b"\x89PNG")
    assert (answer.status_code, "不是表格" in answer.get_data(as_text=True)) == (400, True)


def test_the_roster_of_another_is_not_found(browse: SignIn) -> None:
    check = bring(browse("dana"), csv_file(ROWS, HEADS)).headers["Location"]
    assert browse("olga").get(check).status_code == 404
