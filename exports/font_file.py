"""A TrueType font file, read where it lies: what a document says of it, its characters, widths and outlines.

ReportLab reads the names and the measures of the whole font. The tables of characters and glyphs it would
turn into Python lists and dictionaries, 7 MB and 40 ms for each of ours; here they stay packed.
"""

from __future__ import annotations

import mmap
import struct
import sys
from array import array
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from reportlab.pdfbase.ttfonts import TTFError, TTFontFile

_PLANE = 1 << 16
_UNICODE = {(3, 10): 0, (0, 6): 1, (0, 4): 2, (3, 1): 3, (0, 3): 4, (0, 2): 5, (0, 1): 6, (0, 0): 7}
"""The kinds of tables of characters by platform and encoding; the one with most characters first."""
_SPACE, _HARD_SPACE = 0x20, 0xA0


class FontFile:
    """A font file; may be used by several threads at once."""

    def __init__(self, path: Path, *, in_place: bool = False) -> None:
        """Opens a file.

        Args:
            path: of a .ttf file, or of a .ttc file, of which the first font is taken.
            in_place: pages of the file come into memory as they are needed. Only for files that nobody
                writes over: the process would be killed if one became shorter.

        Raises:
            TTFError: it is no font that can be put into a document.
            OSError: it cannot be read.
        """
        try:
            self._data = _mapped(path) if in_place else path.read_bytes()
            self.about: Any = _Head(path, self._data)
            self._read()
        except (struct.error, IndexError, KeyError, ValueError, OverflowError) as error:
            raise TTFError(f"broken: {error!r}") from error

    def _read(self) -> None:
        head, hhea = self.table("head"), self.table("hhea")
        self._scale = 1000 / self.about.unitsPerEm
        self._places = self._outline_places(is_long=bool(struct.unpack_from(">H", head, 50)[0]))
        self._measured = struct.unpack_from(">H", hhea, 34)[0]
        self._measures = self.about.table["hmtx"]["offset"]
        self.outline(0), self.measure(self.about.numGlyphs - 1)  # both tables are whole
        self._planes = _planes(self.table("cmap"), self.about.numGlyphs)
        for one, other in ((_SPACE, _HARD_SPACE), (_HARD_SPACE, _SPACE)):
            if self.glyph(chr(one)) and not self.glyph(chr(other)):
                self._planes[0][other] = self.glyph(chr(one))

    def has_table(self, tag: str) -> bool:
        """Whether the font has a table."""
        return tag in self.about.table

    def table(self, tag: str) -> bytes:
        """The content of a table.

        Raises:
            KeyError: the font has none of the name.
        """
        return bytes(self.about.get_table(tag))

    def glyph(self, character: str) -> int:
        """The number of the glyph of a character; 0 where the font has none."""
        plane, place = divmod(ord(character), _PLANE)
        glyphs = self._planes.get(plane)
        return glyphs[place] if glyphs else 0

    def width(self, glyph: int) -> float:
        """How wide a glyph is, in thousandths of the size."""
        advance = self.measure(glyph) >> 16
        return advance if self._scale == 1 else advance * self._scale

    def measure(self, glyph: int) -> int:
        """The advance of a glyph in the font's own units, times 65,536, and its bearing as 16 bits."""
        advance, bearing = struct.unpack_from(
            ">HH", self._data, self._measures + 4 * min(glyph, self._measured - 1)
        )
        if glyph >= self._measured:  # only the bearing is its own
            (bearing,) = struct.unpack_from(">H", self._data, self._measures + 2 * self._measured + 2 * glyph)
        return int(advance) << 16 | int(bearing)

    def outline(self, glyph: int) -> bytes:
        """The outline of a glyph as it lies in the file."""
        start = self.about.table["glyf"]["offset"]
        return bytes(self._data[start + self._places[glyph] : start + self._places[glyph + 1]])

    def _outline_places(self, *, is_long: bool) -> array[int]:
        """Where the outlines begin in their table, and where the last one ends."""
        count = self.about.numGlyphs + 1
        places = array("I", _big_endian("I" if is_long else "H", self.table("loca"))[:count])
        if len(places) < count:
            raise TTFError("its table of outlines is too short")
        return places if is_long else array("I", (2 * place for place in places))


class _Head(TTFontFile):
    """What the library reads of a whole font: names, measures, and where its tables are."""

    def __init__(self, path: Path, data: bytes | mmap.mmap) -> None:
        self._ttf_data, self.filename = data, str(path)
        super().__init__(str(path), charInfo=0)  # which does not read again what is there


def _mapped(path: Path) -> mmap.mmap:
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


def _big_endian(kind: str, content: bytes) -> array[int]:
    """The whole numbers of a table."""
    numbers = array(kind)
    numbers.frombytes(content[: len(content) // numbers.itemsize * numbers.itemsize])
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _planes(table: bytes, count: int) -> dict[int, array[int]]:
    """The glyph of each character by plane of Unicode; 0 for those without, or with one that is not there.

    Raises:
        TTFError: there is no table of Unicode characters that we can read.
    """
    (tables,) = struct.unpack_from(">H", table, 2)
    kinds = [struct.unpack_from(">HHI", table, 4 + 8 * n) for n in range(tables)]
    for _rank, place in sorted((_UNICODE[one[:2]], one[2]) for one in kinds if one[:2] in _UNICODE):
        (form,) = struct.unpack_from(">H", table, place)
        if form in _RUNS:
            planes: dict[int, array[int]] = defaultdict(_empty_plane)
            for first, glyphs in _RUNS[form](table[place:]):
                _fill(planes, first, [glyph if glyph < count else 0 for glyph in glyphs])
            return planes
    raise TTFError("it has no table of Unicode characters")


def _empty_plane() -> array[int]:
    return array("H", bytes(2 * _PLANE))


def _fill(planes: dict[int, array[int]], first: int, glyphs: Sequence[int]) -> None:
    """Notes the glyphs of neighbouring characters, over as many planes as they take."""
    while glyphs:
        plane, place = divmod(first, _PLANE)
        here = array("H", glyphs[: _PLANE - place])
        planes[plane][place : place + len(here)] = here
        first, glyphs = first + len(here), glyphs[len(here) :]


def _runs_of_segments(table: bytes) -> Iterator[tuple[int, Sequence[int]]]:
    """Neighbouring characters with their glyphs, from a table of format 4."""
    (twice,) = struct.unpack_from(">H", table, 6)
    words, count = _big_endian("H", table[14:]), twice // 2
    for n in range(count):
        last, first, shift, leap = (words[at + n] for at in (0, count + 1, 2 * count + 1, 3 * count + 1))
        if leap:
            begin = 3 * count + 1 + n + leap // 2
            listed = words[begin : begin + last - first + 1]
            yield first, [(glyph + shift) % _PLANE if glyph else 0 for glyph in listed]
        else:
            yield first, [(code + shift) % _PLANE for code in range(first, last + 1)]


def _runs_of_groups(table: bytes) -> Iterator[tuple[int, Sequence[int]]]:
    """Neighbouring characters with their glyphs, from a table of format 12."""
    (count,) = struct.unpack_from(">I", table, 12)
    for first, last, glyph in struct.iter_unpack(">III", table[16 : 16 + 12 * count]):
        yield first, range(glyph, glyph + min(last, sys.maxunicode) + 1 - first)


_RUNS = {4: _runs_of_segments, 12: _runs_of_groups}
"""How each format of a table of characters is read; the others have no more characters than these."""
