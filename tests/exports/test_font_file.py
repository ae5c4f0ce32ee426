"""A font file is read as another library reads it; what cannot be read is refused, not printed blank."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable
from reportlab.pdfbase.ttfonts import TTFError

from exports.font_file import FontFile
from exports.fonts import Fonts, build_fonts

GLYPHS = [".notdef", "one", "two", "three"]
COMMON = {0x20: "one", 0x4E00: "two", 0x4E01: "three", 0x9F98: "two"}
RARE = {0x2B74D: "three", 0x3FFFF: "one", 0x40000: "two"}
PLACES = {name: place for place, name in enumerate(GLYPHS)}


def font_of(folder: Path, characters: dict[int, str], *, units: int = 1000) -> Path:
    """A font with these characters."""
    builder = FontBuilder(units, isTTF=True)
    builder.setupGlyphOrder(GLYPHS)
    builder.setupCharacterMap(characters)
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((50, 700))
    pen.lineTo((99, 0))
    pen.closePath()
    builder.setupGlyf(dict.fromkeys(GLYPHS, pen.glyph()))
    builder.setupHorizontalMetrics({name: (500 + min(place, 2), -place) for place, name in enumerate(GLYPHS)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Sample", "styleName": "Regular", "psName": "Sample-Regular"})
    builder.setupOS2()
    builder.setupPost()
    path = folder / "sample.ttf"
    builder.save(path)
    return path


def with_table(path: Path, form: int, kind: tuple[int, int], glyphs: dict[int, str]) -> Path:
    """The font with this one table of characters."""
    font = TTFont(path)
    table = CmapSubtable.newSubtable(form)
    table.platformID, table.platEncID, table.language, table.cmap = *kind, 0, glyphs
    font["cmap"].tables = [table]
    font.save(path)
    return path


@pytest.mark.parametrize("characters", [COMMON, COMMON | RARE], ids=["of the first plane", "of all planes"])
def test_each_character_has_its_glyph(tmp_path: Path, characters: dict[int, str]) -> None:
    file = FontFile(font_of(tmp_path, characters))
    assert {code: file.glyph(chr(code)) for code in characters} == {
        code: PLACES[name] for code, name in characters.items()
    }
    assert [file.glyph(c) for c in ("三", "\U0002b740", "\U0010ffff")] == [0, 0, 0]


def test_the_built_fonts_are_read_as_the_library_of_fonts_reads_them(
    request: pytest.FixtureRequest, fonts: Fonts
) -> None:
    assert request.config.cache is not None
    for path in build_fonts(request.config.cache.mkdir("fonts")).glob("NotoSansSC-*.ttf"):
        whole, file = TTFont(path), FontFile(path, in_place=True)
        places, measures = whole.getReverseGlyphMap(), whole["hmtx"]
        for code, name in whole.getBestCmap().items():
            assert file.glyph(chr(code)) == places[name]
            assert file.width(places[name]) == measures[name][0]
            assert file.measure(places[name]) & 0xFFFF == measures[name][1] & 0xFFFF


def test_a_character_whose_glyph_is_the_blank_one_is_one_that_the_font_has_not(tmp_path: Path) -> None:
    listed = {0x4E00: ".notdef", 0x4E01: "three", 0x4E02: ".notdef", 0x4E03: "one"}
    path = with_table(font_of(tmp_path, COMMON), 4, (3, 1), listed)
    assert [FontFile(path).glyph(c) for c in "一丁丂七"] == [0, 3, 0, 1]


def test_a_hard_space_is_a_space(tmp_path: Path) -> None:
    file = FontFile(font_of(tmp_path, COMMON))
    assert file.glyph("\xa0") == file.glyph(" ") == PLACES["one"]


def test_widths_are_in_thousandths_whatever_the_units_of_the_font(tmp_path: Path) -> None:
    file = FontFile(font_of(tmp_path, COMMON, units=2000))
    assert file.width(PLACES["one"]) == 250.5


def test_the_last_width_serves_all_glyphs_behind_it(tmp_path: Path) -> None:
    file = FontFile(font_of(tmp_path, COMMON))
    assert TTFont(tmp_path / "sample.ttf")["hhea"].numberOfHMetrics == 3
    assert [file.measure(place) for place in (2, 3)] == [502 << 16 | 0xFFFE, 502 << 16 | 0xFFFD]


def test_the_first_font_of_a_collection_is_taken(tmp_path: Path) -> None:
    collection = TTCollection()
    collection.fonts = [TTFont(font_of(tmp_path, COMMON)), TTFont(font_of(tmp_path, RARE))]
    collection.save(tmp_path / "sample.ttc")
    whole = TTFont(tmp_path / "sample.ttc", fontNumber=0)
    file = FontFile(tmp_path / "sample.ttc")
    for code, name in whole.getBestCmap().items():
        assert file.glyph(chr(code)) == whole.getGlyphID(name) != 0


def test_a_font_without_unicode_is_refused(tmp_path: Path) -> None:
    path = with_table(font_of(tmp_path, COMMON), 0, (1, 0), {0x20: "one"})
    with pytest.raises(TTFError, match="Unicode"):
        FontFile(path)


def test_outlines_of_the_other_kind_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "sample.otf"
    path.write_bytes(b"OTTO" + bytes(100))
    with pytest.raises(TTFError, match="postscript"):
        FontFile(path)


@pytest.mark.parametrize("tag", ["cmap", "hmtx", "loca", "glyf"])
def test_a_font_without_one_of_its_tables_is_refused(tmp_path: Path, tag: str) -> None:
    path = font_of(tmp_path, COMMON)
    path.write_bytes(path.read_bytes().replace(tag.encode(), b"xxxx", 1))
    with pytest.raises(TTFError):
        FontFile(path)


def test_a_font_that_ends_too_soon_is_refused_wherever_it_ends(tmp_path: Path) -> None:
    path = font_of(tmp_path, COMMON | RARE)
    data = path.read_bytes()
    for length in range(0, TTFont(path).reader.tables["post"].offset, 7):
        path.write_bytes(data[:length])
        for in_place in (False, True):
            with pytest.raises(TTFError):
                FontFile(path, in_place=in_place)
