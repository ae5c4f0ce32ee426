"""The year on paper: everything is there, readable, in order, and the same every time."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from pypdf import PdfReader

from exports.fonts import Fonts
from exports.page import BOTTOM, COLUMN, HEIGHT, LEFT, RIGHT, TOP
from exports.summary_pdf import print_summary, summary_pdf
from exports.text import NO_LINE_START
from ledger.domain.summary import Summary
from ledger.domain.wording import in_chinese
from tests.exports.hostile import HOSTILE
from tests.exports.reading import (
    dark_share,
    drawn_strings,
    page_texts,
    second_reading,
    squeezed,
    texts_of,
    whole_text,
)
from tests.exports.samples import RARE, make_entries, make_requirement, make_summary

MARKUP = (
    "<b>粗</b>",
    "&amp;",
    '<img src="/etc/passwd">',
    "%s %(x)s %d",
    "{} {0}",
    "\\(a) Tj ET",
    "$x$",
    "]]>",
)


def printed(summary: Summary, fonts: Fonts) -> bytes:
    return summary_pdf(summary, fonts, in_chinese)


def body(data: bytes) -> str:
    """All text without what stands outside the text area of each page."""
    text = "\n".join(page_texts(data))
    text = re.sub(r"— \d+/\d+ —", "", text)
    return squeezed(text)


@pytest.mark.parametrize("count", [0, 8, 60, 400])
def test_every_text_of_the_summary_is_on_the_paper(fonts: Fonts, count: int) -> None:
    summary = make_summary(count)
    data = printed(summary, fonts)
    for found in (body(data), re.sub(r"—\d+/\d+—", "", second_reading(data))):
        missing = [text for text in texts_of(summary) if squeezed(text) not in found]
        # What runs over the end of a page is interrupted by the running head: its halves must be there.
        assert [text for text in missing if not _in_halves(squeezed(text), found)] == []


def _in_halves(text: str, found: str) -> bool:
    return any(text[:cut] in found and text[cut:] in found for cut in range(1, len(text)))


def test_rare_characters_are_found_and_drawn(fonts: Fonts) -> None:
    data = printed(make_summary(0, cadre_name=RARE, appointments=()), fonts)
    assert RARE in whole_text(data)
    assert RARE in second_reading(data)
    label, size = 17 * 72 / 25.4, 12
    low = TOP - 44 - 15
    for place in range(len(RARE)):
        left = LEFT + label + place * size
        assert 0.08 < dark_share(data, 0, (left, low, left + size, low + 14)) < 0.7


def test_a_character_without_a_glyph_is_a_box_and_a_warning(fonts: Fonts) -> None:
    paper = print_summary(make_summary(0, post="副书记\U0001f600"), fonts, in_chinese)
    assert paper.missing == ("\U0001f600",)
    text = whole_text(paper.data)
    assert "副书记〓" in text
    assert "U+1F600" in text


@pytest.mark.parametrize("text", MARKUP)
def test_what_looks_like_markup_is_printed_as_it_stands(fonts: Fonts, text: str) -> None:
    entry = replace(make_entries(1)[0], what=text, where=text, note=text)
    data = printed(make_summary(0, entries=(entry,), cadre_name=text, post=text, headline=text), fonts)
    assert whole_text(data).count(squeezed(text)) >= 6


def test_no_line_begins_with_closing_punctuation(fonts: Fonts) -> None:
    lines = drawn_strings(printed(make_summary(60), fonts))
    assert len(lines) > 300
    assert [line for line in lines if line[0] in NO_LINE_START - {"—"}] == []


def test_the_same_summary_gives_the_same_bytes(fonts: Fonts) -> None:
    assert printed(make_summary(60), fonts) == printed(make_summary(60), fonts)


def test_the_bytes_do_not_depend_on_the_machine(fonts: Fonts, monkeypatch: pytest.MonkeyPatch) -> None:
    before = printed(make_summary(8), fonts)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    monkeypatch.setenv("TZ", "Asia/Urumqi")
    assert printed(make_summary(8), fonts) == before


def test_the_file_is_dated_as_the_summary_is(fonts: Fonts) -> None:
    hour = timezone(timedelta(hours=8))
    issued = datetime(2026, 11, 22, 17, 30, 5, tzinfo=hour)
    reader = PdfReader(io.BytesIO(printed(make_summary(8, issued_at=issued), fonts)))
    assert reader.metadata is not None
    assert reader.metadata.creation_date == issued


def test_another_figure_gives_other_bytes(fonts: Fonts) -> None:
    assert printed(make_summary(8), fonts) != printed(make_summary(8, rank="县处级正职"), fonts)


@pytest.mark.parametrize("count", [0, 60, 400])
def test_every_page_says_which_of_how_many_it_is(fonts: Fonts, count: int) -> None:
    paper = print_summary(make_summary(count), fonts, in_chinese)
    pages = page_texts(paper.data)
    assert len(pages) == paper.pages
    for number, text in enumerate(pages, 1):
        assert f"— {number}/{len(pages)} —" in text


def test_page_numbers_stand_outside_right_on_odd_and_left_on_even_pages(fonts: Fonts) -> None:
    data = printed(make_summary(60), fonts)
    strip = (BOTTOM - 40, BOTTOM - 12)
    for page in range(4):
        left = dark_share(data, page, (LEFT, strip[0], LEFT + COLUMN / 2, strip[1]))
        right = dark_share(data, page, (LEFT + COLUMN / 2, strip[0], RIGHT, strip[1]))
        assert (right > 0, left > 0) == (page % 2 == 0, page % 2 == 1)


def test_the_margins_stay_white(fonts: Fonts) -> None:
    data = printed(make_summary(60), fonts)
    for page in range(3):
        assert dark_share(data, page, (0, 0, LEFT - 2, HEIGHT)) == 0
        assert dark_share(data, page, (RIGHT + 2, 0, RIGHT + 60, HEIGHT)) == 0


def test_the_head_of_the_list_is_repeated_on_each_of_its_pages(fonts: Fonts) -> None:
    pages = [squeezed(text) for text in page_texts(printed(make_summary(60), fonts))]
    listed = [text for text in pages if re.search(r"2026-\d\d-\d\d网上", text)]
    assert len(listed) > 2
    assert all("地点或平台、主题" in text for text in listed)


def test_a_row_longer_than_a_page_is_split(fonts: Fonts) -> None:
    entry = replace(make_entries(1)[0], what="\n".join(f"第{n}行" for n in range(120)))
    data = printed(make_summary(0, entries=(entry,)), fonts)
    assert [n for n in range(110) if f"第{n}行" not in whole_text(data)] == []


@pytest.mark.parametrize(
    "field", ["headline", "forecast", "cadre_name", "unit_name", "post", "policy_title", "code"]
)
def test_a_hundred_thousand_characters_are_capped_with_a_note(fonts: Fonts, field: str) -> None:
    paper = print_summary(make_summary(8, **{field: "很长，" * 33_334}), fonts, in_chinese)
    text = whole_text(paper.data)
    assert paper.pages < 12
    assert len(text) < 8_000
    assert "…" in text
    assert "有的文字过长" in text


def test_a_long_text_in_every_entry_is_capped_too(fonts: Fonts) -> None:
    entries = tuple(replace(entry, what="字" * 100_000, note="注" * 100_000) for entry in make_entries(3))
    text = whole_text(printed(make_summary(0, entries=entries), fonts))
    assert 3 * 500 < text.count("字") < 3 * 700
    assert "有的文字过长" in text


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_a_million_hostile_characters_print_as_one_row(fonts: Fonts, unit: str) -> None:
    text = (unit * 1_000_000)[:1_000_000]
    entry = replace(make_entries(1)[0], what=text, where=text, topic=text, note=text)
    paper = print_summary(make_summary(0, entries=(entry,)), fonts, in_chinese)
    usual = print_summary(make_summary(0, entries=make_entries(1)), fonts, in_chinese)
    assert paper.pages <= usual.pages + 5, "600 characters are at most 300 lines"
    assert len(paper.data) < len(usual.data) + 50_000


def test_nothing_is_said_of_shortening_where_nothing_was(fonts: Fonts) -> None:
    assert "有的文字过长" not in whole_text(printed(make_summary(60), fonts))


def test_control_characters_do_not_break_the_paper(fonts: Fonts) -> None:
    data = printed(make_summary(0, cadre_name="欧\x00阳\x1b喆\ud800", post="一行\r\n二行"), fonts)
    text = whole_text(data)
    assert "欧□阳□喆□" in text
    assert "一行二行" in text


def test_the_file_says_what_it_is_and_nothing_of_the_machine(fonts: Fonts) -> None:
    reader = PdfReader(io.BytesIO(printed(make_summary(8), fonts)))
    assert reader.metadata is not None
    assert reader.metadata.title == "2026 年度调研总结 欧阳喆"
    assert reader.metadata.author == "清溪县人民政府办公室"
    assert reader.metadata.producer == reader.metadata.creator == "调研台账"
    assert str(reader.root_object["/Lang"]) == "zh-CN"
    assert b"/tmp" not in reader.stream.read()


def test_the_parts_are_listed_in_the_outline(fonts: Fonts) -> None:
    reader = PdfReader(io.BytesIO(printed(make_summary(60), fonts)))
    titles = [str(item.title) for item in reader.outline if not isinstance(item, list)]
    assert titles[0] == "2026 年度调研总结"
    assert [title[:2] for title in titles[1:7]] == ["一、", "二、", "三、", "四、", "五、", "六、"]
    assert titles[-1].startswith("附录")


def test_every_font_is_embedded(fonts: Fonts) -> None:
    reader = PdfReader(io.BytesIO(printed(make_summary(8, cadre_name="䶵" + RARE), fonts)))
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            assert "/FontFile2" in descendant["/FontDescriptor"].get_object()


def test_in_english_headings_are_numbered_and_words_kept(fonts: Fonts) -> None:
    words = {"%(year)s 年度调研总结": "Research in %(year)s", "台账条目": "Entries", "姓名": "Name"}
    entry = replace(
        make_entries(1)[0],
        what="Visited the pumping station and agreed on a booster with the residents of the upper village.",
    )
    summary = make_summary(0, language="en", cadre_name="Ouyang Zhe", entries=(entry,))
    data = summary_pdf(summary, fonts, lambda text: words.get(text, text))
    reader = PdfReader(io.BytesIO(data))
    assert str(reader.root_object["/Lang"]) == "en"
    assert "Research in 2026" in page_texts(data)[0]
    assert "5. Entries" in "".join(page_texts(data))
    assert set(entry.what.split()) <= set(" ".join(drawn_strings(data)).split())


def test_a_year_without_anything_still_prints(fonts: Fonts) -> None:
    empty = make_summary(
        0,
        requirements=(),
        months=(),
        accounts=(),
        exchanges=(),
        outcomes=(),
        policy_basis=(),
        appointments=(),
    )
    text = whole_text(printed(empty, fonts))
    for sentence in ("没有适用的要求", "没有记账", "没有登记成果", "没有台账条目"):
        assert sentence in text


def test_a_deep_derivation_is_printed_to_its_last_sentence(fonts: Fonts) -> None:
    node = make_requirement().derivation
    for depth in range(30):
        node = replace(node, sentence=f"第{depth}层", parts=(node,))
    data = printed(make_summary(0, requirements=(make_requirement(derivation=node),)), fonts)
    assert all(f"第{depth}层" in whole_text(data) for depth in range(30))


def test_no_red_stands_on_the_paper(fonts: Fonts) -> None:
    data = printed(make_summary(8), fonts)
    drawn = "".join(
        page["/Contents"].get_object().get_data().decode("latin-1")  # type: ignore[union-attr]
        for page in PdfReader(io.BytesIO(data)).pages
    )
    found = re.findall(r"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG)\b", drawn)
    colours = {tuple(map(float, parts)) for parts in found}
    assert colours
    assert [c for c in colours if c[0] > 0.6 and c[1] < 0.4 and c[2] < 0.4] == []


def test_a_long_unit_does_not_run_into_the_code_in_the_running_head(fonts: Fonts) -> None:
    unit = "某某自治州某某自治县人民政府办公室（县外事侨务办公室、县地方金融监督管理局）"
    data = printed(make_summary(8, cadre_name=RARE * 4, unit_name=unit), fonts)
    head = [line for line in page_texts(data)[1].split("\n") if "年度调研总结" in line]
    assert len(head) == 1
    assert head[0].endswith("… K7QF-3MZD-9XWA-2HRT")
