"""What cadres and delegates do with entries: log, change, hand in, confirm, take back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from ledger.domain.entry import EntryDraft
from ledger.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from ledger.services.agree_delegation import end_agreement, give_agreement
from ledger.services.log_entry import change_entry, log_entry, submit_entries, withdraw_entry
from tests.cast import NOW, TODAY
from tests.entries import online, visit
from tests.stateful.machine import AT, CUT, LIKELY, LedgerMachine
from tests.stateful.model import STEPS, Agreement, Entered, Refusal, Who, first

DAYS = st.sampled_from(
    [date(2025, 12, 30), date(2025, 12, 31), *(date(2026, 11, day) for day in (19, 20, 21, 22))]
)
WRITERS = st.sampled_from(["alice", "alice", "eve", "eve", "amy", "bob", "tom", "charlie"])


@st.composite
def drafts(draw: st.DrawFn) -> EntryDraft:
    """An entry of either channel, now and then one that must be refused."""
    on, words = draw(DAYS), draw(st.sampled_from(["答复三条留言", "走访农户", "a < b & 𬍛\u202e"]))
    about: dict[str, Any] = {"done": words, "topic_id": None}
    if draw(st.booleans()):
        minutes = draw(st.sampled_from([10, 45, 90, 90, 90, 300, 300, 600, 600, 0]))
        start = draw(st.sampled_from([None, "08:30", "09:00", "09:15", "10:00", "23:30"]))
        mode, platform = draw(st.sampled_from([("browse", "wechat"), ("reply", "liuyanban")]))
        return online(on=on, minutes=minutes, start=start, mode=mode, platform=platform, **about)
    ends = on + timedelta(days=draw(st.sampled_from([0, 0, 1, 2])))
    half = draw(st.sampled_from([None, "pm"]))
    draft = visit(on=on, from_half=half, place_code=draw(st.sampled_from([None, "330106001000"])), **about)
    return replace(draft, ends_on=ends)


def is_good(draft: EntryDraft) -> bool:
    """Whether an entry of these strategies is well formed."""
    return draft.ends_on <= TODAY and draft.minutes != 0


class EntryRules(LedgerMachine):
    """Rules about entries."""

    @rule(name=WRITERS, at=AT, own=LIKELY, draft=drafts(), submit=st.booleans(), cut=CUT)
    def log(self, name: str, at: int, own: bool, draft: EntryDraft, submit: bool, cut: bool) -> None:
        who, model = self.model.who[name], self.model
        person = self.pick(at, who.served if own else sorted(model.people))
        refusal = first(
            (person not in who.served, ForbiddenError),
            (not is_good(draft), InvalidError),
            (model.closed([person], draft.begins_on, draft.ends_on), ConflictError),
        )

        def call(actor: Any, form: Any) -> Any:
            more: dict[str, Any] = {"on": TODAY, "now": NOW, "submit": submit, "form_key": form}
            entry = log_entry(self.uow, actor, person, draft, **more)
            return entry.id, entry.public_id

        for key, public_id in self.attempt(who, call, refusal, cut=cut):
            entry = Entered(key, public_id, person, draft, "draft", 1, TODAY, {who.account})
            model.entries[public_id] = entry
            self.left("entry:logged", who)
            if submit:
                entry.version = 2
                self.hand_in(who, entry)

    @precondition(lambda self: self.model.entries)
    @rule(name=WRITERS, at=AT, likely=LIKELY, draft=drafts(), submit=st.booleans(), stale=CUT, cut=CUT)
    def change(
        self, name: str, at: int, likely: int, draft: EntryDraft, submit: bool, stale: bool, cut: bool
    ) -> None:
        entries = list(self.model.entries.values())
        who, entry = self.able(at, name, entries, lambda who, one: self.not_theirs(who, one, "edit"), likely)
        seen = entry.version - stale
        refusal = first(
            (not is_good(draft), InvalidError),
            (not self.model.sees_entry(who, entry), NotFoundError),
            (entry.person not in who.served, ForbiddenError),
            (seen != entry.version or entry.status not in STEPS["edit"], ConflictError),
            (self.model.closed_entry(entry) or self.model.closed_entry(entry, draft), ConflictError),
        )

        def call(actor: Any, form: Any) -> Any:
            more: dict[str, Any] = {"on": TODAY, "now": NOW, "submit": submit, "form_key": form}
            return change_entry(self.uow, actor, entry.name, draft, seen, **more).public_id

        if self.attempt(who, call, refusal, cut=cut):
            entry.draft, entry.version = draft, entry.version + 1
            entry.status = STEPS["edit"][entry.status]
            entry.hands.add(who.account)
            self.left("entry:changed", who)
            if submit:
                entry.version += 1
                self.hand_in(who, entry)

    @precondition(lambda self: self.model.entries)
    @rule(name=WRITERS, at=AT, more=AT, likely=LIKELY, cut=CUT)
    def submit(self, name: str, at: int, more: int, likely: int, cut: bool) -> None:
        model, entries = self.model, list(self.model.entries.values())
        who, one = self.able(
            at, name, entries, lambda who, one: self.not_theirs(who, one, self.word(who, one)[0]), likely
        )
        other = self.pick(more, entries) if more % 4 == 0 else one
        entries = [one] if one is other else [one, other]
        refusal = first(
            (not all(model.sees_entry(who, one) for one in entries), NotFoundError),
            (not all(one.person in who.served for one in entries), ForbiddenError),
            (not all(one.status in STEPS[self.word(who, one)[0]] for one in entries), ConflictError),
            (any(model.closed_entry(one) for one in entries), ConflictError),
        )
        names = [one.name for one in entries]

        def call(actor: Any, form: Any) -> Any:
            return submit_entries(self.uow, actor, names, on=TODAY, now=NOW, form_key=form)

        for count in self.attempt(who, call, refusal, cut=cut):
            assert count == len(entries)
            for one in entries:
                one.version += 1
                self.hand_in(who, one)

    @precondition(lambda self: self.model.entries)
    @rule(name=WRITERS, at=AT, likely=LIKELY, cut=CUT)
    def withdraw(self, name: str, at: int, likely: int, cut: bool) -> None:
        entries = list(self.model.entries.values())
        who, entry = self.able(
            at, name, entries, lambda who, one: self.not_theirs(who, one, "withdraw"), likely
        )
        refusal = self.not_theirs(who, entry, "withdraw")

        def call(actor: Any, form: Any) -> Any:
            return withdraw_entry(self.uow, actor, entry.name, now=NOW, form_key=form).public_id

        if self.attempt(who, call, refusal, cut=cut):
            entry.status, entry.version = "withdrawn", entry.version + 1
            self.left("entry:withdrawn", who)

    @rule(name=st.sampled_from(["alice", "alice", "tom", "eve", "bob"]), begins=st.integers(-3, 2))
    def agree(self, name: str, begins: int) -> None:
        who, eve = self.model.who[name], self.model.who["eve"]
        span = (TODAY + timedelta(days=begins), TODAY + timedelta(days=begins + 2))
        refusal = first(
            (who.own is None, ForbiddenError),
            (span[1] < TODAY or who.own not in eve.served, InvalidError),
        )

        def call(actor: Any, form: Any) -> Any:
            give_agreement(self.uow, actor, eve.public_id, *span, on=TODAY, now=NOW, form_key=form)

        if self.attempt(who, call, refusal) and who.own is not None:
            with self.uow:
                given = self.uow.delegations.agreements_of(who.own)[0]
            self.model.agreements.append(Agreement(given.id, given.public_id, who.own, eve.account, *span))
            self.left("agreement:given", who)

    @precondition(lambda self: self.model.agreements)
    @rule(name=st.sampled_from(["alice", "tom"]), at=AT)
    def end_agreed(self, name: str, at: int) -> None:
        who, agreement = self.model.who[name], self.pick(at, self.model.agreements)
        refusal = first((agreement.person != who.own or agreement.ended, NotFoundError))

        def call(actor: Any, form: Any) -> Any:
            end_agreement(self.uow, actor, agreement.public_id, now=NOW, form_key=form)

        if self.attempt(who, call, refusal):
            agreement.ended = True
            self.left("agreement:ended", who)

    # --- What follows -----------------------------------------------------------------------------------

    def not_theirs(self, who: Who, entry: Entered, act: str) -> Refusal:
        """Why the ledger must refuse that somebody does this to an entry."""
        return first(
            (not self.model.sees_entry(who, entry), NotFoundError),
            (entry.person not in who.served, ForbiddenError),
            (entry.status not in STEPS[act] or self.model.closed_entry(entry), ConflictError),
        )

    def word(self, who: Who, entry: Entered) -> tuple[str, int | None]:
        """What handing in comes to: the cadre's own word, one agreed on before, or none yet."""
        if entry.person == who.own:
            return "submit", None
        agreed = [
            one.key
            for one in self.model.agreements
            if (one.person, one.account) == (entry.person, who.account)
            and not one.ended
            and one.begins <= TODAY <= one.ends
        ]
        return ("submit", agreed[-1]) if agreed else ("offer", None)

    def hand_in(self, who: Who, entry: Entered) -> None:
        """What becomes of an entry that is handed in, and what the trail tells."""
        act, agreement = self.word(who, entry)
        confirms = entry.status == "unconfirmed" and entry.person == who.own
        entry.status, entry.agreement = STEPS[act][entry.status], agreement
        entry.confirmed_by = who.account if confirms else None
        if not confirms:
            entry.hands.add(who.account)
        tag = "confirmed" if confirms else {"submit": "submitted", "offer": "offered"}[act]
        self.left(f"entry:{tag}", who)
