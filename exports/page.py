"""The paper: A4 pages with the margins of an official document, running head and page numbers.

Margins after GB/T 9704-2012: top 37, left 28, right 26, bottom 35 mm; page numbers 14 pt at the outer
corner, odd pages right, even pages left.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple, cast

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import TimeStamp
from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfgen.canvas import Canvas

from exports.fonts import Face, Fonts, Voice
from exports.palette import INK, SECOND, WATERMARK
from exports.pen import Pen, Used
from exports.text import fitted, wrap_figures

WIDTH, HEIGHT = A4
LEFT, RIGHT = 28 * mm, WIDTH - 26 * mm
TOP, BOTTOM = HEIGHT - 37 * mm, 35 * mm
COLUMN = RIGHT - LEFT
KEPT = (TOP - BOTTOM) / 4
"""At most so much is kept together across the end of a page: no page stays emptier than by a quarter."""
_HEAD_LINE = TOP + 9 * mm
_HEAD_SIZE = 9
_NUMBER_LINE = BOTTOM - 7 * mm - 14
_NUMBER_SIZE = 14
_WATERMARK_SIZE = 96
_ASLANT = 2**0.5
"""So much longer than a page is wide may a text be that stands at 45 degrees."""
_EFFORT = 6
_HAIR = 1e-6
"""What a sum of heights may be wrong by, in lines."""
_NUMBER_INSET = 14  # the standard leaves the width of one character beside the number


@dataclass(frozen=True)
class Imprint:
    """What a document says of itself outside its text."""

    title: str
    author: str
    subject: str
    language: str
    head_left: str
    head_right: str
    foot: str
    """What stands at the foot of each page, across from its number."""
    producer: str
    made: datetime
    watermark: str = ""
    """What stands aslant under the text of every page; "" for nothing."""


@dataclass(frozen=True)
class Printed:
    """A finished document, and the characters that no font had and that it shows as 〓."""

    data: bytes
    pages: int
    missing: tuple[str, ...]


@dataclass(frozen=True)
class _Bookmark:
    page: int
    height: float
    title: str


class LoosePages(NamedTuple):
    """The pages of one document that is to be bound with others; the fonts come once for all."""

    title: str
    pages: list[bytes]
    """The operators of each page, compressed."""
    used: list[str]
    """The characters printed in each voice, in the order of the fonts' voices."""


def embed_used(document: PDFDocument, used: Used) -> None:
    """Adds the fonts to a document with the glyphs that were printed, in the order of their names."""
    faces: dict[Face, set[str]] = {}
    for voice, characters in used.items():
        for glyph in map(voice.glyphs.__getitem__, characters):
            faces.setdefault(glyph.face, set()).add(glyph.character)
    for face in sorted(faces, key=lambda face: face.resource):
        face.embed(document, faces[face])


def leaves_one(done: int, count: int, fit: int) -> bool:
    """Whether a page that goes on would get or leave behind one line of a paragraph that has several.

    Args:
        done: lines of the paragraph that are written.
        count: lines that it has.
        fit: lines that the page still takes.
    """
    left = count - done
    if count == 1 or not 0 < fit < left:
        return False
    begins_alone = done == 0 and (fit == 1 or count == 3)
    ends_alone = left == 2 and done > 0
    return begins_alone or ends_alone


