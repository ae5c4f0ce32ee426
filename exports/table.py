"""A calm table: rules instead of boxes, the head repeated on each page, long rows split between pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from exports.page import BOTTOM, KEPT, LEFT, RIGHT, Paper
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
_WHOLE_LINES = 9
"""A row of no more lines is not split between pages."""
_LEAST_LINES = 4
"""A longer one is begun on a page only if at least so many stand on it."""


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
    """A table on a paper: measured when it is made, written by `write`."""

    def __init__(
        self,
        paper: Paper,
        columns: Sequence[Column],
        rows: Iterable[Sequence[Cell]],
        *,
        after: float = 0.0,
    ) -> None:
        """Measures the table.

        Args:
            paper: on which it is written.
            columns: from left to right.
            rows: of as many cells as there are columns.
            after: the room for what follows the last row and is not to be alone on a page, in points.
        """
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
        self._rows = [[self._lines(index, cell) for index, cell in enumerate(row)] for row in rows]
        self._after = after

    @property
    def least(self) -> float:
        """The height of its head with the rows that are not torn from it."""
        return self._head_height + self._kept(0)

    def write(self) -> None:
        """Writes the head and every row, going on to new pages as it needs."""
        self._paper.need(self.least)
        self._head()
        for number, row in enumerate(self._rows):
            if self._paper.y - self._kept(number) < BOTTOM:
                self._turn()
            self._row(row)
        self._paper.pen.rule(LEFT, self._paper.y, RIGHT, ink=INK, width=0.8)
        self._paper.skip(LEADING)

    def _kept(self, number: int) -> float:
        """The room that a row needs on the page on which it begins; the last is not left alone on one."""
        if not self._rows:
            return 0.0
        heights = [self._height(row) for row in self._rows[number : number + 2]]
        if number + 2 < len(self._rows):
            return heights[0]
        whole = sum(heights) + self._after
        return whole if whole <= KEPT else heights[0] + (self._after if number + 1 == len(self._rows) else 0)

    def _height(self, row: list[list[_Line]]) -> float:
        """How high a row is, or that part of a long one that it begins with."""
        count = max(map(len, row), default=0)
        return (count if count <= _WHOLE_LINES else _LEAST_LINES) * LEADING + _ABOVE + _BELOW

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
        paper.pen.rule(LEFT, paper.y, RIGHT, ink=INK)

    def _turn(self) -> None:
        """Goes on under a new head on the next page."""
        self._paper.pen.rule(LEFT, self._paper.y, RIGHT)
        self._paper.turn()
        self._head()

    def _row(self, cells: list[list[_Line]]) -> None:
        """One row; of a long one, what does not fit on the page goes on under a new head."""
        done, count = 0, max(map(len, cells), default=0)
        while True:
            part = min(count - done, self._paper.lines_left(LEADING, _ABOVE + _BELOW))
            if count - done - part == 1:
                part -= 1
            self._part(cells, done, part)
            done += part
            if done >= count:
                break
            self._turn()
        self._paper.pen.rule(LEFT, self._paper.y, RIGHT, ink=RULE)

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
