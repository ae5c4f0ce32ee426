"""The statement of a cadre's month on paper (月度台账单)."""

from __future__ import annotations

from exports.fonts import Fonts
from exports.page import Imprint, Paper
from exports.paper_sheet import LANGUAGES, PRODUCT, SIGNING, PaperSheet, day_text
from exports.summary_tables import list_entries, list_outcomes
from exports.table import Column, Table
from exports.text import capped, cleaned
from ledger.domain.statement import Statement
from ledger.domain.wording import N_, Say


def statement_pdf(statement: Statement, fonts: Fonts, say: Say) -> bytes:
    """The statement as the bytes of a PDF file."""
    title = say(N_("%(year)s 年 %(month)s 月台账单")) % {"year": statement.year, "month": statement.month}
    sheet = PaperSheet(Paper(fonts, _imprint(statement, title, say)), say, statement.language)
    sheet.title(title)
    _write_head(sheet, statement)
    _write_figures(sheet, statement)
    list_entries(sheet, statement.entries, say(N_("这个月没有计入核算的台账。")))
    list_outcomes(sheet, statement.outcomes, say(N_("这个月没有登记成果。")), after=SIGNING)
    sheet.signatures(say(N_("本人签字")), say(N_("审核人")), say(N_("日期")))
    sheet.made(statement.made_at)
    sheet.notes()
    return sheet.paper.finish().data


def _imprint(statement: Statement, title: str, say: Say) -> Imprint:
    name, unit = cleaned(statement.cadre_name), cleaned(statement.unit_name)
    return Imprint(
        title=f"{title} {capped(name, 60)}",
        author=capped(unit, 100),
        subject=say(N_("到基层调研：实地与网上")),
        language=LANGUAGES.get(statement.language, statement.language),
        head_left=f"{title}　{capped(name, 12)}　{capped(unit, 60)}",
        head_right=statement.as_of.isoformat(),
        foot=capped(cleaned(statement.checkpoint), 80),
        producer=say(PRODUCT),
        made=statement.made_at,
        watermark="" if statement.complete else say(N_("未满月")),
    )


def _write_head(sheet: PaperSheet, statement: Statement) -> None:
    say = sheet.say
    state = say(N_("本月已结束")) if statement.complete else say(N_("本月尚未结束"))
    as_of = say(N_("%(day)s（%(state)s）")) % {"day": day_text(statement.as_of, say), "state": state}
    sheet.labelled(say(N_("姓名")), statement.cadre_name)
    sheet.labelled(say(N_("单位")), statement.unit_name)
    sheet.labelled(say(N_("职务")), statement.post)
    sheet.labelled(say(N_("职级")), statement.rank)
    sheet.labelled(say(N_("截至")), as_of)
    sheet.paper.y -= 6
    sheet.rule()
    sheet.lead(statement.headline)


def _write_figures(sheet: PaperSheet, statement: Statement) -> None:
    if not statement.figures:
        return
    columns = [Column(name, 1, figures=True) for name, _amount in statement.figures]
    sheet.paper.skip(8)
    Table(sheet.paper, columns, [[sheet.cell(amount) for _name, amount in statement.figures]]).write()
