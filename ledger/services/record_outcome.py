"""Record an outcome, change it while it waits, verify or refuse it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from ledger.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from ledger.domain.outcome import Outcome, OutcomeDraft, OutcomeStatus
from ledger.domain.posted_facts import outcome_posting
from ledger.domain.review import AlreadyDecidedError, check_other_person
from ledger.domain.trail import TrailTag, differences
from ledger.domain.wording import N_, Sentence
from ledger.services.act_in_stead import deciding, stead_of
from ledger.services.acts_on_record import act_on_outcome
from ledger.services.assess_year import reassess, years_of
from ledger.services.log_entry import unit_on
from ledger.services.once import FormKey, answered, settle
from ledger.services.period_guard import Span, check_spans
from ledger.services.review_entries import check_reason
from ledger.store.readings_outcomes import namesakes

if TYPE_CHECKING:
    from ledger.domain.people import Unit
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork


def record_outcome(
    uow: UnitOfWork,
    actor: Actor,
    draft: OutcomeDraft,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> Outcome:
    """Record what came of entries; it waits for someone else to verify it. The same form twice records one.

    Raises:
        InvalidError: naming each faulty field.
        ForbiddenError: when none of those who share it is served by the actor, or an entry is another's.
    """
    draft.checked(on=on)
    with uow:
        before = answered(uow, actor, form_key, now)
        if before is not None:
            return load_own_outcome(uow, actor, before)
        outcome = add_outcome(uow, actor, draft, on=on, now=now)
        settle(uow, actor, form_key, outcome.public_id)
        uow.commit()
    return outcome


def add_outcome(uow: UnitOfWork, actor: Actor, draft: OutcomeDraft, *, on: date, now: datetime) -> Outcome:
    """Record a checked outcome within the caller's transaction."""
    _check_parts(uow, actor, draft)
    check_spans(uow, actor, spans_of_outcome(draft), on=on)
    outcome = uow.outcomes.add(draft, _units(uow, draft), recorded_by=actor.account_id, now=now)
    uow.trail.append_many([act_on_outcome(TrailTag.OUTCOME_RECORDED, actor, outcome, now)])
    reassess_touched(uow, [draft], on=on, now=now)
    return outcome


