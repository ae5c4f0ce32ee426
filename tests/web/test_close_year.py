"""Closing as a person of the department sees it, the locked form, and a correction, through the pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from flask import Flask

from ledger.app import create_app
from ledger.config import Config
from ledger.domain.entry import Entry, EntryDraft
from ledger.services.log_entry import log_entry
from ledger.services.log_late import ask_late, decide_late
from ledger.services.record_outcome import record_outcome
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import PASSWORD
from tests.closing import LATER, NOW_LATER, YEAR, actor_of, approved, close, second_department, unit_name
from tests.conftest import Browser, let_go
from tests.entries import logged, online, person_id, report, visit
from tests.web.pages import online_entry


@pytest.fixture
def later() -> Iterator[None]:
    """It is January of the next year."""
    with time_machine.travel(NOW_LATER, tick=False):
        yield


@pytest.fixture
def locking(config: Config, later: None) -> Iterator[Flask]:
    """The application where months lock."""
    made = create_app(replace(config, month_grace_days=10))
    yield made
    let_go(made)


def signed_in(app: Flask, username: str) -> Browser:
    browser = Browser(app.test_client())
    browser.post("/sign-in", {"username": username, "password": PASSWORD})
    return browser


def text(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def test_a_year_is_closed_and_corrected_through_the_pages(uow: UnitOfWork, locking: Flask) -> None:
    second_department(uow)
    entries = approved(uow)
    page = f"/departments/{unit_name(uow, '市')}/closing/{YEAR}"
    dana, olga, alice = (signed_in(locking, name) for name in ("dana", "olga", "alice"))
    assert "开始试结" in text(dana, page)
    assert dana.post(f"{page}/rehearse", {}, page).status_code == 302
    assert "sha256:" in text(dana, page)
    assert dana.post(f"{page}/propose", {"reason": "已核对"}, page).status_code == 302
    assert "提出的人不能自己确认" in text(dana, page)
    assert dana.post(f"{page}/confirm", {}, page).status_code == 403
    assert "已核对" in text(olga, page)
    assert olga.post(f"{page}/confirm", {}, page).status_code == 302
    assert "提出重开" in text(olga, page)
    form = f"/corrections/entries/{entries[0].public_id}/{YEAR}"
    assert "−1 天" in text(dana, form)
    assert dana.post(form, {"reason": ""}).status_code == 422
    assert dana.post(form, {"reason": "经核实没有成行"}).status_code == 302
    with uow:
        person = uow.people.get(person_id(uow, "alice"))
    assert person is not None
    closed = text(alice, f"/cadres/{person.public_id}/years/{YEAR}")
    assert "已结账" in closed
    assert "经核实没有成行" in closed
    opened = text(alice, f"/cadres/{person.public_id}/years/{YEAR + 1}")
    assert "未结账" in opened
    assert f"更正 {YEAR} 年：实地调研 −1 天" in opened
    assert dana.post(f"{page}/reopen", {"reason": "复核"}, page).status_code == 409


def logged_late(uow: UnitOfWork, draft: EntryDraft) -> Entry:
    """An entry of alice's that she forgot and logged by a request, so late that the year was closed."""
    alice, who = actor_of(uow, "alice"), person_id(uow, "alice")
    month = draft.begins_on.replace(day=1)
    asked = ask_late(uow, alice, who, month, "当时在外地", on=LATER, now=NOW_LATER)
    decide_late(uow, actor_of(uow, "dana"), asked, "", 7, on=LATER, now=NOW_LATER)
    return logged(uow, alice, who, draft, on=LATER, now=NOW_LATER)


