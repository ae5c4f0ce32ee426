"""Steps 1 to 4 where nobody asks for pieces: what each channel is credited with, day by day.

Where a policy reads sums alone, as most do, and no explanation is wanted, the pieces of a channel and a day
need not be told apart, unless several of them lie together and may overlap. The figures are those of the
steps taken one by one, for every cap covers whole days: it binds a day's sum as it binds its pieces in turn.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from ledger.domain.credit.admit import refusal
from ledger.domain.credit.cap import apply_caps_by_day
from ledger.domain.credit.facts import APPROVED, EntryFacts
from ledger.domain.credit.frame import Frame, KindPlan
from ledger.domain.credit.overlap import share_out
from ledger.domain.credit.packed import Kind, PackedEntries
from ledger.domain.credit.pieces import MIDNIGHT, Piece, field_pieces, online_pieces
from ledger.domain.credit.weigh import MOST_KNOWN, weigh, weights_by_weekday

OPEN = b"\x01"
IS_OPEN = OPEN + bytes(255)
"""By why a day is closed to a cadre (0: it is not) whether it is open."""


def tally(
    entries: Sequence[EntryFacts], frame: Frame, blocked: bytes | None, cited: Collection[str]
) -> tuple[int, int]:
    """The units that field work and online work are credited with after every cap."""
    of = entries.lying if isinstance(entries, PackedEntries) else entries.__getitem__
    field, online = _Channel(frame, blocked, of, field_pieces), _Channel(frame, blocked, of, online_pieces)
    closer: Iterable[tuple[int, EntryFacts]] = enumerate(entries)
    if isinstance(entries, PackedEntries):
        closer = ((at, entries.lying(at)) for at in _lay_packed(entries, field, online, frame))
    _lay(closer, field, online, frame, cited)
    return apply_caps_by_day(field.credited(), online.credited(), frame)


def _lay_packed(entries: PackedEntries, field: _Channel, online: _Channel, frame: Frame) -> list[int]:
    """Lays what lies by itself on one day; gives the places of all that must be looked at more closely."""
    count, first, length, known = frame.policy.count, frame.first, frame.days, frame.planned
    least, latest = count.min_minutes, count.late_days
    if count.outcome_required:
        return [*range(len(entries))]
    closer = []
    for at, (days, span, kind) in enumerate(zip(entries.days, entries.spans, entries.kinds, strict=True)):
        in_field, minutes, units = known.get(kind) or _plan(kind, frame)
        clear = days.is_single and (latest is None or days.lag <= latest)
        if in_field:
            channel = field
        else:
            channel, (start, minutes) = online, span
            clear = clear and minutes >= least and (start is None or start + minutes <= MIDNIGHT)
        day = days.ordinal - first
        if clear and 0 <= day < length and channel.free[day]:
            channel.free[day] = 0
            channel.alone[day] = at
            channel.credit[day] = minutes * units[(days.ordinal - 1) % 7]
        else:
            closer.append(at)
    return closer


def _lay(
    entries: Iterable[tuple[int, EntryFacts]],
    field: _Channel,
    online: _Channel,
    frame: Frame,
    cited: Collection[str],
) -> None:
    """Lays entries, each with its place, on their days if they count."""
    count = frame.policy.count
    days, half, first, scale = frame.days, frame.half_minutes, frame.first, frame.scale
    least, plain, weights = count.min_minutes, not count.outcome_required, frame.weights
    weights_of, alike = frame.weighed.get, frame.weighed_alike
    for at, entry in entries:
        on = entry.on
        if on is not None:
            channel, minutes, start = online, entry.minutes, entry.start
            whole = start is None or start + minutes <= MIDNIGHT
            clear = plain and minutes >= least
        else:
            channel, on, clear = field, entry.begin, plain
            whole = on is not None and on == entry.end_inclusive
            minutes = half * (2 - (entry.begin_half == "pm") - (entry.end_half == "am"))
        # Most is logged on the very day: then nothing needs to be looked at more closely.
        clear = clear and entry.logged_on == on and entry.status == APPROVED
        if not clear and refusal(entry, count, cited) is not None:
            continue
        day = on.toordinal() - first if on is not None else -1
        if not whole or day in channel.credit:
            channel.crowd(entry)  # Over several days, or beside another one.
        elif 0 <= day < days and channel.free[day]:
            channel.alone[day] = at
            if weights:
                week = weights_of(alike(entry)) or weights_by_weekday(entry, frame)
                weight = week[(first - 1 + day) % 7]
                channel.credit[day] = minutes * (scale if weight is None else weight.units)
            else:
                channel.credit[day] = minutes * scale


def _plan(kind: Kind, frame: Frame) -> KindPlan:
    """What of a kind the tally needs, found once."""
    if len(frame.planned) >= MOST_KNOWN:
        frame.planned.clear()
    minutes = frame.half_minutes * (2 - (kind.begin_half == "pm") - (kind.end_half == "am"))
    units: tuple[int, ...] = (frame.scale,) * 7
    if frame.weights:
        week = weights_by_weekday(kind, frame)
        units = tuple([frame.scale if weight is None else weight.units for weight in week])
    found = frame.planned[kind] = KindPlan(kind.channel == "field", minutes, units)
    return found


class _Channel:
    """What is admitted of one channel: days with one entry, and days on which pieces lie together."""

    __slots__ = ("alone", "blocked", "credit", "crowded", "entry_at", "frame", "free", "pieces_of")

    def __init__(
        self,
        frame: Frame,
        blocked: bytes | None,
        entry_at: Callable[[int], EntryFacts],
        pieces_of: Callable[[int, EntryFacts, Frame], list[Piece]],
    ) -> None:
        self.frame = frame
        self.blocked = blocked
        self.entry_at = entry_at
        self.pieces_of = pieces_of
        self.free = bytearray(OPEN * frame.days if blocked is None else blocked.translate(IS_OPEN))
        """For each day of the year whether it is open, and nothing lies there alone."""
        self.alone: dict[int, int] = {}
        self.crowded: dict[int, list[Piece]] = {}
        self.credit: dict[int, int] = {}

    def crowd(self, entry: EntryFacts) -> None:
        """Lays the pieces of an entry beside what else lies on their days."""
        for piece in self._open_pieces(entry):
            self.crowded.setdefault(piece.day, []).append(piece)

    def credited(self) -> dict[int, int]:
        """The units of each day, with what several pieces cover at once counted once."""
        for day, laid in self.crowded.items():
            pieces = laid + (self._open_pieces(self.entry_at(self.alone[day])) if day in self.alone else [])
            if len(pieces) > 1:
                share_out(pieces, self.frame.half_minutes, None)
            self.credit[day] = sum([piece.credit for piece in pieces])
        return self.credit

    def _open_pieces(self, entry: EntryFacts) -> list[Piece]:
        pieces = self.pieces_of(0, entry, self.frame)
        if self.blocked is not None:
            pieces = [piece for piece in pieces if not self.blocked[piece.day]]
        weigh(pieces, self.frame, None)
        return pieces
