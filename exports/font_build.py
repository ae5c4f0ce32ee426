"""Cuts the variable Chinese font down to static files that a PDF can embed, each built once and kept.

A cut holds the 8105 characters of the national standard table 通用规范汉字表 (2013; the property kTGH of
Unicode's Unihan database) with Latin, punctuation and symbols. The characters that the source has beyond
it stand in pages of 256 code points, built when the first of them is printed: a page does not depend on
what was printed before, so the same document has the same bytes on every machine.

Run as a program, in a process of its own: `python -m exports.font_build SOURCE FOLDER BUILD...`, where a
build is "Regular", "Bold", "Regular-x2C3" (a page) or "coverage". Building takes seconds and much memory,
and would hold up every other request of a server if it ran inside it.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

WEIGHTS = {"Regular": 400, "Bold": 700}
FAMILY = "NotoSansSC"
COVERAGE = "coverage"
_TABLE_OF_CHARACTERS = Path(__file__).parent / "data" / "tonggui8105.txt"
_DROPPED_TABLES = ["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "DSIG", "STAT", "VVAR"]
_KEPT_RANGES = (
    range(0x20, 0x7F),  # Latin, with its accents, and the vowels of pinyin
    range(0xA0, 0x250),
    range(0x370, 0x400),  # Greek and Cyrillic: type numbers, foreign names
    range(0x400, 0x460),
    range(0x2000, 0x2800),  # punctuation, arrows, units, box and geometric signs
    range(0x3000, 0x3130),  # Chinese punctuation, 〇, 〓, kana
    range(0x3200, 0x3400),  # ㈠ ㎡
    range(0xFF00, 0xFFF0),  # full-width forms
)


def standard_characters() -> str:
    """The 8105 characters of the national table, in its order."""
    return _TABLE_OF_CHARACTERS.read_text(encoding="utf-8").replace("\n", "")


def file_name(build: str) -> str:
    """The name of the file that a build makes."""
    return f"{COVERAGE}.txt" if build == COVERAGE else f"{FAMILY}-{build}.ttf"


def build(source: Path, folder: Path, name: str) -> Path:
    """Makes one file of the folder from the variable font, whole or not at all, and gives its path."""
    target = folder / file_name(name)
    folder.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=folder, prefix=f".{name}-", suffix=".part")
    os.close(handle)
    try:
        _write(source, Path(partial), name)
        # A temporary file is its maker's alone; the cache may be built by one account and read by another.
        Path(partial).chmod(0o644)
        # Two processes that build at once write the same bytes; the later rename changes nothing.
        Path(partial).replace(target)
    finally:
        Path(partial).unlink(missing_ok=True)
    return target


def _write(source: Path, target: Path, name: str) -> None:
    font = TTFont(source, lazy=True, recalcTimestamp=False)
    if name == COVERAGE:
        target.write_text("".join(map(chr, _beyond(font))), encoding="utf-8")
        return
    weight, _, page = name.partition("-x")
    wanted = _page(font, int(page, 16)) if page else _cut()
    _static(font, wanted, WEIGHTS[weight], name).save(target)


def _cut() -> set[int]:
    return set(map(ord, standard_characters())).union(*_KEPT_RANGES)


def _beyond(font: TTFont) -> list[int]:
    """What the source covers and the cut does not, sorted."""
    covered: dict[int, str] = font.getBestCmap()
    return sorted(covered.keys() - _cut())


def _page(font: TTFont, page: int) -> set[int]:
    return {code for code in _beyond(font) if code >> 8 == page}


def _static(font: TTFont, wanted: Iterable[int], weight: int, name: str) -> TTFont:
    """The font with only these characters, at this weight, under a name of its own."""
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.notdef_outline = True
    options.glyph_names = False
    options.name_IDs = ["*"]
    options.drop_tables += _DROPPED_TABLES
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    instantiateVariableFont(font, {"wght": weight}, inplace=True)
    _rename(font, name)
    return font


def _rename(font: TTFont, name: str) -> None:
    """Gives the font its own full and PostScript name: two of one name would print as one."""
    for record in list(font["name"].names):
        if record.nameID in (4, 6):
            text = f"{FAMILY}-{name}" if record.nameID == 6 else f"{FAMILY} {name}"
            font["name"].setName(text, record.nameID, record.platformID, record.platEncID, record.langID)


def main(arguments: list[str]) -> None:
    """Builds what the command line names: the source, the folder, and one or more builds."""
    source, folder, *names = arguments
    for name in names:
        build(Path(source), Path(folder), name)


if __name__ == "__main__":
    main(sys.argv[1:])
