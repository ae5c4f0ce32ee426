"""A drawing that is described once and printed on paper or written as SVG for the web.

Measures are points, the origin is the lower left corner. The general drawing classes of the PDF library
take some 6 ms to print a chart of twelve months and write style attributes that a strict page refuses.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from xml.sax.saxutils import escape, quoteattr

Point = tuple[float, float]
Align = Literal["start", "middle", "end"]
_SVG_FONTS = (
    "'PingFang SC','HarmonyOS Sans SC','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif"
)


@dataclass(frozen=True)
class Shape:
    """Areas or lines of one look: each path is a run of points."""

    paths: tuple[tuple[Point, ...], ...]
    fill: str = ""
    stroke: str = ""
    width: float = 0.5
    dash: tuple[float, ...] = ()


@dataclass(frozen=True)
class Label:
    """A short text standing at a point."""

    at: Point
    text: str
    size: float
    colour: str
    align: Align = "start"
    strong: bool = False


@dataclass
class Sketch:
    """The marks of a drawing in the order in which they are laid over each other."""

    width: float
    height: float
    marks: list[Shape | Label] = field(default_factory=list)

    def area(self, points: tuple[Point, ...], fill: str = "", stroke: str = "", width: float = 0.5) -> None:
        """Adds one closed area."""
        self.marks.append(Shape(((*points, points[0]),), fill, stroke, width))

    def box(self, x: float, y: float, w: float, h: float, *, fill: str = "", stroke: str = "") -> None:
        """Adds one rectangle."""
        self.area(((x, y), (x + w, y), (x + w, y + h), (x, y + h)), fill, stroke)

    def lines(
        self,
        paths: list[tuple[Point, ...]],
        stroke: str,
        width: float = 0.5,
        dash: tuple[float, ...] = (),
    ) -> None:
        """Adds open lines of one look."""
        if paths:
            self.marks.append(Shape(tuple(paths), "", stroke, width, dash))

    def label(
        self, at: Point, text: str, size: float, colour: str, align: Align = "start", *, strong: bool = False
    ) -> None:
        """Adds a text."""
        self.marks.append(Label(at, text, size, colour, align, strong))


def slanted(x: float, y: float, w: float, h: float, gap: float) -> list[tuple[Point, ...]]:
    """The strokes at 45 degrees that fill a rectangle, cut off at its edges."""
    lines: list[tuple[Point, ...]] = []
    offset = gap / 2 - h
    while offset < w:
        begin, end = max(0.0, offset), min(w, offset + h)
        if end > begin:
            lines.append(((x + begin, y + begin - offset), (x + end, y + end - offset)))
        offset += gap
    return lines


def level(x: float, y: float, w: float, h: float, gap: float) -> list[tuple[Point, ...]]:
    """The level strokes that fill a rectangle."""
    count = max(0, int((h - gap / 2) / gap) + 1) if h >= gap / 2 else 0
    return [((x, y + gap / 2 + n * gap), (x + w, y + gap / 2 + n * gap)) for n in range(count)]


def svg(sketch: Sketch, title: str, description: str) -> bytes:
    """The drawing as an SVG file that stands alone: its texts are for the eye, its title for the ear."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {sketch.width:g} {sketch.height:g}"'
        f' width="{sketch.width:g}" height="{sketch.height:g}" role="img" font-family="{_SVG_FONTS}">',
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc>",
        *(_svg_mark(mark, sketch.height) for mark in sketch.marks),
        "</svg>\n",
    ]
    return "\n".join(parts).encode()


def _svg_mark(mark: Shape | Label, height: float) -> str:
    if isinstance(mark, Label):
        x, y = mark.at
        weight = ' font-weight="600"' if mark.strong else ""
        anchor = f' text-anchor="{mark.align}"' if mark.align != "start" else ""
        return (
            f'<text x="{x:.1f}" y="{height - y:.1f}" font-size="{mark.size:g}"'
            f" fill={quoteattr(mark.colour)}{weight}{anchor}>{escape(mark.text)}</text>"
        )
    runs = (" L".join(f"{x:.1f} {height - y:.1f}" for x, y in path) for path in mark.paths)
    ends = "Z" if mark.fill else ""
    look = f' fill="{mark.fill or "none"}"'
    if mark.stroke:
        look += f' stroke="{mark.stroke}" stroke-width="{mark.width:g}"'
    if mark.dash:
        look += f' stroke-dasharray="{" ".join(f"{n:g}" for n in mark.dash)}"'
    return f'<path d="{"".join(f"M{run}{ends}" for run in runs)}"{look}/>'
