"""Log an entry together with what came of it: one form, one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from ledger.domain.errors import InvalidError
from ledger.services.log_entry import add_entry, check_serves, load_own
from ledger.services.once import FormKey, answered
from ledger.services.record_outcome import add_outcome
from ledger.store.base import new_public_id

if TYPE_CHECKING:
    from ledger.domain.entry import Entry, EntryDraft
    from ledger.domain.outcome import OutcomeDraft
    from ledger.domain.permissions import Actor
    from ledger.domain.wording import Sentence
    from ledger.store.unit_of_work import UnitOfWork


def log_research(
    uow: UnitOfWork,
    actor: Actor,
    person_id: int,
    draft: EntryDraft,
    outcome: OutcomeDraft | None,
    *,
    on: date,
    now: datetime,
    submit: bool,
    form_key: FormKey | None = None,
) -> Entry:
    """Record an entry for a cadre and the outcome that came of it, both or none; the same form twice once.

    Raises:
        InvalidError: naming each faulty field; those of the outcome begin with `outcome_`.
        ForbiddenError: when the actor does not enter for this cadre.
    """
    check_serves(actor, person_id)
    _check(draft, outcome, on)
    public_id = new_public_id()
    with uow:
        before = answered(uow, actor, form_key, now, public_id)
        if before is not None:
            return load_own(uow, actor, before)
        entry = add_entry(uow, actor, person_id, draft, on=on, now=now, submit=submit, public_id=public_id)
        if outcome is not None:
            add_outcome(uow, actor, replace(outcome, entry_ids=(entry.id,)), on=on, now=now)
        uow.commit()
    return entry


def _check(draft: EntryDraft, outcome: OutcomeDraft | None, on: date) -> None:
    faults: dict[str, Sentence] = {}
    try:
        draft.checked(on=on)
    except InvalidError as error:
        faults |= error.faults
    if outcome is not None:
        try:
            outcome.checked(on=on)
        except InvalidError as error:
            # The day of the outcome is that of the entry, where its fault is said already.
            faults |= {f"outcome_{name}": said for name, said in error.faults.items() if name != "on"}
    if faults:
        raise InvalidError(faults)
