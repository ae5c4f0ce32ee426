"""Shares of an outcome as people write them: 1, 1/2, 0.5, 50%."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

_FRACTION = re.compile(r"(\d{1,4})/(\d{1,4})")
_DECIMAL = re.compile(r"(\d{1,3}(?:\.\d{1,4})?)(%?)")


def read_share(text: str) -> Fraction | None:
    """The exact fraction that a text means; None where it means none."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).replace("⁄", "/")
    if match := _FRACTION.fullmatch(plain):
        return Fraction(int(match[1]), int(match[2])) if int(match[2]) else None
    if match := _DECIMAL.fullmatch(plain):
        return Fraction(match[1]) / (100 if match[2] else 1)
    return None
