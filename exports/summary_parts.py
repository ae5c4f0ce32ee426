"""The running parts of the summary: head, policy, signatures, derivation and notes."""

from __future__ import annotations

from reportlab.lib.units import mm

from exports.page import COLUMN, LEFT, RIGHT, Paper
from exports.palette import SECOND
from exports.paper_sheet import LINE_LIMIT, NAME_LIMIT, TEXT_LIMIT, PaperSheet, day_text
from exports.text import wrap
from ledger.domain.summary import Derivation, Summary
from ledger.domain.wording import N_, Say

_CODE_WIDTH = 48 * mm
_SQUARE = 22 * mm
_CODE_SIZE = 10.5  # four groups of four letters stand on one line
_DEEPEST_INSET = 6


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
    _identity(sheet)
    paper.y = min(paper.y, code_end) - 6
    sheet.rule()
    sheet.lead(summary.headline)
    for text in (summary.forecast, summary.provisional, *summary.corrections):
        sheet.remark(text)


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
    sheet.labelled(label, value, COLUMN - _CODE_WIDTH - 6 * mm)


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
    beside, square_end = left, y
    if summary.verify_url:
        paper.pen.square(summary.verify_url, left, y + 10, _SQUARE)
        beside, square_end = left + _SQUARE + 3 * mm, y + 4 - _SQUARE
    room = RIGHT - beside
    for line in wrap(sheet.fit(summary.verify_hint, NAME_LIMIT), plain.widths, 8, room):
        paper.pen.text(beside, y + 2, line, plain, 8, ink=SECOND)
        y -= 12
    return min(y + 6, square_end)


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
    say = sheet.say
    sheet.signatures(say(N_("本人签字")), say(N_("审核人")), say(N_("日期")))
    sheet.made(sheet.summary.issued_at)


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
