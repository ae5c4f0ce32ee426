"""The running parts of the summary: head, policy, signatures, derivation and notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm

from exports.fonts import Voice
from exports.page import COLUMN, KEPT, LEFT, RIGHT, Paper
from exports.palette import INK, SECOND
from exports.paper_sheet import LINE_LIMIT, NAME_LIMIT, SIGNING, TEXT_LIMIT, PaperSheet, day_text
from exports.text import wrap, wrap_figures
from ledger.domain.summary import Derivation, Summary
from ledger.domain.wording import N_, Say

_CODE_WIDTH = 55 * mm
_SQUARE = 22 * mm
_CODE_SIZE = 10.5  # four groups of four letters stand on one line
_DEEPEST_INSET = 6
_LEADING = 1.55
_GAP = 12
PREVIEW = N_("预览")
"""What a summary is that was not issued."""


class SummaryPaper(PaperSheet):
    """A summary being written."""

    def __init__(self, paper: Paper, summary: Summary, say: Say) -> None:
        super().__init__(paper, say, summary.language)
        self.summary = summary


def write_head(sheet: SummaryPaper, title: str) -> None:
    """The title, whose year it is, the code by which the paper can be checked, and the year in a sentence."""
    paper, summary = sheet.paper, sheet.summary
    sheet.title(title)
    code_end = _code_block(sheet, paper.y)
    _identity(sheet, code_end)
    paper.y = min(paper.y, code_end) - 6
    sheet.rule()
    sheet.lead(summary.headline)
    for text in (summary.forecast, summary.provisional, *summary.corrections):
        sheet.remark(text)


def _identity(sheet: SummaryPaper, code_end: float) -> None:
    """Name, unit, post, rank, the day the figures stand for and the appointments, as labels and values."""
    summary, say = sheet.summary, sheet.say
    closed = say(N_("本年度已结账")) if summary.closed else say(N_("本年度尚未结账"))
    if summary.closed_on is not None:
        closed = say(N_("%(day)s已结账")) % {"day": day_text(summary.closed_on, say)}
    as_of = say(N_("%(day)s（%(state)s）")) % {"day": day_text(summary.as_of, say), "state": closed}
    lines = [
        (say(N_("姓名")), summary.cadre_name),
        (say(N_("单位")), summary.unit_name),
        (say(N_("职务")), summary.post),
        (say(N_("职级")), summary.rank),
        (say(N_("截至")), as_of),
    ]
    for label, value in lines:
        _labelled(sheet, label, value, code_end)
    if 0 < sheet.paper.y - code_end < _GAP:
        sheet.paper.y = code_end  # where the appointments, which are long, have the whole width
    for index, appointment in enumerate(summary.appointments):
        _labelled(sheet, say(N_("任职")) if index == 0 else "", appointment, code_end)


def _labelled(sheet: SummaryPaper, label: str, value: str, code_end: float) -> None:
    beside_code = sheet.paper.y > code_end
    sheet.labelled(label, value, COLUMN - (_CODE_WIDTH + 4 * mm if beside_code else 0))


def _code_block(sheet: SummaryPaper, top: float) -> float:
    """The verification code at the right of the head; gives the height at which it ends.

    What was not issued has none, and says so.
    """
    paper, summary, say = sheet.paper, sheet.summary, sheet.say
    plain, strong = paper.fonts.plain, paper.fonts.strong
    left = RIGHT - _CODE_WIDTH
    label, code = say(N_("核验码")), summary.code
    if not code:
        label, code = say(PREVIEW), say(N_("未出具，没有核验码"))
    paper.pen.text(left, top - 11, label, plain, 9, ink=SECOND)
    y = top - 25
    for line in wrap(sheet.fit(code, NAME_LIMIT), strong.widths, _CODE_SIZE, _CODE_WIDTH):
        paper.pen.text(left, y, line, strong, _CODE_SIZE)
        y -= 16
    beside, square_end = left, y
    if summary.verify_url:
        paper.pen.square(summary.verify_url, left, y + 8, _SQUARE)
        beside, square_end = left + _SQUARE + 3 * mm, y + 4 - _SQUARE
    for line in wrap(sheet.fit(summary.verify_hint, NAME_LIMIT), plain.widths, 9, RIGHT - beside):
        paper.pen.text(beside, y + 2, line, plain, 9, ink=SECOND)
        y -= 12
    return min(y + 12, square_end)


def write_policy(sheet: SummaryPaper) -> None:
    """The rules that were applied: their title and version, what they rest on, and their digest."""
    paper, summary, say = sheet.paper, sheet.summary, sheet.say
    fonts, title = paper.fonts, say(N_("适用的折算办法"))
    if not summary.policy_title:
        sheet.nothing(title, say(N_("本年度没有适用的折算办法。")), after=SIGNING)
        return
    sheet.heading(title, 60)
    names = {"title": summary.policy_title, "version": summary.policy_version}
    paper.paragraph(sheet.fit(say(N_("%(title)s（%(version)s）")) % names, LINE_LIMIT), fonts.body, 12)
    bases = [say(N_("依据：%(basis)s")) % {"basis": basis} for basis in summary.policy_basis]
    for number, line in enumerate([*bases, summary.policy_digest]):
        if number + 1 == max(1, len(bases)):
            paper.need(30 + SIGNING)  # so that the signatures do not stand on a page without text
        voice, size, ink = (fonts.plain, 10.0, INK) if number < len(bases) else (fonts.plain, 9.0, SECOND)
        paper.paragraph(sheet.fit(line, LINE_LIMIT), voice, size, ink=ink, inset=12)


def write_closing(sheet: SummaryPaper) -> None:
    """The day of issue and the places for signatures, kept together on one page."""
    say = sheet.say
    sheet.signatures(say(N_("本人签字")), say(N_("审核人")), say(N_("日期")))
    sheet.made(sheet.summary.issued_at)


def write_derivations(sheet: SummaryPaper) -> None:
    """The appendix: how each figure came about, as numbered sentences that open downwards."""
    requirements = sheet.summary.requirements
    if not requirements:
        return
    sheet.paper.skip(8)
    blocks = [
        block
        for index, requirement in enumerate(requirements, 1)
        for block in _blocks(sheet, requirement.derivation, str(index), 0)
    ]
    rooms = _rooms(blocks)
    sheet.plain_heading(sheet.say(N_("附录　计算过程")), rooms[0])
    for number, (block, room) in enumerate(zip(blocks, rooms, strict=True)):
        if number and not block.depth:
            sheet.paper.skip(6)
        sheet.paper.need(room)
        _write_block(sheet, block)


@dataclass(frozen=True)
class _Block:
    """One sentence of a derivation, broken into lines."""

    number: str
    depth: int
    lines: list[str]
    voice: Voice
    size: float
    inset: float
    """Where its number begins, in points from the margin."""
    hang: float
    """Where its lines begin, in points from its number."""
    ends: bool
    """Whether it is the last of several that stand under one sentence, and has none under it."""

    @property
    def height(self) -> float:
        """Of all its lines, in points."""
        return len(self.lines) * self.size * _LEADING


def _blocks(
    sheet: SummaryPaper, node: Derivation, number: str, depth: int, *, last: bool = False
) -> Iterator[_Block]:
    """A node and all that stands under it, from top to bottom."""
    fonts = sheet.paper.fonts
    voice, size = (fonts.plain, 9.5) if depth else (fonts.strong, 10.5)
    inset, hang = 14.0 * min(depth, _DEEPEST_INSET), max(14.0, voice.width(number, size) + 7)
    sentence = sheet.fit(node.sentence, TEXT_LIMIT)
    lines = wrap_figures(sentence, voice.widths, size, COLUMN - inset - hang)
    yield _Block(number, depth, lines, voice, size, inset, hang, last and not node.parts)
    for index, part in enumerate(node.parts, 1):
        end = 1 < index == len(node.parts)
        yield from _blocks(sheet, part, f"{number}.{index}", depth + 1, last=end)


def _rooms(blocks: Sequence[_Block]) -> list[float]:
    """The room that each needs on the page on which it begins.

    A sentence is not torn from the first of what stands under it, nor the last of that from the one before,
    as far as this does not take more than is kept together at all.
    """
    rooms: list[float] = []
    room = 0.0
    for number in reversed(range(len(blocks))):
        block = blocks[number]
        follower = blocks[number + 1] if number + 1 < len(blocks) else None
        holds = follower is not None and (follower.depth > block.depth or follower.ends)
        room = block.height + (room if holds else 0.0)
        rooms.append(min(room, KEPT))
    return rooms[::-1]


def _write_block(sheet: SummaryPaper, block: _Block) -> None:
    paper, left = sheet.paper, LEFT + block.inset
    for index, line in enumerate(block.lines):
        paper.need(block.size * _LEADING)
        y = paper.y - block.size
        if index == 0:
            paper.pen.text(left, y, block.number, block.voice, block.size, ink=SECOND)
        paper.pen.text(left + block.hang, y, line, block.voice, block.size)
        paper.y -= block.size * _LEADING
