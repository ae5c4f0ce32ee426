"""Exact amounts: how durations, shares and rates are written, and how results are written out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import lcm

LARGEST = 10**9
"""No whole number in a document or a case is larger."""

DAY_MINUTES = 480
"""The minutes of a day where no policy says otherwise."""

ZERO = Fraction(0)

_DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)([mhd])")
_RATIO = re.compile(r"([0-9]{1,9})/([0-9]{1,9})|[0-9]{1,9}(?:\.[0-9]{1,9})?")


@lru_cache(maxsize=1 << 16)
def ratio(numerator: int, denominator: int = 1) -> Fraction:
    """The fraction, exactly. The same few come again and again: to find one is quicker than to make it."""
    return Fraction(numerator, denominator)


def exact(amount: int | Fraction) -> Fraction:
    """The amount as a fraction."""
    return ratio(amount) if isinstance(amount, int) else amount


def in_days(minutes: int, day_minutes: int) -> Fraction:
    """So many minutes as days."""
    return ratio(minutes, day_minutes)


def less(amount: Fraction, other: Fraction) -> Fraction:
    """What is missing from the other to the amount; 0 when nothing is."""
    n, d = amount.as_integer_ratio()
    m, e = other.as_integer_ratio()
    missing = n * e - m * d
    return ratio(missing, d * e) if missing > 0 else ZERO


def divided(amount: Fraction, parts: int) -> Fraction:
    """One of so many equal parts."""
    numerator, denominator = amount.as_integer_ratio()
    return ratio(numerator, denominator * parts)


def added(amounts: Iterable[Fraction]) -> Fraction:
    """The sum, exactly; quicker than one fraction for each step."""
    total, parts = 0, 1
    for amount in amounts:
        numerator, denominator = amount.as_integer_ratio()
        if parts % denominator:
            whole = lcm(parts, denominator)
            total, parts = total * (whole // parts), whole
        total += numerator * (parts // denominator)
    return ratio(total, parts)


def parse_duration(text: str, day_minutes: int) -> Fraction | None:
    """The minutes of "90m", "4h" or "1.5d", exactly; None when it is no duration."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    unit = {"m": 1, "h": 60, "d": day_minutes}[match[2]]
    return Fraction(match[1]) * unit


def parse_ratio(text: str) -> Fraction | None:
    """The value of "1/3", "2" or "0.5", exactly; None when it is none (or divides by zero)."""
    match = _RATIO.fullmatch(text)
    if match is None or (match[2] is not None and int(match[2]) == 0):
        return None
    return Fraction(text)


def exact_text(amount: Fraction) -> str:
    """A plain decimal where it terminates, else a reduced fraction: "60", "2.5", "125/3"."""
    return _exact_text(*amount.as_integer_ratio())


@lru_cache(maxsize=1 << 14)
def _exact_text(numerator: int, denominator: int) -> str:
    """The text of a reduced fraction; the same few come again and again."""
    if denominator == 1:
        return str(numerator)
    digits = _decimal_places(denominator)
    if digits is None:
        return f"{numerator}/{denominator}"
    scaled = abs(numerator) * 10**digits // denominator
    sign = "-" if numerator < 0 else ""
    return f"{sign}{scaled // 10**digits}.{scaled % 10**digits:0{digits}d}"


def whole_or_text(amount: Fraction) -> int | str:
    """A whole number as it is, anything else as a reduced fraction: 240, "7/2"."""
    if amount.denominator == 1:
        return amount.numerator
    return f"{amount.numerator}/{amount.denominator}"


def ceiling(amount: Fraction) -> int:
    """The least whole number that is not smaller."""
    return -(-amount.numerator // amount.denominator)


def floor(amount: Fraction) -> int:
    """The largest whole number that is not larger."""
    return amount.numerator // amount.denominator


def rounded_tenths(amount: Fraction) -> Fraction:
    """To 0.1, half up: for display only."""
    return Fraction(floor(amount * 10 + Fraction(1, 2)), 10)


def _decimal_places(denominator: int) -> int | None:
    """How many decimals 1/denominator has; None when it does not terminate."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator //= 2
        twos += 1
    while denominator % 5 == 0:
        denominator //= 5
        fives += 1
    return max(twos, fives) if denominator == 1 else None
