"""The text of a cell, for every file that a spreadsheet opens: a formula never, whatever somebody wrote.

A spreadsheet takes a text that begins with = + - @, their full-width forms, a tab or a carriage return for a
formula, also behind blanks. Excel and WPS cut a cell at 32,767 characters and refuse control characters.
"""

from __future__ import annotations

import re

LONGEST = 32_767
STARTS = frozenset("=+-@＝＋－＠﹢﹣﹦﹫−\t\r")
BLANKS = " \u00a0\u3000\ufeff\u200b\n"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BREAKS = re.compile(r"\r\n?")
_LOOKED_AT = STARTS | frozenset(BLANKS)
"""What a text begins with that has to be looked at closely."""


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula."""
    return text[:1] in STARTS if text[:1] not in BLANKS else text.lstrip(BLANKS)[:1] in STARTS


def cell_text(text: str) -> str:
    """The text without control characters, its lines broken by line feeds alone, no longer than a cell."""
    if not text.isprintable():
        text = _BREAKS.sub("\n", _CONTROL.sub("", text))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def told_text(text: str) -> tuple[str, bool]:
    """The text of a cell, and whether it has to be marked as text: as it was written, or as it is now."""
    told = text
    if len(text) > LONGEST or not text.isprintable():
        told = cell_text(text)
    return told, bool(text) and (is_formula_like(told) or (told is not text and is_formula_like(text)))


def guarded_text(text: str) -> str:
    """The text for a file without types: an apostrophe stands before what might be taken for a formula."""
    if text[:1] not in _LOOKED_AT and len(text) <= LONGEST and text.isprintable():
        return text  # almost all are such
    told, is_marked = told_text(text)
    return "'" + told[: LONGEST - 1] if is_marked else told
