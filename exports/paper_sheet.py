"""What every paper is written with: the reader's language, headings, and texts cut to their limit."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime

from exports.page import COLUMN, LEFT, RIGHT, Paper
from exports.palette import INK, RULE, SECOND
from exports.sketch import Sketch
from exports.table import Cell, Table
from exports.text import capped, cleaned, wrap
from ledger.domain.credit.wording import day_of_year
from ledger.domain.dates import CHINA_TIME
from ledger.domain.wording import N_, Say, Sentence

NAME_LIMIT = 120
LINE_LIMIT = 400
TEXT_LIMIT = 600
TITLE_SIZE = 22  # 二号, 三号 and below, as the standard has them for title, text and headings
BODY_SIZE = HEADING_SIZE = 16
LANGUAGES = {"zh": "zh-CN", "en": "en"}
PRODUCT = N_("调研台账")
_HEADING_ROOM = 28
_TITLE_ROOM = 32
_LABEL_WIDTHS = {"zh": 17 * 72 / 25.4}
_LABEL_WIDTH = 26 * 72 / 25.4  # words of other languages are longer
_CHINESE_NUMBERS = "一二三四五六七八九十"
_MISSING_SHOWN = 24
SIGNING = 112.0
"""The room that signatures and the time of making take, in points."""
_ABOVE_HEADING = 10.0
_APOSTROPHE = re.compile("(?<=[A-Za-z])’")
"""A Chinese font has it as wide as a character of Chinese: "Leader’ s" in place of "Leader's"."""
_HAN = "\u2e80-\u9fff\uff00-\uffef"
_QUOTED = re.compile(f"(?<![{_HAN}])“([^“”]*)”(?![{_HAN}])")
"""Quoted in a sentence of another language; likewise."""


class PaperSheet:
    """A paper being written: the reader's language, and whether something had to be shortened."""

    def __init__(self, paper: Paper, say: Say, language: str) -> None:
        self.paper = paper
        self.say = say
        self.language = language
        self.shortened = False
        self._headings = 0

    def fit(self, text: str, limit: int) -> str:
        """The text as it can be printed, and no longer than the limit."""
        clean = cleaned(text)
        if self.language != "zh":
            clean = _QUOTED.sub(r'"\1"', _APOSTROPHE.sub("'", clean))
        short = capped(clean, limit)
        self.shortened = self.shortened or short != clean
        return short

    def cell(self, text: str, remark: str = "") -> Cell:
        """A cell of a table, its texts cut to the length of a name."""
        return Cell(self.fit(text, NAME_LIMIT), self.fit(remark, NAME_LIMIT))

    def title(self, title: str) -> None:
        """Writes the title of the paper, centred, on as many lines as it takes."""
        paper = self.paper
        paper.bookmark(title, above=4)
        for line in wrap(self.fit(title, NAME_LIMIT), paper.fonts.title.widths, TITLE_SIZE, COLUMN):
            paper.pen.text(
                (LEFT + RIGHT) / 2, paper.y - TITLE_SIZE, line, paper.fonts.title, TITLE_SIZE, share=0.5
            )
            paper.y -= _TITLE_ROOM
        paper.y -= 12

    def heading(self, title: str, room: float) -> None:
        """Writes a numbered heading that is not left alone at the foot of a page."""
        numbered = f"{_number(self._headings, self.language)}{title}"
        self._headings += 1
        self.plain_heading(numbered, room)

    def plain_heading(self, title: str, room: float) -> None:
        """Writes a heading without a number, with at least this much room under it."""
        paper = self.paper
        paper.skip(_ABOVE_HEADING)
        paper.need(_HEADING_ROOM + room)
        paper.bookmark(title, above=4)
        paper.pen.text(LEFT, paper.y - HEADING_SIZE, title, paper.fonts.heading, HEADING_SIZE)
        paper.y -= _HEADING_ROOM

    def labelled(self, label: str, value: str, width: float = COLUMN) -> None:
        """Writes a label and its value, over as many lines as it takes."""
        paper = self.paper
        beside = _LABEL_WIDTHS.get(self.language, _LABEL_WIDTH)
        lines = wrap(self.fit(value, NAME_LIMIT), paper.fonts.body.widths, 12, width - beside)
        for index, line in enumerate(lines):
            paper.need(19)
            if index == 0:
                paper.pen.text(LEFT, paper.y - 12, label, paper.fonts.plain, 10.5, ink=SECOND)
            paper.pen.text(LEFT + beside, paper.y - 12, line, paper.fonts.body, 12)
            paper.y -= 19

    def rule(self) -> None:
        """Closes the head with a rule."""
        self.paper.pen.rule(LEFT, self.paper.y, RIGHT, ink=INK, width=0.8)
        self.paper.skip(12)

    def lead(self, sentence: str) -> None:
        """Writes the sentence that says it all, in the standard's size for text."""
        voice, line = self.paper.fonts.body, self.fit(sentence, LINE_LIMIT)
        # A sentence that just does not stand on one line is set a size smaller.
        smaller = voice.width(line, BODY_SIZE - 2) <= COLUMN < voice.width(line, BODY_SIZE)
        self.paper.paragraph(line, voice, BODY_SIZE - 2 if smaller else BODY_SIZE, leading=1.6)

    def remark(self, sentence: str) -> None:
        """Writes what stands beside the main sentence."""
        self.paper.paragraph(
            self.fit(sentence, LINE_LIMIT), self.paper.fonts.kai, 11, leading=1.6, ink=SECOND
        )

    def listed(self, title: str, table: Table) -> None:
        """Writes a heading and under it a table, of which the first row is not torn from them."""
        self.heading(title, table.least)
        table.write()

    def nothing(self, title: str, sentence: str, *, after: float = 0.0) -> None:
        """Writes a heading and under it that there is nothing to list, with some room behind it."""
        self.heading(title, 16 + after)
        self.paper.paragraph(sentence, self.paper.fonts.plain, 10.5, ink=SECOND)

    def drawn(self, title: str, draw: Callable[[float], Sketch], least: float, whole: float) -> None:
        """Writes a heading and under it a drawing, lower than its whole height where the page ends before.

        Args:
            title: the heading.
            draw: makes the drawing of a height.
            least: the lowest height that can be read, in points.
            whole: the usual height, in points.
        """
        paper = self.paper
        sketch = draw(paper.drawing_height(least, whole, _ABOVE_HEADING + _HEADING_ROOM))
        self.heading(title, sketch.height)
        paper.pen.sketch(sketch, LEFT, paper.y - sketch.height)
        paper.y -= sketch.height
        paper.skip(6)

    def made(self, at: datetime) -> None:
        """Writes when the paper was made, in China's time, at the right."""
        paper, at = self.paper, at.astimezone(CHINA_TIME)
        line = self.say(N_("制表时间：%(time)s")) % {"time": f"{day_text(at.date(), self.say)} {at:%H:%M}"}
        paper.need(20)
        paper.pen.text(RIGHT, paper.y - 10, line, paper.fonts.plain, 10, ink=SECOND, share=1.0)
        paper.y -= 20

    def signatures(self, *labels: str) -> None:
        """Writes places for signatures, which are not torn from each other."""
        paper, fonts = self.paper, self.paper.fonts
        paper.need(SIGNING)
        paper.skip(34)
        part = COLUMN / len(labels)
        for index, label in enumerate(labels):
            x = LEFT + part * index
            paper.pen.text(x, paper.y - 12, label, fonts.body, 12)
            begin = x + fonts.body.width(label, 12) + 6
            end = x + part - (12 if index + 1 < len(labels) else 0)
            paper.pen.rule(begin, paper.y - 15, end, ink=INK)
        paper.y -= 44

    def notes(self) -> None:
        """What the reader must know of the paper itself: shortened texts, characters without a glyph."""
        paper, say = self.paper, self.say
        notes = []
        if self.shortened:
            notes.append(say(N_("有的文字过长，纸面上以“…”省略，全文见台账。")))
        if paper.missing:
            codes = "、".join(f"U+{ord(character):04X}" for character in paper.missing[:_MISSING_SHOWN])
            notes.append(
                say(N_("下列字符在现有字体中没有字形，纸面上以“〓”代替：%(codes)s")) % {"codes": codes}
            )
        if not notes:
            return
        paper.skip(10)
        paper.need(30)
        paper.pen.rule(LEFT, paper.y, LEFT + COLUMN / 3, ink=RULE)
        paper.y -= 6
        for note in notes:
            paper.paragraph(note, paper.fonts.plain, 9, ink=SECOND)


def _number(index: int, language: str) -> str:
    return f"{_CHINESE_NUMBERS[index]}、" if language == "zh" else f"{index + 1}. "


def day_text(day: date, say: Say) -> str:
    """A day as it is written on paper: 2026年3月2日, in English 2 Mar 2026."""
    of_year = day_of_year(day.month, day.day)
    return Sentence(N_("%(year)s年%(day)s"), {"year": day.year, "day": of_year}).say(say)
