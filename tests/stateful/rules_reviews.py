"""What reviewers, deputies and the department decide: approve, return, reverse, undo; and who stands in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from ledger.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from ledger.services.name_deputy import end_deputy, name_deputy
from ledger.services.reverse_posting import reverse_entry, undo_approval
from ledger.services.review_entries import approve_entries, return_entries
from tests.cast import NOW, TODAY
from tests.stateful.machine import AT, CUT, LIKELY, LedgerMachine
from tests.stateful.model import STEPS, Deputy, Entered, Posted, Refusal, Who, first

REVIEWERS = st.sampled_from(["bob", "bob", "rita", "amy", "eve", "charlie", "dana", "alice"])
REVERSERS = st.sampled_from(["bob", "rita", "amy", "dana", "dana", "charlie", "olga"])


class ReviewRules(LedgerMachine):
    """Rules about decisions on entries."""

    @precondition(lambda self: self.model.entries)
    @rule(name=REVIEWERS, at=AT, more=AT, likely=LIKELY, cut=CUT)
    def approve(self, name: str, at: int, more: int, likely: int, cut: bool) -> None:
        who, entries = self.to_decide(name, likely, "approve", at, more)
        refusal = self.decision_refused(who, entries, "approve")

        def call(actor: Any, form: Any) -> Any:
            names = [one.name for one in entries]
            return approve_entries(self.uow, actor, names, on=TODAY, now=NOW, form_key=form)

        for count in self.attempt(who, call, refusal, cut=cut):
            assert count == len(entries)
            for one in entries:
                self.decided(who, one, "approve", "entry:approved")
                self.post(Posted("posted", "entry", one.key, one.version, who.account, one.draft))

    @precondition(lambda self: self.model.entries)
    @rule(name=REVIEWERS, at=AT, likely=LIKELY, cut=CUT)
    def give_back(self, name: str, at: int, likely: int, cut: bool) -> None:
        who, entries = self.to_decide(name, likely, "return", at, 1)
        refusal = self.decision_refused(who, entries, "return")

        def call(actor: Any, form: Any) -> Any:
            names = [one.name for one in entries]
            return return_entries(self.uow, actor, names, "请补充", on=TODAY, now=NOW, form_key=form)

        if self.attempt(who, call, refusal, cut=cut):
            self.decided(who, entries[0], "return", "entry:returned")

    @precondition(lambda self: self.model.entries)
    @rule(name=REVERSERS, at=AT, likely=LIKELY, cut=CUT)
    def reverse(self, name: str, at: int, likely: int, cut: bool) -> None:
        who, entry = self.able(at, name, list(self.model.entries.values()), self.reversal_refused, likely)
        refusal = self.reversal_refused(who, entry)

        def call(actor: Any, form: Any) -> Any:
            reverse_entry(self.uow, actor, entry.name, "时长写错", on=TODAY, now=NOW, form_key=form)

        if self.attempt(who, call, refusal, cut=cut):
            self.cancel("entry", entry.key, who)
            self.decided(who, entry, "reverse", "entry:reversed", self.reversing_stead(who, entry))

    @precondition(lambda self: any(one.kind == "entry" for one in self.model.posted))
    @rule(name=REVIEWERS, at=AT, likely=LIKELY, cut=CUT)
    def undo(self, name: str, at: int, likely: int, cut: bool) -> None:
        postings = [one for one in self.model.posted if one.kind == "entry"]
        who, posted = self.able(at, name, postings, self.undoing_refused, likely)
        refusal, entry = self.undoing_refused(who, posted), self.entry_of(posted)

        def call(actor: Any, form: Any) -> Any:
            span = f"{posted.seq}-{posted.seq}"
            return undo_approval(self.uow, actor, span, on=TODAY, now=NOW, form_key=form)

        if self.attempt(who, call, refusal, cut=cut):
            self.cancel("entry", entry.key, who)
            self.decided(who, entry, "undo", "entry:approval_undone", self.reversing_stead(who, entry))

    @rule(
        name=st.sampled_from(["bob", "bob", "rita", "alice"]), to=st.sampled_from(["charlie", "tom", "rita"])
    )
    def name_deputy(self, name: str, to: str) -> None:
        who, deputy, model = self.model.who[name], self.model.who[to], self.model
        span = (TODAY, TODAY + timedelta(days=3))
        held = deputy.reviews | {one.unit for one in model.deputies if one.deputy == to and not one.ended}
        refusal = first(
            (not who.reviews, ForbiddenError),
            (to == name or bool(who.reviews & held), InvalidError),
        )

        def call(actor: Any, form: Any) -> Any:
            name_deputy(self.uow, actor, to, *span, on=TODAY, now=NOW, form_key=form)

        if self.attempt(who, call, refusal):
            with self.uow:
                named = self.uow.delegations.deputies_of(who.account)
            units = {unit["name"]: key for key, unit in model.units.items()}
            for one in named[: len(who.reviews)]:
                model.deputies.append(Deputy(one.public_id, name, to, units[one.unit_name], *span))
                self.left("deputy:named", who)

    @precondition(lambda self: self.model.deputies)
    @rule(name=st.sampled_from(["bob", "bob", "rita"]), at=AT)
    def end_deputy(self, name: str, at: int) -> None:
        who, deputy = self.model.who[name], self.pick(at, self.model.deputies)
        refusal = first((deputy.principal != name or deputy.ended, NotFoundError))

        def call(actor: Any, form: Any) -> Any:
            end_deputy(self.uow, actor, deputy.public_id, now=NOW, form_key=form)

        if self.attempt(who, call, refusal):
            deputy.ended = True
            self.left("deputy:ended", who)

    # --- What follows -----------------------------------------------------------------------------------

    def to_decide(self, name: str, likely: int, act: str, at: int, more: int) -> tuple[Who, list[Entered]]:
        """Somebody and some entries, most often such as wait for just that."""
        entries = list(self.model.entries.values())
        who, one = self.able(
            at, name, entries, lambda who, one: self.decision_refused(who, [one], act), likely
        )
        also = [other for other in entries if self.decision_refused(who, [other], act) is None]
        other = self.pick(more, also or entries) if more % 3 == 0 else one
        return who, [one] if one is other else [one, other]

    def decision_refused(self, who: Who, entries: Sequence[Entered], act: str) -> Refusal:
        """Why the ledger must refuse a decision."""
        model = self.model
        of = model.reviewed(who)
        return first(
            (not all(model.sees_entry(who, one) for one in entries), NotFoundError),
            (not all(model.entry_unit(one) in of for one in entries), ForbiddenError),
            (self.any_barred(who, entries, model.entry_unit), ForbiddenError),
            (not all(one.status in STEPS[act] for one in entries), ConflictError),
            (any(model.closed_entry(one) for one in entries), ConflictError),
        )

    def reversal_refused(self, who: Who, entry: Entered) -> Refusal:
        """Why the ledger must refuse that somebody reverses what an entry was posted with."""
        return first(
            (not self.model.sees_entry(who, entry), NotFoundError),
            (self.reversal_barred(who, entry), ForbiddenError),
            (entry.status not in STEPS["reverse"] or self.model.closed_entry(entry), ConflictError),
        )

    def entry_of(self, posted: Posted) -> Entered:
        """The entry that a posting is about."""
        return next(one for one in self.model.entries.values() if one.key == posted.key)

    def undoing_refused(self, who: Who, posted: Posted) -> Refusal:
        """Why the ledger must refuse that somebody takes back an approval."""
        entry = self.entry_of(posted)
        as_posted = posted.act == "posted" and (entry.status, entry.version) == ("approved", posted.version)
        return first(
            (posted.account != who.account or not as_posted, ConflictError),
            (not self.model.sees_entry(who, entry), ConflictError),
            (self.reversal_barred(who, entry), ForbiddenError),
            (self.model.closed_entry(entry), ConflictError),
        )

    def any_barred(self, who: Who, entries: Sequence[Entered], unit: Callable[[Entered], int | None]) -> bool:
        """Whether one entry is the own of who decides, or of whoever it is in the stead of."""
        model = self.model
        return any(
            model.is_barred(model.of_whom(who, model.stead(who, unit(one))), one.hands, {one.person})
            for one in entries
        )

    def reversing_stead(self, who: Who, entry: Entered) -> str | None:
        """In whose stead a posting is reversed: the department acts in nobody's."""
        unit = self.model.entry_unit(entry)
        looked_after = bool(who.departments) if unit is None else self.model.within(who, unit)
        return None if looked_after else self.model.stead(who, unit)

    def reversal_barred(self, who: Who, entry: Entered) -> bool:
        """Whether somebody may not reverse what an entry was posted with."""
        unit = self.model.entry_unit(entry)
        looked_after = bool(who.departments) if unit is None else self.model.within(who, unit)
        if unit not in self.model.reviewed(who) and not looked_after:
            return True
        deciding = self.model.of_whom(who, self.reversing_stead(who, entry))
        return self.model.is_barred(deciding, entry.hands, {entry.person})

    def decided(self, who: Who, entry: Entered, act: str, tag: str, stead: str | None = None) -> None:
        """What becomes of an entry that was decided on."""
        if act in ("approve", "return"):
            stead = self.model.stead(who, self.model.entry_unit(entry))
        entry.status, entry.version = STEPS[act][entry.status], entry.version + 1
        entry.decided_by = who.account
        entry.decided_for = None if stead is None else self.model.who[stead].account
        self.left(tag, who)

    def cancel(self, kind: str, key: int, who: Who) -> None:
        """Expect the reversal of what is live about a thing."""
        live = [
            one for one in self.model.posted if (one.kind, one.key) == (kind, key) and one.act == "posted"
        ]
        (standing,) = [one for one in live if one.red is None]
        red = Posted("reversed", kind, key, standing.version, who.account, None, reverses=standing.seq)
        self.post(red)
        standing.red = -1
