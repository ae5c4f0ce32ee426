"""The years as they must be kept: the oracle of the engine, fed from the model and not from any row."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ledger.domain.vocabulary import Channel
from tests.services.history_facts import Facts, Oracle

if TYPE_CHECKING:
    from tests.stateful.model import Came, Entered, Model

Table = dict[str, Any]


class ModelFacts(Facts):
    """What the years depend on, as the model has it."""

    def __init__(self, model: Model, topics: dict[int, str]) -> None:
        self.units = model.units
        self.policies = model.policies
        self.topics = topics
        self.people = sorted(model.people)
        self.postings = [
            {"id": one.key, "person_id": person, "unit_id": one.unit, "rank": one.rank, "post": one.post}
            | {"begins_on": one.begins, "ends_on": one.ends, "tags": list(one.tags), "position": one.position}
            for person, held in model.appointed.items()
            for one in held
        ]
        self.leave = [
            {"person_id": person, "begins_on": begins, "ends_on": ends}
            for person, absences in model.leave.items()
            for _, begins, ends in absences
        ]
        self.entries = [entry_row(one) for one in sorted(model.entries.values(), key=lambda one: one.key)]
        counted = [one for one in model.outcomes.values() if one.status != "refused"]
        self.outcomes = [outcome_row(one) for one in sorted(counted, key=lambda one: one.key)]
        self.shares = [
            {"outcome_id": one.key, "person_id": person, "part": share.numerator, "whole": share.denominator}
            for one in counted
            for person, share in one.draft.shares
        ]
        self.links = [
            {"outcome_id": one.key, "entry_id": key} for one in counted for key in one.draft.entry_ids
        ]


def entry_row(entry: Entered) -> Table:
    """An entry under the names of its columns."""
    row = asdict(entry.draft) | {"id": entry.key, "person_id": entry.person, "status": entry.status}
    online = entry.draft.channel is Channel.ONLINE
    return row | {"channel": "online" if online else "field", "logged_on": entry.logged_on}


def outcome_row(outcome: Came) -> Table:
    """An outcome under the names of its columns."""
    draft = outcome.draft
    return {
        "id": outcome.key,
        "kind": draft.kind,
        "on_date": draft.on,
        "level": draft.level,
        "status": outcome.status,
    }


def must_be_kept(oracle: Oracle, model: Model, topics: dict[int, str], year: int) -> dict[int, Table]:
    """For everybody with an appointment in the year the columns of the kept row."""
    return oracle.rows_of(ModelFacts(model, topics), year)
