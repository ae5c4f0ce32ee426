"""Whether a piece passes a filter, and whether an appointment is one of those that `who` names."""

from __future__ import annotations

from ledger.domain.credit.facts import Appointment, EntryFacts
from ledger.domain.credit.packed import Kind
from ledger.domain.credit.places import level_of
from ledger.domain.credit.policy import EVERYBODY, Filter, Who


def passes(wanted: Filter, entry: EntryFacts | Kind, weekday: int) -> bool:
    """Whether a piece of this entry on this weekday (1 Monday … 7 Sunday) passes."""
    if wanted.weekdays is not None and weekday not in wanted.weekdays:
        return False
    return entry_passes(wanted, entry)


def entry_passes(wanted: Filter, entry: EntryFacts | Kind) -> bool:
    """Whether the entry passes, its days aside."""
    if wanted.channel is not None and wanted.channel != entry.channel:
        return False
    if wanted.modes is not None and entry.mode not in wanted.modes:
        return False
    if wanted.topics is not None and entry.topic not in wanted.topics:
        return False
    return _where_passes(wanted, entry)


def _where_passes(wanted: Filter, entry: EntryFacts | Kind) -> bool:
    """The keys about platforms (online) and places (field)."""
    field = entry.channel == "field"
    if wanted.platforms is not None and (field or entry.platform not in wanted.platforms):
        return False
    if wanted.place_levels is not None and not (field and level_of(entry.place) in wanted.place_levels):
        return False
    return wanted.contact_point is None or wanted.contact_point == (field and entry.contact_point)


def binds(who: Who, appointment: Appointment) -> bool:
    """Whether every key given matches the appointment."""
    if who is EVERYBODY:
        return True
    return (
        (who.ranks is None or appointment.rank in who.ranks)
        and (who.unit_levels is None or appointment.unit_level in who.unit_levels)
        and (who.posts is None or appointment.post in who.posts)
        and (who.tags is None or not who.tags.isdisjoint(appointment.tags))
    )
