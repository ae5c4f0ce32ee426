"""The same summary by other engines: platypus as it comes, WeasyPrint and typst, each as one would use it.

Every peer gets the same plain blocks in the same fonts and margins, and keeps between documents what can be
kept: platypus its fonts, WeasyPrint its font configuration, typst its compiler.
"""

from __future__ import annotations

import html
import importlib
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.charts.barcharts import VerticalBarChart
from reportlab.graphics.shapes import Drawing
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

from exports.chart import year_chart_svg
from exports.code_square import QUIET, code_square
from ledger.domain.summary import Derivation, Summary
from ledger.domain.wording import in_chinese

Print = Callable[[Summary], bytes]
REGULAR, BOLD = "BenchRegular", "BenchBold"
FAMILY = "Noto Sans SC"


@dataclass(frozen=True)
class Rows:
    """A table: the shares of its columns, its head and its rows."""

    shares: tuple[float, ...]
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = tuple[str, Any]
"""A kind (title, heading, text, table, chart, square) and what it holds."""


def blocks(summary: Summary) -> Iterator[Block]:
    """What stands on the summary, in order, without its looks."""
    yield "title", f"{summary.year} 年度调研总结"
    yield "square", summary.verify_url
    for text in (summary.cadre_name, summary.unit_name, summary.post, summary.rank, summary.code):
        yield "text", text
    yield "text", summary.headline
    yield "text", summary.forecast
    yield "heading", "一、应完成与已完成"
    figures = tuple((one.title, one.required, one.reached, one.short) for one in summary.requirements)
    yield "table", Rows((4, 2, 2, 2), ("要求", "应完成", "已完成", "尚差"), figures)
    yield "heading", "二、逐月情况"
    yield "chart", summary
    yield "heading", "三、台账条目"
    entries = tuple(
        (one.on, one.mode, f"{one.where} {one.topic}", one.what, one.recorded, one.credited)
        for one in summary.entries
    )
    head = ("日期", "方式", "地点或平台、主题", "内容", "记录", "折算")
    yield "table", Rows((20.5, 18, 30, 57, 15.5, 15), head, entries)
    yield "heading", "四、适用的折算办法"
    yield "text", f"{summary.policy_title}（{summary.policy_version}）"
    for basis in summary.policy_basis:
        yield "text", basis
    yield "heading", "附录　计算过程"
    for requirement in summary.requirements:
        for text in _sentences(requirement.derivation):
            yield "text", text


def _sentences(node: Derivation) -> Iterator[str]:
    yield node.sentence
    for part in node.parts:
        yield from _sentences(part)


def platypus(regular: Path, bold: Path) -> Print:
    """ReportLab's own layout with its own chart and square."""
    pdfmetrics.registerFont(TTFont(REGULAR, str(regular)))
    pdfmetrics.registerFont(TTFont(BOLD, str(bold)))
    text = ParagraphStyle("text", fontName=REGULAR, fontSize=11, leading=17, wordWrap="CJK")
    cell = ParagraphStyle("cell", fontName=REGULAR, fontSize=9, leading=12.5, wordWrap="CJK")
    heading = ParagraphStyle("heading", fontName=BOLD, fontSize=16, leading=26, wordWrap="CJK")
    title = ParagraphStyle("title", parent=heading, fontSize=22, leading=34, alignment=1)
    styles = {"title": title, "heading": heading, "text": text}

    def flowable(kind: str, value: Any) -> Flowable:
        if kind == "table":
            rows = [[Paragraph(html.escape(one), cell) for one in row] for row in (value.head, *value.rows)]
            whole = sum(value.shares)
            return Table(rows, [156 * mm * share / whole for share in value.shares], repeatRows=1)
        if kind == "chart":
            return _platypus_chart(value)
        if kind == "square":
            return Drawing(62, 62, QrCodeWidget(value, barWidth=62, barHeight=62))
        return Paragraph(html.escape(value), styles[kind])

    def draw(summary: Summary) -> bytes:
        target = io.BytesIO()
        story = [part for kind, value in blocks(summary) for part in (flowable(kind, value), Spacer(0, 2))]
        SimpleDocTemplate(
            target,
            pagesize=A4,
            topMargin=37 * mm,
            leftMargin=28 * mm,
            rightMargin=26 * mm,
            bottomMargin=35 * mm,
        ).build(story)
        return target.getvalue()

    return draw


def _platypus_chart(summary: Summary) -> Drawing:
    chart = VerticalBarChart()
    chart.x, chart.y, chart.width, chart.height = 30, 20, 400, 120
    months = summary.months
    chart.data = [
        [one.field for one in months],
        [one.online for one in months],
        [one.exchanged for one in months],
    ]
    chart.categoryAxis.style = "stacked"
    chart.categoryAxis.categoryNames = [f"{one.month}月" for one in months]
    chart.categoryAxis.labels.fontName = chart.valueAxis.labels.fontName = REGULAR
    drawing = Drawing(442, 172)
    drawing.add(chart)
    return drawing


