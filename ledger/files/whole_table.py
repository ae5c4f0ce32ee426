"""The whole table in a file from outside, read in a child process with limits."""

from __future__ import annotations

from typing import Any

from ledger.domain.tables import Row
from ledger.files.confined import Limits, confined
from ledger.files.table import read_table

LIMITS = Limits()
"""The largest workbook that is taken, 100,000 rows of texts, needs about a third of them."""


def read_whole_table(name: str, content: bytes) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    """The columns' names and all rows below them, as `read_table` finds them.

    Raises:
        FileError: the file is none that can be read, or reading it takes too much.
    """
    found = confined(read_plain, {"name": name}, content, LIMITS)
    return tuple(found["columns"]), tuple(Row(number, tuple(cells)) for number, cells in found["rows"])


def read_plain(question: dict[str, str], content: bytes) -> dict[str, Any]:
    """The table in values that JSON can hold; runs in the child.

    Raises:
        FileError: the file is none that can be read.
    """
    table = read_table(question["name"], content)
    return {"columns": table.columns, "rows": [(row.number, row.cells) for row in table.rows]}
