"""The running parts of the summary: head, policy, signatures, derivation and notes."""

from __future__ import annotations

from datetime import date

from reportlab.lib.units import mm

from exports.page import COLUMN, LEFT, RIGHT, Paper
from exports.palette import INK, RULE, SECOND
from exports.text import capped, cleaned, wrap
from ledger.domain.summary import Derivation, Summary
from ledger.domain.wording import N_, Say

NAME_LIMIT = 120
LINE_LIMIT = 400
TEXT_LIMIT = 600
_CODE_WIDTH = 48 * mm
_CODE_SIZE = 10.5  # four groups of four letters stand on one line
_LABEL_WIDTH = 17 * mm
_CHINESE_NUMBERS = "一二三四五六七八九十"
_MISSING_SHOWN = 24
_DEEPEST_INSET = 6


class SummaryPaper:
    """A summary being written: the paper, the value, the reader's language, and what had to be shortened."""

    def __init__(self, paper: Paper, summary: Summary, say: Say) -> None:
        self.paper = paper
        self.summary = summary
        self.say = say
        self.shortened = False
        self._headings = 0

    def fit(self, text: str, limit: int) -> str:
        """The text as it can be printed, and no longer than the limit."""
        clean = cleaned(text)
        short = capped(clean, limit)
        self.shortened = self.shortened or short != clean
        return short

    def heading(self, title: str, room: float) -> None:
        """Writes a numbered heading that is not left alone at the foot of a page."""
        numbered = f"{_number(self._headings, self.summary.language)}{title}"
        self._headings += 1
        self.plain_heading(numbered, room)

    def plain_heading(self, title: str, room: float) -> None:
        """Writes a heading without a number, with at least this much room under it."""
        paper = self.paper
        paper.skip(10)
        paper.need(26 + room)
        paper.bookmark(title, above=4)
        paper.pen.text(LEFT, paper.y - 15, title, paper.fonts.heading, 14)
        paper.y -= 26


def _number(index: int, language: str) -> str:
    return f"{_CHINESE_NUMBERS[index]}、" if language == "zh" else f"{index + 1}. "


def day_text(day: date, say: Say) -> str:
    """A day as it is written on paper."""
    return say(N_("%(year)s年%(month)s月%(day)s日")) % {"year": day.year, "month": day.month, "day": day.day}


def write_head(sheet: SummaryPaper, title: str) -> None:
    """The title, whose year it is, the code by which the paper can be checked, and the year in a sentence."""
    paper = sheet.paper
    paper.bookmark(title, above=4)
    paper.pen.text((LEFT + RIGHT) / 2, paper.y - 22, title, paper.fonts.title, 22, share=0.5)
    paper.y -= 44
    top = paper.y
    code_end = _code_block(sheet, top)
    _identity(sheet)
    paper.y = min(paper.y, code_end) - 6
    paper.pen.rule(LEFT, paper.y, RIGHT, ink=INK, width=0.8)
    paper.skip(12)
    summary, fonts = sheet.summary, paper.fonts
    paper.paragraph(sheet.fit(summary.headline, LINE_LIMIT), fonts.body, 14, leading=1.6)
    for text in (summary.forecast, summary.provisional, *summary.corrections):
        paper.paragraph(sheet.fit(text, LINE_LIMIT), fonts.kai, 11, leading=1.6, ink=SECOND)


def _identity(sheet: SummaryPaper) -> None:
    """Name, unit, post, rank and the day the figures stand for, as labels and values."""
    summary, say = sheet.summary, sheet.say
    closed = say(N_("本年度已结账")) if summary.closed else say(N_("本年度尚未结账"))
    if summary.closed_on is not None:
        closed = say(N_("%(day)s已结账")) % {"day": day_text(summary.closed_on, say)}
    as_of = say(N_("%(day)s（%(state)s）")) % {"day": day_text(summary.as_of, say), "state": closed}
    _labelled(sheet, say(N_("姓名")), summary.cadre_name)
    _labelled(sheet, say(N_("单位")), summary.unit_name)
    _labelled(sheet, say(N_("职务")), summary.post)
    _labelled(sheet, say(N_("职级")), summary.rank)
    for index, appointment in enumerate(summary.appointments):
        _labelled(sheet, say(N_("任职")) if index == 0 else "", appointment)
    _labelled(sheet, say(N_("截至")), as_of)


def _labelled(sheet: SummaryPaper, label: str, value: str) -> None:
    paper = sheet.paper
    room = COLUMN - _CODE_WIDTH - _LABEL_WIDTH - 6 * mm
    lines = wrap(sheet.fit(value, NAME_LIMIT), paper.fonts.body.widths, 12, room)
    for index, line in enumerate(lines):
        paper.need(19)
        if index == 0:
            paper.pen.text(LEFT, paper.y - 12, label, paper.fonts.plain, 10.5, ink=SECOND)
        paper.pen.text(LEFT + _LABEL_WIDTH, paper.y - 12, line, paper.fonts.body, 12)
        paper.y -= 19


