"""Anybody may ask whether a printed code is genuine, and hears no more than that."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from ledger.domain.wording import in_chinese
from ledger.services.issue_summary import issue_summary
from ledger.web.verify import LIMIT, WITHIN, Askers
from tests.cast import NOW, TODAY
from tests.year_facts import approved, field

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork
    from tests.conftest import Act, SignIn


def issued(uow: UnitOfWork, cadre: Actor) -> str:
    assert cadre.own_cadre is not None
    summary = issue_summary(
        uow,
        cadre,
        cadre.own_cadre,
        2026,
        key="k3y-of-this-test-installation-0001",
        address="",
        on=TODAY,
        now=NOW,
        say=in_chinese,
        language="zh",
    )
    return summary.code


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


def test_an_unknown_code_is_said_to_be(browse: SignIn) -> None:
    for code in ("ABCD-EFGH-IJKL-MNOP", "nonsense", "'; drop table", "😀" * 50):
        html = browse("").post("/verify", {"code": code}).get_data(as_text=True)
        assert "没有这个核验码" in html


def test_an_empty_form_is_told_what_to_do(browse: SignIn) -> None:
    answer = browse("").post("/verify", {"code": ""})

    assert answer.status_code == 422
    assert "请输入纸面右上角的核验码" in answer.get_data(as_text=True)


def test_codes_can_not_be_tried_without_end(browse: SignIn) -> None:
    browser = browse("")
    answers = [browser.post("/verify", {"code": "ABCD-EFGH-IJKL-MNOP"}).status_code for _ in range(LIMIT + 1)]

    assert answers == [200] * LIMIT + [429]


def test_who_waited_may_ask_again() -> None:
    askers = Askers()
    asked = [askers.may_ask("1.2.3.4", NOW) for _ in range(LIMIT + 1)]

    assert asked == [True] * LIMIT + [False]
    assert askers.may_ask("5.6.7.8", NOW)
    assert askers.may_ask("1.2.3.4", NOW + WITHIN + timedelta(seconds=1))
