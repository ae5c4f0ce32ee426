"""The drawing of a unit's year: what was approved in each month, in the field and online."""

from __future__ import annotations

from collections.abc import Sequence

from exports.chart import MONTHS, SIZE, key_line, lined, scale_steps, solid
from exports.palette import INK, RULE, SECOND
from exports.sketch import Sketch, svg
from ledger.domain.report import ReportMonth
from ledger.domain.wording import N_, Say

_TITLE = N_("逐月台账")
_DESCRIPTION = N_("每月审核通过的实地和网上台账条数。")
_WIDTH = 442.0
CHART_HEIGHT = 126.0
"""Its usual height, in points."""


def report_chart(months: Sequence[ReportMonth], say: Say, *, height: float = CHART_HEIGHT) -> Sketch:
    """The twelve months as stacks of entries: field solid, online with level lines; as high as asked."""
    sketch = Sketch(_WIDTH, height)
    left, low = SIZE * 3, SIZE * 1.9
    high = height - low - SIZE * 2.6
    steps = scale_steps(max((month.field + month.online for month in months), default=0), high, SIZE)
    for count in steps:
        y = low + high * count / steps[-1]
        sketch.lines([((left, y), (_WIDTH, y))], RULE if count else INK, 0.4 if count else 0.7)
        sketch.label((left - 4, y - SIZE * 0.35), str(count), SIZE, SECOND, "end")
    column = (_WIDTH - left) / 12
    for month in months:
        x, base = left + column * (month.month - 0.8), low
        for draw, count in ((solid, month.field), (lined, month.online)):
            if count:
                draw(sketch, x, base, column * 0.6, high * count / steps[-1])
                base += high * count / steps[-1]
        sketch.label(
            (x + column * 0.3, low - SIZE * 1.5), say(MONTHS[month.month - 1]), SIZE, SECOND, "middle"
        )
    key_line(sketch, left, height - SIZE, ((solid, N_("实地（条）")), (lined, N_("网上（条）"))), say)
    return sketch


def report_chart_svg(months: Sequence[ReportMonth], say: Say) -> bytes:
    """The same drawing as an SVG file, to be shown as an image."""
    return svg(report_chart(months, say), say(_TITLE), say(_DESCRIPTION))
