"""A policy from a template to the reason for half a day, as two people of a department walk it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.domain.entry import EntryDraft
from ledger.domain.permissions import Role
from ledger.domain.vocabulary import Channel
from ledger.services.log_entry import log_entry
from ledger.services.policy_gallery import gallery_template
from ledger.services.review_entries import approve_entries
from ledger.store.engine import make_engine
from ledger.store.rows import PersonRow
from ledger.store.unit_of_work import UnitOfWork
from tests.browser.conftest import DESK, PHONE
from tests.cast import NOW, TODAY
from tests.web.scene import acting

if TYPE_CHECKING:
    from tests.browser.conftest import Served, Visit, Visitor

pytestmark = pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
SETTLED = ".htmx-request, .htmx-settling, .htmx-swapping"


@pytest.fixture
def cadre(served: Served) -> str:
    """The name in addresses of a cadre with half a day in the field; and derek, the department's second."""
    engine = make_engine(served.database_url)
    with Session(engine, expire_on_commit=False) as session:
        uow = UnitOfWork(session)
        with uow:
            known = uow.accounts.credentials("dana")
            assert known is not None
            unit = next(unit for unit in uow.units.all() if unit.name == "市")
            derek = uow.accounts.add("derek", known.password_hash, "德瑞克", "business", NOW)
            uow.accounts.grant(derek, Role.ORGANISATION, TODAY.replace(month=1), unit_id=unit.id)
            uow.commit()
        alice = acting(uow, "alice")
        assert alice.own_cadre is not None
        day = TODAY.replace(day=19)
        draft = EntryDraft(
            Channel.FIELD, day, day, "visit", from_half="am", to_half="am", place_name="某村", done="走访"
        )
        entry = log_entry(uow, alice, alice.own_cadre, draft, on=TODAY, now=NOW, submit=True)
        approve_entries(uow, acting(uow, "bob"), [entry.public_id], on=TODAY, now=NOW)
        name = session.scalar(select(PersonRow.public_id).where(PersonRow.id == alice.own_cadre))
    engine.dispose()
    assert name is not None
    return name


def settle(visitor: Visitor) -> None:
    """Wait until the other side has followed."""
    visitor.page.wait_for_load_state("networkidle")
    visitor.page.wait_for_selector(SETTLED, state="detached")


def without_violations(visitor: Visitor) -> None:
    found = Axe().run(visitor.page).response["violations"]
    assert [(one["id"], [node["target"] for node in one["nodes"][:3]]) for one in found] == []
    assert visitor.width_beyond() <= 0


def edit(dana: Visitor) -> None:
    """Change either side of the editor and see that the other follows, faults at their places."""
    with dana.page.expect_response(re.compile("/sync$")):
        dana.page.fill("#f-requirement-1-at_least", "很多")
        dana.page.press("#f-requirement-1-at_least", "Tab")
    dana.page.wait_for_selector(".gutter .bad")
    settle(dana)
    assert "应写成带引号的时长" in dana.page.inner_text("#fault-requirement-1-at_least")
    without_violations(dana)
    dana.page.click("#draft-faults a")
    assert dana.page.evaluate("document.activeElement.id") == "f-requirement-1-at_least"

    with dana.page.expect_response(re.compile("/sync$")):
        dana.page.fill("#text", dana.page.input_value("#text").replace('"很多"', '"45d"'))
    dana.page.wait_for_selector(".gutter .bad", state="detached")
    settle(dana)
    assert dana.page.input_value("#f-requirement-1-at_least") == "45"
    with dana.page.expect_response(re.compile("/sync$")):
        dana.page.click("text=加一个上限")
    dana.page.wait_for_selector("#f-cap-1-at_most")
    settle(dana)
    assert dana.page.input_value("#text").count("[[cap]]") == 2
    with dana.page.expect_response(re.compile("/sync$")):
        # A click, not a tick: the answer takes the box away.
        dana.page.click("#f-cap-1-remove")
    dana.page.wait_for_selector("#f-cap-1-at_most", state="detached")
    settle(dana)


def look_and_publish(derek: Visitor) -> None:
    """What the second person does."""
    derek.open("/policy/drafts")
    without_violations(derek)
    derek.page.click("main >> text=网上实地互换互补")
    derek.page.wait_for_url("**/publish")
    without_violations(derek)
    derek.page.click("button:has-text('确认发布')")
    derek.page.wait_for_selector("text=已发布，有关年度已按新办法重新核算")
    without_violations(derek)


