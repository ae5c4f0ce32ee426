"""What comes of entries: record, change, verify, refuse, reverse."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from ledger.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from ledger.domain.outcome import OutcomeDraft
from ledger.services.record_outcome import change_outcome, record_outcome, refuse_outcomes, verify_outcomes
from ledger.services.reverse_posting import reverse_outcome
from tests.cast import NOW, TODAY
from tests.stateful.machine import AT, CUT, LIKELY
from tests.stateful.model import Came, Posted, Refusal, Who, first
from tests.stateful.rules_entries import DAYS, WRITERS
from tests.stateful.rules_reviews import ReviewRules

KINDS = st.sampled_from(["research_report", "policy_adopted", "problem_solved", "message_closed"])
SHARES = st.sampled_from(
    [(Fraction(1),), (Fraction(1),), (Fraction(1, 2), Fraction(1, 3)), (Fraction(2, 3), Fraction(2, 3))]
)
VERIFIERS = st.sampled_from(["bob", "rita", "amy", "eve", "dana", "dana", "charlie", "olga"])


class OutcomeRules(ReviewRules):
    """Rules about outcomes."""

    @rule(name=WRITERS, kind=KINDS, on=DAYS, shares=SHARES, at=AT, own=LIKELY, cut=CUT)
    def record(
        self, name: str, kind: str, on: Any, shares: tuple[Fraction, ...], at: int, own: bool, cut: bool
    ) -> None:
        who = self.model.who[name]
        draft = self.outcome_draft(who, kind, on, shares, at, own)
        refusal = self.parts_refused(who, draft, None)

        def call(actor: Any, form: Any) -> Any:
            outcome = record_outcome(self.uow, actor, draft, on=TODAY, now=NOW, form_key=form)
            return outcome.id, outcome.public_id

        for key, public_id in self.attempt(who, call, refusal, cut=cut):
            self.model.outcomes[public_id] = Came(key, public_id, draft, "recorded", 1, {who.account})
            self.left("outcome:recorded", who)

    @precondition(lambda self: self.model.outcomes)
    @rule(name=WRITERS, kind=KINDS, on=DAYS, shares=SHARES, at=AT, own=LIKELY, stale=CUT)
    def mend(
        self, name: str, kind: str, on: Any, shares: tuple[Fraction, ...], at: int, own: bool, stale: bool
    ) -> None:
        who = self.model.who[name]
        outcome = self.came(at, own, "recorded", "refused")
        draft, seen = self.outcome_draft(who, kind, on, shares, at, own), outcome.version - stale
        closed = self.model.closed_outcome(outcome.draft) or self.model.closed_outcome(draft)
        refusal = first(
            (not self.is_well_formed(draft), InvalidError),
            (not self.model.sees_outcome(who, outcome), NotFoundError),
            (not {one for one, _ in outcome.draft.shares} & set(who.served), ForbiddenError),
            (outcome.status == "verified" or seen != outcome.version, ConflictError),
        )
        refusal = refusal or self.parts_refused(who, draft, outcome.draft)
        refusal = refusal or first((closed, ConflictError))

        def call(actor: Any, form: Any) -> Any:
            more: dict[str, Any] = {"on": TODAY, "now": NOW, "form_key": form}
            return change_outcome(self.uow, actor, outcome.name, draft, seen, **more).public_id

        if self.attempt(who, call, refusal):
            outcome.draft, outcome.status, outcome.version = draft, "recorded", outcome.version + 1
            outcome.hands.add(who.account)
            self.left("outcome:changed", who)

    @precondition(lambda self: self.model.outcomes)
    @rule(name=VERIFIERS, at=AT, likely=LIKELY, is_good=st.sampled_from([True, True, False]), cut=CUT)
    def verify(self, name: str, at: int, likely: int, is_good: bool, cut: bool) -> None:
        outcomes = list(self.model.outcomes.values())
        who, outcome = self.able(
            at, name, outcomes, lambda who, one: self.verdict_refused(who, one, "recorded"), likely
        )
        refusal = self.verdict_refused(who, outcome, "recorded")

        def call(actor: Any, form: Any) -> Any:
            more: dict[str, Any] = {"on": TODAY, "now": NOW, "form_key": form}
            if is_good:
                return verify_outcomes(self.uow, actor, [outcome.name], **more)
            return refuse_outcomes(self.uow, actor, [outcome.name], "请补充", **more)

        if self.attempt(who, call, refusal, cut=cut):
            outcome.status, outcome.version = "verified" if is_good else "refused", outcome.version + 1
            self.left(f"outcome:{outcome.status}", who)
            if is_good:
                posted = Posted("posted", "outcome", outcome.key, outcome.version, who.account, outcome.draft)
                self.post(posted)

    @precondition(lambda self: self.model.outcomes)
    @rule(name=VERIFIERS, at=AT, likely=LIKELY, refuse=st.booleans(), cut=CUT)
    def reverse_verified(self, name: str, at: int, likely: int, refuse: bool, cut: bool) -> None:
        outcomes = list(self.model.outcomes.values())
        who, outcome = self.able(
            at, name, outcomes, lambda who, one: self.verdict_refused(who, one, "verified"), likely
        )
        refusal = self.verdict_refused(who, outcome, "verified")

        def call(actor: Any, form: Any) -> Any:
            more: dict[str, Any] = {"refuse": refuse, "on": TODAY, "now": NOW, "form_key": form}
            reverse_outcome(self.uow, actor, outcome.name, "弄错了", **more)

        if self.attempt(who, call, refusal, cut=cut):
            self.cancel("outcome", outcome.key, who)
            outcome.status, outcome.version = "refused" if refuse else "recorded", outcome.version + 1
            self.left("outcome:reversed", who)

    # --- What follows -----------------------------------------------------------------------------------

    def came(self, at: int, likely: int, *statuses: str) -> Came:
        """An outcome, most often one in these states."""
        outcomes = list(self.model.outcomes.values())
        return self.pick(at, outcomes, *(bool(likely) and one.status in statuses for one in outcomes))

    def outcome_draft(
        self, who: Who, kind: str, on: Any, shares: tuple[Fraction, ...], at: int, own: bool
    ) -> OutcomeDraft:
        """An outcome of somebody's own cadres, alone or with another, that came of some entries."""
        people = sorted(self.model.people)
        one = self.pick(at, who.served if own else people)
        others = [person for person in people if person != one]
        sharers = [one, self.pick(at // 3, others)][: len(shares)]
        entries = [
            entry.key for entry in self.model.entries.values() if not own or entry.person in who.served
        ]
        return OutcomeDraft(
            kind=kind,
            title="关于农村养老的调研报告",
            on=on,
            shares=tuple(zip(sharers, shares, strict=True)),
            entry_ids=tuple(entries[at % 2 :: 2][:2]),
        )

    def is_well_formed(self, draft: OutcomeDraft) -> bool:
        """Whether an outcome of these strategies is well formed."""
        return sum(share for _, share in draft.shares) <= 1

    def parts_refused(self, who: Who, draft: OutcomeDraft, before: OutcomeDraft | None) -> Refusal:
        """Why the ledger must refuse whom an outcome names and what it came of."""
        people, known = (
            {one for one, _ in draft.shares},
            {one for one, _ in before.shares} if before else set(),
        )
        owners = {entry.key: entry.person for entry in self.model.entries.values()}
        added = set(draft.entry_ids) - set(before.entry_ids if before else ())
        return first(
            (not self.is_well_formed(draft), InvalidError),
            (not people & set(who.served), ForbiddenError),
            (not all(self.model.may_name(who, one) for one in people - known), InvalidError),
            (not all(owners[key] in who.served for key in added), ForbiddenError),
            (before is None and self.model.closed_outcome(draft), ConflictError),
        )

    def verdict_refused(self, who: Who, outcome: Came, status: str) -> Refusal:
        """Why the ledger must refuse a verdict on an outcome."""
        model, units = self.model, self.model.share_units(outcome)
        scope = {unit for unit in units if unit in model.reviewed(who) or model.within(who, unit)}
        steads = [model.stead(who, unit) for unit in sorted(scope)]
        of = (
            None
            if None in steads or any(model.within(who, unit) for unit in scope)
            else (steads or [None])[0]
        )
        people = {person for person, _ in outcome.draft.shares}
        return first(
            (not model.sees_outcome(who, outcome), NotFoundError),
            (not scope, ForbiddenError),
            (model.is_barred(model.of_whom(who, of), outcome.hands, people), ForbiddenError),
            (outcome.status != status or model.closed_outcome(outcome.draft), ConflictError),
        )
