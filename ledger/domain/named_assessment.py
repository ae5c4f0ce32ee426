"""An assessment whose entries and outcomes go by names that people know, so that explanations can be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ledger.domain.credit.assessment import CadreAssessment, EntryResult


def with_names(
    assessment: CadreAssessment, entries: Mapping[str, str], outcomes: Mapping[str, str]
) -> CadreAssessment:
    """The same assessment under other names; what has none keeps its id.

    Two of one name are told apart by a number behind it, for the ids of a case are unique.
    """
    entries, outcomes = _told_apart(entries), _told_apart(outcomes)
    return replace(
        assessment,
        entries=tuple(_named(one, entries) for one in assessment.entries),
        pieces=tuple(one._replace(entry=entries.get(one.entry, one.entry)) for one in assessment.pieces),
        outcomes=tuple(replace(one, id=outcomes.get(one.id, one.id)) for one in assessment.outcomes),
        exchanges=tuple(
            one._replace(used=tuple(outcomes.get(used, used) for used in one.used))
            for one in assessment.exchanges
        ),
    )


def _named(one: EntryResult, names: Mapping[str, str]) -> EntryResult:
    return one._replace(facts=one.facts._replace(id=names.get(one.id, one.id)))


def _told_apart(names: Mapping[str, str]) -> dict[str, str]:
    seen: dict[str, int] = {}
    apart = {}
    for key, name in names.items():
        seen[name] = seen.get(name, 0) + 1
        apart[key] = name if seen[name] == 1 else f"{name} ({seen[name]})"
    return apart
