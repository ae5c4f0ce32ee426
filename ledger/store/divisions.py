"""Administrative divisions by GB/T 2260: codes and full names, read once when first asked for."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache

from ledger.resources import resource_dir

LONGEST_NAME = 30
CODE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Division:
    """A division: its six-digit code and its name from the province down."""

    code: str
    name: str


@lru_cache(maxsize=1)
def divisions() -> tuple[Division, ...]:
    """All provinces, cities and counties, in order of code."""
    with (resource_dir("data") / "divisions.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Division(row["code"], row["name"]) for row in csv.DictReader(file))


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    return {division.name: division.code for division in divisions()}


@lru_cache(maxsize=1)
def _by_code() -> dict[str, str]:
    return {division.code: division.name for division in divisions()}


def name_of_place(code: str) -> str | None:
    """The name of a province, city or county by its code, with or without the zeros at its end (6106)."""
    return _by_code().get(code.ljust(CODE_DIGITS, "0"))


def places_like(text: str, most: int = 12) -> list[Division]:
    """Divisions whose name holds the text: those that end with it first, then the higher ones."""
    wanted = "".join(text.split())
    if not wanted:
        return []
    found = [division for division in divisions() if wanted in division.name]
    found.sort(key=lambda one: (not one.name.endswith(wanted), one.code[2:] != "0000", one.code))
    return found[:most]


def code_of_place(text: str) -> str | None:
    """The code of the smallest division that the text begins with; None where it begins with none.

    "湖南省长沙市岳麓区某镇某村" lies in 430104; what follows the county stays text.
    """
    plain, known = "".join(text.split()), _by_name()
    for end in range(min(len(plain), LONGEST_NAME), 1, -1):
        if plain[:end] in known:
            return known[plain[:end]]
    return None
