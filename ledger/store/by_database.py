"""Statements that each kind of database says in its own words, made when one is first asked for."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Table

    Insert = Callable[[Table], Any]


class ByDatabase(dict[str, Any]):
    """The statement of each database by the name of its dialect: "sqlite" or "postgresql".

    It is made once, as it runs often; and of the dialects only the one in use is loaded, for the other would
    cost every command its time and every worker its memory.
    """

    def __init__(self, make: Callable[[Insert], Any]) -> None:
        """`make` gets the database's own `insert`, which knows what to do where a row is there already."""
        super().__init__()
        self._make = make

    def __missing__(self, name: str) -> Any:
        dialect = importlib.import_module(f"sqlalchemy.dialects.{name}")
        statement = self[name] = self._make(dialect.insert)
        return statement
