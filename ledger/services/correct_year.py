"""Correct a closed year by an adjustment in the open one: what was wrong is taken out, what was missed in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from ledger.domain.credit.case_writer import entry_json, outcome_json
from ledger.domain.credit.facts import APPROVED, CadreYear, EntryFacts, OutcomeFacts
from ledger.domain.entry import Entry, EntryStatus
from ledger.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from ledger.domain.journal import JournalAct, NewPosting
from ledger.domain.outcome import Outcome, OutcomeStatus
from ledger.domain.period import Correction, NewCorrection, Seal, YearClosedError
from ledger.domain.permissions import Permission
from ledger.domain.review import check_other_person
from ledger.domain.trail import TrailTag
from ledger.domain.wording import N_, Sentence
from ledger.services.assess_year import reassess
from ledger.services.engine_facts import entry_facts, outcome_facts
from ledger.services.once import FormKey, answered, settle
from ledger.services.period_guard import Span, check_spans, closed_pairs
from ledger.services.ready_year import policy_of
from ledger.services.review_entries import check_reason
from ledger.services.sealed_years import assess_sealed, canonical_text, read_correction, read_inputs

if TYPE_CHECKING:
    from ledger.domain.credit.policy import Policy
    from ledger.domain.people import Unit
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork

IN, OUT = "in", "out"


class NotSealedError(ConflictError):
    """The year is open: what is wrong there is put right where it stands."""

    text = N_("这一年度没有结账，有差错请直接在台账或成果里办理。")


class NothingToCorrectError(ConflictError):
    """The entry or outcome neither counted nor can be counted."""

    text = N_("这一项没有计入已结账的年度，也不在可以补计的状态（已提交或已登记），不用更正。")


@dataclass(frozen=True)
class Change:
    """What is to be otherwise: an entry or outcome (its kind and key), taken in or out, with its facts."""

    kind: str
    key: int
    effect: str
    facts: EntryFacts | OutcomeFacts

    def apply(self, year: CadreYear) -> CadreYear:
        """The facts with the change made."""
        if isinstance(self.facts, EntryFacts):
            entries = tuple(one for one in year.entries if one.id != self.facts.id)
            entries += (self.facts,) if self.effect == IN else ()
            return year._replace(entries=tuple(sorted(entries, key=lambda one: one.id)))
        outcomes = tuple(one for one in year.outcomes if one.id != self.facts.id)
        outcomes += (self.facts,) if self.effect == IN else ()
        return year._replace(outcomes=outcomes)

    @property
    def text(self) -> str:
        """The facts as they are kept."""
        found = entry_json(self.facts) if isinstance(self.facts, EntryFacts) else outcome_json(self.facts)
        return canonical_text(found)


def correct_entry(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    year: int,
    reason: str,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> list[Correction]:
    """Take an entry out of a closed year, or in where it was missed; booked today.

    Raises:
        NotFoundError, ForbiddenError: it isn't the actor's to correct.
        NotSealedError: the year is open.
        NothingToCorrectError: it neither counted nor can be counted.
        CorrectedAlreadyError: it was corrected before.
    """
    reason = _checked(reason)
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return []
        entry = uow.entries.visible(public_id, actor)
        if entry is None:
            raise NotFoundError
        seal = check_sealed(uow, actor, entry.person_id, year)
        worked_on = {entry.created_by, entry.submitted_by or entry.created_by}
        if uow.trail.entered_by("entry", [entry.id], actor.account_id):
            worked_on.add(actor.account_id)
        check_other_person(actor.account_id, actor.person_id, worked_on, {entry.person_id})
        change = change_of_entry(uow, entry, seal)
        made = [_book(uow, actor, seal, change, reason, on=on, now=now)]
        settle(uow, actor, form_key, public_id)
        uow.commit()
    return made


def correct_outcome(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    year: int,
    reason: str,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> list[Correction]:
    """Take an outcome out of a closed year, or in, for each who shares it. Raises as `correct_entry`."""
    reason = _checked(reason)
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return []
        outcome = uow.outcomes.visible(public_id, actor)
        if outcome is None:
            raise NotFoundError
        people = [person for person, _ in outcome.draft.shares]
        worked_on = {outcome.recorded_by}
        if uow.trail.entered_by("outcome", [outcome.id], actor.account_id):
            worked_on.add(actor.account_id)
        check_other_person(actor.account_id, actor.person_id, worked_on, set(people))
        if closed_pairs(uow, {(person, year) for person in people}) != {(one, year) for one in people}:
            raise NotSealedError
        made = []
        for person in people:
            seal = check_sealed(uow, actor, person, year)
            change = change_of_outcome(uow, outcome, seal)
            made.append(_book(uow, actor, seal, change, reason, on=on, now=now))
        settle(uow, actor, form_key, public_id)
        uow.commit()
    return made


def check_sealed(uow: UnitOfWork, actor: Actor, person_id: int, year: int) -> Seal:
    """The seal of a cadre's year, for the department that the governing unit belongs to.

    Raises:
        NotSealedError: the year is open.
        ForbiddenError: it is another department's.
    """
    seal = uow.periods.sealed([person_id], year).get(person_id)
    if seal is None:
        raise NotSealedError
    unit: Unit = uow.units.by_ids([seal.unit_id])[seal.unit_id]
    if not actor.may(Permission.YEAR_CORRECT) or not actor.in_department(unit.path):
        raise ForbiddenError
    return seal


def differences(uow: UnitOfWork, seal: Seal, change: Change) -> dict[str, Fraction]:
    """By account what the sealed year would have earned more or less, earlier corrections made."""
    version = None if seal.policy_id is None else uow.policies.get(seal.policy_id)
    if version is None:
        return {}
    policy: Policy = policy_of(version.document)
    sealed = read_inputs(seal.inputs)
    before = corrected_facts(uow, seal)
    groups = [before, change.apply(before)]
    old, new = assess_sealed(sealed, policy, groups, keep_steps=False)
    codes = [*old.accounts, *(code for code in new.accounts if code not in old.accounts)]
    found = {code: _earned(new.accounts.get(code)) - _earned(old.accounts.get(code)) for code in codes}
    return {code: amount for code, amount in found.items() if amount}


def corrected_facts(uow: UnitOfWork, seal: Seal) -> CadreYear:
    """The facts of a seal with all corrections that were made of it."""
    facts = read_inputs(seal.inputs).facts
    for one in uow.corrections.of_seals([seal.id]):
        known = read_correction(one.facts, one.object_kind)
        facts = Change(one.object_kind, one.object_id, one.effect, known).apply(facts)
    return facts


def change_of_entry(uow: UnitOfWork, entry: Entry, seal: Seal) -> Change:
    """Out if the entry counts in the closed year as it was corrected, in if it was handed in and does not.

    Raises:
        NothingToCorrectError: neither.
    """
    key = f"{entry.id:012d}"
    for known in corrected_facts(uow, seal).entries:
        if known.id == key:
            return Change("entry", entry.id, OUT, known)
    if entry.status is not EntryStatus.SUBMITTED:
        raise NothingToCorrectError
    codes = {topic.id: topic.code for topic in uow.topics.all()}
    # That it was logged late is what the correction is for: the policy's time for logging is not held to it.
    facts = entry_facts(entry, codes)._replace(status=APPROVED, logged_on=None)
    return Change("entry", entry.id, IN, facts)


def change_of_outcome(uow: UnitOfWork, outcome: Outcome, seal: Seal) -> Change:
    """Out if the outcome counts in the closed year as it was corrected, in if it is recorded and does not.

    Raises:
        NothingToCorrectError: neither.
    """
    key = f"{outcome.id:012d}"
    for known in corrected_facts(uow, seal).outcomes:
        if known.id == key and known.verified:
            return Change("outcome", outcome.id, OUT, known)
    if outcome.status is not OutcomeStatus.RECORDED or outcome.draft.on.year != seal.year:
        raise NothingToCorrectError
    return Change("outcome", outcome.id, IN, replace(outcome_facts(outcome), verified=True))


def _book(
    uow: UnitOfWork, actor: Actor, seal: Seal, change: Change, reason: str, *, on: date, now: datetime
) -> Correction:
    """Keep a correction with its adjustments, journal it, and bring the open year up to date."""
    check_spans(uow, None, [Span(seal.person_id, on, on)], on=on, late=False)
    if on.year <= seal.year:
        raise YearClosedError(on.replace(day=1))
    new = NewCorrection(
        seal_id=seal.id,
        person_id=seal.person_id,
        of_year=seal.year,
        object_kind=change.kind,
        object_id=change.key,
        effect=change.effect,
        facts=change.text,
        reason=reason,
        on=on,
        made_by=actor.account_id,
        made_at=now,
        amounts=differences(uow, seal, change),
    )
    made = uow.corrections.add(new)
    _record(uow, actor, made, now)
    reassess(uow, [seal.person_id], on.year, on=on, now=now)
    return made


def _record(uow: UnitOfWork, actor: Actor, made: Correction, now: datetime) -> None:
    """The correction in the journal, beside the posting that it is about, and in the trail."""
    about = uow.journal.live_postings(made.object_kind, [made.object_id]).get(made.object_id)
    amounts = {account: str(amount) for account, amount in made.amounts.items()}
    body = {
        "of_year": made.of_year,
        "object": made.object_kind,
        "key": made.object_id,
        "effect": made.effect,
        "facts": made.facts,
        "amounts": amounts,
        "posting": None if about is None else about.seq,
    }
    posting = NewPosting(
        JournalAct.ADJUSTED, "adjustment", made.id, 1, made.person_id, made.on.year, body, made.reason
    )
    uow.journal.append([posting], account_id=actor.account_id, at=now)
    uow.trail.append(
        TrailTag.YEAR_CORRECTED,
        at=now,
        account_id=actor.account_id,
        object_kind="correction",
        object_id=made.id,
        subject_id=made.person_id,
        changes={
            "year": (None, made.of_year),
            "object": (None, made.object_kind),
            "effect": (None, made.effect),
        }
        | {account: (None, amount) for account, amount in amounts.items()},
        note=made.reason,
    )


def _earned(account: object) -> Fraction:
    return Fraction(getattr(account, "earned", 0))


def _checked(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise InvalidError({"reason": Sentence(N_("请写明更正的原因，它会和数字一起留存。"))})
    check_reason(reason)
    return reason
