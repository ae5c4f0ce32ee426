"""Tables that people bring: rows as they see them, and which column holds what."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from ledger.domain.wording import Sentence

FieldT = TypeVar("FieldT", bound=StrEnum)


@dataclass(frozen=True)
class Row:
    """One row of a table: its number as a person sees it in the sheet, and the text of its cells."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class RowFault:
    """What is wrong with one cell: the row's number, the column's name (or "") and a sentence."""

    row: int
    column: str
    sentence: Sentence


def recognise_columns(columns: Sequence[str], words: Mapping[FieldT, Sequence[str]]) -> dict[FieldT, int]:
    """Which column holds which field: a field's exact names first, then names that contain one.

    A column serves one field only. Fields that no column serves are absent; the result is a proposal
    that the user may correct.
    """
    names = [plain_name(c) for c in columns]
    known = {field: [plain_name(w) for w in spoken] for field, spoken in words.items()}
    found: dict[FieldT, int] = {}
    for field, spoken in known.items():
        at = next((names.index(w) for w in spoken if w in names), None)
        if at is not None and at not in found.values():
            found[field] = at
    for field, at in _contained(names, known):
        if field not in found and at not in found.values():
            found[field] = at
    return found


def plain_name(name: str) -> str:
    """A column's name without what people decorate it with: spaces, brackets, marks, letter case."""
    bare = unicodedata.normalize("NFKC", name).lower()
    bare = re.sub(r"[(\[【〔].*?[)\]】〕]", "", bare)
    return re.sub(r"[\W_]+", "", bare)


def cell(row: Row, columns: Mapping[FieldT, int], field: FieldT) -> str:
    """The text of a field in a row, trimmed; "" when no column serves it or the row is shorter."""
    at = columns.get(field, -1)
    return row.cells[at].strip() if 0 <= at < len(row.cells) else ""


def _contained(names: list[str], known: Mapping[FieldT, list[str]]) -> list[tuple[FieldT, int]]:
    """Pairs of field and column whose name contains one of the field's words, longest words first."""
    pairs = [
        (len(word), field, at)
        for field, spoken in known.items()
        for word in spoken
        for at, name in enumerate(names)
        if len(word) > 1 and word in name and len(name) <= len(word) + 6
    ]
    pairs.sort(key=lambda pair: -pair[0])
    return [(field, at) for _, field, at in pairs]
