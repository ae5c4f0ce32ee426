"""A calm table: rules instead of boxes, the head repeated on each page, long rows split between pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from exports.page import LEFT, RIGHT, Paper
from exports.palette import INK, RULE, SECOND, WASH
from exports.text import wrap, wrap_figures

SIZE = 9.0
LEADING = 12.5
_INSET = 3.0
_ABOVE = 4.0
_BELOW = 3.0
_HEAD = 18.0
"""The height of a head of one line."""
_BETWEEN = 9.0
"""More room before a column of words that stands to the right of figures, which end at its edge."""
_LEAST_LINES = 4
"""A row with more lines than fit is begun on this page only if at least so many stand on it."""


@dataclass(frozen=True)
class Column:
    """One column: its head, its share of the width in parts, and whether its figures stand to the right."""

    title: str
    parts: float
    figures: bool = False


@dataclass(frozen=True)
class Cell:
    """One cell: its main text, and a remark under it in the second ink."""

    text: str
    remark: str = ""


@dataclass(frozen=True)
class _Line:
    text: str
    ink: str


class Table:
    """The columns of a table on a paper, onto which rows are written."""

    def __init__(self, paper: Paper, columns: Sequence[Column]) -> None:
        self._paper = paper
        self._columns = columns
        total = sum(column.parts for column in columns)
        edges = [LEFT]
        for column in columns:
            edges.append(edges[-1] + (RIGHT - LEFT) * column.parts / total)
        self._edges = edges
        strong = paper.fonts.strong.widths
        self._heads = [wrap(one.title, strong, SIZE, self._room(at)) for at, one in enumerate(columns)]
        self._head_height = _HEAD + LEADING * (max(map(len, self._heads), default=1) - 1)

    def write(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Writes the head and every row, going on to new pages as it needs."""
        self._paper.need(self._head_height + LEADING * 2)
        self._head()
        for row in rows:
            self._row([self._lines(index, cell) for index, cell in enumerate(row)])
        self._paper.pen.rule(LEFT, self._paper.y, RIGHT, ink=INK, width=0.8)
        self._paper.skip(LEADING)

    def _lines(self, index: int, cell: Cell) -> list[_Line]:
        widths, width = self._paper.fonts.plain.widths, self._room(index)
        broken = wrap_figures if self._columns[index].figures else wrap
        lines = [_Line(text, INK) for text in broken(cell.text, widths, SIZE, width)]
        if cell.remark:
            lines += [_Line(text, SECOND) for text in wrap(cell.remark, widths, SIZE, width)]
        return lines

    def _head(self) -> None:
        """The heads of the columns, each as low as the lowest."""
        paper, height = self._paper, self._head_height
        paper.pen.box(LEFT, paper.y - height, RIGHT - LEFT, height, fill=WASH)
        paper.pen.rule(LEFT, paper.y, RIGHT, ink=INK, width=0.8)
        for index, lines in enumerate(self._heads):
            for above, line in enumerate(reversed(lines)):
                self._put(index, line, paper.y - height + 5.5 + above * LEADING, strong=True)
        paper.y -= height

    def _row(self, cells: list[list[_Line]]) -> None:
        """One row; what does not fit on the page goes on under a new head."""
        paper = self._paper
        done, count = 0, max(map(len, cells), default=0)
        while True:
            fit = paper.lines_left(LEADING, _ABOVE + _BELOW)
            part = min(count - done, fit)
            if part < count - done and part < _LEAST_LINES:
                part = 0
            if part:
                self._part(cells, done, part)
                done += part
            if done >= count:
                break
            paper.pen.rule(LEFT, paper.y, RIGHT)
            paper.turn()
            self._head()
        paper.pen.rule(LEFT, paper.y, RIGHT, ink=RULE)

    def _part(self, cells: list[list[_Line]], begin: int, count: int) -> None:
        first = self._paper.y - _ABOVE - SIZE
        for index, lines in enumerate(cells):
            for offset, line in enumerate(lines[begin : begin + count]):
                self._put(index, line.text, first - offset * LEADING, ink=line.ink)
        self._paper.y -= count * LEADING + _ABOVE + _BELOW

    def _put(self, index: int, text: str, y: float, *, ink: str = INK, strong: bool = False) -> None:
        voice = self._paper.fonts.strong if strong else self._paper.fonts.plain
        if self._columns[index].figures:
            x = self._edges[index + 1] - _INSET
            self._paper.pen.text(x, y, text, voice, SIZE, ink=ink, share=1.0)
        else:
            self._paper.pen.text(self._left(index), y, text, voice, SIZE, ink=ink)

    def _left(self, index: int) -> float:
        """Where the texts of a column begin."""
        columns = self._columns
        behind_figures = index and columns[index - 1].figures and not columns[index].figures
        return self._edges[index] + _INSET + (_BETWEEN if behind_figures else 0)

    def _room(self, index: int) -> float:
        """How wide the texts of a column may be."""
        return self._edges[index + 1] - _INSET - self._left(index)
