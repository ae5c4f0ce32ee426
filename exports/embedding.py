"""Puts the used part of a TrueType font into a PDF, as one font that addresses glyphs by their number.

The library's own way cuts a font into pieces of 256 characters, numbers them anew for each document and
writes characters beyond the first 65,536 wrongly into the table that search and copying read (𬍛 is found
as ⰵ). Here a glyph keeps its number, so that a text is encoded by looking up its characters.
"""

from __future__ import annotations

import hashlib
import struct
import sys
import zlib
from array import array
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from reportlab.pdfbase import pdfdoc

_ENTRIES_PER_BLOCK = 100  # the most that the CMap specification allows
_COMMON_WIDTH = 1000
_EFFORT = 5  # the usual 6 takes half as long again for half a percent of the size
_KEPT_TABLES = ("cvt ", "fpgm", "prep")  # instructions of the outlines, where a font has them
_MOST_OUTLINES = 1 << 16
_ARGUMENTS_ARE_WORDS, _MORE_PARTS = 0x0001, 0x0020
_SCALES = {0x0008: 2, 0x0040: 4, 0x0080: 8}
FontFile = Any
"""A parsed font, reportlab.pdfbase.ttfonts.TTFontFace; most of what it has is without types."""
PdfDocument = Any
"""reportlab.pdfbase.pdfdoc.PDFDocument, likewise."""
_MAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
%s
endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


class _Outline(NamedTuple):
    """A glyph as it stands in a font file, at full words."""

    padded: bytes
    check: int
    parts: frozenset[int]
    """The glyphs that it is put together from."""


class _Table(NamedTuple):
    """A table of a font file with its check sum."""

    content: bytes
    check: int


def embed(document: PdfDocument, resource: str, face: FontFile, used: Mapping[str, int]) -> None:
    """Adds the font to the document under a resource name, with the glyphs of these characters.

    Args:
        document: what the font is added to.
        resource: the name by which the pages call the font.
        face: the parsed font file.
        used: the number of the glyph of each character that is printed.
    """
    program = font_program(face, set(used.values()))
    name = pdfdoc.PDFName(f"{_tag(program)}+{face.name.decode('latin-1')}")
    file = document.Reference(_stream(program, {"Length1": len(program)}), f"file-{resource}")
    descriptor = document.Reference(_descriptor(name, face, file), f"descriptor-{resource}")
    glyphs = document.Reference(_glyphs(name, face, used, descriptor), f"glyphs-{resource}")
    font = {
        "Type": "/Font",
        "Subtype": "/Type0",
        "BaseFont": name,
        "Encoding": "/Identity-H",
        "DescendantFonts": pdfdoc.PDFArray([glyphs]),
        "ToUnicode": document.Reference(_stream(to_unicode_map(used).encode()), f"unicode-{resource}"),
    }
    fonts = document.idToObject["BasicFonts"].dict
    fonts[resource] = document.Reference(pdfdoc.PDFDictionary(font), f"font-{resource}")


def _descriptor(name: object, face: FontFile, file: object) -> pdfdoc.PDFDictionary:
    return pdfdoc.PDFDictionary(
        {
            "Type": "/FontDescriptor",
            "FontName": name,
            "Flags": 4,  # its characters are not those of the standard Latin set
            "FontBBox": pdfdoc.PDFArray(list(face.bbox)),
            "ItalicAngle": face.italicAngle,
            "Ascent": face.ascent,
            "Descent": face.descent,
            "CapHeight": face.capHeight,
            "StemV": face.stemV,
            "FontFile2": file,
        }
    )


def _glyphs(
    name: object, face: FontFile, used: Mapping[str, int], descriptor: object
) -> pdfdoc.PDFDictionary:
    return pdfdoc.PDFDictionary(
        {
            "Type": "/Font",
            "Subtype": "/CIDFontType2",
            "BaseFont": name,
            "CIDSystemInfo": "<< /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>",
            "FontDescriptor": descriptor,
            "DW": _COMMON_WIDTH,
            "W": _widths(face, used),
            "CIDToGIDMap": "/Identity",
        }
    )


