"""The drawing of a trial: how many cadres reach the line under the present policy and the changed one.

Each group has two bars of the same length, one below the other: what is reached is solid, what is short an
empty outline, to whom nothing applies is left blank. Groups stand in the order in which they are given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exports.palette import FIELD, INK, RULE, SECOND, WHITE
from exports.sketch import Sketch, svg
from ledger.domain.wording import N_, Say, Sentence

_TITLE = N_("试算前后")
_DESCRIPTION = N_("各职级已达到和尚差的人数，现行办法和试算的各一条，数字见下表。")


@dataclass(frozen=True)
class TrialBars:
    """One group: its name, and (reached, short, not applicable) under each of the two policies."""

    name: str
    before: tuple[int, int, int]
    after: tuple[int, int, int]


def trial_chart(groups: Sequence[TrialBars], say: Say, *, compact: bool = False) -> Sketch:
    """The bars of all groups, first the present policy's and below it the changed one's."""
    size = 12.0 if compact else 10.0
    width = 320.0 if compact else 600.0
    row, legend = size * 4.9, size * 2.4
    sketch = Sketch(width, row * len(groups) + legend)
    _legend(sketch, size, say)
    for number, group in enumerate(groups):
        low = sketch.height - legend - row * (number + 1)
        sketch.label((0, low + row - size * 1.3), group.name, size, INK, strong=True)
        for text, counts, y in (
            (N_("现行"), group.before, low + size * 2.1),
            (N_("试算"), group.after, low + size * 0.7),
        ):
            _bar(sketch, say(text), counts, y, size, say)
    return sketch


def trial_chart_svg(groups: Sequence[TrialBars], say: Say, *, compact: bool = False) -> bytes:
    """The same drawing as an SVG file, to be shown as an image."""
    return svg(trial_chart(groups, say, compact=compact), say(_TITLE), say(_DESCRIPTION))


def _bar(sketch: Sketch, name: str, counts: tuple[int, int, int], y: float, size: float, say: Say) -> None:
    met, short, _ = counts
    left, told = size * 3.6, size * 12.5
    room, height = sketch.width - left - told, size * 0.95
    everybody = sum(counts) or 1
    reached, lacking = room * met / everybody, room * short / everybody
    sketch.label((left - size * 0.6, y + size * 0.1), name, size, SECOND, "end")
    sketch.lines([((left, y), (left + room, y))], RULE, 0.5)
    if short:
        sketch.box(left + reached, y, lacking, height, fill=WHITE, stroke=SECOND)
    if met:
        sketch.box(left, y, reached, height, fill=FIELD, stroke=FIELD)
    values = {"met": met, "short": short}
    text = Sentence(N_("已达到 %(met)s · 尚差 %(short)s"), values).say(say)
    sketch.label((sketch.width, y + size * 0.1), text, size, INK, "end")


def _legend(sketch: Sketch, size: float, say: Say) -> None:
    x, y = 0.0, sketch.height - size * 1.2
    for solid, text in ((True, N_("已达到")), (False, N_("尚差"))):
        fill, stroke = (FIELD, FIELD) if solid else (WHITE, SECOND)
        sketch.box(x, y, size * 1.6, size * 0.85, fill=fill, stroke=stroke)
        sketch.label((x + size * 2, y), say(text), size, INK)
        x += size * 3.4 + len(say(text)) * size
