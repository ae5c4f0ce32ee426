"""A TrueType font file cut down to the outlines of some glyphs, each of which keeps its number.

A document of three pages has some three hundred glyphs. Their outlines are read from the font once; check
sums are added up from those of the glyphs, since a table that is mostly holes is long.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from exports.font_file import FontFile

_KEPT_TABLES = ("cvt ", "fpgm", "prep")  # instructions of the outlines, where a font has them
_ARGUMENTS_ARE_WORDS, _MORE_PARTS = 0x0001, 0x0020
_SCALES = {0x0008: 2, 0x0040: 4, 0x0080: 8}
_WORD = 0xFFFFFFFF


class _Table(NamedTuple):
    """A table of a font file and its check sum."""

    content: bytes
    check: int


class _Outline(NamedTuple):
    """The outline of one glyph, filled up to whole words, with its share of the check sum."""

    content: bytes
    check: int
    parts: frozenset[int]
    """The glyphs that it is put together from."""
    measure: int
    """Advance and bearing, as the table of widths has them."""


class FontProgram:
    """A font file from which smaller ones are cut; may be used by several threads at once."""

    def __init__(self, face: FontFile) -> None:
        self._face = face
        self._outlines = _Outlines(face)
        self._kept = {tag: _table(face.table(tag)) for tag in _KEPT_TABLES if face.has_table(tag)}

    def cut(self, wanted: Iterable[int]) -> bytes:
        """The font file with the outlines of these glyphs alone."""
        kept = sorted(self._with_parts({0, *wanted}))
        outlines = list(map(self._outlines.__getitem__, kept))
        tables = {**self._kept, **self._outline_tables(kept, outlines), **self._measures(kept, outlines)}
        return _file(tables)

    def _with_parts(self, wanted: set[int]) -> set[int]:
        """The glyphs and all that they are put together from."""
        kept, waiting = set(wanted), list(wanted)
        while waiting:
            new = self._outlines[waiting.pop()].parts - kept
            kept |= new
            waiting += new
        return kept

    def _outline_tables(self, kept: list[int], outlines: list[_Outline]) -> dict[str, _Table]:
        """The outlines, and where each begins: glyphs left out begin where the next one does."""
        places = array("I")
        position = check = 0
        for glyph, outline in zip(kept, outlines, strict=True):
            count = glyph + 1 - len(places)
            places.extend(array("I", (position,)) * count)
            check += position * count
            position += len(outline.content)
        places.append(position)
        return {
            "glyf": _Table(b"".join([one.content for one in outlines]), sum([one.check for one in outlines])),
            "loca": _Table(_big_endian(places), check + position),
        }

    def _measures(self, kept: list[int], outlines: list[_Outline]) -> dict[str, _Table]:
        """The tables that say how many glyphs there are and how wide: zero for those left out."""
        face, count = self._face, kept[-1] + 1
        measures = array("I", bytes(4 * count))
        for glyph, outline in zip(kept, outlines, strict=True):
            measures[glyph] = outline.measure
        head, maximum = face.table("head"), face.table("maxp")
        return {
            "hmtx": _Table(_big_endian(measures), sum([one.measure for one in outlines])),
            "head": _table(head[:8] + bytes(4) + head[12:50] + struct.pack(">h", 1) + head[52:]),
            "hhea": _table(face.table("hhea")[:34] + struct.pack(">H", count)),
            "maxp": _table(maximum[:4] + struct.pack(">H", count) + maximum[6:]),
        }


class _Outlines(dict[int, _Outline]):
    """The outline of each glyph, read when it is first asked for."""

    def __init__(self, face: FontFile) -> None:
        super().__init__()
        self._face = face

    def __missing__(self, glyph: int) -> _Outline:
        content = self._face.outline(glyph)
        # A first number below zero says that the outline is made of other glyphs.
        parts = frozenset(_parts(content)) if content and content[0] & 0x80 else frozenset[int]()
        padded = _table(content + bytes(-len(content) % 4))
        outline = _Outline(*padded, parts, self._face.measure(glyph))
        self[glyph] = outline
        return outline


def _parts(outline: bytes) -> set[int]:
    parts: set[int] = set()
    place, more = 10, True
    while more:
        flags, glyph = struct.unpack_from(">HH", outline, place)
        parts.add(glyph)
        place += 4 + (4 if flags & _ARGUMENTS_ARE_WORDS else 2)
        place += next((size for flag, size in _SCALES.items() if flags & flag), 0)
        more = bool(flags & _MORE_PARTS)
    return parts


def _file(tables: Mapping[str, _Table]) -> bytes:
    """A font file of these tables, with its directory and check sums."""
    power = 1 << (len(tables).bit_length() - 1)
    entry = (len(tables), power * 16, power.bit_length() - 1, (len(tables) - power) * 16)
    directory = [struct.pack(">IHHHH", 0x00010000, *entry)]
    bodies: list[bytes] = []
    place, total, head = 12 + 16 * len(tables), 0, 0
    for tag, table in sorted(tables.items()):
        length = len(table.content)
        directory.append(struct.pack(">4sIII", tag.encode(), table.check & _WORD, place, length))
        head = place if tag == "head" else head
        total += table.check
        bodies += (table.content, bytes(-length % 4))
        place += length + -length % 4
    top = b"".join(directory)
    file = bytearray(top + b"".join(bodies))
    struct.pack_into(">I", file, head + 8, (0xB1B0AFBA - total - _table(top).check) & _WORD)
    return bytes(file)


def _table(content: bytes) -> _Table:
    words = array("I", content + bytes(-len(content) % 4))
    if sys.byteorder == "little":
        words.byteswap()
    return _Table(content, sum(words))


def _big_endian(words: array[int]) -> bytes:
    if sys.byteorder == "little":
        words.byteswap()
    return words.tobytes()
