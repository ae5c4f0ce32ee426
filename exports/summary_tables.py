"""The parts of the summary that are figures: requirements, months, accounts, outcomes and entries."""

from __future__ import annotations

from collections.abc import Sequence

from exports.chart import CHART_HEIGHT, bar_key, standing_bar, year_chart
from exports.page import COLUMN, LEFT, RIGHT
from exports.palette import SECOND
from exports.paper_sheet import LINE_LIMIT, NAME_LIMIT, TEXT_LIMIT, PaperSheet
from exports.sketch import Sketch
from exports.summary_parts import SummaryPaper
from exports.table import Cell, Column, Table
from exports.text import wrap
from ledger.domain.summary import SummaryEntry, SummaryOutcome, SummaryRequirement
from ledger.domain.wording import N_

_BAR = 8.0
_ONE_BAR = 67.0
"""The room for a requirement with a title of one line."""
_LEAST_CHART = 120.0
_MODE_WIDTHS = {"zh": 15.0}
_MODE_WIDTH = 23.5
"""In millimetres, so that no word of it is broken: "Unannounced" takes more than 四不两直."""


def write_requirements(sheet: SummaryPaper) -> None:
    """Each requirement with its bar: what is owed, what is reached, what is still short."""
    say, title = sheet.say, sheet.say(N_("应完成与已完成"))
    if not sheet.summary.requirements:
        sheet.nothing(title, say(N_("本年度没有适用的要求。")))
        return
    sheet.heading(title, _ONE_BAR)
    key = bar_key(say)
    sheet.paper.pen.sketch(key, RIGHT - key.width, sheet.paper.y + 11)
    for requirement in sheet.summary.requirements:
        _requirement(sheet, requirement)


def _requirement(sheet: SummaryPaper, requirement: SummaryRequirement) -> None:
    paper, fonts = sheet.paper, sheet.paper.fonts
    label = sheet.fit(requirement.status_label, 24)
    room = COLUMN - fonts.plain.width(label, 11) - 16
    titles = wrap(sheet.fit(requirement.title, NAME_LIMIT), fonts.strong.widths, 11, room)
    paper.need(len(titles) * 17 + _ONE_BAR - 17)
    paper.pen.text(RIGHT, paper.y - 11, label, fonts.plain, 11, share=1.0)
    for line in titles:
        paper.pen.text(LEFT, paper.y - 11, line, fonts.strong, 11)
        paper.y -= 17
    if requirement.status != "not_applicable":
        bar = standing_bar(requirement.share_field, requirement.share_exchanged, COLUMN, _BAR)
        paper.pen.sketch(bar, LEFT, paper.y - _BAR)
        paper.y -= _BAR + 4
        _written_out(sheet, requirement)
    elif requirement.composed_of:
        paper.paragraph(sheet.fit(requirement.composed_of, LINE_LIMIT), fonts.plain, 9.5, ink=SECOND)
    paper.skip(8)


def _written_out(sheet: SummaryPaper, requirement: SummaryRequirement) -> None:
    """The figures of the bar in words, and what they are made of beside or under them."""
    paper, plain = sheet.paper, sheet.paper.fonts.plain
    figures = sheet.fit(_figures(sheet, requirement), LINE_LIMIT)
    made_of = sheet.fit(requirement.composed_of, LINE_LIMIT)
    beside = COLUMN - plain.width(figures, 10) - plain.width(made_of, 9.5)
    if "\n" not in made_of and beside > 24:
        paper.pen.text(RIGHT, paper.y - 10, made_of, plain, 9.5, ink=SECOND, share=1.0)
        made_of = ""
    paper.paragraph(figures, plain, 10)
    paper.paragraph(made_of, plain, 9.5, ink=SECOND)


def _figures(sheet: SummaryPaper, requirement: SummaryRequirement) -> str:
    text = N_("已完成 %(reached)s %(unit)s，应完成 %(required)s %(unit)s")
    if requirement.status == "short":
        text = N_("已完成 %(reached)s %(unit)s，应完成 %(required)s %(unit)s，尚差 %(short)s %(unit)s")
    return sheet.say(text) % {
        "reached": requirement.reached,
        "required": requirement.required,
        "short": requirement.short,
        "unit": requirement.unit,
    }


