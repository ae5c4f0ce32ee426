"""Texts made fit for paper: cleaned, capped and broken into lines as Chinese typesetting asks."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate

NO_LINE_START = frozenset("，。、；：？！）》〉」』】〕”’…—·％,.:;?!)]}%‰℃〗〞～・")
NO_LINE_END = frozenset("（《〈「『【〔“‘([{〖〝")
CONTROL_BOX = "□"
ELLIPSIS = "…"
_SUSPECT = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202f\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ud800-\udfff\ufff0-\ufffb\U000e0000-\U000e01ef]"
)
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = frozenset("\xad\u200b\u200c\u200d\u2060\ufeff")
_SPACES = " \u3000"
_HARD_SPACE = "\xa0"
_BEFORE_UNIT = re.compile(r"(?<=\d) (?=[^\W\d])")
_AFTER_NO_STROKE = NO_LINE_START | {"/", " "}
_LEAST_LAST = 3000
"""In thousandths of the size: a last line has at least three characters, or as much of Latin letters."""


def cleaned(text: str) -> str:
    """The text with one kind of line end and no character that prints as nothing or turns the line round.

    Control characters are shown as a box; marks that are invisible by nature are left out.
    """
    if not _SUSPECT.search(text):
        return text
    return _SUSPECT.sub(_shown, _LINE_ENDS.sub("\n", text))


def _shown(match: re.Match[str]) -> str:
    character = match[0]
    if character == "\t" or unicodedata.category(character) == "Zs":
        return " "
    # Variation selectors choose a form of the character before; without them it prints in its usual form.
    if character in _INVISIBLE or unicodedata.category(character) == "Mn":
        return ""
    return CONTROL_BOX


def capped(text: str, limit: int) -> str:
    """The text, or as much of it as the limit lets through with an ellipsis at the end."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + ELLIPSIS


def fitted(text: str, widths: Mapping[str, float], size: float, width: float) -> str:
    """The text on one line, with an ellipsis at the end of what fits where not all of it does."""
    line = text.replace("\n", " ")
    room = width * 1000 / size
    reach = [*accumulate(map(widths.__getitem__, line))]
    if not reach or reach[-1] <= room:
        return line
    return line[: bisect_right(reach, room - widths[ELLIPSIS])].rstrip() + ELLIPSIS


def wrap(
    text: str, widths: Mapping[str, float], size: float, width: float, *, indent: float = 0.0
) -> list[str]:
    """The lines of a text in a column, none beginning with closing or ending with opening punctuation.

    Latin words, numbers and what a hard space joins stay whole unless they are wider than the column. What
    would leave one or two characters on the last line gives it a few more. The time grows with the length of
    the text alone. An empty text has no lines.

    Args:
        text: cleaned text; a line end in it begins a new line, several in a row begin one.
        widths: of each character in thousandths of the size.
        size: of the letters, in points.
        width: of the column, in points.
        indent: of the first line, in points.
    """
    room, first = width * 1000 / size, (width - indent) * 1000 / size
    lines: list[str] = []
    for line in _own_lines(text):
        reach = [0.0, *accumulate(map(widths.__getitem__, line))]
        start = 0
        while reach[-1] - reach[start] > (here := room if lines else first):
            cut = _cut(line, reach, start, here)
            cut = _leaving_enough(line, reach, (start, cut), here)
            lines.append(line[start:cut].rstrip(_SPACES))
            start = _behind_gap(line, cut)
        lines.append(line[start:])
    return lines


def wrap_figures(
    text: str, widths: Mapping[str, float], size: float, width: float, *, indent: float = 0.0
) -> list[str]:
    """The same for figures: a number and what is counted stay together, as in "1 小时 / 30 分"."""
    joined = _BEFORE_UNIT.sub(_HARD_SPACE, text)
    lines = wrap(joined, widths, size, width, indent=indent)
    return lines if joined == text else [line.replace(_HARD_SPACE, " ") for line in lines]


def _own_lines(text: str) -> list[str]:
    """The lines that the writer made, less those that would begin with closing punctuation."""
    if "\n" not in text:
        return [line] if (line := text.strip(_SPACES)) else []
    made: list[list[str]] = []
    for part in text.split("\n"):
        line = part.strip(_SPACES)
        if line and line[0] in NO_LINE_START and made:
            made[-1].append(line)
        elif line:
            made.append([line])
    return ["".join(parts) for parts in made]


def _cut(line: str, reach: Sequence[float], start: int, room: float) -> int:
    """Where the line that begins at `start` ends: as late as punctuation and words allow."""
    last = max(start + 1, bisect_right(reach, reach[start] + room) - 1)
    cut = last
    while cut > start and not (_keeps_words(line, cut) and _keeps_punctuation(line, start, cut)):
        cut -= 1
    if cut > start and not _word_fills_line(line, reach, cut, room):
        return cut
    stroke = _behind_stroke(line, max(start, cut), last)
    if stroke:
        return stroke
    if cut > start and "/" in line[cut : bisect_right(reach, reach[cut] + room)]:
        return cut
    # Another word wider than the column is broken where it stands, still with punctuation in its place.
    cut = last
    while cut > start and not _keeps_punctuation(line, start, cut):
        cut -= 1
    return cut if cut > start else last


def _behind_stroke(line: str, begin: int, end: int) -> int:
    """Where an address that is wider than the column is best broken: behind its last stroke; or 0."""
    at = line.rfind("/", begin, end)
    return at + 1 if at >= begin and line[at + 1] not in _AFTER_NO_STROKE else 0


def _leaving_enough(line: str, reach: Sequence[float], span: tuple[int, int], room: float) -> int:
    """Where a line ends that would leave too little for the last one: earlier, if that is possible."""
    start, cut = span
    left = reach[-1] - reach[_behind_gap(line, cut)]
    if left >= _LEAST_LAST or room < 2 * _LEAST_LAST:
        return cut
    end = start + len(line[start:cut].rstrip(_SPACES))
    earlier = _cut(line, reach, start, reach[end] - reach[start] - _LEAST_LAST + left)
    return earlier if reach[-1] - reach[_behind_gap(line, earlier)] <= room else cut


def _behind_gap(line: str, at: int) -> int:
    """The place of the next character that is not a space; a line does not end with one."""
    while line[at] in _SPACES:
        at += 1
    return at


def _keeps_words(line: str, cut: int) -> bool:
    before, after = line[cut - 1], line[cut]
    return not (_in_word(before) and _in_word(after)) and _HARD_SPACE not in (before, after)


def _keeps_punctuation(line: str, start: int, cut: int) -> bool:
    """Whether neither side of a break has punctuation where it must not be, gaps left out."""
    before, after = cut - 1, cut
    while before > start and line[before] in _SPACES:
        before -= 1
    while line[after] in _SPACES:
        after += 1
    return line[after] not in NO_LINE_START and line[before] not in NO_LINE_END


def _word_fills_line(line: str, reach: Sequence[float], cut: int, room: float) -> bool:
    """Whether the word after a break is too wide to stand on a line of its own."""
    end = bisect_right(reach, reach[cut] + room)
    return end <= len(line) and all(map(_in_word, line[cut:end]))


def _in_word(character: str) -> bool:
    return "!" <= character <= "\u045f" and not "\u007f" <= character <= "\u00bf"
