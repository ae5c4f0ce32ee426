"""The health of an installation: what was looked at, how it stands, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ledger.domain.wording import N_, Sentence


class State(StrEnum):
    """How one thing stands, from well to unsafe."""

    WELL = "well"
    WATCH = "watch"
    UNSAFE = "unsafe"
    """Something could be lost, doubled or rewritten: the ledger does not serve like this."""


STATE_NAMES = {State.WELL: N_("好"), State.WATCH: N_("注意"), State.UNSAFE: N_("不安全")}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: its name, how it stands, what was seen, what to do."""

    name: str
    state: State
    seen: Sentence
    advice: Sentence | None = None


def worst(findings: Iterable[Finding]) -> State:
    """The worst state among some findings; well where there are none."""
    order = list(State)
    return max((finding.state for finding in findings), key=order.index, default=State.WELL)


def well(name: str, text: str, **values: object) -> Finding:
    """A finding that all is well."""
    return Finding(name, State.WELL, Sentence(text, values))


def watch(name: str, text: str, advice: str, **values: object) -> Finding:
    """A finding to be looked after."""
    return Finding(name, State.WATCH, Sentence(text, values), Sentence(advice, values))


def unsafe(name: str, text: str, advice: str, **values: object) -> Finding:
    """A finding with which the ledger does not serve."""
    return Finding(name, State.UNSAFE, Sentence(text, values), Sentence(advice, values))
