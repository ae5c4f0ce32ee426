"""The pen: writes text, rules and drawings of one page as PDF operators, in the fonts' voices."""

from __future__ import annotations

from functools import cache

from exports.code_square import code_square
from exports.fonts import Fonts, Voice
from exports.palette import INK, RULE
from exports.sketch import Label, Shape, Sketch

_SHARES = {"start": 0.0, "middle": 0.5, "end": 1.0}
_SLANT = 0.7071  # 45 degrees
_MIDDLE = 0.38
"""How high above the line the middle of a letter is, in parts of its size."""
Used = dict[Voice, set[str]]
"""The characters that a document has printed in each voice."""


@cache
def colour(hexadecimal: str) -> str:
    """The three parts of a colour "#RRGGBB" as PDF writes them."""
    return " ".join(f"{int(hexadecimal[n : n + 2], 16) / 255:.3g}" for n in (1, 3, 5))


class Pen:
    """What is drawn and written on one page; text lies over the drawing."""

    def __init__(self, fonts: Fonts, used: Used) -> None:
        self._fonts = fonts
        self._used = used
        self._drawn: list[str] = []
        self._written: list[str] = []
        self._look: tuple[str, float] = ("", 0.0)
        self._ink = ""

    def text(
        self, x: float, y: float, text: str, voice: Voice, size: float, *, ink: str = INK, share: float = 0.0
    ) -> None:
        """Writes one line, beginning at x, or with that share of its width before x (0.5 centred)."""
        if share:
            x -= voice.width(text, size) * share
        if ink != self._ink:
            self._ink = ink
            self._written.append(f"{colour(ink)} rg")
        written = self._written
        written.append(f"1 0 0 1 {x:.2f} {y:.2f} Tm")
        self._used[voice].update(text)
        for font, numbers in voice.runs(text):
            if (font, size) != self._look:
                self._look = (font, size)
                written.append(f"/{font} {size:g} Tf")
            written.append(f"<{numbers}> Tj")

    def rule(self, x: float, y: float, end: float, *, ink: str = RULE, width: float = 0.5) -> None:
        """Draws one level line."""
        self._drawn.append(f"{colour(ink)} RG {width:g} w {x:.2f} {y:.2f} m {end:.2f} {y:.2f} l S")

    def box(self, x: float, y: float, width: float, height: float, *, fill: str) -> None:
        """Draws one filled rectangle."""
        self._drawn.append(f"{colour(fill)} rg {x:.2f} {y:.2f} {width:.2f} {height:.2f} re f")

    def square(self, text: str, x: float, y: float, size: float) -> None:
        """Draws the square of a text (exports/code_square.py) with its upper left corner at a point."""
        modules, runs = code_square(text)
        dark = [f"{begin} {row} {count} 1 re" for row, begin, count in runs]
        # In a measure of modules, counted downwards from the corner, every number is a short one.
        measure = f"{size / modules:.4f} 0 0 {-size / modules:.4f} {x:.2f} {y:.2f} cm"
        self._drawn.append("\n".join([f"q {colour(INK)} rg {measure}", *dark, "f Q"]))

    def watermark(self, text: str, voice: Voice, size: float, x: float, y: float, *, ink: str) -> None:
        """Writes a text aslant around a point, under everything else that comes on the page."""
        self._used[voice].update(text)
        half, middle = voice.width(text, size) / 2, size * _MIDDLE
        written = [f"{colour(ink)} rg"]
        for place, (font, numbers) in enumerate(voice.runs(text)):
            if place == 0:
                left, low = x - (half - middle) * _SLANT, y - (half + middle) * _SLANT
                at = f"{left:.2f} {low:.2f}"
                written.append(f"{_SLANT} {_SLANT} -{_SLANT} {_SLANT} {at} Tm")
            written += [f"/{font} {size:g} Tf", f"<{numbers}> Tj"]
        self._drawn.insert(0, "\n".join(["/Artifact BMC BT", *written, "ET EMC"]))

    def sketch(self, sketch: Sketch, x: float, y: float) -> None:
        """Lays a drawing down with its lower left corner at this point."""
        for mark in sketch.marks:
            if isinstance(mark, Label):
                voice = self._fonts.strong if mark.strong else self._fonts.plain
                left, low = mark.at
                share = _SHARES[mark.align]
                self.text(x + left, y + low, mark.text, voice, mark.size, ink=mark.colour, share=share)
            else:
                self._shape(mark, x, y)

    def operators(self) -> str:
        """Everything on the page, as the operators of PDF."""
        return "\n".join([*self._drawn, "BT", *self._written, "ET"])

    def _shape(self, shape: Shape, x: float, y: float) -> None:
        parts = []
        if shape.fill:
            parts.append(f"{colour(shape.fill)} rg")
        if shape.stroke:
            dash = " ".join(f"{length:g}" for length in shape.dash)
            parts.append(f"{colour(shape.stroke)} RG {shape.width:g} w [{dash}] 0 d")
        for (left, low), *rest in shape.paths:
            parts.append(f"{x + left:.2f} {y + low:.2f} m")
            parts += [f"{x + right:.2f} {y + high:.2f} l" for right, high in rest]
        parts.append(
            {(True, True): "B", (True, False): "f", (False, True): "S"}[bool(shape.fill), bool(shape.stroke)]
        )
        if shape.dash:
            parts.append("[] 0 d")
        self._drawn.append(" ".join(parts))
