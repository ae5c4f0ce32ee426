"""Every character of the field's tables has a glyph, and the texts of a paper come back out of it."""

from __future__ import annotations

import random
import shutil
import subprocess
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pypdfium2
import pytest
from fontTools.ttLib import TTFont

from exports.fonts import Fonts, default_source
from exports.policy_pdf import PrintedPolicy, policy_pdf
from exports.report_pdf import report_pdf
from exports.statement_pdf import statement_pdf
from exports.summary_pdf import summary_pdf
from exports.text import NO_LINE_START
from ledger.domain.credit.article import ArticleSection
from ledger.domain.report import Report, ReportCadre, ReportCount, ReportMonth, ReportRequirement, ReportUnit
from ledger.domain.statement import Statement
from ledger.domain.wording import in_chinese
from tests.exports.reading import drawn_strings, second_reading, squeezed, whole_text
from tests.exports.samples import RARE, SAMPLE, make_entries, make_outcomes, make_summary

SAMPLED = 240
LONG = "很长的一句，" * 20_000
MARKUP = '<b>粗</b><img src="/etc/passwd"/>&amp;<font color="red">'


def table_8105() -> list[str]:
    """通用规范汉字表."""
    return [
        one for one in files("exports").joinpath("data/tonggui8105.txt").read_text("utf-8") if one.strip()
    ]


def characters_of_gbk() -> list[str]:
    """The 20,902 characters of GBK that Unicode had first."""
    return [chr(code) for code in range(0x4E00, 0x9FA6)]


def extension_a() -> list[str]:
    """The 6,582 characters of the first extension."""
    return [chr(code) for code in range(0x3400, 0x4DB6)]


@pytest.fixture(scope="module")
def source_glyphs() -> tuple[dict[int, str], TTFont]:
    """The characters of the font that all fonts are cut from, and the font."""
    font = TTFont(default_source(), lazy=True)
    return font.getBestCmap(), font


@pytest.mark.parametrize(
    ("table", "count"), [(table_8105, 8105), (characters_of_gbk, 20902), (extension_a, 6582)]
)
def test_each_character_of_a_table_has_a_glyph_with_outlines(table, count, source_glyphs) -> None:  # type: ignore[no-untyped-def]
    characters = table()
    glyphs, font = source_glyphs
    outlines = font["glyf"]

    assert len(characters) == count
    assert [one for one in characters if ord(one) not in glyphs] == []
    empty = [one for one in characters if not outlines[glyphs[ord(one)]].numberOfContours]
    assert empty == []


@pytest.mark.parametrize("table", [table_8105, characters_of_gbk])
def test_a_sample_is_drawn_with_ink_and_found_again(fonts: Fonts, table) -> None:  # type: ignore[no-untyped-def]
    # Pages of rare characters are built when they are first asked for: the sample keeps to a few of them.
    ready = set(table_8105())
    chosen = random.Random(8105).sample([one for one in table() if one in ready], SAMPLED)
    entries = tuple(
        replace(make_entries(1)[0], what="".join(chosen[begin : begin + 20]), note="")
        for begin in range(0, SAMPLED, 20)
    )
    data = summary_pdf(make_summary(0, entries=entries), fonts, in_chinese)

    assert [one for one in chosen if one not in second_reading(data)] == []
    assert [one for one in chosen if not inked(fonts, one)] == []


def inked(fonts: Fonts, character: str) -> bool:
    """Whether a character is a glyph of its own and no box."""
    glyph = fonts.plain.glyphs[character]
    return not glyph.missing and glyph.character == character


@pytest.mark.parametrize("character", RARE + "堃燚𫖯")
def test_a_rare_character_is_drawn_with_ink(fonts: Fonts, character: str) -> None:
    slight, drawn = (
        summary_pdf(make_summary(0, cadre_name=name, closed=True), fonts, in_chinese)
        for name in ("一", character)
    )
    assert dark_points(drawn) > dark_points(slight) + 20


def dark_points(data: bytes) -> int:
    """How many points of the first page are dark."""
    picture = pypdfium2.PdfDocument(data)[0].render(scale=2).to_pil().convert("L")
    return sum(point < 128 for point in picture.tobytes())


def papers(name: str, text: str, fonts: Fonts) -> dict[str, bytes]:
    """One of each paper with a name and a text that somebody wrote."""
    entry = replace(make_entries(1)[0], what=text, where=name)
    outcome = replace(make_outcomes()[0], title=text)
    summary = make_summary(0, cadre_name=name, entries=(entry,), outcomes=(outcome,))
    statement = Statement(
        "zh", 2026, 9, SAMPLE.as_of, True, SAMPLE.issued_at, name, name, name, "县处级副职", "九月。",
        (("本月实地调研", "1 天"),), (entry,), (outcome,), "",
    )  # fmt: skip
    cadre = ReportCadre(name, text, "县处级副职", "尚差", (text,), "1 天", "0 天")
    report = Report(
        "zh", "调研情况报告", 2026, SAMPLE.as_of, SAMPLE.issued_at, name, "全部", False, "1 名。", "",
        (ReportRequirement(text, 0, 1, 0),), (ReportUnit(name, 1, 0, 1, 0),), (cadre,), (("实地", "1 天"),),
        (ReportCount("调研报告", 1, 0),), (), (ReportMonth(1, 1, 0, 0),), (text,), "",
    )  # fmt: skip
    policy = PrintedPolicy(
        "zh", name, name, (("施行", text),), "sha256:00",
        (ArticleSection(name, (text,)),), True, SAMPLE.issued_at,
    )  # fmt: skip
    return {
        "summary": summary_pdf(summary, fonts, in_chinese),
        "statement": statement_pdf(statement, fonts, in_chinese),
        "report": report_pdf(report, fonts, in_chinese),
        "policy": policy_pdf(policy, fonts, in_chinese),
    }


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed")
def test_pdftotext_gives_every_character_back_on_every_paper(fonts: Fonts, tmp_path: Path) -> None:
    text = "核查“断头路”：长约 400 米，" + RARE + "堃燚𫖯𫍽，已列入明年计划①℃。"
    for name, data in papers("欧阳" + RARE, text, fonts).items():
        file = tmp_path / f"{name}.pdf"
        file.write_bytes(data)
        said = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True).stdout
        found = squeezed(said.decode("utf-8"))
        assert squeezed("欧阳" + RARE) in found, name
        assert [one for one in squeezed(text) if one not in found] == [], name


def test_what_was_written_is_never_markup_on_any_paper(fonts: Fonts) -> None:
    for name, data in papers("欧阳喆", MARKUP, fonts).items():
        assert squeezed(MARKUP) in whole_text(data), name


def test_no_line_of_any_paper_begins_with_closing_punctuation(fonts: Fonts) -> None:
    text = "看了近三个月的留言，归出三类：排队时间长、材料重复（多次）、电话难打通。" * 3
    for name, data in papers("欧阳喆", text, fonts).items():
        wrong = [line for line in drawn_strings(data) if line[0] in NO_LINE_START - {"—"}]
        assert wrong == [], name


def test_a_text_without_end_is_bounded_on_every_paper(fonts: Fonts) -> None:
    for name, data in papers(LONG, LONG, fonts).items():
        found = whole_text(data)
        assert len(found) < 12_000, name
        assert "有的文字过长" in found, name


def test_the_same_paper_has_the_same_bytes(fonts: Fonts) -> None:
    assert papers("欧阳喆", "一件事", fonts) == papers("欧阳喆", "一件事", fonts)
