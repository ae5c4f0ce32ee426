"""A department drafts a policy, sees each fault at its place, and another account publishes it."""

from __future__ import annotations

import html
import io
import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.orm import Session

from ledger.domain.permissions import Role
from ledger.domain.policy_draft import digest_of
from ledger.services.policy_gallery import gallery
from ledger.store.engine import make_engine
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW, TODAY

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from tests.conftest import Browser, SignIn

pytestmark = pytest.mark.time_machine("2026-11-22T02:00:00Z", tick=False)


@pytest.fixture
def second(database_url: str) -> str:
    """The username of another account of the city's organisation department."""
    engine = make_engine(database_url)
    with Session(engine, expire_on_commit=False) as session, UnitOfWork(session) as uow:
        known = uow.accounts.credentials("dana")
        assert known is not None
        unit = next(unit for unit in uow.units.all() if unit.name == "市")
        account = uow.accounts.add("derek", known.password_hash, "德瑞克", "business", NOW)
        uow.accounts.grant(account, Role.ORGANISATION, TODAY.replace(month=1), unit_id=unit.id)
        uow.commit()
    engine.dispose()
    return "derek"


def unit_choice(browser: Browser, name: str) -> str:
    page = browser.get("/policy/drafts/new").get_data(as_text=True)
    found = re.search(rf'<option[^>]*value="([a-z0-9]+)"[^>]*>　*{name}</option>', page)
    assert found is not None
    return found[1]


def begun(browser: Browser, origin: str = "gallery:exchange", unit: str = "甲县") -> str:
    """The address of a new draft."""
    body = {"for_unit": unit_choice(browser, unit), "origin": origin}
    answer = browser.post("/policy/drafts/new", body)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return str(answer.headers["Location"])


def sent_by(page: str) -> dict[str, list[str]]:
    """What a browser would send of the editor as it stands."""
    form = page[page.index('id="editor"') : page.index("</form>", page.index('id="editor"'))]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        ticked = 'type="checkbox"' not in tag and 'type="radio"' not in tag
        if name is not None and (ticked or " checked" in tag):
            found.setdefault(name[1], []).append(html.unescape(value[1]) if value else "")
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n?(.*?)</textarea>', form, re.DOTALL):
        found[name] = [html.unescape(text).replace("\n", "\r\n")]
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = [chosen[1] if chosen else re.findall(r'value="([^"]*)"', options)[0]]
    return found


def save(browser: Browser, path: str, **typed: str) -> TestResponse:
    """Save the editor with some of its fields typed anew; `__` stands for a hyphen."""
    form = sent_by(browser.get(path).get_data(as_text=True))
    form |= {name.replace("__", "-"): [value] for name, value in typed.items()}
    return browser.client.post(path, data=form)


def text_of(browser: Browser, path: str) -> str:
    return browser.get(f"{path}/document.toml").get_data(as_text=True)


def test_every_template_is_offered_with_its_sentence_and_its_article(browse: SignIn) -> None:
    dana = browse("dana")
    page = dana.get("/policy/drafts/new").get_data(as_text=True)

    for one in gallery():
        assert one.title in page
        assert one.about in page
        assert "一、谁应完成什么" in dana.get(f"/policy/gallery/{one.name}").get_data(as_text=True)
    assert dana.get("/policy/gallery/none").status_code == 404


def test_saving_a_draft_as_it_is_shown_keeps_its_text_to_the_byte(browse: SignIn) -> None:
    dana = browse("dana")
    for one in gallery():
        path = begun(dana, f"gallery:{one.name}")

        assert save(dana, path).status_code == 302
        assert text_of(dana, path) == one.document.decode(), one.name


def test_a_changed_form_rewrites_the_text_and_says_that_comments_go(browse: SignIn) -> None:
    dana = browse("dana")
    path = begun(dana)

    answer = save(dana, path, **{"f-requirement-1-at_least": "45", "f-title": "本县办法"})

    assert answer.status_code == 302
    text = text_of(dana, path)
    assert 'at_least = "45d"' in text
    assert 'title = "本县办法"' in text
    assert "#" not in text
    assert 'of = "field-days"' in text, "what the form cannot say stays"
    page = dana.get(path).get_data(as_text=True)
    assert "处注释没有保留" in page
    assert "另有 1 项要求、1 项计入比例写在全文里" in page


def test_a_changed_text_is_kept_as_it_was_typed(browse: SignIn) -> None:
    dana = browse("dana")
    path = begun(dana)
    text = text_of(dana, path).replace('at_least = "60d"', 'at_least = "50d"  # 议定')

    assert save(dana, path, text=text).status_code == 302
    assert text_of(dana, path) == text
    assert 'value="50"' in dana.get(path).get_data(as_text=True)


