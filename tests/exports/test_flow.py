"""How papers flow from page to page: nothing that belongs together is torn, no page is left half empty."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise

import pypdfium2
import pytest

from exports.fonts import Fonts
from exports.page import BOTTOM, HEIGHT, KEPT, LEFT, RIGHT, TOP, Imprint, Paper
from exports.policy_pdf import PrintedPolicy, policy_pdf
from exports.report_pdf import report_pdf
from exports.statement_pdf import statement_pdf
from exports.summary_pdf import summary_pdf
from exports.table import Cell, Column, Table
from ledger.domain.credit.article import ArticleSection
from ledger.domain.statement import Statement
from ledger.domain.summary import Derivation, Summary
from ledger.domain.wording import in_chinese
from ledger.language import say_in
from tests.exports.reading import page_texts, squeezed, whole_text
from tests.exports.samples import make_entries, make_outcomes, make_requirement, make_summary
from tests.exports.test_layout import LANGUAGES, make_report, placed_on

MADE = datetime(2026, 11, 22, tzinfo=UTC)
NUMBERED = re.compile(r"(\d+(?:\.\d+)*)\s*第\d+层")


MARCH = Statement(
    language="zh",
    year=2026,
    month=3,
    as_of=date(2026, 3, 31),
    complete=True,
    made_at=MADE,
    cadre_name="欧阳喆",
    unit_name="清溪县",
    post="县委副书记",
    rank="县处级副职",
    headline="2026 年 3 月。",
    figures=(),
    entries=(),
    outcomes=(),
    checkpoint="",
)


def empty_shares(data: bytes) -> list[float]:
    """The share of the text area that is left empty at the foot of each page but the last."""
    document = pypdfium2.PdfDocument(data)
    shares = []
    for number in range(len(document) - 1):
        picture = document[number].render(scale=1).to_pil().convert("L")
        area = (round(LEFT), round(HEIGHT - TOP), round(RIGHT), round(HEIGHT - BOTTOM))
        inked = picture.crop(area).point(lambda light: 255 if light < 200 else 0).getbbox()
        assert inked is not None, f"page {number + 1} is empty"
        shares.append(1 - inked[3] / (area[3] - area[1]))
    return shares


def closed(count: int, **changes: object) -> Summary:
    """A year without the watermark, which would count as text."""
    return make_summary(count, closed=True, closed_on=date(2027, 1, 15), **changes)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("count", [0, 1, 8, 60, 400])
def test_no_page_of_a_summary_but_the_last_is_emptier_than_a_quarter(
    fonts: Fonts, count: int, language: str
) -> None:
    summary = closed(count, language=language, verify_url="https://taizhang.example/verify?code=K7QF")
    shares = empty_shares(summary_pdf(summary, fonts, say_in(LANGUAGES[language])))
    assert [share for share in shares if share > 0.26] == []


@pytest.mark.parametrize("appointments", range(9))
def test_the_chart_is_as_high_as_the_first_page_lets_it(fonts: Fonts, appointments: int) -> None:
    lines = ("1月1日至6月30日　县委办公室主任",) * appointments
    shares = empty_shares(summary_pdf(closed(8, appointments=lines), fonts, in_chinese))
    assert max(shares) <= 0.26


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_of_a_report_but_the_last_is_emptier_than_a_quarter(fonts: Fonts, language: str) -> None:
    say = say_in(LANGUAGES[language])
    for cadres in (0, 1, 8, 60):
        report = make_report(language, say)
        data = report_pdf(replace(report, cadres=report.cadres * cadres), fonts, say)
        assert [share for share in empty_shares(data) if share > 0.26] == []


def branch(*counts: int, name: str = "第") -> Derivation:
    """A derivation with so many parts on each level."""
    parts = () if not counts else tuple(branch(*counts[1:]) for _ in range(counts[0]))
    return Derivation(f"{name}{len(counts)}层", parts)


def numbers_by_page(data: bytes) -> list[list[str]]:
    """The numbers of the sentences in the appendix, page by page."""
    return [found for text in page_texts(data) if (found := NUMBERED.findall(text))]


@pytest.mark.parametrize("counts", [(40, 2), (12, 3, 3), (5, 4, 3, 2), (70, 1), (9, 9)])
@pytest.mark.parametrize("before", range(0, 40, 5))
def test_a_derivation_is_not_torn_from_the_first_of_its_parts_nor_the_last_from_the_others(
    fonts: Fonts, counts: tuple[int, ...], before: int
) -> None:
    requirement = make_requirement(derivation=branch(*counts))
    bases = tuple(f"第{n}条依据" for n in range(before))
    summary = closed(0, requirements=(requirement,), outcomes=(), months=(), policy_basis=bases)
    pages = numbers_by_page(summary_pdf(summary, fonts, in_chinese))
    assert len(pages) > 1
    whole = [number for page in pages for number in page]
    assert whole == sorted(whole, key=lambda one: [*map(int, one.split("."))])
    for above, below in pairwise(pages):
        assert below[0] != f"{above[-1]}.1"
        level, _, place = below[0].rpartition(".")
        is_last = f"{level}.{int(place) + 1}" not in whole
        has_parts = f"{below[0]}.1" in whole
        assert has_parts or place == "1" or not is_last, below[0]


def test_a_very_deep_derivation_goes_on_over_pages(fonts: Fonts) -> None:
    data = summary_pdf(
        closed(0, requirements=(make_requirement(derivation=branch(*[1] * 40)),)), fonts, in_chinese
    )
    assert all(f"第{depth}层" in whole_text(data) for depth in range(41))
    assert max(empty_shares(data)) <= 0.26


def lone_paper(fonts: Fonts, room: float) -> Paper:
    """A paper of whose first page so much is left."""
    paper = Paper(fonts, Imprint("", "", "", "zh-CN", "", "", "", "", MADE))
    paper.y = BOTTOM + room
    return paper


@pytest.mark.parametrize("room", range(10, 200, 5))
@pytest.mark.parametrize("lines", [(1, 1, 1), (3, 2, 4), (8, 1, 8), (30, 3, 3)])
def test_a_head_stands_over_a_row_and_no_last_row_alone(
    fonts: Fonts, room: int, lines: tuple[int, ...]
) -> None:
    paper = lone_paper(fonts, room)
    texts = ["\n".join(f"{number}行{line}" for line in range(count)) for number, count in enumerate(lines)]
    rows = [[Cell(text)] for text in texts]
    Table(paper, [Column("表头", 1)], rows).write()
    pages = [squeezed(text) for text in page_texts(paper.finish().data)]
    for page in pages:
        assert ("行" in page) == ("表头" in page)
    found = [re.findall(r"(\d)行", page) for page in pages if "行" in page]
    assert sum(map(len, found)) == sum(lines)
    together = sum(lines[-2:]) * 12.5 + 14 <= KEPT
    assert not together or len(set(found[-1])) > 1
    for number, count in enumerate(lines):
        parts = [page.count(str(number)) for page in found if str(number) in page]
        assert len(parts) == 1 or (count > 9 and min(parts) > 1)


@pytest.mark.parametrize("count", range(40))
def test_signatures_never_stand_on_a_page_without_text(fonts: Fonts, count: int) -> None:
    statement = replace(MARCH, entries=make_entries(count), outcomes=make_outcomes()[: count % 4])
    for text in page_texts(statement_pdf(statement, fonts, in_chinese)):
        said = squeezed(text)
        if "本人签字" in said:
            assert re.search("这个月没有登记成果。|已核实|已登记|单位已确认", said)


@pytest.mark.parametrize("count", range(0, 60, 3))
def test_a_summary_is_signed_under_the_policy_that_it_follows(fonts: Fonts, count: int) -> None:
    for text in page_texts(summary_pdf(closed(count), fonts, in_chinese)):
        if "本人签字" in text:
            assert "sha256:" in text
            assert "依据：" in text


def test_a_year_without_a_policy_says_so(fonts: Fonts) -> None:
    text = whole_text(summary_pdf(closed(0, policy_title="", policy_version=""), fonts, in_chinese))
    assert "本年度没有适用的折算办法。" in text
    assert "（）" not in text


def test_what_was_not_issued_says_so_in_place_of_a_code(fonts: Fonts) -> None:
    data = summary_pdf(closed(8, code="", verify_hint=""), fonts, in_chinese)
    first, second = page_texts(data)[:2]
    assert "预览" in first
    assert "未出具，没有核验码" in first
    assert "核验码" not in first.replace("没有核验码", "")
    assert "预览" in second
    assert "预览" not in whole_text(summary_pdf(closed(8), fonts, in_chinese))


def make_policy(language: str, *paragraphs: str) -> PrintedPolicy:
    """A policy of one section in print."""
    sections = (ArticleSection("一、什么算数", paragraphs),)
    return PrintedPolicy(language, "试行办法", "清溪县", (), "sha256:9f86", sections, True, MADE)


def test_a_paragraph_of_a_policy_begins_two_characters_in(fonts: Fonts) -> None:
    data = policy_pdf(make_policy("zh", "甲" * 60, "乙。"), fonts, in_chinese)
    lefts = [one.left for one in placed_on(data, 0) if one.character in "甲乙"]
    assert min(lefts) == pytest.approx(LEFT, abs=2)
    assert lefts[0] == pytest.approx(LEFT + 24, abs=2)
    assert lefts[-1] == pytest.approx(LEFT + 24, abs=2)


def test_quotation_marks_of_an_english_sentence_are_not_as_wide_as_chinese_ones(fonts: Fonts) -> None:
    said = "at least 1/2 of what “到基层调研” asks, as Leaders’ message board; 反映的“断头路”问题"
    text = whole_text(policy_pdf(make_policy("en", said), fonts, say_in("en")))
    assert squeezed('what "到基层调研" asks, as Leaders\' message board; 反映的“断头路”问题') in text
    assert "“到基层调研”" in whole_text(policy_pdf(make_policy("zh", said), fonts, in_chinese))
