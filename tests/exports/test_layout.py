"""Papers as they lie: no word stands on another, no word of Latin letters is broken, in both languages."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import NamedTuple

import pypdfium2
import pytest

from exports.fonts import Fonts
from exports.page import BOTTOM, LEFT, RIGHT, Imprint, Paper, leaves_one
from exports.report_pdf import report_pdf
from exports.summary_pdf import print_summary
from ledger.domain.report import Report, ReportCadre, ReportCount, ReportMonth, ReportRequirement, ReportUnit
from ledger.domain.wording import Say
from ledger.language import say_in
from tests.exports.reading import page_texts
from tests.exports.samples import make_entries, make_summary

LANGUAGES = {"zh": "zh_Hans", "en": "en"}
MODES = ("Unannounced", "Supervision", "Questionnaire", "Video meeting", "Browse and listen")


class Placed(NamedTuple):
    """A character and the box that it fills, in points."""

    character: str
    left: float
    low: float
    right: float
    high: float


def placed_on(data: bytes, page: int) -> list[Placed]:
    """The visible characters of a page."""
    text = pypdfium2.PdfDocument(io.BytesIO(data))[page].get_textpage()
    found = [
        Placed(text.get_text_range(at, 1), *text.get_charbox(at, loose=False))
        for at in range(text.count_chars())
    ]
    return [one for one in found if one.character.strip()]


def overlaps(data: bytes) -> list[str]:
    """The pairs of characters of which one stands on another."""
    found = []
    for page in range(len(pypdfium2.PdfDocument(io.BytesIO(data)))):
        boxes = sorted(placed_on(data, page), key=lambda one: one.left)
        for number, one in enumerate(boxes):
            for other in boxes[number + 1 :]:
                if other.left > one.right - 0.5:
                    break
                if min(one.high, other.high) - max(one.low, other.low) > 0.5:
                    found.append(f"page {page + 1}: {one.character} {other.character}")
    return found


def make_report(language: str, say: Say) -> Report:
    """A department's year in words as long as they come."""
    return Report(
        language=language,
        title=say("%(year)s 年度调研情况报告") % {"year": 2026},
        year=2026,
        as_of=date(2026, 11, 22),
        made_at=datetime(2026, 11, 22, tzinfo=UTC),
        unit_name="清溪县",
        scope=say("本单位及全部下级单位"),
        closed=True,
        headline="",
        provisional="",
        requirements=(ReportRequirement("到基层调研", 1, 23, 456),),
        units=(ReportUnit("清溪镇", 480, 1, 23, 456),),
        cadres=(
            ReportCadre(
                "欧阳喆",
                "县委副书记",
                "County/division deputy" if language == "en" else "县处级副职",
                say("尚差"),
                ("到基层调研 41.5 / 60 天",),
                "128.5 days" if language == "en" else "128.5 天",
                "11.5 days" if language == "en" else "11.5 天",
            ),
        ),
        exchanges=((say("实地调研"), "5543.5"),),
        outcomes=(ReportCount(say("领导批示"), 3, 2),),
        encouraged=(ReportCount(say("回应社会关切"), 3, 2),),
        months=tuple(ReportMonth(month, 1234, 2345, 12) for month in range(1, 13)),
        policies=("试行办法",),
        checkpoint="",
    )


def papers(language: str, fonts: Fonts) -> list[bytes]:
    """A summary and a report without the watermark, which lies under the texts."""
    say = say_in(LANGUAGES[language])
    entries = make_entries(12)
    if language == "en":
        entries = tuple(
            replace(
                one, channel_label="Online", mode=MODES[n % 5], recorded="1 h 30 min", credited="22.5 min"
            )
            for n, one in enumerate(entries)
        )
    summary = make_summary(0, language=language, closed=True, closed_on=date(2027, 1, 15), entries=entries)
    return [print_summary(summary, fonts, say).data, report_pdf(make_report(language, say), fonts, say)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_character_stands_on_another(fonts: Fonts, language: str) -> None:
    assert [overlaps(data) for data in papers(language, fonts)] == [[], []]


def test_no_word_of_a_table_is_broken(fonts: Fonts) -> None:
    summary, report = ("\n".join(page_texts(data)) for data in papers("en", fonts))
    for word in (*MODES[:3], "Recorded", "Counted", "1 h 30 min", "22.5 min", "platform, topic"):
        assert word in summary
    for word in ("Converted", "Standing", "128.5 days", "11.5 days", "Leader's instruction", "Jan", "Dec"):
        assert word in report


def test_a_time_stands_on_one_line_in_chinese(fonts: Fonts) -> None:
    entries = tuple(replace(one, recorded="1 小时 30 分", credited="22.5 分钟") for one in make_entries(3))
    said = "\n".join(
        page_texts(print_summary(make_summary(0, entries=entries), fonts, say_in("zh_Hans")).data)
    )
    assert said.count("1 小时 30 分") == said.count("22.5 分钟") == 3
    assert "地点或平台、主题" in said


def test_a_paragraph_never_leaves_one_of_its_lines_alone_on_a_page() -> None:
    for count in range(1, 12):
        for fit in range(1, 12):
            parts = [0]
            room = fit
            for done in range(count):
                if leaves_one(done, count, room) or not room:
                    parts.append(0)
                    room = 40
                parts[-1] += 1
                room -= 1
            assert sum(parts) == count
            assert count == 1 or 1 not in parts, (count, fit, parts)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_long_watermark_keeps_between_the_margins(fonts: Fonts, language: str) -> None:
    mark = say_in(LANGUAGES[language])("已由新版代替")
    made = datetime(2026, 11, 22, tzinfo=UTC)
    imprint = Imprint("", "", "", "zh-CN", "", "", "", "", made, watermark=mark)
    data = Paper(fonts, imprint).finish().data
    inked = [one for one in placed_on(data, 0) if one.low > BOTTOM]
    assert "".join(one.character for one in inked) == mark.replace(" ", "")
    picture = pypdfium2.PdfDocument(data)[0].render(scale=2).to_pil().convert("L")
    above_number = picture.crop((0, 0, picture.width, round(picture.height - 2 * BOTTOM)))
    left, _top, right, _low = above_number.point(lambda light: 255 if light < 250 else 0).getbbox()
    assert 2 * LEFT <= left < right <= 2 * RIGHT
    assert abs((left + right) / 2 - (LEFT + RIGHT)) < 20