def test_a_faulty_draft_is_kept_with_every_fault_at_its_field_and_its_line(browse: SignIn) -> None:
    dana = browse("dana")
    path = begun(dana)
    typed = {"f-requirement-0-at_least": "很多", "f-exchange-0-rate": "3", "f-years_from": "二〇二六"}

    assert save(dana, path, **typed).status_code == 302

    page = dana.get(path).get_data(as_text=True)
    for name in typed:
        assert f'<a href="#{name}">' in page
        room = re.search(rf'id="{name.replace("f-", "fault-", 1)}"[^>]*>([^<]+)<', page)
        assert room is not None, name
    lines = text_of(dana, path).splitlines()
    bad = [int(number) for number in re.findall(r'id="line-(\d+)" class="bad"', page)]
    assert {lines[number - 1] for number in bad} == {
        'years_from = "二〇二六"',
        'rate = "3"',
        'at_least = "很多"',
    }
    assert "有 3 处不符合要求" in page
    assert save(dana, path, then="propose").status_code == 302
    assert "还没有草稿" not in dana.get("/policy/drafts").get_data(as_text=True)
    assert "待发布</span>" not in dana.get("/policy/drafts").get_data(as_text=True)
    answer = dana.get(f"{path}/preview")
    assert (answer.status_code, answer.headers["Location"]) == (302, path)


def test_a_text_that_is_no_toml_is_kept_and_its_line_is_named(browse: SignIn) -> None:
    dana = browse("dana")
    path = begun(dana)

    assert save(dana, path, text='format = 1\ncode = "x\n').status_code == 302

    page = dana.get(path).get_data(as_text=True)
    assert 'id="line-2" class="bad"' in page
    assert "表单会再出现" in page
    assert save(dana, path, text=gallery()[0].document.decode()).status_code == 302
    assert "处不符合要求" not in dana.get(path).get_data(as_text=True)


def test_when_both_sides_were_changed_one_is_chosen(browse: SignIn) -> None:
    dana = browse("dana")
    path = begun(dana)
    before = text_of(dana, path)
    text = before.replace("late_days = 30", "late_days = 20")
    both = {"text": text, "f-title": "新名称"}

    answer = save(dana, path, **both)

    assert answer.status_code == 422
    assert "以哪一边为准" in answer.get_data(as_text=True)
    assert text_of(dana, path) == before
    assert save(dana, path, side="text-wins", **both).status_code == 302
    assert text_of(dana, path) == text
    assert save(dana, path, side="form-wins", text=before, **{"f-title": "新名称"}).status_code == 302
    assert 'title = "新名称"' in text_of(dana, path)


def test_rows_are_added_and_taken_out(browse: SignIn) -> None:
    dana = browse("dana")
    path = begun(dana)

    added = save(dana, path, add="cap")
    page = added.get_data(as_text=True)
    assert added.status_code == 200
    assert 'name="f-cap-1-at_most"' in page
    assert 'name="f-cap-1-at_most"' not in dana.get(path).get_data(as_text=True), "not saved yet"

    assert save(dana, path, **{"f-cap-0-remove": "1", "f-requirement-2-remove": "1"}).status_code == 302
    text = text_of(dana, path)
    assert "[[cap]]" not in text
    assert "research_report" not in text


def test_the_other_side_follows_while_one_types(browse: SignIn) -> None:
    dana = browse("dana")
    path = begun(dana)
    form = sent_by(dana.get(path).get_data(as_text=True))

    answer = dana.client.post(f"{path}/sync", data=form | {"side": ["form"], "f-cap-0-at_most": ["3"]})
    said = answer.get_data(as_text=True)
    assert 'id="text-pane"' in said
    assert "at_most = &#34;3h&#34;" in said
    assert 'id="form-pane"' not in said

    text = form["text"][0].replace('at_most = "4h"', 'at_most = "2h"')
    answer = dana.client.post(f"{path}/sync", data=form | {"side": ["text"], "text": [text]})
    said = answer.get_data(as_text=True)
    assert 'id="form-pane"' in said
    assert re.search(r'name="f-cap-0-at_most" value="2"', said)

    answer = dana.client.post(f"{path}/sync", data=form | {"side": ["form"], "add": ["ceiling"]})
    assert answer.headers["HX-Retarget"] == "#panes"
    assert 'name="f-ceiling-1-to"' in answer.get_data(as_text=True)
    assert text_of(dana, path) == next(one for one in gallery() if one.name == "exchange").document.decode()


