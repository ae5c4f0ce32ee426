"""Puts the used part of a TrueType font into a PDF, as one font that addresses glyphs by their number.

The library's own way cuts a font into pieces of 256 characters, numbers them anew for each document and
writes characters beyond the first 65,536 wrongly into the table that search and copying read (𬍛 is found
as ⰵ). Here a glyph keeps its number, so that a text is encoded by looking up its characters.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from reportlab.pdfbase import pdfdoc

from exports.font_program import FontFile, FontProgram

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
    name = pdfdoc.PDFName(f"{_tag(numbers)}+{face.name.decode('latin-1')}")
    file = document.Reference(_stream(cut, {"Length1": len(cut)}), f"file-{resource}")
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


def _widths(face: FontFile, used: Mapping[str, int]) -> str:
    """The widths that differ from the common one, with neighbours in one run."""
    all_widths = {glyph: round(face.getCharWidth(ord(character))) for character, glyph in used.items()}
    widths = {glyph: width for glyph, width in all_widths.items() if width != _COMMON_WIDTH}
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


def _tag(numbers: Sequence[int]) -> str:
    """Six letters that stand for this choice of glyphs."""
    digest = hashlib.sha256(",".join(map(str, numbers)).encode()).digest()
    return "".join(chr(65 + byte % 26) for byte in digest[:6])
