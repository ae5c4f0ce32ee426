"""The gallery of policy templates: complete documents that read well and begin with when they fit."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from ledger.domain.calendar import WEEKENDS_ONLY
from ledger.domain.credit.article import describe
from ledger.domain.credit.assess import assess
from ledger.domain.credit.document import parse_policy
from ledger.domain.credit.facts import Appointment, CadreFacts
from ledger.domain.wording import in_chinese
from ledger.resources import resource_dir
from ledger.services.policy_gallery import (
    DEMO_TITLES,
    GALLERY,
    GalleryTemplate,
    NoTemplateError,
    gallery,
    gallery_template,
    policy_title,
)
from tests.red_words import FORBIDDEN_WORDS

ENGLISH = (
    Path(__file__).resolve().parents[2] / "ledger" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
)
HAN = re.compile(r"[\u4e00-\u9fff]")
TEMPLATES = [pytest.param(one, id=one.name) for one in gallery()]


def english(text: str) -> str:
    """The text in English, from the catalogue as people edit it."""
    return CATALOGUE.get(text) or text


with ENGLISH.open("rb") as _file:
    CATALOGUE = {one.id: str(one.string) for one in read_po(_file, locale="en") if isinstance(one.id, str)}


def own_words(template: GalleryTemplate) -> list[str]:
    """What the document itself says in Chinese: titles, bases, posts; longest first."""
    data = tomllib.loads(template.document.decode())
    found = [*data["basis"]]
    for name in ("requirement", "exchange"):
        for one in data.get(name, ()):
            found += [one.get("title", ""), *one.get("who", {}).get("posts", ())]
    return sorted(found, key=len, reverse=True)


def test_every_document_is_in_the_gallery_and_has_a_place_in_its_order() -> None:
    files = {path.stem for path in (resource_dir("data") / "policies" / "gallery").glob("*.toml")}
    assert files == set(GALLERY)
    assert [one.name for one in gallery()] == list(GALLERY)
    assert next(iter(GALLERY)) == "national"
    assert len(GALLERY) > 12


def test_each_has_a_title_of_its_own_in_both_languages() -> None:
    assert len({one.title for one in gallery()}) == len(gallery())
    titles = {english(one.title) for one in gallery()}
    assert len(titles) == len(gallery())
    assert [title for title in titles if HAN.search(title)] == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_its_sentence_goes_on_from_the_title_and_does_not_repeat_it(template: GalleryTemplate) -> None:
    for say in (in_chinese, english):
        title, about = say(template.title).casefold(), say(template.about).casefold()
        assert title not in about
        assert "：" not in about
        assert ": " not in about


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_document_begins_with_when_it_fits_and_is_a_policy_of_its_name(template: GalleryTemplate) -> None:
    head = template.document.decode().split("\n\n", maxsplit=1)[0].split("\n")
    policy = parse_policy(template.document)
    assert head[0] == f"# {template.title}：{template.about}"
    assert len(head) > 1
    assert all(line.startswith("# ") for line in head)
    assert (policy.code, policy.title, policy.years_from) == (template.name, template.title, 2026)
    assert policy.years_to is None
    assert policy.basis
    assert policy.requirements


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_rate_is_said_to_be_the_units_own(template: GalleryTemplate) -> None:
    policy = parse_policy(template.document)
    assert not policy.exchanges or any("本单位规定" in one for one in policy.basis)


@pytest.mark.parametrize("template", TEMPLATES)
def test_its_article_keeps_the_red_lines(template: GalleryTemplate) -> None:
    text = "\n".join(line for one in describe(parse_policy(template.document)) for line in one.paragraphs)
    assert FORBIDDEN_WORDS.search(text + template.document.decode()) is None


@pytest.mark.parametrize("template", TEMPLATES)
def test_its_article_is_in_english_but_for_the_words_of_the_document(template: GalleryTemplate) -> None:
    policy = parse_policy(template.document)
    text = "\n".join(line for one in describe(policy, english) for line in (one.title, *one.paragraphs))
    for word in own_words(template):
        text = text.replace(word, "…") if word else text
    assert HAN.findall(text) == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_it_can_be_used_for_this_year_and_years_to_come(template: GalleryTemplate) -> None:
    policy = parse_policy(template.document)
    for year in (2026, 2027, 2040):
        assert assess(policy, (), (), (), year, date(year, 6, 30), WEEKENDS_ONLY).cadres == ()


def test_ten_months_in_a_village_are_asked_for_ten_months_of_the_year() -> None:
    policy = parse_policy(gallery_template("first-secretary").document)
    post = Appointment(date(2026, 2, 1), date(2026, 11, 30), post="驻村第一书记")
    (cadre,) = assess(
        policy, (CadreFacts("C1", "", (post,)),), (), (), 2026, date(2026, 12, 31), WEEKENDS_ONLY
    ).cadres
    (stationed,) = (one for one in cadre.requirements if one.code == "stationed-days")
    asked = {one.begin.month: one.required for one in stationed.periods if one.required}
    assert asked == dict.fromkeys(range(2, 12), 20)


def test_a_name_that_is_not_there_is_refused() -> None:
    assert gallery_template("exchange").title == "网上实地互换互补"
    with pytest.raises(NoTemplateError, match="pilot"):
        gallery_template("pilot")


def test_a_title_of_ours_is_said_in_the_readers_language_and_any_other_as_it_was_written() -> None:
    assert policy_title("全国基线", english) == english("全国基线") != "全国基线"
    assert [title for title in DEMO_TITLES if HAN.search(policy_title(title, english))] == []
    assert policy_title("全国基线", in_chinese) == "全国基线"
    for own in ("调研报告", "清溪县办法", ""):
        assert policy_title(own, english) == own
