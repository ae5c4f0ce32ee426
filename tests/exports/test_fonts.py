"""The letters: which characters there are, where they come from, what stands for the others."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from exports.font_build import standard_characters
from exports.fonts import (
    MISSING_GLYPH,
    Fonts,
    FontSlots,
    FontSlotUnusableError,
    FontsUnavailableError,
    build_fonts,
    default_source,
    load_fonts,
)
from exports.summary_pdf import print_summary
from ledger.domain.wording import in_chinese
from tests.exports.reading import whole_text
from tests.exports.samples import RARE, make_summary


@pytest.fixture
def folder(request: pytest.FixtureRequest, fonts: Fonts) -> Path:
    """The folder of the built fonts, with a page of rare characters."""
    assert request.config.cache is not None
    assert not fonts.plain.glyphs["䶵"].missing
    return build_fonts(request.config.cache.mkdir("fonts"))


def test_the_national_table_has_8105_characters_in_its_order() -> None:
    characters = standard_characters()
    assert len(characters) == len(set(characters)) == 8105
    assert characters[:5] == "一乙二十丁"
    assert (characters[3499], characters[6500], characters[-1]) == ("矗", "亍", "蠼")


def test_every_character_of_the_national_table_is_in_both_weights(fonts: Fonts) -> None:
    wanted = set(standard_characters()) | set("〓…—·℃①㎡□〔〕“”‘’％＋－×→≤☆")
    for voice in (fonts.plain, fonts.strong):
        assert [c for c in sorted(wanted) if voice.glyphs[c].missing] == []


def test_the_two_weights_bear_names_of_their_own(folder: Path) -> None:
    names = {str(TTFont(path)["name"].getDebugName(6)) for path in folder.glob("NotoSansSC-*.ttf")}
    assert {"NotoSansSC-Regular", "NotoSansSC-Bold"} <= names
    assert len(names) == len(list(folder.glob("NotoSansSC-*.ttf")))


def test_a_character_beyond_the_table_gets_a_font_of_its_page(fonts: Fonts, folder: Path) -> None:
    glyph = fonts.plain.glyphs["䶵"]
    assert not glyph.missing
    assert glyph.face.resource == "Regular-x04D"
    assert (folder / "NotoSansSC-Regular-x04D.ttf").exists()


def test_a_character_that_no_font_has_is_shown_as_a_box(fonts: Fonts) -> None:
    glyph = fonts.plain.glyphs["\U0001f600"]
    assert (glyph.missing, glyph.character) == (True, MISSING_GLYPH)


def test_a_second_build_changes_nothing(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    command = [sys.executable, "-m", "exports.font_build", str(default_source()), str(again), "Regular-x04D"]
    root = Path(__file__).parents[2]
    running = [subprocess.Popen(command, cwd=root) for _ in range(2)]
    assert [process.wait() for process in running] == [0, 0]
    assert [path.name for path in again.iterdir()] == ["NotoSansSC-Regular-x04D.ttf"]
    build_fonts(folder.parent)
    assert (again / "NotoSansSC-Regular-x04D.ttf").read_bytes() == (
        folder / "NotoSansSC-Regular-x04D.ttf"
    ).read_bytes()


def test_an_office_font_comes_first_and_falls_back_for_each_character(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.ttf"
    # A page of rare characters stands for an office's font: it has those and nothing else.
    shutil.copy(folder / "NotoSansSC-Regular-x04D.ttf", own)
    fonts = load_fonts(folder.parent, FontSlots(body=own))
    assert fonts.body.glyphs["䶵"].face.resource.startswith("Own")
    assert fonts.body.glyphs["文"].face.resource == "Regular"
    assert fonts.plain.glyphs["文"].face.resource == "Regular"
    text = whole_text(print_summary(make_summary(0, cadre_name="王䶵文"), fonts, in_chinese).data)
    assert "王䶵文" in text


def test_an_office_font_that_cannot_be_used_is_named(folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "仿宋.ttf"
    broken.write_bytes(b"not a font")
    with pytest.raises(FontSlotUnusableError, match="仿宋"):
        load_fonts(folder.parent, FontSlots(body=broken))


def test_a_source_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(FontsUnavailableError):
        load_fonts(tmp_path, source=tmp_path / "none.ttf")


def test_a_source_that_is_no_font_leaves_nothing_behind(tmp_path: Path) -> None:
    source = tmp_path / "source.ttf"
    source.write_bytes(b"not a font")
    with pytest.raises(FontsUnavailableError):
        load_fonts(tmp_path / "cache", source=source)
    assert [path for path in (tmp_path / "cache").rglob("*") if path.suffix in (".ttf", ".part")] == []


def test_rare_names_have_real_glyphs(fonts: Fonts) -> None:
    assert [c for c in RARE if fonts.title.glyphs[c].missing] == []