class Paper:
    """A document being written from the top down; `y` is where the next thing goes."""

    def __init__(self, fonts: Fonts, imprint: Imprint) -> None:
        self.fonts = fonts
        self._imprint = imprint
        self._file = io.BytesIO()
        self._canvas = _canvas(self._file, imprint)
        self._used: Used = {voice: set() for voice in fonts.voices()}
        self._pens: list[Pen] = []
        self._bookmarks: list[_Bookmark] = []
        self.turn()

    @property
    def missing(self) -> tuple[str, ...]:
        """The characters so far that no font has."""
        missing = ({c for c in used if voice.glyphs[c].missing} for voice, used in self._used.items())
        return tuple(sorted(set[str]().union(*missing)))

    def turn(self) -> None:
        """Goes on to a new page."""
        self.pen = Pen(self.fonts, self._used)
        self._pens.append(self.pen)
        if self._imprint.watermark:
            self.pen.watermark(
                self._imprint.watermark,
                self.fonts.title,
                self._watermark_size(),
                (LEFT + RIGHT) / 2,
                (TOP + BOTTOM) / 2,
                ink=WATERMARK,
            )
        self.y = TOP

    def _watermark_size(self) -> float:
        """As large as the watermark can be from one margin to the other, aslant."""
        whole = self.fonts.title.width(self._imprint.watermark, _WATERMARK_SIZE) + _WATERMARK_SIZE
        return round(_WATERMARK_SIZE * min(1.0, COLUMN * _ASLANT / whole), 1)

    def need(self, height: float) -> bool:
        """Goes on to a new page unless this much room is left; says whether it did."""
        # A thing higher than a page has to be split by its maker; turning twice would not help it.
        if self.y - height >= BOTTOM or self.y == TOP:
            return False
        self.turn()
        return True

    def lines_left(self, leading: float, around: float = 0.0) -> int:
        """How many lines still fit on this page, with some room around them."""
        return max(0, int((self.y - BOTTOM - around) / leading + _HAIR))

    def drawing_height(self, least: float, whole: float, above: float) -> float:
        """How high a drawing can be that fills what is left of this page; its whole height on a new one.

        Args:
            least: its lowest height that can be read, in points.
            whole: its usual height, in points.
            above: the room for what stands over it, in points.
        """
        left = self.y - BOTTOM - above
        return left if least <= left < whole else whole

    def skip(self, height: float) -> None:
        """Leaves room, which does not carry over to the next page."""
        self.y = max(BOTTOM, self.y - height)

    def bookmark(self, title: str, above: float = 0.0) -> None:
        """Lists this place in the outline that a reader shows beside the pages."""
        self._bookmarks.append(_Bookmark(len(self._pens), self.y + above, title))

    def paragraph(
        self,
        text: str,
        voice: Voice,
        size: float,
        *,
        leading: float = 1.5,
        ink: str = INK,
        inset: float = 0.0,
        indent: float = 0.0,
    ) -> None:
        """Writes a text over as many lines and pages as it takes, of several lines never one alone.

        Args:
            text: cleaned text.
            voice: the letters.
            size: of the letters, in points.
            leading: from line to line, in sizes.
            ink: the colour.
            inset: by how many points all lines begin further in.
            indent: by how many points the first line begins further in than the others.
        """
        lines = wrap_figures(text, voice.widths, size, COLUMN - inset, indent=indent)
        for number, line in enumerate(lines):
            if leaves_one(number, len(lines), self.lines_left(size * leading)):
                self.turn()
            self.need(size * leading)
            left = LEFT + inset + (0 if number else indent)
            self.pen.text(left, self.y - size, line, voice, size, ink=ink)
            self.y -= size * leading

    def finish(self) -> Printed:
        """Puts running heads and page numbers on and closes the document."""
        count = self._head_and_number()
        for number, pen in enumerate(self._pens, 1):
            self._outline(number)
            self._canvas.addLiteral(pen.operators())
            self._canvas.showPage()
        self._embed()
        self._canvas.save()
        return Printed(self._file.getvalue(), count, self.missing)

    def loosen(self) -> LoosePages:
        """Puts running heads and page numbers on and gives the pages without a document, to be bound."""
        self._head_and_number()
        used = ["".join(sorted(self._used[voice])) for voice in self.fonts.voices()]
        pages = [zlib.compress(pen.operators().encode("latin-1"), _EFFORT) for pen in self._pens]
        return LoosePages(self._imprint.title, pages, used)

    def _head_and_number(self) -> int:
        count = len(self._pens)
        for number, pen in enumerate(self._pens, 1):
            self._number(pen, number, count)
            if number > 1:
                self._running_head(pen)
        return count

    def _embed(self) -> None:
        """Adds the fonts with the glyphs that were printed."""
        embed_used(self._canvas.document, self._used)

    def _number(self, pen: Pen, number: int, count: int) -> None:
        text = f"— {number}/{count} —"
        odd = number % 2 == 1
        x = RIGHT - _NUMBER_INSET if odd else LEFT + _NUMBER_INSET
        pen.text(x, _NUMBER_LINE, text, self.fonts.plain, _NUMBER_SIZE, share=1.0 if odd else 0.0)
        foot = fitted(self._imprint.foot, self.fonts.plain.widths, _HEAD_SIZE, COLUMN * 2 / 3)
        across = LEFT + _NUMBER_INSET if odd else RIGHT - _NUMBER_INSET
        pen.text(
            across, _NUMBER_LINE, foot, self.fonts.plain, _HEAD_SIZE, ink=SECOND, share=0.0 if odd else 1.0
        )

    def _running_head(self, pen: Pen) -> None:
        plain = self.fonts.plain
        right = fitted(self._imprint.head_right, plain.widths, _HEAD_SIZE, COLUMN / 3)
        room = COLUMN - plain.width(right, _HEAD_SIZE) - 2 * _HEAD_SIZE
        left = fitted(self._imprint.head_left, plain.widths, _HEAD_SIZE, room)
        pen.text(LEFT, _HEAD_LINE, left, plain, _HEAD_SIZE, ink=SECOND)
        pen.text(RIGHT, _HEAD_LINE, right, plain, _HEAD_SIZE, ink=SECOND, share=1.0)
        pen.rule(LEFT, _HEAD_LINE - 5, RIGHT)

    def _outline(self, number: int) -> None:
        for index, mark in enumerate(self._bookmarks):
            if mark.page == number:
                key = f"part-{index}"
                self._canvas.bookmarkPage(key, fit="XYZ", left=0, top=mark.height)
                self._canvas.addOutlineEntry(mark.title, key, level=0)


