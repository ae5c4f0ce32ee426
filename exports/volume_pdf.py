"""Many summaries bound in one PDF: pages go to the file as they come, the fonts come once, at the end.

Glyphs keep their numbers in every document (exports/embedding.py), so that pages that were drawn apart, in
other processes, need nothing but the union of their characters. Only the places of the objects are kept.
"""

from __future__ import annotations

from array import array
from typing import IO, Any

from reportlab.pdfbase.pdfdoc import PDFDocument

from exports.fonts import Fonts
from exports.page import HEIGHT, WIDTH, LoosePages, embed_used
from exports.pen import Used

_CATALOG, _PAGES, _FONTS, _INFO, _OUTLINE = range(1, 6)
_FIRST = 6


class Volume:
    """A PDF being written to a file; `add` what is bound, then `close`."""

    def __init__(self, target: IO[bytes], fonts: Fonts) -> None:
        self._target = target
        self._fonts = fonts
        self._places = array("Q", bytes(8 * _FIRST))
        """Where each object begins, by its number; 0 for one that is not written."""
        self._used: Used = {voice: set() for voice in fonts.voices()}
        self._bound: list[tuple[str, int, int, int]] = []
        self._at = 0
        self._write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def add(self, part: LoosePages) -> None:
        """Binds a document behind those before it, with a bookmark of its title."""
        node, pages = self._new(), []
        for operators in part.pages:
            content, page = self._new(), self._new()
            self._object(content, _stream(operators))
            self._object(page, _page(node, content))
            pages.append(page)
        kids = " ".join(f"{page} 0 R" for page in pages)
        self._object(
            node, f"<< /Type /Pages /Parent {_PAGES} 0 R /Kids [{kids}] /Count {len(pages)} >>".encode()
        )
        for voice, characters in zip(self._fonts.voices(), part.used, strict=True):
            self._used[voice].update(characters)
        self._bound.append((part.title, node, pages[0], len(pages)))

    def close(self, *, title: str, producer: str, language: str) -> int:
        """Writes fonts, bookmarks and the table of objects; how many pages there are."""
        self._embed()
        self._outline()
        count = sum(one[3] for one in self._bound)
        kids = " ".join(f"{node} 0 R" for _title, node, _page_number, _count in self._bound)
        self._object(_PAGES, f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode())
        info = f"<< /Title {_text(title)} /Producer {_text(producer)} /Creator {_text(producer)} >>"
        self._object(_INFO, info.encode("latin-1"))
        self._object(
            _CATALOG,
            f"<< /Type /Catalog /Pages {_PAGES} 0 R /Outlines {_OUTLINE} 0 R /PageMode /UseOutlines "
            f"/Lang ({language}) /ViewerPreferences << /DisplayDocTitle true >> >>".encode(),
        )
        self._table()
        return count

    def _embed(self) -> None:
        document: Any = PDFDocument()  # much of what it has is without types
        document.objectcounter = len(self._places) - 1
        embed_used(document, self._used)
        while len(self._places) <= document.objectcounter:
            number = self._new()
            self._object(number, document.idToObject[document.numberToId[number]])
        self._object(_FONTS, document.idToObject["BasicFonts"].format(document))

    def _outline(self) -> None:
        numbers = [self._new() for _bound in self._bound]
        first, last = numbers[0], numbers[-1]
        for number, (title, _node, page, _count) in zip(numbers, self._bound, strict=True):
            beside = f" /Prev {number - 1} 0 R" if number > first else ""
            beside += f" /Next {number + 1} 0 R" if number < last else ""
            place_on_page = f"[{page} 0 R /XYZ 0 {HEIGHT:.0f} 0]"
            entry = f"<< /Title {_text(title)} /Parent {_OUTLINE} 0 R{beside} /Dest {place_on_page} >>"
            self._object(number, entry.encode("latin-1"))
        count = len(self._bound)
        self._object(
            _OUTLINE, f"<< /Type /Outlines /First {first} 0 R /Last {last} 0 R /Count {count} >>".encode()
        )

    def _new(self) -> int:
        self._places.append(0)
        return len(self._places) - 1

    def _object(self, number: int, content: bytes) -> None:
        self._places[number] = self._at
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, content))

    def _table(self) -> None:
        begin, count = self._at, len(self._places)
        self._write(b"xref\n0 %d\n" % count)
        for place in self._places:
            self._write(b"%010d 00000 n \n" % place if place else b"0000000000 65535 f \n")
        self._write(
            b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n"
            % (count, _CATALOG, _INFO, begin)
        )

    def _write(self, content: bytes) -> None:
        self._target.write(content)
        self._at += len(content)


def _stream(operators: bytes) -> bytes:
    return b"<< /Length %d /Filter /FlateDecode >>\nstream\n%b\nendstream" % (len(operators), operators)


def _page(parent: int, content: int) -> bytes:
    return (
        f"<< /Type /Page /Parent {parent} 0 R /MediaBox [0 0 {WIDTH:.4f} {HEIGHT:.4f}] "
        f"/Resources << /Font {_FONTS} 0 R /ProcSet [/PDF /Text] >> /Contents {content} 0 R >>"
    ).encode()


def _text(text: str) -> str:
    """A text as a PDF holds it outside its pages: UTF-16 in hexadecimal."""
    marked = "\ufeff" + text
    return f"<{marked.encode('utf-16-be').hex()}>"
