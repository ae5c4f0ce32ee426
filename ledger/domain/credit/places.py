"""Division codes as places: their level, and the place of a level that a code lies in."""

from __future__ import annotations

from functools import lru_cache

from ledger.domain.credit.policy import PLACE_DIGITS

_LEVEL_OF = {digits: level for level, digits in PLACE_DIGITS.items()}
_LENGTHS = sorted(_LEVEL_OF)


@lru_cache(maxsize=65536)
def bare(code: str) -> str:
    """The code without trailing groups of zeros: 330106001000 is 330106001."""
    while len(code) in _LEVEL_OF:
        shorter = max((length for length in _LENGTHS if length < len(code)), default=0)
        if code[shorter:].strip("0"):
            break
        code = code[:shorter]
    return code


def place_of(code: str | None, level: str | None) -> str | None:
    """The place that counts for a code: of that level, or the code itself; None for a coarser code."""
    if code is None:
        return None
    plain = bare(code)
    if level is None:
        return plain or None
    digits = PLACE_DIGITS[level]
    return plain[:digits] if len(plain) >= digits else None


def level_of(code: str | None) -> str | None:
    """The level that a code names: "township"; None when it names none."""
    return None if code is None else _LEVEL_OF.get(len(bare(code)))
