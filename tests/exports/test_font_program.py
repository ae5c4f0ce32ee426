"""The font that goes into a document is a sound font with the same outlines under the same numbers."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from exports.font_file import FontFile
from exports.font_program import FontProgram

GLYPHS = [".notdef", "bar", "dot", "unused", "i"]
BAR, DOT, UNUSED, BOTH = 1, 2, 3, 4


@pytest.fixture
def source(tmp_path: Path) -> str:
    """The path of a font whose "i" is put together from a bar and a dot."""
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(GLYPHS)
    builder.setupCharacterMap({ord("l"): "bar", ord("."): "dot", ord("u"): "unused", ord("i"): "i"})
    glyphs = {name: _box(10 * place, 300 + place) for place, name in enumerate(GLYPHS)}
    both = TTGlyphPen({"bar": glyphs["bar"], "dot": glyphs["dot"]})
    both.addComponent("bar", (1, 0, 0, 1, 0, 0))
    both.addComponent("dot", (1, 0, 0, 1, 0, 400))
    builder.setupGlyf(glyphs | {"i": both.glyph()})
    builder.setupHorizontalMetrics({name: (500 + place, -3) for place, name in enumerate(GLYPHS)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Sample", "styleName": "Regular", "psName": "Sample-Regular"})
    builder.setupOS2()
    builder.setupPost()
    builder.save(tmp_path / "sample.ttf")
    return str(tmp_path / "sample.ttf")


def _box(left: int, high: int) -> Any:
    pen = TTGlyphPen(None)
    pen.moveTo((left, 0))
    for point in ((left, high), (left + 99, high), (left + 99, 0)):
        pen.lineTo(point)
    pen.closePath()
    return pen.glyph()


def opened(data: bytes) -> TTFont:
    """The font; opening and reading it fails where a check sum is wrong."""
    font = TTFont(io.BytesIO(data), checkChecksums=2)
    for tag in font.reader.keys():  # noqa: SIM118 - it is no dict
        font.reader[tag]
    return font


def outline(font: TTFont, number: int) -> bytes:
    """The outline of a glyph as it lies in the file, without what fills it up."""
    data: bytes = font.reader["glyf"]
    return data[font["loca"][number] : font["loca"][number + 1]].rstrip(b"\x00")


def test_a_glyph_keeps_its_number_outline_and_width(source: str) -> None:
    whole, cut = TTFont(source), opened(FontProgram(FontFile(Path(source))).cut({DOT}))
    assert outline(cut, DOT) == outline(whole, DOT) != b""
    assert cut["hmtx"][cut.getGlyphOrder()[DOT]] == (500 + DOT, -3)
    assert cut["maxp"].numGlyphs == DOT + 1
    assert outline(cut, BAR) == b""


def test_a_glyph_put_together_from_others_brings_them_along(source: str) -> None:
    whole, cut = TTFont(source), opened(FontProgram(FontFile(Path(source))).cut({BOTH}))
    for number in (0, BAR, DOT, BOTH):
        assert outline(cut, number) == outline(whole, number) != b""
    assert outline(cut, UNUSED) == b""


def test_the_whole_file_sums_up_to_what_the_standard_asks(source: str) -> None:
    data = FontProgram(FontFile(Path(source))).cut({DOT, BOTH})
    words = (int.from_bytes(data[at : at + 4]) for at in range(0, len(data), 4))
    assert sum(words) % 2**32 == 0xB1B0AFBA


def test_what_was_cut_before_leaves_no_trace(source: str) -> None:
    program = FontProgram(FontFile(Path(source)))
    first = program.cut({DOT})
    program.cut({BOTH})
    assert program.cut({DOT}) == first
