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
_WIDTH, _NARROW = 442.0, 320.0
CHART_HEIGHT = 126.0
"""Its usual height, in points."""
_COMPACT_HEIGHT = 180.0


def report_chart(
    months: Sequence[ReportMonth], say: Say, *, height: float = CHART_HEIGHT, compact: bool = False
) -> Sketch:
    """The twelve months as stacks of entries: field solid, online with level lines; as high as asked.

    Args:
        months: What was approved in each month.
        say: Translates.
        height: In points.
        compact: the narrow form for a telephone, with larger type.
    """
    size = 11.0 if compact else SIZE
    wide = _NARROW if compact else _WIDTH
    sketch = Sketch(wide, height)
    left, low = size * 3, size * 1.9
    high = height - low - size * 2.6
    steps = scale_steps(max((month.field + month.online for month in months), default=0), high, size)
    for count in steps:
        y = low + high * count / steps[-1]
        sketch.lines([((left, y), (wide, y))], RULE if count else INK, 0.4 if count else 0.7)
        sketch.label((left - 4, y - size * 0.35), str(count), size, SECOND, "end")
    column = (wide - left) / 12
    for month in months:
        x, base = left + column * (month.month - 0.8), low
        for draw, count in ((solid, month.field), (lined, month.online)):
            if count:
                draw(sketch, x, base, column * 0.6, high * count / steps[-1])
                base += high * count / steps[-1]
        name = str(month.month) if compact else say(MONTHS[month.month - 1])
        sketch.label((x + column * 0.3, low - size * 1.5), name, size, SECOND, "middle")
    key_line(sketch, left, height - size, ((solid, N_("实地（条）")), (lined, N_("网上（条）"))), say, size)
    return sketch


def report_chart_svg(months: Sequence[ReportMonth], say: Say, *, compact: bool = False) -> bytes:
    """The same drawing as an SVG file, to be shown as an image."""
    height = _COMPACT_HEIGHT if compact else CHART_HEIGHT
    return svg(report_chart(months, say, height=height, compact=compact), say(_TITLE), say(_DESCRIPTION))