def reason_of_half_a_day(derek: Visitor) -> str:
    """From the department to the reason: the unit, the cadre, the figure."""
    derek.open("/departments")
    for name in ("甲县", "艾丽"):
        derek.page.click(f"main td >> text={name}")
        derek.page.wait_for_load_state("networkidle")
    assert "44.8 天" in derek.page.inner_text(".standings"), "45 days less two of leave"
    half = derek.page.locator(".recent .why", has_text="0.5 天").first
    half.click()
    return derek.page.inner_text("main .derivation-root")


def test_a_policy_is_drafted_tried_published_and_gives_its_reasons(visit: Visit, cadre: str) -> None:
    dana = visit("dana", DESK)
    dana.page.click("nav.places >> text=口径")
    dana.page.click("main >> text=起草 >> nth=-1")
    dana.page.select_option("#for_unit", label="　甲县")
    dana.page.check("input[value='gallery:exchange']")
    without_violations(dana)
    dana.page.click("text=建立草稿")
    dana.page.wait_for_selector("#editor")
    draft = dana.page.url

    edit(dana)
    dana.page.click("text=预览影响")
    dana.page.wait_for_url("**/preview")
    assert "名干部里有" in dana.page.inner_text("main")
    without_violations(dana)
    dana.open(draft.removeprefix(dana.address))
    dana.page.click("button:has-text('提请发布')")
    dana.page.wait_for_selector("text=撤回提请")
    assert dana.page.query_selector("text=核对并发布") is None
    assert dana.complaints == []

    derek = visit("derek", DESK)
    look_and_publish(derek)
    assert "某村：记录 4 小时，计 4 小时" in reason_of_half_a_day(derek), "half of a day of eight hours"
    assert derek.complaints == []


def test_the_editor_on_a_phone_has_a_tab_for_each_side(visit: Visit, cadre: str) -> None:
    dana = visit("dana", PHONE)
    dana.open("/policy/drafts/new?origin=gallery:national")
    dana.page.click("text=建立草稿")
    dana.page.wait_for_selector("#editor")
    assert dana.page.is_visible("#f-title")
    assert not dana.page.is_visible("#text")
    without_violations(dana)

    dana.page.click("label[for='tab-text']")
    assert dana.page.is_visible("#text")
    assert not dana.page.is_visible("#f-title")
    with dana.page.expect_response(re.compile("/sync$")):
        dana.page.fill(
            "#text", dana.page.input_value("#text").replace("years_from = 2026", "years_from = 26")
        )
    dana.page.wait_for_selector(".gutter .bad")
    without_violations(dana)
    dana.page.click("#draft-faults a")
    assert dana.page.evaluate("document.activeElement.id") == "f-years_from"
    assert dana.complaints == []


def test_who_chooses_a_file_begins_from_it(visit: Visit, cadre: str) -> None:
    dana = visit("dana", PHONE)
    dana.open("/policy/drafts/new")
    assert not dana.page.is_checked("input[value='file']")
    document = gallery_template("topics").document
    dana.page.set_input_files(
        "input[type='file']", {"name": "办法.toml", "mimeType": "application/toml", "buffer": document}
    )
    assert dana.page.is_checked("input[value='file']")
    dana.page.click("button:has-text('建立草稿')")
    dana.page.wait_for_selector("#editor")
    assert dana.page.input_value("#f-title") == "年度课题"
    assert dana.complaints == []


def test_a_holiday_notice_is_entered(visit: Visit, cadre: str) -> None:
    sam = visit("sam", DESK)
    sam.open("/calendar?year=2027")
    without_violations(sam)
    sam.page.click("main >> text=录入放假安排")
    sam.page.fill("#text", "元旦：1月1日（周五）放假调休，共1天。1月3日（周日）上班。")
    sam.page.click("button:has-text('读入')")
    sam.page.wait_for_selector(".day-makeup")
    without_violations(sam)
    sam.page.click("button:has-text('保存')")
    sam.page.wait_for_selector("text=已保存 2027 年的放假安排")
    assert sam.complaints == []
