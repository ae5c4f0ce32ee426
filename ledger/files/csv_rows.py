"""Rows of a CSV file: the encoding and the separator are found, not asked for."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from ledger.files import faults
from ledger.files.cell_text import MAX_CHARACTERS, clean

_SEPARATORS = ",;\t"
_BOMS_16 = (b"\xff\xfe", b"\xfe\xff")

# The limit is the module's own and guards every reader; a cell of a letter may be longer than its default.
csv.field_size_limit(MAX_CHARACTERS)


def csv_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Each record with its number as a sheet would show it: a quoted line break makes no new row."""
    text = decode(content)
    separator = find_separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for number, record in enumerate(reader, start=1):
            yield number, [clean(c) for c in record]
    except csv.Error as fault:
        raise faults.DamagedFileError from fault


def decode(content: bytes) -> str:
    """The text: UTF-8 with or without mark, UTF-16 by its mark, else GB18030."""
    if content.startswith(_BOMS_16):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeError:
            continue
    raise faults.EncodingError


def find_separator(text: str) -> str:
    """The separator by which the most of the first records come out equally wide, and wider than one."""
    start = text[:200_000]
    return max(_SEPARATORS, key=lambda separator: _evenness(start, separator))


def _evenness(start: str, separator: str) -> tuple[int, int]:
    reader = csv.reader(io.StringIO(start, newline=""), delimiter=separator)
    try:
        widths = Counter(len(record) for record in islice(reader, 30) if len(record) > 1)
    except csv.Error:
        return 0, 0
    if not widths:
        return 0, 0
    width, count = widths.most_common(1)[0]
    return count, width
