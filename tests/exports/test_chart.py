"""The drawings of a year: one description for paper and web, patterns beside colours, readable when small."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from exports.chart import standing_bar, year_chart, year_chart_svg
from exports.palette import EXCHANGED, FIELD, ONLINE
from exports.sketch import Label, Shape, level, slanted
from ledger.domain.summary import SummaryMonth
from ledger.domain.wording import in_chinese
from tests.exports.samples import make_months

SVG = "{http://www.w3.org/2000/svg}"


def svg_of(*, compact: bool = False) -> ElementTree.Element:
    return ElementTree.fromstring(year_chart_svg(make_months(), 480, in_chinese, compact=compact))  # noqa: S314 - our own


def test_the_image_names_itself_and_its_twelve_months() -> None:
    image = svg_of()
    texts = [text.text for text in image.iter(f"{SVG}text")]
    assert image.find(f"{SVG}title") is not None
    assert image.find(f"{SVG}desc") is not None
    assert [text for text in texts if text and text.endswith("月")] == [f"{n}月" for n in range(1, 13)]
    assert {"累计（天）", "均匀进度", "实地", "网上", "折算"} <= set(texts)


def test_the_image_has_no_style_attributes_scripts_or_addresses() -> None:
    data = year_chart_svg(make_months(), 480, in_chinese).decode()
    assert "style=" not in data
    assert "<script" not in data
    assert re.findall(r'https?://[^"]*', data) == ["http://www.w3.org/2000/svg"]
    assert "PingFang SC" in data


def test_a_translated_text_is_escaped() -> None:
    data = year_chart_svg(make_months(), 480, lambda text: f"<{text}>&")
    assert ElementTree.fromstring(data) is not None  # noqa: S314 - our own
    assert b"&lt;" in data


def test_the_narrow_form_has_larger_letters_for_its_width() -> None:
    wide, narrow = (
        year_chart(make_months(), 480, in_chinese),
        year_chart(make_months(), 480, in_chinese, compact=True),
    )
    sizes = [{mark.size for mark in sketch.marks if isinstance(mark, Label)} for sketch in (wide, narrow)]
    # On a telephone 320 points wide, each letter of the narrow form is shown at its size or larger.
    assert narrow.width <= 320
    assert min(sizes[1]) >= 11
    assert min(sizes[1]) / narrow.width > 1.5 * min(sizes[0]) / wide.width


def test_every_mark_stays_inside_the_drawing() -> None:
    for compact in (False, True):
        sketch = year_chart(make_months(), 480, in_chinese, compact=compact)
        points = [
            point for mark in sketch.marks if isinstance(mark, Shape) for path in mark.paths for point in path
        ]
        assert all(-0.1 <= x <= sketch.width + 3 and -0.1 <= y <= sketch.height for x, y in points)


def heights(months: tuple[SummaryMonth, ...], colour: str) -> list[float]:
    """The heights of the months' boxes of one colour, without those of the legend."""
    boxes = [
        mark.paths[0]
        for mark in year_chart(months, 480, in_chinese).marks
        if isinstance(mark, Shape) and mark.stroke == colour and len(mark.paths[0]) == 5
    ]
    return [max(y for _, y in box) - min(y for _, y in box) for box in boxes[:-1]]


def test_a_month_is_as_high_as_its_minutes() -> None:
    months = (SummaryMonth(1, 480, 240, 120, 480, 0), SummaryMonth(2, 960, 0, 0, 1440, 0))
    first, second = heights(months, FIELD)
    assert second == pytest.approx(2 * first)
    assert heights(months, ONLINE) == [pytest.approx(first / 2)]
    assert heights(months, EXCHANGED) == [pytest.approx(first / 4)]


def test_the_total_ends_with_the_last_month_of_a_running_year() -> None:
    def reach(through: int) -> float:
        marks = year_chart(make_months(), 480, in_chinese, through=through).marks
        lines = [mark for mark in marks if isinstance(mark, Shape) and mark.width == 1.6 and not mark.fill]
        return max(x for x, _ in lines[0].paths[0])

    assert reach(6) < reach(11) < reach(12)


def test_a_year_without_months_is_an_empty_frame() -> None:
    assert ElementTree.fromstring(year_chart_svg((), 480, in_chinese)) is not None  # noqa: S314 - our own


def test_a_very_full_year_keeps_few_lines_in_its_scale() -> None:
    months = tuple(replace(month, cumulative=480 * 5000, required=480 * 9000) for month in make_months())
    labels = [
        m for m in year_chart(months, 480, in_chinese).marks if isinstance(m, Label) and m.align == "end"
    ]
    assert len(labels) < 16


@pytest.mark.parametrize(("field", "exchanged"), [(0, 0), (0.5, 0.2), (1, 0), (0.9, 0.4), (-1, 2)])
def test_a_bar_never_runs_over_its_end(field: float, exchanged: float) -> None:
    bar = standing_bar(field, exchanged, 100, 8)
    points = [x for mark in bar.marks if isinstance(mark, Shape) for path in mark.paths for x, _ in path]
    assert min(points) >= 0
    assert max(points) <= 100.001


@pytest.mark.parametrize("height", [0.3, 1, 5, 40])
def test_hatching_stays_inside_its_box(height: float) -> None:
    for lines in (slanted(10, 20, 30, height, 3.2), level(10, 20, 30, height, 2.2)):
        for path in lines:
            assert all(9.99 <= x <= 40.01 and 19.99 <= y <= 20.01 + height for x, y in path)