def test_what_was_corrected_says_so_instead_of_its_old_status_wherever_it_is_listed(
    uow: UnitOfWork, locking: Flask
) -> None:
    second_department(uow)
    wrong = approved(uow)[0]
    alice = actor_of(uow, "alice")
    draft = report(person_id(uow, "alice"), on=date(YEAR, 6, 10))
    outcome = record_outcome(uow, alice, draft, on=LATER, now=NOW_LATER).public_id
    close(uow)
    missed = logged_late(uow, online(on=date(YEAR, 6, 9)))
    dana = signed_in(locking, "dana")
    for kind, public_id in (
        ("entries", missed.public_id),
        ("entries", wrong.public_id),
        ("outcomes", outcome),
    ):
        form = f"/corrections/{kind}/{public_id}/{YEAR}"
        assert dana.post(form, {"reason": "经核实"}, form).status_code == 302
    with uow:
        person = uow.people.get(person_id(uow, "alice"))
    assert person is not None
    browser = signed_in(locking, "alice")
    year, entries = f"/cadres/{person.public_id}/years/{YEAR}", f"/entries?begins={YEAR}-01-01"
    for page in (year, entries, f"/entries/{missed.public_id}"):
        shown = text(browser, page)
        assert f"已更正补计（记入 {YEAR + 1} 年）" in shown
        assert ">待审核</span>" not in shown
    for page in (year, entries, f"/entries/{wrong.public_id}"):
        assert f"已更正减去（记入 {YEAR + 1} 年）" in text(browser, page)
    for page in ("/outcomes", f"/outcomes/{outcome}"):
        shown = text(browser, page)
        assert f"已更正补计（记入 {YEAR + 1} 年）" in shown
        assert ">待核实</span>" not in shown


def test_the_form_of_a_locked_month_keeps_what_was_typed_and_leads_to_the_request(
    uow: UnitOfWork, locking: Flask
) -> None:
    alice = signed_in(locking, "alice")
    typed = online_entry(begins_on=f"{YEAR}-07-02", done="看了养老院的留言")
    answer = alice.post("/entries/new", typed | {"then": "submit"})
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "看了养老院的留言" in html
    assert f"/late/new?month={YEAR}-07" in html
    asked = alice.post("/late/new", {"month": f"{YEAR}-07", "reason": "当时在外地"})
    assert asked.status_code == 302
    dana = signed_in(locking, "dana")
    request = asked.headers["Location"]
    assert dana.post(request, {"open_days": "0", "answer": ""}).status_code == 422
    assert dana.post(request, {"open_days": "7", "answer": ""}).status_code == 302
    assert alice.post("/entries/new", typed | {"then": "submit"}).status_code == 302


def test_handing_in_a_draft_of_a_locked_month_leads_to_the_request(uow: UnitOfWork, locking: Flask) -> None:
    alice, who, day = actor_of(uow, "alice"), person_id(uow, "alice"), date(YEAR, 7, 2)
    draft = log_entry(uow, alice, who, visit(on=day), on=day, now=NOW_LATER, submit=False)
    browser = signed_in(locking, "alice")
    page = f"/entries/{draft.public_id}"
    answer = browser.post(f"{page}/submit", {}, page)
    assert answer.headers["Location"] == f"/late/new?month={YEAR}-07"


def test_each_count_of_open_questions_leads_to_its_list(uow: UnitOfWork, locking: Flask) -> None:
    alice, who, day = actor_of(uow, "alice"), person_id(uow, "alice"), date(YEAR, 7, 2)
    log_entry(uow, alice, who, visit(on=day, done="只有本人能看"), on=day, now=NOW_LATER, submit=False)
    sent = log_entry(uow, alice, who, visit(on=day), on=day, now=NOW_LATER, submit=True)
    page = f"/departments/{unit_name(uow, '市')}/closing/{YEAR}"
    dana = signed_in(locking, "dana")
    assert f"{page}/open/submitted" in text(dana, page)
    assert f"/entries/{sent.public_id}" in text(dana, f"{page}/open/submitted")
    drafts = text(dana, f"{page}/open/drafts")
    assert "艾丽" in drafts
    assert "只有本人能看" not in drafts
    for kind in ("late", "outcomes", "overlaps", "differ"):
        assert "都已办结" in text(dana, f"{page}/open/{kind}")


def test_a_closed_year_asks_for_nothing_any_more(uow: UnitOfWork, locking: Flask) -> None:
    second_department(uow)
    close(uow)
    with uow:
        alice = uow.people.by_ids([person_id(uow, "alice")])[person_id(uow, "alice")]
    page = text(signed_in(locking, "alice"), f"/cadres/{alice.public_id}/years/{YEAR}")
    assert "已结账" in page
    assert "接下来可以" not in page