def change_outcome(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    draft: OutcomeDraft,
    seen_version: int,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> Outcome:
    """Write other content into an outcome that is not verified; a refused one waits again."""
    draft.checked(on=on)
    with uow:
        before = answered(uow, actor, form_key, now)
        if before is not None:
            return load_own_outcome(uow, actor, before)
        outcome = load_own_outcome(uow, actor, public_id)
        if outcome.status is OutcomeStatus.VERIFIED:
            raise AlreadyDecidedError
        if outcome.version != seen_version:
            raise ConflictError
        _check_parts(uow, actor, draft, outcome.draft)
        check_spans(uow, actor, spans_of_outcome(outcome.draft), on=on, late=False)
        check_spans(uow, actor, spans_of_outcome(draft), on=on, late=draft.on != outcome.draft.on)
        changed = replace(
            outcome, draft=draft, version=outcome.version + 1, status=OutcomeStatus.RECORDED, reason=""
        )
        uow.outcomes.save(changed, outcome.version, _units(uow, draft))
        found = differences(vars(outcome.draft), vars(draft))
        uow.trail.append_many([act_on_outcome(TrailTag.OUTCOME_CHANGED, actor, changed, now, found)])
        reassess_touched(uow, [outcome.draft, draft], on=on, now=now)
        settle(uow, actor, form_key, changed.public_id)
        uow.commit()
    return changed


def verify_outcomes(
    uow: UnitOfWork,
    actor: Actor,
    public_ids: Sequence[str],
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> int:
    """Verify outcomes, all or none: their facts are posted, and the sharers' years brought up to date.

    Gives how many.

    Raises:
        NotFoundError: when one isn't visible to the actor.
        ForbiddenError: when the actor shares, recorded or changed one, or may not verify.
        AlreadyDecidedError: when one was decided before.
    """
    return _decide(uow, actor, public_ids, OutcomeStatus.VERIFIED, "", on=on, now=now, form_key=form_key)


def refuse_outcomes(
    uow: UnitOfWork,
    actor: Actor,
    public_ids: Sequence[str],
    reason: str,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> int:
    """Refuse outcomes with a reason, all or none; gives how many. Raises as `verify_outcomes`."""
    if not reason.strip():
        raise InvalidError({"reason": Sentence(N_("请写明未予认定的原因。"))})
    check_reason(reason.strip())
    return _decide(
        uow, actor, public_ids, OutcomeStatus.REFUSED, reason.strip(), on=on, now=now, form_key=form_key
    )


def load_own_outcome(uow: UnitOfWork, actor: Actor, public_id: str) -> Outcome:
    """The outcome, for someone who enters for one of those who share it.

    Raises:
        NotFoundError: where the actor may not see it.
        ForbiddenError: where the actor may see it but not change it.
    """
    outcome = uow.outcomes.visible(public_id, actor)
    if outcome is None:
        raise NotFoundError
    if not {person for person, _ in outcome.draft.shares} & set(actor.served_cadres):
        raise ForbiddenError
    return outcome


def check_may_verify(uow: UnitOfWork, actor: Actor, outcomes: Sequence[Outcome]) -> dict[int, int | None]:
    """Pass only if of each a sharer's unit is in the actor's scope, and it is another's and another's record.

    Gives, by outcome, the account in whose stead a deputy decides.

    Raises:
        ForbiddenError: otherwise.
    """
    units_of = uow.outcomes.units_of(outcome.id for outcome in outcomes)
    units = uow.units.by_ids({unit_id for found in units_of.values() for unit_id in found})
    in_scope = {
        unit.id
        for unit in units.values()
        if unit.id in actor.reviewed_units or actor.in_department(unit.path)
    }
    if any(not units_of[outcome.id] & in_scope for outcome in outcomes):
        raise ForbiddenError
    steads = {
        one.id: _stead(actor, [units[unit] for unit in units_of[one.id] & in_scope]) for one in outcomes
    }
    for account_id, person_id, concerned in deciding(uow, actor, outcomes, lambda one: steads[one.id]):
        worked_on = uow.trail.entered_by("outcome", (one.id for one in concerned), account_id)
        for outcome in concerned:
            people = {person for person, _ in outcome.draft.shares}
            entered = {outcome.recorded_by} | ({account_id} if outcome.id in worked_on else set())
            check_other_person(account_id, person_id, entered, people)
    return steads


def _stead(actor: Actor, units: Sequence[Unit]) -> int | None:
    """In whose stead the actor decides on what is shared in these units; None where one is own."""
    if any(actor.in_department(unit.path) for unit in units):
        return None
    found = [actor.in_stead_of(unit.id) for unit in units]
    return None if None in found else next(iter(found), None)


def _decide(
    uow: UnitOfWork,
    actor: Actor,
    public_ids: Sequence[str],
    status: OutcomeStatus,
    reason: str,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None,
) -> int:
    with uow:
        before = answered(uow, actor, form_key, now)
        if before is not None:
            return int(before)
        outcomes = uow.outcomes.visible_many(public_ids, actor)
        if not outcomes or len(outcomes) != len(set(public_ids)):
            raise NotFoundError
        steads = check_may_verify(uow, actor, outcomes)
        spans = [span for one in outcomes for span in spans_of_outcome(one.draft)]
        check_spans(uow, actor, spans, on=on, late=False)
        _decide_all(uow, actor, outcomes, steads, status, reason, now)
        reassess_touched(uow, [outcome.draft for outcome in outcomes], on=on, now=now)
        settle(uow, actor, form_key, str(len(outcomes)))
        uow.commit()
    return len(outcomes)


def _decide_all(
    uow: UnitOfWork,
    actor: Actor,
    outcomes: Sequence[Outcome],
    steads: Mapping[int, int | None],
    status: OutcomeStatus,
    reason: str,
    now: datetime,
) -> None:
    """Thousands at once by a handful of statements: those of an import are decided on as a whole."""
    if any(outcome.status is not OutcomeStatus.RECORDED for outcome in outcomes):
        raise AlreadyDecidedError
    decided = [
        replace(
            outcome,
            status=status,
            version=outcome.version + 1,
            decided_by=actor.account_id,
            decided_at=now,
            decided_for=steads[outcome.id],
            reason=reason,
        )
        for outcome in outcomes
    ]
    uow.outcomes.decide_many(decided)
    if status is OutcomeStatus.VERIFIED:
        facts = [outcome_posting(outcome, uow.journal.algorithm) for outcome in decided]
        uow.journal.append(facts, account_id=actor.account_id, at=now)
    tag = TrailTag.OUTCOME_VERIFIED if status is OutcomeStatus.VERIFIED else TrailTag.OUTCOME_REFUSED
    change: dict[str, tuple[object, object]] = {"status": (OutcomeStatus.RECORDED.value, status.value)}
    told = {stead: change | stead_of(uow, stead) for stead in set(steads.values())}
    uow.trail.append_many(
        [act_on_outcome(tag, actor, one, now, told[one.decided_for], one.reason) for one in decided]
    )


def spans_of_outcome(draft: OutcomeDraft) -> list[Span]:
    """The day of an outcome, for each who shares it."""
    return [Span(person, draft.on, draft.on) for person, _ in draft.shares]


def reassess_touched(uow: UnitOfWork, drafts: Sequence[OutcomeDraft], *, on: date, now: datetime) -> None:
    """Bring up to date the years in which outcomes count, and those of the entries that they came from.

    An entry may count only once an outcome came of it, so its year is touched by a mere record, too.
    """
    touched: dict[int, set[int]] = {}
    for draft in drafts:
        touched.setdefault(draft.on.year, set()).update(person for person, _ in draft.shares)
    entries = uow.entries.by_ids({key for draft in drafts for key in draft.entry_ids})
    for year, people in years_of(entries).items():
        touched.setdefault(year, set()).update(people)
    for year, people in sorted(touched.items()):
        reassess(uow, people, year, on=on, now=now)


def _check_parts(
    uow: UnitOfWork, actor: Actor, draft: OutcomeDraft, before: OutcomeDraft | None = None
) -> None:
    """The actor enters for one who shares it, may name the others, and enters for those of its entries.

    What an outcome had `before` may stay, whoever put it there.
    """
    people, known = {person for person, _ in draft.shares}, {p for p, _ in before.shares} if before else set()
    if not people & set(actor.served_cadres):
        raise ForbiddenError
    if people - known - namesakes(uow.session, actor, people).keys():
        raise InvalidError({"shares": Sentence(N_("有一位参与干部没有找到，请核对姓名。"))})
    added = set(draft.entry_ids) - set(before.entry_ids if before else ())
    entries = uow.entries.by_ids(added)
    if len(entries) != len(added) or any(e.person_id not in actor.served_cadres for e in entries):
        raise ForbiddenError


def _units(uow: UnitOfWork, draft: OutcomeDraft) -> dict[int, int | None]:
    return {person: unit_on(uow, person, draft.on) for person, _ in draft.shares}