def _pictures(kind: str, value: Any) -> bytes:
    """The chart or the square as SVG, for engines that take pictures."""
    if kind == "chart":
        return year_chart_svg(value.months, value.day_minutes, in_chinese)
    modules, runs = code_square(value)
    size = modules + 2 * QUIET
    path = "".join(f"M{QUIET + x} {QUIET + y}h{n}v1h-{n}z" for y, x, n in runs)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{path}"/></svg>'
    ).encode()


def weasyprint(regular: Path, bold: Path) -> Print:
    """HTML and CSS, as most who use Flask would take."""
    library: Any = importlib.import_module("weasyprint")
    fonts = importlib.import_module("weasyprint.text.fonts").FontConfiguration()
    faces = "".join(
        f'@font-face {{font-family: "{FAMILY}"; font-weight: {weight}; src: url({path.as_uri()})}}'
        for weight, path in ((400, regular), (700, bold))
    )
    css = library.CSS(
        string=faces + "@page {size: A4; margin: 37mm 26mm 35mm 28mm}"
        f'body {{font: 11pt/1.5 "{FAMILY}"}} h1 {{font-size: 22pt; text-align: center}}'
        "h2 {font-size: 16pt}"
        "table {border-collapse: collapse; width: 100%; font-size: 9pt; line-height: 1.4}"
        "td, th {border-bottom: .5pt solid #ccc; text-align: left; vertical-align: top} p {margin: 0}",
        font_config=fonts,
    )

    def draw(summary: Summary) -> bytes:
        body = "".join(_html(kind, value) for kind, value in blocks(summary))
        page = library.HTML(string=f'<html lang="zh-CN"><body>{body}</body></html>')
        return bytes(page.write_pdf(stylesheets=[css], font_config=fonts))

    return draw


def _html(kind: str, value: Any) -> str:
    if kind == "table":
        head = "".join(f"<th>{html.escape(one)}</th>" for one in value.head)
        rows = "".join(
            "<tr>" + "".join(f"<td>{html.escape(one)}</td>" for one in row) + "</tr>" for row in value.rows
        )
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    if kind in ("chart", "square"):
        width = "156mm" if kind == "chart" else "22mm"
        picture = _pictures(kind, value).decode()
        return f'<div style="width: {width}">{picture}</div>'
    tag = {"title": "h1", "heading": "h2", "text": "p"}[kind]
    return f"<{tag}>{html.escape(value)}</{tag}>"


TYPST = """
#set page(paper: "a4", margin: (top: 37mm, left: 28mm, right: 26mm, bottom: 35mm))
#set text(font: "Noto Sans SC", lang: "zh", size: 11pt)
#let blocks = json(bytes(sys.inputs.blocks))
#for (kind, value) in blocks {
  if kind == "title" { align(center, text(size: 22pt, weight: "bold", value)) }
  else if kind == "heading" { text(size: 16pt, weight: "bold", value); parbreak() }
  else if kind == "text" { value; parbreak() }
  else if kind == "chart" { image(bytes(value), format: "svg", width: 156mm) }
  else if kind == "square" { image(bytes(value), format: "svg", width: 22mm) }
  else {
    set text(size: 9pt)
    table(columns: value.shares.map(s => s * 1fr), stroke: (bottom: .5pt + gray),
      table.header(..value.head), ..value.rows.flatten())
  }
}
"""


def typst(regular: Path, bold: Path) -> Print:
    """A layout engine in Rust; the compiler and the fonts are kept."""
    library: Any = importlib.import_module("typst")
    del bold  # it lies beside the regular one
    source = regular.parent / "summary.typ"
    source.write_text(TYPST, "utf-8")
    compiler = library.Compiler(str(source), font_paths=[str(regular.parent)], ignore_system_fonts=True)

    def draw(summary: Summary) -> bytes:
        plain = [[kind, _typst_value(kind, value)] for kind, value in blocks(summary)]
        written = json.dumps(plain, ensure_ascii=False)
        return bytes(compiler.compile(format="pdf", sys_inputs={"blocks": written}))

    return draw


def _typst_value(kind: str, value: Any) -> Any:
    if kind in ("chart", "square"):
        return _pictures(kind, value).decode()
    return vars(value) if kind == "table" else value


PEERS: dict[str, Callable[[Path, Path], Print]] = {
    "platypus": platypus,
    "WeasyPrint": weasyprint,
    "typst": typst,
}