def to_unicode_map(used: Mapping[str, int]) -> str:
    """The table that says which character each glyph is, for search and copying."""
    characters = {glyph: character for character, glyph in used.items()}
    entries = [
        f"<{glyph:04X}> <{character.encode('utf-16-be').hex().upper()}>"
        for glyph, character in sorted(characters.items())
    ]
    blocks = [entries[n : n + _ENTRIES_PER_BLOCK] for n in range(0, len(entries), _ENTRIES_PER_BLOCK)]
    lines = (f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return _MAP % "\n".join(lines)


def font_program(face: FontFile, wanted: set[int]) -> bytes:
    """The font file with the outlines of these glyphs alone; every glyph keeps its number."""
    kept = sorted(_with_parts(face, wanted | {0}))
    tables = {tag: _table(face.get_table(tag)) for tag in _KEPT_TABLES if tag in face.table}
    return _file(tables | _outlines(face, kept) | _measures(face, kept))


def _outlines(face: FontFile, kept: list[int]) -> dict[str, _Table]:
    """The tables of the outlines and of their places; a glyph that is left out takes no room.

    Check sums are added up from what is known of each glyph: summing the words would take longer than all
    the rest.
    """
    count = kept[-1] + 1
    found = [_outline(face, glyph) for glyph in kept]
    places = array("I", bytes(4 * (count + 1)))
    position, previous, check = 0, 0, 0
    for glyph, outline in zip(kept, found, strict=True):
        places[previous : glyph + 1] = array("I", [position]) * (glyph + 1 - previous)
        check += position * (glyph + 1 - previous)
        position += len(outline.padded)
        previous = glyph + 1
    places[previous:] = array("I", [position]) * (count + 1 - previous)
    check += position * (count + 1 - previous)
    return {
        "glyf": _Table(b"".join([one.padded for one in found]), sum(one.check for one in found)),
        "loca": _Table(_big_endian(places), check),
    }


def _measures(face: FontFile, kept: list[int]) -> dict[str, _Table]:
    """The tables that say how many glyphs there are and how wide: zero for those left out."""
    count, check = kept[-1] + 1, 0
    measures = array("H", bytes(4 * count))
    for glyph in kept:
        advance, bearing = face.hmetrics[glyph]
        measures[2 * glyph] = int(advance)
        measures[2 * glyph + 1] = int(bearing) & 0xFFFF
        check += (measures[2 * glyph] << 16) + measures[2 * glyph + 1]
    head, maximum = face.get_table("head"), face.get_table("maxp")
    return {
        "hmtx": _Table(_big_endian(measures), check),
        "head": _table(head[:8] + bytes(4) + head[12:50] + struct.pack(">h", 1) + head[52:]),
        "hhea": _table(face.get_table("hhea")[:34] + struct.pack(">H", count)),
        "maxp": _table(maximum[:4] + struct.pack(">H", count) + maximum[6:]),
    }


def _table(content: bytes) -> _Table:
    return _Table(content, _check_sum(_padded(content)))


def _file(tables: Mapping[str, _Table]) -> bytes:
    """A font file of these tables, with its directory and check sums."""
    power = 1 << (len(tables).bit_length() - 1)
    entry = (len(tables), power * 16, power.bit_length() - 1, (len(tables) - power) * 16)
    directory = [struct.pack(">IHHHH", 0x00010000, *entry)]
    bodies: list[bytes] = []
    place, total, head = 12 + 16 * len(tables), 0, 0
    for tag, (content, check) in sorted(tables.items()):
        padded = _padded(content)
        directory.append(struct.pack(">4sIII", tag.encode(), check & 0xFFFFFFFF, place, len(content)))
        head = place if tag == "head" else head
        total += check
        place += len(padded)
        bodies.append(padded)
    top = b"".join(directory)
    file = bytearray(top + b"".join(bodies))
    struct.pack_into(">I", file, head + 8, (0xB1B0AFBA - total - _check_sum(top)) & 0xFFFFFFFF)
    return bytes(file)


def _padded(content: bytes) -> bytes:
    return content + bytes(-len(content) % 4)


def _check_sum(padded: bytes) -> int:
    numbers = array("I", padded)
    if sys.byteorder == "little":
        numbers.byteswap()
    return sum(numbers) & 0xFFFFFFFF


def _big_endian(numbers: array[int]) -> bytes:
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers.tobytes()


@lru_cache(_MOST_OUTLINES)
def _outline(face: FontFile, glyph: int) -> _Outline:
    """The outline of a glyph; the same few hundred come in every document."""
    start = face.table["glyf"]["offset"]
    begin, end = face.glyphPos[glyph], face.glyphPos[glyph + 1]
    outline = bytes(face._ttf_data[start + begin : start + end])
    # A first number below zero says that the outline is made of other glyphs.
    parts = _parts(outline) if outline and outline[0] & 0x80 else set[int]()
    padded = _padded(outline)
    return _Outline(padded, _check_sum(padded), frozenset(parts))


def _with_parts(face: FontFile, wanted: set[int]) -> set[int]:
    """The glyphs and all that they are put together from."""
    kept = set(wanted)
    waiting = list(wanted)
    while waiting:
        new = _outline(face, waiting.pop()).parts - kept
        kept |= new
        waiting += new
    return kept


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


def _widths(face: FontFile, used: Mapping[str, int]) -> str:
    """The widths that differ from the common one, with neighbours in one run."""
    widths = {
        glyph: round(face.getCharWidth(ord(character)))
        for character, glyph in used.items()
        if round(face.getCharWidth(ord(character))) != _COMMON_WIDTH
    }
    runs: list[list[int]] = []
    for glyph in sorted(widths):
        if not runs or runs[-1][-1] != glyph - 1:
            runs.append([])
        runs[-1].append(glyph)
    texts = (f"{run[0]} [{' '.join(str(widths[glyph]) for glyph in run)}]" for run in runs)
    return f"[{' '.join(texts)}]"


def _stream(content: bytes, entries: Mapping[str, object] | None = None) -> pdfdoc.PDFStream:
    stream = pdfdoc.PDFStream(pdfdoc.PDFDictionary(dict(entries or {})), zlib.compress(content, _EFFORT))
    stream.dictionary["Filter"] = pdfdoc.PDFName("FlateDecode")
    return stream


def _tag(program: bytes) -> str:
    """Six letters that stand for this choice of glyphs."""
    return "".join(chr(65 + byte % 26) for byte in hashlib.sha256(program).digest()[:6])