class _Canvas(Canvas):
    """A canvas that begins its pages without naming a font: all of ours are embedded."""

    def _make_preamble(self) -> None:
        self._preamble = ""

    @property
    def document(self) -> PDFDocument:
        """What fonts are added to."""
        return cast("PDFDocument", self._doc)  # type: ignore[attr-defined] # the stubs leave it out


def _canvas(file: io.BytesIO, imprint: Imprint) -> _Canvas:
    """An empty document with its title, language and maker."""
    canvas = _Canvas(
        file, pagesize=A4, pageCompression=1, invariant=1, pdfVersion=(1, 7), lang=imprint.language
    )
    _date(canvas, imprint.made)
    canvas.setTitle(imprint.title)
    canvas.setAuthor(imprint.author)
    canvas.setSubject(imprint.subject)
    canvas.setCreator(imprint.producer)
    canvas.setProducer(imprint.producer)
    canvas.setViewerPreference("DisplayDocTitle", "true")
    return canvas


def _date(canvas: _Canvas, made: datetime) -> None:
    """Dates the file by its content: neither the clock nor the environment has a part in it."""
    stamp = cast("TimeStamp", canvas.document._timeStamp)  # type: ignore[attr-defined] # the stubs leave it out
    minutes = int((made.utcoffset() or timedelta()).total_seconds()) // 60
    stamp.YMDhms = made.timetuple()[:6]
    stamp.dhh, stamp.dmm = divmod(abs(minutes), 60)
    stamp.dhh = stamp.dhh if minutes >= 0 else -stamp.dhh
    # The file's identifier is a digest that was begun with a date of the environment.
    canvas.document.signature = hashlib.md5(usedforsecurity=False)  # type: ignore[attr-defined] # likewise
