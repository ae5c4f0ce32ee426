"""The drawings of a year: the months with their running total, and the bar of one requirement.

Each meaning has a pattern beside its colour: field is solid, online has level lines, what was exchanged is
hatched at a slant, what is still short is an empty outline.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from exports.palette import (
    EXCHANGED,
    EXCHANGED_WASH,
    FIELD,
    INK,
    ONLINE,
    ONLINE_WASH,
    RULE,
    SECOND,
    WASH,
    WHITE,
)
from exports.sketch import Point, Sketch, level, slanted, svg
from ledger.domain.summary import SummaryMonth
from ledger.domain.wording import N_, Say

MONTHS = (
    N_("1月"),
    N_("2月"),
    N_("3月"),
    N_("4月"),
    N_("5月"),
    N_("6月"),
    N_("7月"),
    N_("8月"),
    N_("9月"),
    N_("10月"),
    N_("11月"),
    N_("12月"),
)
Draw = Callable[[Sketch, float, float, float, float], None]
_TITLE = N_("逐月情况")
_DESCRIPTION = N_("每月实地、网上和折算的天数，以及累计天数与均匀进度的比较。")
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
_INTERVALS = 4
"""The most of a scale."""
CHART_HEIGHT = 180.0
"""The usual height of the wide form, in points."""
SIZE = 9.0
"""Of the letters in a wide drawing, in points."""


@dataclass(frozen=True)
class _Plot:
    """One field of a chart: where it stands, and how many points one minute is high."""

    left: float
    low: float
    width: float
    height: float
    scale: range
    """The marks of its scale, in days."""
    day_minutes: int

    def y(self, minutes: int) -> float:
        """The height at which an amount stands."""
        return self.low + self.height * minutes / (self.scale[-1] * self.day_minutes)

    def x(self, month: int, within: float) -> float:
        """The place of a month, or of a part of the way (0 to 1) through it."""
        return self.left + self.width / 12 * (month - 1 + within)


def year_chart(
    months: Sequence[SummaryMonth],
    day_minutes: int,
    say: Say,
    *,
    compact: bool = False,
    through: int = 12,
    height: float = CHART_HEIGHT,
) -> Sketch:
    """The months of a year: above, the total against an even pace; below, what each month brought.

    Args:
        months: in order; one that is missing is left empty.
        day_minutes: minutes in a day, for the scales in days.
        say: the reader's language.
        compact: the narrow form for a telephone, with larger type.
        through: the last month the total is drawn to, in a year that is still running.
        height: of the wide form, in points.
    """
    size = 11.0 if compact else SIZE
    sketch = Sketch(320.0, 300.0) if compact else Sketch(442.0, height)
    left, foot, legend = size * 2.4, size * 1.9, size * 2.2
    width, room = sketch.width - left, sketch.height - foot - legend * 2 - size
    totals = max([max(month.cumulative, month.required) for month in months], default=0)
    most = max([_brought(month) for month in months], default=0)
    high, low = room * 0.42, foot + room * 0.42 + legend + size * 0.6
    below = _plot((left, foot, width, high), most, day_minutes, size)
    above = _plot((left, low, width, room - high), totals, day_minutes, size)
    _scale(sketch, above, size)
    _scale(sketch, below, size)
    _total(sketch, above, months, through)
    for month in months:
        _column(sketch, below, month)
    for number, name in enumerate(MONTHS, 1):
        text = str(number) if compact else say(name)
        sketch.label((below.x(number, 0.5), foot - size * 1.5), text, size, SECOND, "middle")
    _legend_total(sketch, above, size, say)
    _legend_months(sketch, below, size, say)
    return sketch


def year_chart_svg(
    months: Sequence[SummaryMonth],
    day_minutes: int,
    say: Say,
    *,
    compact: bool = False,
    through: int = 12,
) -> bytes:
    """The same drawing as an SVG file, to be shown as an image."""
    sketch = year_chart(months, day_minutes, say, compact=compact, through=through)
    return svg(sketch, say(_TITLE), say(_DESCRIPTION))


def standing_bar(field: float, exchanged: float, width: float, height: float) -> Sketch:
    """The bar of one requirement: earned solid, exchanged hatched, the rest an empty outline.

    Args:
        field: the part earned, 0 to 1 of the bar.
        exchanged: the part that came by exchange.
        width: in points.
        height: in points.
    """
    sketch = Sketch(width, height)
    earned = width * min(1.0, max(0.0, field))
    taken = min(width - earned, width * max(0.0, exchanged))
    _empty(sketch, 0, 0, width, height)
    if earned:
        solid(sketch, 0, 0, earned, height)
    if taken:
        _hatched(sketch, earned, 0, taken, height)
    return sketch


def bar_key(say: Say) -> Sketch:
    """What the patterns of the bars mean, in one line."""
    sketch = Sketch(0.0, SIZE)
    for draw, text in ((solid, N_("本身取得")), (_hatched, N_("折算")), (_empty, N_("尚差"))):
        draw(sketch, sketch.width, 0, 12, 7)
        sketch.label((sketch.width + 16, 0), say(text), SIZE, SECOND)
        sketch.width += 28 + _estimated(say(text), SIZE)
    sketch.width -= 12
    return sketch


def _plot(frame: tuple[float, float, float, float], minutes: int, day_minutes: int, size: float) -> _Plot:
    """A field at (left, low, width, height), with a scale that holds an amount and numbers of a size."""
    return _Plot(*frame, scale_steps(-(-minutes // day_minutes), frame[3], size), day_minutes)


def _brought(month: SummaryMonth) -> int:
    return month.field + month.online + month.exchanged


def scale_steps(most: int, height: float, size: float) -> range:
    """The marks of a scale that holds an amount: round steps from nothing to a little more.

    Args:
        most: the amount, 0 or more.
        height: of the scale, in points; a low one has fewer marks, so that their numbers stand apart.
        size: of the numbers, in points.
    """
    count = max(1, min(_INTERVALS, int(height / (size * 1.15))))
    step = next((step for step in _STEPS if most <= step * count), 0)
    step = step or _STEPS[-1] * -(-most // (_STEPS[-1] * count))
    return range(0, max(step, -(-most // step) * step) + 1, step)


def _scale(sketch: Sketch, plot: _Plot, size: float) -> None:
    """The level lines of a plot with their days."""
    right = plot.left + plot.width
    lines: list[tuple[Point, ...]] = []
    for days in plot.scale:
        y = plot.y(days * plot.day_minutes)
        if days:
            lines.append(((plot.left, y), (right, y)))
        sketch.label((plot.left - 4, y - size * 0.35), str(days), size, SECOND, "end")
    sketch.lines(lines, RULE, 0.4)
    sketch.lines([((plot.left, plot.low), (right, plot.low))], INK, 0.7)


def _total(sketch: Sketch, plot: _Plot, months: Sequence[SummaryMonth], through: int) -> None:
    """The running total as a filled line, and the even pace as a broken one."""
    start: Point = (plot.left, plot.low)
    pace = [start, *((plot.x(month.month, 1), plot.y(month.required)) for month in months)]
    past = [month for month in months if month.month <= through]
    run = [start, *((plot.x(month.month, 1), plot.y(month.cumulative)) for month in past)]
    if len(run) > 1:
        sketch.area((*run, (run[-1][0], plot.low)), WASH)
        sketch.lines([tuple(run)], FIELD, 1.6)
        x, y = run[-1]
        sketch.area(((x - 2.2, y), (x, y + 2.2), (x + 2.2, y), (x, y - 2.2)), FIELD, WHITE, 0.6)
    if len(pace) > 1:
        sketch.lines([tuple(pace)], INK, 0.8, (3, 2))


def _column(sketch: Sketch, plot: _Plot, month: SummaryMonth) -> None:
    """One month as a stack: field, online, exchanged."""
    x, width = plot.x(month.month, 0.2), plot.width / 12 * 0.6
    base = plot.y(0)
    if month.field > 0:
        top = plot.y(month.field)
        solid(sketch, x, base, width, top - base)
        base = top
    if month.online > 0:
        top = plot.y(month.field + month.online)
        lined(sketch, x, base, width, top - base)
        base = top
    if month.exchanged > 0:
        _hatched(sketch, x, base, width, plot.y(_brought(month)) - base)


def _estimated(text: str, size: float) -> float:
    """About how wide a text will be, in whatever font it is shown: a little more rather than less."""
    return sum(1.0 if character > "\u2e80" else 0.6 for character in text) * size


def solid(sketch: Sketch, x: float, y: float, w: float, h: float) -> None:
    """A column of research on the ground."""
    sketch.box(x, y, w, h, fill=FIELD, stroke=FIELD)


def _empty(sketch: Sketch, x: float, y: float, w: float, h: float) -> None:
    sketch.box(x, y, w, h, fill=WHITE, stroke=SECOND)


def lined(sketch: Sketch, x: float, y: float, w: float, h: float) -> None:
    """A column of research online."""
    sketch.box(x, y, w, h, fill=ONLINE_WASH)
    sketch.lines(level(x, y, w, h, 2.2), ONLINE, 0.6)
    sketch.box(x, y, w, h, stroke=ONLINE)


def _hatched(sketch: Sketch, x: float, y: float, w: float, h: float) -> None:
    sketch.box(x, y, w, h, fill=EXCHANGED_WASH)
    sketch.lines(slanted(x, y, w, h, 3.2), EXCHANGED, 0.7)
    sketch.box(x, y, w, h, stroke=EXCHANGED)


def _legend_total(sketch: Sketch, plot: _Plot, size: float, say: Say) -> None:
    x, y = plot.left, plot.low + plot.height + size * 0.9
    for text, colour, width, dash in (
        (say(N_("累计（天）")), FIELD, 1.6, ()),
        (say(N_("均匀进度")), INK, 0.8, (3.0, 2.0)),
    ):
        sketch.lines([((x, y + size * 0.3), (x + size * 1.6, y + size * 0.3))], colour, width, dash)
        sketch.label((x + size * 2, y), text, size, INK)
        x += size * 4 + _estimated(text, size)


def _legend_months(sketch: Sketch, plot: _Plot, size: float, say: Say) -> None:
    patterns = ((solid, N_("实地")), (lined, N_("网上")), (_hatched, N_("折算")))
    key_line(sketch, plot.left, plot.low + plot.height + size * 0.7, patterns, say, size)


def key_line(
    sketch: Sketch, x: float, y: float, patterns: Iterable[tuple[Draw, str]], say: Say, size: float = SIZE
) -> None:
    """Draws what some patterns mean, in one line that begins at a point."""
    for draw, text in patterns:
        draw(sketch, x, y, size * 1.6, size * 0.85)
        sketch.label((x + size * 2, y), say(text), size, INK)
        x += size * 4 + _estimated(say(text), size)