def test_a_draft_begins_from_the_version_in_force_or_from_a_file(browse: SignIn) -> None:
    dana = browse("dana")
    path = begun(dana, "current")
    in_force = dana.get("/policy").get_data(as_text=True)
    link = re.search(r'href="(/policy/[a-z0-9]+/document.toml)"', in_force)
    assert link is not None
    assert text_of(dana, path) == dana.get(link[1]).get_data(as_text=True)

    body = {"for_unit": unit_choice(dana, "甲县"), "origin": "file"}
    missing = dana.post("/policy/drafts/new", body)
    assert missing.status_code == 422
    assert "请选择文件" in missing.get_data(as_text=True)
    odd = dana.post("/policy/drafts/new", body | {"file": (io.BytesIO(b"\xff\xfe"), "x.toml")})
    assert odd.status_code == 422
    made = dana.post("/policy/drafts/new", body | {"file": (io.BytesIO(b"format = 2\r\n"), "x.toml")})
    assert made.status_code == 302
    assert text_of(dana, made.headers["Location"]) == "format = 2\n"


def test_a_draft_is_proposed_looked_at_and_published_by_another_account(browse: SignIn, second: str) -> None:
    dana, derek = browse("dana"), browse(second)
    path = begun(dana)
    assert save(dana, path, **{"f-requirement-1-at_least": "45"}).status_code == 302
    assert dana.get(f"{path}/publish").status_code == 409, "nothing is proposed yet"
    assert save(dana, path, then="propose").status_code == 302
    own = dana.get(f"{path}/publish").get_data(as_text=True)
    assert "确认发布" not in own
    seen = digest_of(text_of(dana, path).encode())
    assert dana.post(f"{path}/publish", {"seen": seen}).status_code == 403

    assert f"{path}/publish" in derek.get("/policy/drafts").get_data(as_text=True)
    page = derek.get(f"{path}/publish").get_data(as_text=True)
    for words in ("一、谁应完成什么", "与现行第 1 版的不同", "名干部里有", "确认发布"):
        assert words in page
    answer = derek.post(f"{path}/publish", {"seen": seen})
    assert answer.status_code == 302
    version = derek.get(answer.headers["Location"]).get_data(as_text=True)
    assert "德瑞克 发布" in version
    assert dana.get(path).headers["Location"] == answer.headers["Location"]
    assert "45 天" in browse("alice").get("/policy").get_data(as_text=True)


def test_the_preview_shows_the_cadres_who_move_with_their_reasons(browse: SignIn) -> None:
    dana = browse("dana")
    path = begun(dana, "gallery:quarterly-visits")

    page = dana.get(f"{path}/preview").get_data(as_text=True)

    assert "名干部里有" in page
    assert "与现行第 1 版的不同" in page
    figures = dana.get(f"{path}/preview?kind=figures").get_data(as_text=True)
    assert "安美" in figures
    assert "没有这项要求" in figures
    assert dana.get(f"{path}/preview?year=2031").status_code == 404
    assert dana.get(f"{path}/preview?kind=odd&page=-3").status_code == 200


def test_a_proposal_is_sent_back_and_a_draft_given_up(browse: SignIn, second: str) -> None:
    dana, derek = browse("dana"), browse(second)
    path = begun(dana)
    assert save(dana, path, then="propose").status_code == 302

    answer = derek.post(f"{path}/withdraw", {"reason": "比例偏高"}, page=f"{path}/publish")
    assert answer.status_code == 302
    assert "退回原因：比例偏高" in dana.get(path).get_data(as_text=True)
    assert dana.post(f"{path}/discard", {}, page=path).status_code == 302
    assert "还没有草稿" in dana.get("/policy/drafts").get_data(as_text=True)
    assert dana.get(path).status_code == 409


def test_any_two_versions_are_compared_in_words(browse: SignIn, second: str) -> None:
    dana, derek = browse("dana"), browse(second)
    path = begun(dana, "current")
    save(dana, path, **{"f-requirement-1-at_least": "45"})
    assert save(dana, path, then="propose").status_code == 302
    seen = digest_of(text_of(dana, path).encode())
    made = derek.post(f"{path}/publish", {"seen": seen}).headers["Location"]
    link = re.search(r'href="(/policy/[a-z0-9]+/against/[a-z0-9]+)"', dana.get(made).get_data(as_text=True))
    assert link is not None

    page = dana.get(link[1]).get_data(as_text=True)

    assert re.search(r"<del>.*60 天", page)
    assert re.search(r"<ins>.*45 天", page)
