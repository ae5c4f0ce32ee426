"""The year of a unit, or of a department with everything below it, on paper."""

from __future__ import annotations

from collections.abc import Sequence

from exports.chart import MONTHS
from exports.fonts import Fonts
from exports.page import Imprint, Paper
from exports.paper_sheet import LANGUAGES, NAME_LIMIT, PRODUCT, SIGNING, PaperSheet, day_text
from exports.report_chart import CHART_HEIGHT, report_chart
from exports.table import Cell, Column, Table
from exports.text import capped, cleaned
from ledger.domain.report import Report, ReportCount
from ledger.domain.wording import N_, Say

_LEAST_CHART = 90.0
_REMARK = 36.0
_POLICY_LINE = 18.0


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
        head_left=f"{report.title}　{capped(unit, 60)}",
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
    say, title = sheet.say, sheet.say(N_("各项要求"))
    if not report.requirements:
        sheet.nothing(title, say(N_("本年度没有适用的要求。")))
        return
    rows = [
        [sheet.cell(one.title), *_figures(one.met, one.short, one.not_applicable)]
        for one in report.requirements
    ]
    sheet.listed(title, Table(sheet.paper, [Column(say(N_("要求")), 6), *_states(say)], rows))


def _write_units(sheet: PaperSheet, report: Report) -> None:
    say = sheet.say
    columns = [Column(say(N_("单位")), 6), Column(say(N_("干部")), 1.5, figures=True), *_states(say)]
    rows = [
        [sheet.cell(one.name), *_figures(one.cadres, one.met, one.short, one.not_applicable)]
        for one in report.units
    ]
    sheet.listed(say(N_("下级单位")), Table(sheet.paper, columns, rows))


def _write_cadres(sheet: PaperSheet, report: Report) -> None:
    say, title = sheet.say, sheet.say(N_("本单位干部"))
    if not report.cadres:
        sheet.nothing(title, say(N_("本单位没有需要核算的干部。")))
        return
    columns = [
        Column(say(N_("姓名")), 20),
        Column(say(N_("职务、职级")), 33),
        Column(say(N_("各项要求（已完成 / 应完成）")), 45.5),
        Column(say(N_("实地")), 18.5, figures=True),
        Column(say(N_("折算")), 19, figures=True),
        Column(say(N_("情况")), 20),
    ]
    rows = [
        [
            sheet.cell(one.name),
            sheet.cell(one.post, one.rank),
            Cell("\n".join(sheet.fit(line, NAME_LIMIT) for line in one.requirements)),
            sheet.cell(one.field),
            sheet.cell(one.exchanged),
            sheet.cell(one.status),
        ]
        for one in report.cadres
    ]
    sheet.listed(title, Table(sheet.paper, columns, rows))


def _write_exchanges(sheet: PaperSheet, report: Report) -> None:
    say = sheet.say
    columns = [Column(say(N_("项目")), 6), Column(say(N_("合计")), 2, figures=True)]
    rows = [[sheet.cell(name), sheet.cell(amount)] for name, amount in report.exchanges]
    sheet.listed(say(N_("互换互补")), Table(sheet.paper, columns, rows))


def _write_outcomes(sheet: PaperSheet, report: Report) -> None:
    say, title = sheet.say, sheet.say(N_("成果"))
    if not report.outcomes:
        sheet.nothing(title, say(N_("本年度没有登记成果。")))
        return
    sheet.listed(title, _counts(sheet, say(N_("类别")), report.outcomes))
    if report.encouraged:
        _counts(sheet, say(N_("鼓励的内容")), report.encouraged, after=_REMARK).write()
        sheet.remark(
            say(N_("鼓励的内容按成果类别归入（《网络信息内容生态治理规定》第五条）；一项成果只计一次。"))
        )


def _counts(sheet: PaperSheet, head: str, counts: Sequence[ReportCount], *, after: float = 0.0) -> Table:
    say = sheet.say
    columns = [
        Column(head, 6),
        Column(say(N_("项数")), 2, figures=True),
        Column(say(N_("已核实")), 2, figures=True),
    ]
    rows = [[sheet.cell(one.title), *_figures(one.count, one.verified)] for one in counts]
    return Table(sheet.paper, columns, rows, after=after)


def _write_months(sheet: PaperSheet, report: Report) -> None:
    say = sheet.say
    sheet.drawn(
        say(N_("逐月情况")),
        lambda height: report_chart(report.months, say, height=height),
        _LEAST_CHART,
        CHART_HEIGHT,
    )
    columns = [
        Column(say(N_("月份")), 1),
        Column(say(N_("实地（条）")), 1, figures=True),
        Column(say(N_("网上（条）")), 1, figures=True),
        Column(say(N_("成果（项）")), 1, figures=True),
    ]
    rows = [
        [sheet.cell(say(MONTHS[one.month - 1])), *_figures(one.field, one.online, one.outcomes)]
        for one in report.months
    ]
    Table(sheet.paper, columns, rows).write()


def _write_policies(sheet: PaperSheet, report: Report) -> None:
    say, title = sheet.say, sheet.say(N_("适用的折算办法"))
    if not report.policies:
        sheet.nothing(title, say(N_("本年度没有适用的折算办法。")), after=SIGNING)
        return
    last = len(report.policies) - 1
    sheet.heading(title, _POLICY_LINE + (0 if last else SIGNING))
    for number, line in enumerate(report.policies):
        if number == last:
            sheet.paper.need(_POLICY_LINE + SIGNING)
        sheet.paper.paragraph(sheet.fit(line, NAME_LIMIT), sheet.paper.fonts.body, 12)


def _states(say: Say) -> list[Column]:
    return [Column(say(name), 1.5, figures=True) for name in (N_("已达到"), N_("尚差"), N_("不适用"))]


def _figures(*counts: int) -> list[Cell]:
    return [Cell(str(count)) for count in counts]