def _code_block(sheet: SummaryPaper, top: float) -> float:
    """The verification code at the right of the head; gives the height at which it ends."""
    paper, summary = sheet.paper, sheet.summary
    plain, strong = paper.fonts.plain, paper.fonts.strong
    left = RIGHT - _CODE_WIDTH
    paper.pen.text(left, top - 11, sheet.say(N_("核验码")), plain, 9, ink=SECOND)
    y = top - 28
    for line in wrap(sheet.fit(summary.code, NAME_LIMIT), strong.widths, _CODE_SIZE, _CODE_WIDTH):
        paper.pen.text(left, y, line, strong, _CODE_SIZE)
        y -= 18
    for line in wrap(sheet.fit(summary.verify_hint, NAME_LIMIT), plain.widths, 8, _CODE_WIDTH):
        paper.pen.text(left, y + 2, line, plain, 8, ink=SECOND)
        y -= 12
    return y + 6


def write_policy(sheet: SummaryPaper) -> None:
    """The rules that were applied: their title and version, their digest, and what they rest on."""
    paper, summary, say = sheet.paper, sheet.summary, sheet.say
    fonts = paper.fonts
    sheet.heading(say(N_("适用的折算办法")), 60)
    names = {"title": summary.policy_title, "version": summary.policy_version}
    paper.paragraph(sheet.fit(say(N_("%(title)s（%(version)s）")) % names, LINE_LIMIT), fonts.body, 12)
    for basis in summary.policy_basis:
        line = say(N_("依据：%(basis)s")) % {"basis": basis}
        paper.paragraph(sheet.fit(line, LINE_LIMIT), fonts.plain, 10, inset=12)
    paper.paragraph(sheet.fit(summary.policy_digest, NAME_LIMIT), fonts.plain, 8, ink=SECOND, inset=12)


def write_closing(sheet: SummaryPaper) -> None:
    """The day of issue and the places for signatures, kept together on one page."""
    paper, summary, say = sheet.paper, sheet.summary, sheet.say
    fonts = paper.fonts
    paper.need(112)
    paper.skip(34)
    third = COLUMN / 3
    for index, label in enumerate((say(N_("本人签字")), say(N_("审核人")), say(N_("日期")))):
        x = LEFT + third * index
        paper.pen.text(x, paper.y - 12, label, fonts.body, 12)
        begin = x + fonts.body.width(label, 12) + 6
        paper.pen.rule(begin, paper.y - 15, LEFT + third * (index + 1) - 12, ink=INK)
    paper.y -= 44
    issued = f"{day_text(summary.issued_at.date(), say)} {summary.issued_at:%H:%M}"
    line = say(N_("制表时间：%(time)s")) % {"time": issued}
    paper.pen.text(RIGHT, paper.y - 10, line, fonts.plain, 10, ink=SECOND, share=1.0)
    paper.y -= 20


def write_derivations(sheet: SummaryPaper) -> None:
    """The appendix: how each figure came about, as numbered sentences that open downwards."""
    requirements = sheet.summary.requirements
    if not requirements:
        return
    sheet.paper.skip(8)
    sheet.plain_heading(sheet.say(N_("附录　计算过程")), 60)
    for index, requirement in enumerate(requirements, 1):
        _derivation(sheet, requirement.derivation, str(index), 0)
        sheet.paper.skip(6)


def _derivation(sheet: SummaryPaper, node: Derivation, number: str, depth: int) -> None:
    paper = sheet.paper
    voice = paper.fonts.plain if depth else paper.fonts.strong
    size = 9.5 if depth else 10.5
    inset = 14.0 * min(depth, _DEEPEST_INSET)
    hang = max(14.0, voice.width(number, size) + 7)
    lines = wrap(sheet.fit(node.sentence, TEXT_LIMIT), voice.widths, size, COLUMN - inset - hang)
    for index, line in enumerate(lines):
        paper.need(size * 1.55)
        if index == 0:
            paper.pen.text(LEFT + inset, paper.y - size, number, voice, size, ink=SECOND)
        paper.pen.text(LEFT + inset + hang, paper.y - size, line, voice, size)
        paper.y -= size * 1.55
    for index, part in enumerate(node.parts, 1):
        _derivation(sheet, part, f"{number}.{index}", depth + 1)


def write_notes(sheet: SummaryPaper) -> None:
    """What the reader must know of the paper itself: shortened texts, characters without a glyph."""
    paper, say = sheet.paper, sheet.say
    notes = []
    if sheet.shortened:
        notes.append(say(N_("有的文字过长，纸面上以“…”省略，全文见台账。")))
    if paper.missing:
        codes = "、".join(f"U+{ord(character):04X}" for character in paper.missing[:_MISSING_SHOWN])
        notes.append(say(N_("下列字符在现有字体中没有字形，纸面上以“〓”代替：%(codes)s")) % {"codes": codes})
    if not notes:
        return
    paper.skip(10)
    paper.need(30)
    paper.pen.rule(LEFT, paper.y, LEFT + COLUMN / 3, ink=RULE)
    paper.y -= 6
    for note in notes:
        paper.paragraph(note, paper.fonts.plain, 9, ink=SECOND)
