"""The drawing of a unit's year: what was approved in each month, in the field and online."""

from __future__ import annotations

from collections.abc import Sequence

from exports.chart import MONTHS, key_line, lined, scale_steps, solid
from exports.palette import INK, RULE, SECOND
from exports.sketch import Sketch, svg
from ledger.domain.report import ReportMonth
from ledger.domain.wording import N_, Say

_TITLE = N_("逐月台账")
_DESCRIPTION = N_("每月审核通过的实地和网上台账条数。")


def report_chart(months: Sequence[ReportMonth], say: Say, *, compact: bool = False) -> Sketch:
    """The twelve months as stacks of entries: field solid, online with level lines.

    Args:
        months: What was approved in each month.
        say: Translates.
        compact: the narrow form for a telephone, with larger type.
    """
    size = 11.0 if compact else 8.0
    wide, high = (320.0, 180.0) if compact else (442.0, 120.0)
    sketch = Sketch(wide, high)
    left, low = size * 3, size * 1.9
    height = high - low - size * 2.6
    steps = scale_steps(max((month.field + month.online for month in months), default=0))
    for count in steps:
        y = low + height * count / steps[-1]
        sketch.lines([((left, y), (wide, y))], RULE if count else INK, 0.4 if count else 0.7)
        sketch.label((left - 4, y - size * 0.35), str(count), size, SECOND, "end")
    column = (wide - left) / 12
    for month in months:
        x, base = left + column * (month.month - 0.8), low
        for draw, count in ((solid, month.field), (lined, month.online)):
            if count:
                draw(sketch, x, base, column * 0.6, height * count / steps[-1])
                base += height * count / steps[-1]
        name = str(month.month) if compact else say(MONTHS[month.month - 1])
        sketch.label((x + column * 0.3, low - size * 1.5), name, size, SECOND, "middle")
    key_line(sketch, left, high - size, ((solid, N_("实地（条）")), (lined, N_("网上（条）"))), say, size)
    return sketch


def report_chart_svg(months: Sequence[ReportMonth], say: Say, *, compact: bool = False) -> bytes:
    """The same drawing as an SVG file, to be shown as an image."""
    return svg(report_chart(months, say, compact=compact), say(_TITLE), say(_DESCRIPTION))
