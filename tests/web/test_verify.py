"""Anybody may ask whether a code or a file is genuine, and hears no more than that."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from ledger.domain.genuine import MOST_QUESTIONS, WITHIN, TooManyQuestionsError, asker_of
from ledger.domain.wording import in_chinese
from ledger.services.ask_genuine import count_question
from ledger.services.issue_summary import Issue, issue_summary
from tests.cast import NOW, TODAY
from tests.year_facts import approved, field

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork
    from tests.conftest import Act, Browser, SignIn


def issue(uow: UnitOfWork, cadre: Actor, *, later: int = 0, on: date = TODAY) -> Issue:
    assert cadre.own_cadre is not None
    return issue_summary(
        uow,
        cadre,
        cadre.own_cadre,
        2026,
        key="k3y-of-this-test-installation-0001",
        address="",
        on=on,
        now=NOW + timedelta(minutes=later),
        say=in_chinese,
        language="zh",
        draw=lambda summary: f"%PDF-{summary.code}-{summary.issued_at}".encode(),
    )


def issued(uow: UnitOfWork, cadre: Actor) -> str:
    return issue(uow, cadre).summary.code


def bring(browser: Browser, content: bytes, name: str = "总结.pdf") -> str:
    answer = browser.post("/verify", {"code": "", "file": (io.BytesIO(content), name)})
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_a_code_that_was_issued_is_genuine_and_nothing_else_is_said(
    uow: UnitOfWork, act: Act, browse: SignIn
) -> None:
    code = issued(uow, act("alice"))

    html = browse("").post("/verify", {"code": code.lower().replace("-", " ")}).get_data(as_text=True)

    assert "此件由本系统签发，是最近一次签发的" in html
    assert "艾丽" not in html
    assert "甲县" not in html
    assert "60" not in html.split("verify-answer")[1].split("</p>")[0]


def test_an_older_one_is_genuine_and_its_successor_is_named_by_day(
    uow: UnitOfWork, act: Act, browse: SignIn
) -> None:
    alice = act("alice")
    older = issued(uow, alice)
    approved(uow, alice, act("bob"), field(date(2026, 3, 4)))
    newer = issued(uow, alice)

    first = browse("").post("/verify", {"code": older}).get_data(as_text=True)
    second = browse("").post("/verify", {"code": newer}).get_data(as_text=True)

    assert "但 2026-11-22 10:00 之后又签发过新的一份" in first
    assert "是最近一次签发的" in second


def test_the_file_itself_is_known_to_the_byte(uow: UnitOfWork, act: Act, browse: SignIn) -> None:
    made = issue(uow, act("alice"))
    browser = browse("")

    html = bring(browser, made.data)

    assert "一个字节也没有改动，是最近一次签发的" in html
    assert "艾丽" not in html
    assert "与本系统签发的任何一份都不完全相同" in bring(browser, made.data + b"\n")
    assert "与本系统签发的任何一份都不完全相同" in bring(browser, b"")


def test_a_file_that_was_superseded_says_since_when(uow: UnitOfWork, act: Act, browse: SignIn) -> None:
    alice = act("alice")
    older = issue(uow, alice)
    approved(uow, alice, act("bob"), field(date(2026, 3, 4)))
    issue(uow, alice, later=5)

    assert "但 2026-11-22 10:05 又签发过新的一份" in bring(browse(""), older.data)


def test_the_same_content_printed_again_is_current_in_both_files(
    uow: UnitOfWork, act: Act, browse: SignIn
) -> None:
    alice = act("alice")
    first, second = issue(uow, alice), issue(uow, alice, later=3)

    assert first.summary.code == second.summary.code
    for made in (first, second):
        assert "是最近一次签发的" in bring(browse(""), made.data)


def test_what_was_issued_again_is_newer_than_what_came_between(
    uow: UnitOfWork, act: Act, browse: SignIn
) -> None:
    alice = act("alice")
    before = issue(uow, alice, on=TODAY - timedelta(days=1))
    between = issue(uow, alice, later=1)
    again = issue(uow, alice, later=2, on=TODAY - timedelta(days=1))

    assert again.summary.code == before.summary.code
    assert "是最近一次签发的" in bring(browse(""), again.data)
    assert "又签发过新的一份" in bring(browse(""), between.data)


def test_the_printed_square_fills_the_code_in(browse: SignIn) -> None:
    html = browse("").get("/verify?code=abcd-efgh-ijkl-mnop").get_data(as_text=True)
    odd = browse("").get("/verify?code=%3Cscript%3E").get_data(as_text=True)

    assert 'value="ABCD-EFGH-IJKL-MNOP"' in html
    assert "script&gt;" not in odd


def test_an_unknown_code_is_said_to_be(browse: SignIn) -> None:
    for code in ("ABCD-EFGH-IJKL-MNOP", "nonsense", "'; drop table", "😀" * 50):
        html = browse("").post("/verify", {"code": code}).get_data(as_text=True)
        assert "没有这个核验码" in html


def test_an_empty_form_is_told_what_to_do(browse: SignIn) -> None:
    answer = browse("").post("/verify", {"code": ""})

    assert answer.status_code == 422
    assert "请输入纸面右上角的核验码，或者选择文件" in answer.get_data(as_text=True)


def test_codes_can_not_be_tried_without_end(browse: SignIn) -> None:
    browser = browse("")
    answers = [browser.post("/verify", {"code": "ABCD-EFGH-IJKL-MNOP"}) for _ in range(MOST_QUESTIONS + 1)]

    assert [one.status_code for one in answers] == [200] * MOST_QUESTIONS + [429]
    assert "核验太频繁，请十分钟后再试。" in answers[-1].get_data(as_text=True)
    assert browse("").get("/verify").status_code == 200


def test_who_waited_may_ask_again(uow: UnitOfWork) -> None:
    for _ in range(MOST_QUESTIONS):
        count_question(uow, "1.2.3.4", now=NOW)
    with pytest.raises(TooManyQuestionsError):
        count_question(uow, "1.2.3.4", now=NOW)

    count_question(uow, "5.6.7.8", now=NOW)
    with pytest.raises(TooManyQuestionsError):
        count_question(uow, "1.2.3.4", now=NOW + WITHIN - timedelta(minutes=1))
    count_question(uow, "1.2.3.4", now=NOW + 2 * WITHIN)


def test_one_house_is_one_asker() -> None:
    assert asker_of("2001:db8:1:2::1") == asker_of("2001:db8:1:2:ffff::9") != asker_of("2001:db8:1:3::1")
    assert asker_of("::ffff:10.0.0.7") == asker_of("10.0.0.7") == "10.0.0.7"
    assert asker_of("") == asker_of("unix:") == ""
