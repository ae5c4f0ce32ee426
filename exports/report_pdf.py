"""The year of a unit, or of a department with everything below it, on paper."""

from __future__ import annotations

from collections.abc import Sequence

from exports.chart import MONTHS
from exports.fonts import Fonts
from exports.page import LEFT, Imprint, Paper
from exports.paper_sheet import LANGUAGES, NAME_LIMIT, PRODUCT, PaperSheet, day_text
from exports.report_chart import report_chart
from exports.table import Cell, Column, Table
from exports.text import capped, cleaned
from ledger.domain.report import Report, ReportCount
from ledger.domain.wording import N_, Say


def report_pdf(report: Report, fonts: Fonts, say: Say) -> bytes:
    """The report as the bytes of a PDF file."""
    sheet = PaperSheet(Paper(fonts, _imprint(report, say)), say, report.language)
    sheet.title(report.title)
    _write_head(sheet, report)
    _write_requirements(sheet, report)
    if report.units:
        _write_units(sheet, report)
    _write_cadres(sheet, report)
    _write_exchanges(sheet, report)
    _write_outcomes(sheet, report)
    _write_months(sheet, report)
    _write_policies(sheet, report)
    sheet.signatures(say(N_("制表人")), say(N_("负责人")), say(N_("日期")))
    sheet.made(report.made_at)
    sheet.notes()
    return sheet.paper.finish().data


def _imprint(report: Report, say: Say) -> Imprint:
    unit = cleaned(report.unit_name)
    return Imprint(
        title=f"{report.title} {capped(unit, 60)}",
        author=capped(unit, 100),
        subject=say(N_("到基层调研：实地与网上")),
        language=LANGUAGES.get(report.language, report.language),
        head_left=f"{report.title} · {capped(unit, 60)}",
        head_right=report.as_of.isoformat(),
        foot=capped(cleaned(report.checkpoint), 80),
        producer=say(PRODUCT),
        made=report.made_at,
        watermark="" if report.closed else say(N_("未结账")),
    )


def _write_head(sheet: PaperSheet, report: Report) -> None:
    say = sheet.say
    closed = say(N_("本年度已结账")) if report.closed else say(N_("本年度尚未结账"))
    as_of = say(N_("%(day)s（%(state)s）")) % {"day": day_text(report.as_of, say), "state": closed}
    sheet.labelled(say(N_("单位")), report.unit_name)
    sheet.labelled(say(N_("范围")), report.scope)
    sheet.labelled(say(N_("截至")), as_of)
    sheet.paper.y -= 6
    sheet.rule()
    sheet.lead(report.headline)
    if report.provisional:
        sheet.remark(report.provisional)


def _write_requirements(sheet: PaperSheet, report: Report) -> None:
    say = sheet.say
    sheet.heading(say(N_("各项要求")), 60)
    if not report.requirements:
        sheet.nothing(say(N_("本年度没有适用的要求。")))
        return
    rows = [
        [sheet.cell(one.title), *_figures(one.met, one.short, one.not_applicable)]
        for one in report.requirements
    ]
    Table(sheet.paper, [Column(say(N_("要求")), 6), *_states(say)]).write(rows)


def _write_units(sheet: PaperSheet, report: Report) -> None:
    say = sheet.say
    sheet.heading(say(N_("下级单位")), 60)
    columns = [Column(say(N_("单位")), 6), Column(say(N_("干部")), 1.5, figures=True), *_states(say)]
    Table(sheet.paper, columns).write(
        [sheet.cell(one.name), *_figures(one.cadres, one.met, one.short, one.not_applicable)]
        for one in report.units
    )


def _write_cadres(sheet: PaperSheet, report: Report) -> None:
    say = sheet.say
    sheet.heading(say(N_("本单位干部")), 60)
    if not report.cadres:
        sheet.nothing(say(N_("本单位没有需要核算的干部。")))
        return
    columns = [
        Column(say(N_("姓名")), 20),
        Column(say(N_("职务、职级")), 33),
        Column(say(N_("各项要求（已完成 / 应完成）")), 45.5),
        Column(say(N_("实地")), 18.5, figures=True),
        Column(say(N_("折算")), 19, figures=True),
        Column(say(N_("情况")), 20),
    ]
    Table(sheet.paper, columns).write(
        [
            sheet.cell(one.name),
            sheet.cell(one.post, one.rank),
            Cell("\n".join(sheet.fit(line, NAME_LIMIT) for line in one.requirements)),
            sheet.cell(one.field),
            sheet.cell(one.exchanged),
            sheet.cell(one.status),
        ]
        for one in report.cadres
    )


def _write_exchanges(sheet: PaperSheet, report: Report) -> None:
    say = sheet.say
    sheet.heading(say(N_("互换互补")), 60)
    columns = [Column(say(N_("项目")), 6), Column(say(N_("合计")), 2, figures=True)]
    Table(sheet.paper, columns).write(
        [sheet.cell(name), sheet.cell(amount)] for name, amount in report.exchanges
    )


def _write_outcomes(sheet: PaperSheet, report: Report) -> None:
    say = sheet.say
    sheet.heading(say(N_("成果")), 60)
    if not report.outcomes:
        sheet.nothing(say(N_("本年度没有登记成果。")))
        return
    _counts(sheet, say(N_("类别")), report.outcomes)
    if report.encouraged:
        _counts(sheet, say(N_("鼓励的内容")), report.encouraged)
        sheet.remark(
            say(N_("鼓励的内容按成果类别归入（《网络信息内容生态治理规定》第五条）；一项成果只计一次。"))
        )


def _counts(sheet: PaperSheet, head: str, counts: Sequence[ReportCount]) -> None:
    say = sheet.say
    columns = [
        Column(head, 6),
        Column(say(N_("项数")), 2, figures=True),
        Column(say(N_("已核实")), 2, figures=True),
    ]
    Table(sheet.paper, columns).write(
        [sheet.cell(one.title), *_figures(one.count, one.verified)] for one in counts
    )


def _write_months(sheet: PaperSheet, report: Report) -> None:
    say, paper = sheet.say, sheet.paper
    chart = report_chart(report.months, say)
    sheet.heading(say(N_("逐月情况")), chart.height + 40)
    paper.pen.sketch(chart, LEFT, paper.y - chart.height)
    paper.y -= chart.height
    paper.skip(10)
    columns = [
        Column(say(N_("月份")), 4),
        Column(say(N_("实地（条）")), 2, figures=True),
        Column(say(N_("网上（条）")), 2, figures=True),
        Column(say(N_("成果（项）")), 2, figures=True),
    ]
    Table(paper, columns).write(
        [
            sheet.cell(say(MONTHS[one.month - 1])),
            *_figures(one.field, one.online, one.outcomes),
        ]
        for one in report.months
    )


def _write_policies(sheet: PaperSheet, report: Report) -> None:
    sheet.heading(sheet.say(N_("适用的折算办法")), 30)
    for line in report.policies:
        sheet.paper.paragraph(sheet.fit(line, NAME_LIMIT), sheet.paper.fonts.body, 12)
    if not report.policies:
        sheet.nothing(sheet.say(N_("本年度没有适用的折算办法。")))


def _states(say: Say) -> list[Column]:
    return [Column(say(name), 1.5, figures=True) for name in (N_("已达到"), N_("尚差"), N_("不适用"))]


def _figures(*counts: int) -> list[Cell]:
    return [Cell(str(count)) for count in counts]
