"""A cadre's year on the screen: what is shown, to whom, and what a look leaves behind."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from ledger.domain.trail import TrailTag
from ledger.services.log_entry import log_entry
from ledger.store.rows import PersonRow, TrailRow
from tests.cast import CADRES, NOW, TODAY
from tests.year_facts import fill_year, online

if TYPE_CHECKING:
    from ledger.store.unit_of_work import UnitOfWork
    from tests.conftest import Act, SignIn


def address(uow: UnitOfWork, username: str, year: int = 2026) -> str:
    with uow:
        name = CADRES[username][0]
        person = uow.session.scalars(select(PersonRow).where(PersonRow.name == name)).one()
        return f"/cadres/{person.public_id}/years/{year}"


def looks(uow: UnitOfWork) -> list[tuple[int | None, str, int | None]]:
    with uow:
        query = select(TrailRow).where(TrailRow.tag == TrailTag.RECORD_VIEWED.value)
        return [(row.account_id, row.object_kind, row.subject_id) for row in uow.session.scalars(query)]


def test_a_cadre_sees_where_the_year_stands(uow: UnitOfWork, act: Act, browse: SignIn) -> None:
    fill_year(uow, act("alice"), act("bob"))

    html = browse("alice").get(address(uow, "alice")).get_data(as_text=True)

    assert "到基层调研 42.5 天，应为 60 天，尚差 17.5 天。" in html
    assert "实地 30 ＋ 网上折算 11.5（上限 20） ＋ 转化为政策折算 1（上限 4）" in html
    assert "可折算的已全部折算（11.5 天）" in html
    assert "data:image/svg+xml;base64," in html
    assert "到基层调研还差 17.5 天" in html
    assert 'style="' not in html


def test_my_year_leads_to_the_present_one(uow: UnitOfWork, browse: SignIn) -> None:
    answer = browse("eve").get("/year")

    assert answer.status_code == 302
    assert answer.location.startswith(address(uow, "alice", 0)[:-1])


def test_what_is_to_do_is_said(uow: UnitOfWork, act: Act, browse: SignIn) -> None:
    alice = act("alice")
    assert alice.own_cadre is not None
    for minutes, submit in ((30, False), (40, False), (50, True)):
        draft = online(date(2026, 11, 20), minutes)
        log_entry(uow, alice, alice.own_cadre, draft, on=TODAY, now=NOW, submit=submit)

    html = browse("alice").get(address(uow, "alice")).get_data(as_text=True)

    assert "2 条草稿还没有提交" in html
    assert "1 条正在等待审核" in html


def test_the_department_looks_and_leaves_a_trail_once(uow: UnitOfWork, act: Act, browse: SignIn) -> None:
    alice = act("alice")
    assert alice.own_cadre is not None
    log_entry(uow, alice, alice.own_cadre, online(TODAY, 30), on=TODAY, now=NOW, submit=False)

    html = browse("dana").get(address(uow, "alice")).get_data(as_text=True)

    assert "艾丽" in html
    assert "草稿" not in html
    assert looks(uow) == [(act("dana").account_id, "year", alice.own_cadre)]


def test_own_looks_and_those_of_a_delegate_leave_none(uow: UnitOfWork, browse: SignIn) -> None:
    assert browse("alice").get(address(uow, "alice")).status_code == 200
    assert browse("eve").get(address(uow, "alice")).status_code == 200
    assert looks(uow) == []


@pytest.mark.parametrize("username", ["amy", "bob", "charlie", "olga"])
def test_nobody_else_finds_it(uow: UnitOfWork, browse: SignIn, username: str) -> None:
    assert browse(username).get(address(uow, "alice")).status_code == 404
    assert looks(uow) == []


@pytest.mark.parametrize("username", ["sam", "sue", "ada"])
def test_administrators_have_no_part_in_it(uow: UnitOfWork, browse: SignIn, username: str) -> None:
    assert browse(username).get(address(uow, "alice")).status_code == 403


def test_a_year_without_an_appointment_is_not_found(uow: UnitOfWork, browse: SignIn) -> None:
    answer = browse("alice").get(address(uow, "alice", 2019))

    assert answer.status_code == 404
    assert "没有任职记录" in answer.get_data(as_text=True)


def test_a_year_without_a_policy_says_so(uow: UnitOfWork, browse: SignIn) -> None:
    html = browse("alice").get(address(uow, "alice", 2025)).get_data(as_text=True)

    assert "还没有 2025 年度的折算办法" in html


def test_the_page_can_be_read_in_english(uow: UnitOfWork, act: Act, browse: SignIn) -> None:
    fill_year(uow, act("alice"), act("bob"))

    answer = browse("alice").get(address(uow, "alice"), headers={"Accept-Language": "en"})

    assert answer.status_code == 200
    assert 'lang="en"' in answer.get_data(as_text=True)
