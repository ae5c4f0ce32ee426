"""The terms of a cadre's year: all that follows from appointments and leave, found once for all alike."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from ledger.domain.credit.assessment import SegmentResult
from ledger.domain.credit.exchange import Limit, limits_of
from ledger.domain.credit.facts import CadreFacts
from ledger.domain.credit.frame import Frame
from ledger.domain.credit.judge import Asked, asked_of
from ledger.domain.credit.require import owed_in, targets_of
from ledger.domain.credit.tenure import blocked_days, tenure_of, within

MOST_KNOWN = 1 << 12
"""So many terms are remembered: memory stays flat whatever the number of cadres."""


@dataclass(frozen=True, slots=True)
class Terms:
    """Which days are closed to a cadre, what is asked, and what holds exchanges back."""

    blocked: bytes | None
    asked: tuple[Asked, ...]
    limits: tuple[Limit, ...]


class KnownTerms:
    """The terms under one policy in one year that came up so far."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self._known: dict[Hashable, Terms] = {}

    def of(self, cadre: CadreFacts) -> Terms:
        """The cadre's terms; the appointments named in them may be those of another with the same terms."""
        key = self._key(cadre)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            found = self._known[key] = _terms(cadre, self.frame)
        return found

    def _key(self, cadre: CadreFacts) -> Hashable:
        """What the terms follow from: of a lone appointment only the part within the year."""
        if len(cadre.appointments) != 1 or cadre.leave:
            return cadre.appointments, cadre.leave
        one = cadre.appointments[0]
        days = within(one.begin, one.end_inclusive, self.frame)
        return days, one.rank, one.unit_level, one.post, one.tags


def own_segments(asked: Asked, cadre: CadreFacts) -> tuple[SegmentResult, ...]:
    """The segments of a requirement with the cadre's own appointments."""
    if len(cadre.appointments) != 1:
        return asked.segments  # Their terms are shared by equal appointments only.
    own = cadre.appointments[0]
    if not asked.segments or asked.segments[0].appointment == own:
        return asked.segments
    return tuple([SegmentResult(begin, end, need, days, own) for begin, end, need, days, _ in asked.segments])


def _terms(cadre: CadreFacts, frame: Frame) -> Terms:
    tenure = tenure_of(cadre, frame)
    owed = owed_in(tenure, frame)
    asked = tuple(asked_of(one, tenure, frame) for one in owed)
    return Terms(blocked_days(tenure, frame), asked, limits_of(targets_of(owed), frame))
