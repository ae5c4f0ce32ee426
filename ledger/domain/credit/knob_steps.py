"""The values that a slider passes over for one knob: neat ones around what the document says."""

from __future__ import annotations

import re
from fractions import Fraction

from ledger.domain.credit.amounts import exact_text
from ledger.domain.credit.knobs import NO_LIMIT, Knob
from ledger.domain.wording import N_, Say, Sentence, in_chinese

RATIOS = ("1/10", "1/8", "1/6", "1/5", "1/4", "1/3", "2/5", "1/2", "3/5", "2/3", "3/4", "4/5", "9/10", "1")
MOST_STEPS = 40
_NEAT = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
_DURATION = re.compile(r"([0-9.]+)([dhm])")
_UNITS = {"d": N_("%(amount)s天"), "h": N_("%(amount)s小时"), "m": N_("%(amount)s分钟")}
_LEAST_SPAN = {"d": 10, "h": 8, "m": 60}
"""How far the slider of a short duration goes."""


def steps_of(knob: Knob) -> tuple[str, ...]:
    """The values as documents write them, smallest first, what is written among them; () for a switch."""
    if knob.kind == "switch":
        return ()
    match = _DURATION.fullmatch(knob.written)
    if match:
        found = _durations(Fraction(match[1]), match[2], knob)
    elif knob.kind in ("ratio", "bound") and knob.written != NO_LIMIT:
        found = list(RATIOS)
    elif knob.kind == "bound":
        found = [*RATIOS, NO_LIMIT]
    else:
        found = _numbers(knob)
    return tuple(found if knob.written in found else _with(found, knob.written))


def shown(text: str, say: Say = in_chinese) -> str:
    """A value as people write it: 60d is 60天, no limit is 不限."""
    if text == NO_LIMIT:
        return say(N_("不限"))
    match = _DURATION.fullmatch(text)
    return text if match is None else Sentence(_UNITS[match[2]], {"amount": match[1]}).say(say)


def _durations(amount: Fraction, unit: str, knob: Knob) -> list[str]:
    """Up to twice what is written in some forty steps; never 0 where that is refused."""
    span = max(amount * 2, Fraction(_LEAST_SPAN[unit]))
    half = span <= MOST_STEPS // 2  # Never of minutes, which go to an hour at least.
    step = Fraction(1, 2) if half else Fraction(next(n for n in _NEAT if span <= n * MOST_STEPS))
    step = max(step, Fraction(5)) if unit == "m" else step
    first = 1 if knob.key == "each" else 0
    found = {step * n for n in range(first, int(span / step) + 1)} | {amount}
    return [f"{exact_text(one)}{unit}" if one != amount else knob.written for one in sorted(found)]


def _numbers(knob: Knob) -> list[str]:
    if knob.key == "minutes":
        return [str(n) for n in range(240, 601, 30)]
    present = int(knob.written) if knob.written.isdecimal() else 0
    span = max(present * 2, 10)
    step = next(n for n in _NEAT if span <= n * MOST_STEPS)
    found = [str(n) for n in sorted({*range(0, span + 1, step), present})]
    return [*found, NO_LIMIT] if knob.optional else found


def _with(found: list[str], present: str) -> list[str]:
    """The present value put where it belongs; a fraction or a number by its size."""
    try:
        size = Fraction(present)
    except ValueError:
        return [*found, present]
    at = next((n for n, one in enumerate(found) if one != NO_LIMIT and Fraction(one) > size), len(found))
    return [*found[:at], present, *found[at:]]
