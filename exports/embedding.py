"""Puts the used part of a TrueType font into a PDF, as one font that addresses glyphs by their number.

The library's own way cuts a font into pieces of 256 characters, numbers them anew for each document and
writes characters beyond the first 65,536 wrongly into the table that search and copying read (𬍛 is found
as ⰵ). Here a glyph keeps its number, so that a text is encoded by looking up its characters.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from reportlab.pdfbase import pdfdoc

from exports.font_file import FontFile
from exports.font_program import FontProgram

_ENTRIES_PER_BLOCK = 100  # the most that the CMap specification allows
_COMMON_WIDTH = 1000
_EFFORT = 1  # the usual 6 takes two and a half times as long for a sixteenth of the size
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


def embed(
    document: PdfDocument, resource: str, face: FontFile, program: FontProgram, used: Mapping[str, int]
) -> None:
    """Adds the font to the document under a resource name, with the glyphs of these characters.

    Args:
        document: what the font is added to.
        resource: the name by which the pages call the font.
        face: the parsed font file.
        program: the same file, from which the glyphs are cut.
        used: the number of the glyph of each character that is printed.
    """
    numbers = sorted(set(used.values()))
    cut = program.cut(numbers)
    name = _name(f"{_tag(numbers)}+{face.about.name.decode('latin-1')}")

    def put(kind: str, content: bytes) -> str:
        """Adds an object; gives what other objects call it by."""
        reference: bytes = document.Reference(content, f"{kind}-{resource}").format(document)
        return reference.decode()

    file = put("file", _stream(cut, f"/Length1 {len(cut)}"))
    descriptor = put("descriptor", _descriptor(name, face, file))
    glyphs = put("glyphs", _glyphs(name, face, used, descriptor))
    unicode = put("unicode", _stream(to_unicode_map(used).encode()))
    font = (
        f"<< /Type /Font /Subtype /Type0 /BaseFont {name} /Encoding /Identity-H"
        f" /DescendantFonts [ {glyphs} ] /ToUnicode {unicode} >>"
    )
    document.idToObject["BasicFonts"].dict[resource] = put("font", font.encode())


def _name(text: str) -> str:
    """A name as a PDF writes it."""
    written: str = pdfdoc.PDFName(text)
    return written


def _descriptor(name: str, face: FontFile, file: str) -> bytes:
    about = face.about
    box = " ".join(f"{edge:.0f}" for edge in about.bbox)
    # Flags 4: its characters are not those of the standard Latin set.
    return (
        f"<< /Type /FontDescriptor /FontName {name} /Flags 4 /FontBBox [ {box} ]"
        f" /ItalicAngle {about.italicAngle:g} /Ascent {about.ascent:.0f} /Descent {about.descent:.0f}"
        f" /CapHeight {about.capHeight:.0f} /StemV {about.stemV:.0f} /FontFile2 {file} >>"
    ).encode()


def _glyphs(name: str, face: FontFile, used: Mapping[str, int], descriptor: str) -> bytes:
    return (
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont {name}"
        f" /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
        f" /FontDescriptor {descriptor} /DW {_COMMON_WIDTH} /W {_widths(face, used.values())}"
        f" /CIDToGIDMap /Identity >>"
    ).encode()


def to_unicode_map(used: Mapping[str, int]) -> str:
    """The table that says which character each glyph is, for search and copying."""
    characters = {glyph: character for character, glyph in used.items()}
    entries = [_entry(glyph, character) for glyph, character in sorted(characters.items())]
    blocks = [entries[n : n + _ENTRIES_PER_BLOCK] for n in range(0, len(entries), _ENTRIES_PER_BLOCK)]
    lines = (f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return _MAP % "\n".join(lines)


@cache
def _entry(glyph: int, character: str) -> str:
    return f"<{glyph:04X}> <{character.encode('utf-16-be').hex().upper()}>"


def _widths(face: FontFile, glyphs: Iterable[int]) -> str:
    """The widths that differ from the common one, with neighbours in one run."""
    all_widths = {glyph: round(face.width(glyph)) for glyph in glyphs}
    widths = {glyph: width for glyph, width in all_widths.items() if width != _COMMON_WIDTH}
    runs: list[list[int]] = []
    for glyph in sorted(widths):
        if not runs or runs[-1][-1] != glyph - 1:
            runs.append([])
        runs[-1].append(glyph)
    texts = (f"{run[0]} [{' '.join(str(widths[glyph]) for glyph in run)}]" for run in runs)
    return f"[{' '.join(texts)}]"


def _stream(content: bytes, entries: str = "") -> bytes:
    short = zlib.compress(content, _EFFORT)
    head = f"<< /Filter /FlateDecode /Length {len(short)} {entries} >>\nstream\n"
    return head.encode() + short + b"\nendstream"


def _tag(numbers: Sequence[int]) -> str:
    """Six letters that stand for this choice of glyphs."""
    digest = hashlib.sha256(",".join(map(str, numbers)).encode()).digest()
    return "".join(chr(65 + byte % 26) for byte in digest[:6])