def write_months(sheet: SummaryPaper) -> None:
    """The year by month, as a drawing."""
    summary, say = sheet.summary, sheet.say
    running = summary.as_of.year == summary.year
    through = summary.as_of.month if running else 12

    def draw(height: float) -> Sketch:
        return year_chart(summary.months, summary.day_minutes, say, through=through, height=height)

    sheet.drawn(say(N_("逐月情况")), draw, _LEAST_CHART, CHART_HEIGHT)


def write_accounts(sheet: SummaryPaper) -> None:
    """What each account earned, took in and gave out, and the exchanges between them."""
    summary, say = sheet.summary, sheet.say
    title = say(N_("账户与互换"))
    if not summary.accounts:
        sheet.nothing(title, say(N_("本年度没有记账。")))
        return
    heads = (say(N_("账户")), say(N_("本身取得")), say(N_("折算转入")), say(N_("折算转出")), say(N_("合计")))
    columns = [Column(head, 9 if index else 8, figures=index > 0) for index, head in enumerate(heads)]
    rows = [
        [sheet.cell(text) for text in (row.title, row.earned, row.taken_in, row.given_out, row.total)]
        for row in summary.accounts
    ]
    sheet.listed(title, Table(sheet.paper, columns, rows))
    if summary.exchanges:
        columns = [
            Column(say(N_("互换办法")), 7),
            Column(say(N_("说明")), 8),
            Column(say(N_("转出")), 5, figures=True),
            Column(say(N_("转入")), 5, figures=True),
        ]
        rows = [
            [sheet.cell(text) for text in (row.title, row.limited_by, row.taken, row.given)]
            for row in summary.exchanges
        ]
        Table(sheet.paper, columns, rows).write()


def write_outcomes(sheet: SummaryPaper) -> None:
    """What came of the research."""
    list_outcomes(sheet, sheet.summary.outcomes, sheet.say(N_("本年度没有登记成果。")))


def write_entries(sheet: SummaryPaper) -> None:
    """The list of entries: when, how, where, what, and how much was recorded and credited."""
    list_entries(sheet, sheet.summary.entries, sheet.say(N_("本年度没有台账条目。")))


def list_outcomes(
    sheet: PaperSheet, outcomes: Sequence[SummaryOutcome], none: str, *, after: float = 0.0
) -> None:
    """Outcomes as rows under their heading, or the sentence that there is none; `after` as in `Table`."""
    say, title = sheet.say, sheet.say(N_("成果"))
    if not outcomes:
        sheet.nothing(title, none, after=after)
        return
    columns = [
        Column(say(N_("日期")), 23),
        Column(say(N_("类别")), 27),
        Column(say(N_("名称及编号")), 56),
        Column(say(N_("级别")), 16),
        Column(say(N_("份额")), 14),
        Column(say(N_("状态")), 20),
    ]
    rows = [
        [
            sheet.cell(row.on),
            sheet.cell(row.kind),
            sheet.cell(row.title, row.reference),
            sheet.cell(row.level),
            sheet.cell(row.share),
            sheet.cell(row.state),
        ]
        for row in outcomes
    ]
    sheet.listed(title, Table(sheet.paper, columns, rows, after=after))


def list_entries(sheet: PaperSheet, entries: Sequence[SummaryEntry], none: str) -> None:
    """Entries as rows under their heading, or the sentence that there is none."""
    say, title = sheet.say, sheet.say(N_("台账条目"))
    if not entries:
        sheet.nothing(title, none)
        return
    mode = _MODE_WIDTHS.get(sheet.language, _MODE_WIDTH)
    columns = [
        Column(say(N_("日期")), 18.5),
        Column(say(N_("方式")), mode),
        Column(say(N_("地点或平台、主题")), 28),
        Column(say(N_("内容")), 71.1 - mode),
        Column(say(N_("记录")), 19.2, figures=True),
        Column(say(N_("计入")), 19.2, figures=True),
    ]
    rows = [
        [
            sheet.cell(row.on),
            sheet.cell(row.channel_label, row.mode),
            sheet.cell(row.where, row.topic),
            Cell(sheet.fit(row.what, TEXT_LIMIT), sheet.fit(row.note, NAME_LIMIT)),
            sheet.cell(row.recorded),
            sheet.cell(row.credited),
        ]
        for row in entries
    ]
    sheet.listed(title, Table(sheet.paper, columns, rows))
