"""Entries and outcomes that are assessed along with a year though they do not stand in the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ledger.domain.credit.facts import CadreYear, EntryFacts, OutcomeFacts

Extra = EntryFacts | OutcomeFacts


def concerned_by(extra: Extra) -> set[str]:
    """Whose year an entry or outcome is assessed along with."""
    return {extra.cadre} if isinstance(extra, EntryFacts) else {share.cadre for share in extra.shares}


def without_and_with(facts: CadreYear, extra: Sequence[Extra]) -> Iterator[CadreYear]:
    """The year as it stands, and with what of the extra is the cadre's, if there is any."""
    yield facts
    mine = [one for one in extra if facts.cadre.id in concerned_by(one)]
    if mine:
        entries = tuple(one for one in mine if isinstance(one, EntryFacts))
        outcomes = tuple(one for one in mine if isinstance(one, OutcomeFacts))
        yield facts._replace(entries=(*facts.entries, *entries), outcomes=facts.outcomes + outcomes)
