"""The summary on paper: the figures on the screen, in the PDF and from the engine are the same."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pypdf
import pytest
from sqlalchemy import select

from exports.fonts import load_fonts
from ledger.config import Config
from ledger.domain.trail import TrailTag
from ledger.services.assess_year import assess_one
from ledger.store.rows import IssuedSummaryRow, TrailRow
from tests.cast import TODAY
from tests.web.test_year import address
from tests.year_facts import fill_year

if TYPE_CHECKING:
    from ledger.store.unit_of_work import UnitOfWork
    from tests.conftest import Act, SignIn


@pytest.fixture(scope="session")
def font_folder(request: pytest.FixtureRequest) -> Path:
    """The folder of the built fonts, kept between runs because they take seconds to make."""
    assert request.config.cache is not None
    folder = Path(request.config.cache.mkdir("fonts"))
    load_fonts(folder)
    return folder


@pytest.fixture
def with_fonts(config: Config, font_folder: Path) -> None:
    """The installation of the test has its fonts."""
    (config.data_dir / "fonts").symlink_to(font_folder)


def test_screen_paper_and_engine_agree(uow: UnitOfWork, act: Act, browse: SignIn, with_fonts: None) -> None:
    alice = act("alice")
    fill_year(uow, alice, act("bob"))
    assert alice.own_cadre is not None
    page = address(uow, "alice")
    browser = browse("alice")

    html = browser.get(page).get_data(as_text=True)
    answer = browser.post(f"{page}/summary.pdf", {}, page=page)

    with uow:
        found = assess_one(uow, alice.own_cadre, 2026, as_of=TODAY)
    assert found is not None
    assert found.assessment is not None
    days = found.assessment.requirement("field-days")
    assert (str(days.reached), str(days.short)) == ("85/2", "35/2")
    text = re.sub(
        r"\s+", "", "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(answer.data)).pages)
    )
    sentence = "到基层调研 42.5 天，应为 60 天，尚差 17.5 天。"
    assert sentence in html
    assert sentence.replace(" ", "") in text
    for figure in (
        "实地30＋网上折算11.5（上限20）＋转化为政策折算1（上限4）",
        "艾丽",
        "农村饮水管护办法",
        "42.5天",
    ):
        assert figure in text
    assert answer.mimetype == "application/pdf"


def test_the_code_on_paper_is_recorded_and_verifies(
    uow: UnitOfWork, act: Act, browse: SignIn, with_fonts: None
) -> None:
    page, account_id = address(uow, "alice"), act("alice").account_id
    answer = browse("alice").post(f"{page}/summary.pdf", {}, page=page)

    with uow:
        issued = uow.session.scalars(select(IssuedSummaryRow)).one()
        code, issued_by = issued.code, issued.issued_by
        tags = uow.session.scalars(select(TrailRow.tag)).all()
    text = "".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(answer.data)).pages)
    assert code in re.sub(r"\s+", "", text)
    assert issued_by == account_id
    assert TrailTag.SUMMARY_ISSUED.value in tags
    verified = browse("").post("/verify", {"code": code}).get_data(as_text=True)
    assert "是最近一次签发的" in verified
    brought = browse("").post("/verify", {"code": "", "file": (io.BytesIO(answer.data), "a.pdf")})
    assert "一个字节也没有改动，是最近一次签发的" in brought.get_data(as_text=True)


def test_the_department_prints_for_its_subtree(uow: UnitOfWork, browse: SignIn, with_fonts: None) -> None:
    page = address(uow, "alice")

    assert browse("dana").post(f"{page}/summary.pdf", {}, page=page).status_code == 200


@pytest.mark.parametrize(
    ("username", "status"), [("amy", 404), ("charlie", 404), ("olga", 404), ("sam", 403)]
)
def test_others_do_not_print(uow: UnitOfWork, browse: SignIn, username: str, status: int) -> None:
    page = address(uow, "alice")

    assert browse(username).post(f"{page}/summary.pdf", {}, page="/verify").status_code == status
    with uow:
        assert uow.session.scalars(select(IssuedSummaryRow)).all() == []


def test_the_paper_is_not_had_by_a_link(uow: UnitOfWork, browse: SignIn) -> None:
    assert browse("alice").get(f"{address(uow, 'alice')}/summary.pdf").status_code == 405
