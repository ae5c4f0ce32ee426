"""How a year closes by two persons, is corrected in the open one, and is opened again."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from ledger.domain.errors import ConflictError, ForbiddenError, NotFoundError
from ledger.services.close_year import (
    RehearseAgainError,
    confirm_closing,
    give_up_closing,
    propose_closing,
    rehearse_closing,
)
from ledger.services.correct_year import correct_entry
from ledger.services.reopen_year import confirm_reopening, propose_reopening
from ledger.store.readings_assessments import kept_rows
from tests.cast import NOW, TODAY
from tests.stateful.machine import AT, CUT, LIKELY, LedgerMachine
from tests.stateful.model import CLOSED_YEAR, Closing, Posted, Refusal, first

CLOSERS = st.sampled_from(["dana", "otto", "dana", "otto", "olga", "bob"])


class PeriodRules(LedgerMachine):
    """Rules about the year of the city and everything below it."""

    @precondition(lambda self: len(self.model.entries) > 2)
    @rule(name=CLOSERS, cut=CUT)
    def rehearse(self, name: str, cut: bool) -> None:
        who, closing = self.model.who[name], self.model.closing
        refusal = self.outsider(name) or first(
            (closing.closed or closing.status == "proposed", ConflictError)
        )

        def call(actor: Any, form: Any) -> Any:
            rehearse_closing(self.uow, actor, self.city(), CLOSED_YEAR, on=TODAY, now=NOW, form_key=form)

        if self.attempt(who, call, refusal, cut=cut):
            closing.act, closing.status = "close", "rehearsed"
            self.left("year:rehearsed", who)

    @precondition(lambda self: self.model.closing.status)
    @rule(name=CLOSERS, cut=CUT)
    def propose(self, name: str, cut: bool) -> None:
        who, closing = self.model.who[name], self.model.closing
        rehearsed = (closing.act, closing.status) == ("close", "rehearsed")
        refusal = self.outsider(name) or first(
            (closing.closed or self.waits() or not rehearsed, ConflictError)
        )

        def call(actor: Any, form: Any) -> Any:
            more: dict[str, Any] = {"on": TODAY, "now": NOW, "form_key": form}
            propose_closing(self.uow, actor, self.city(), CLOSED_YEAR, "请确认", **more)

        if self.attempt(who, call, refusal, cut=cut):
            closing.status, closing.by = "proposed", name
            self.left("year:proposed", who)

    @precondition(lambda self: self.model.closing.status == "proposed")
    @rule(name=CLOSERS, cut=CUT)
    def confirm(self, name: str, cut: bool) -> None:
        who, closing = self.model.who[name], self.model.closing
        drifted: list[bool] = []
        refusal = self.outsider(name) or first(
            (closing.act != "close", ConflictError),
            (closing.by == name, ForbiddenError),
            (self.waits(), ConflictError),
        )

        def call(actor: Any, form: Any) -> Any:
            try:
                more: dict[str, Any] = {"on": TODAY, "now": NOW, "form_key": form}
                return confirm_closing(self.uow, actor, self.city(), CLOSED_YEAR, **more)
            except RehearseAgainError:
                drifted.append(True)
                return 0

        for count in self.attempt(who, call, refusal, cut=cut):
            if drifted:
                self.forget(closing, "year:given_up", name)
                continue
            with self.uow:
                kept = kept_rows(self.session, CLOSED_YEAR)
                sealed = self.uow.periods.sealed_people(CLOSED_YEAR)
            assert count == len(sealed)
            closing.sealed = {person: kept[person] for person in sealed}
            closing.closed, closing.act, closing.status = True, "", ""
            self.left("year:closed", who)
            self.post(Posted("closed", "year", 0, 1, who.account, None))

    @precondition(lambda self: len(self.model.entries) > 2 and not self.model.closing.closed)
    @rule(first=st.sampled_from(["dana", "otto"]), cut=CUT)
    def close_at_once(self, first: str, cut: bool) -> None:
        """All three steps of a closing, as far as they come."""
        if self.model.closing.status != "proposed":
            self.rehearse(name=first, cut=False)
            self.propose(name=first, cut=False)
        if self.model.closing.status == "proposed":
            self.confirm(name="otto" if self.model.closing.by == "dana" else "dana", cut=cut)

    @precondition(lambda self: self.model.closing.status)
    @rule(name=CLOSERS, rarely=CUT)
    def give_up(self, name: str, rarely: bool) -> None:
        if not rarely and name != "bob":
            return
        who = self.model.who[name]

        def call(actor: Any, form: Any) -> Any:
            give_up_closing(self.uow, actor, self.city(), CLOSED_YEAR, now=NOW, form_key=form)

        if self.attempt(who, call, self.outsider(name)):
            closing = self.model.closing
            closing.act, closing.status, closing.by = "", "", ""
            self.left("year:given_up", who)

    @precondition(lambda self: self.model.closing.closed)
    @rule(name=CLOSERS)
    def propose_to_reopen(self, name: str) -> None:
        who, closing = self.model.who[name], self.model.closing
        refusal = self.outsider(name) or first((bool(closing.status) or closing.corrected, ConflictError))

        def call(actor: Any, form: Any) -> Any:
            more: dict[str, Any] = {"now": NOW, "form_key": form}
            propose_reopening(self.uow, actor, self.city(), CLOSED_YEAR, "漏了一项", **more)

        if self.attempt(who, call, refusal):
            closing.act, closing.status, closing.by = "reopen", "proposed", name
            self.left("year:proposed", who)

    @precondition(lambda self: self.model.closing.closed)
    @rule(name=CLOSERS, cut=CUT)
    def reopen(self, name: str, cut: bool) -> None:
        who, closing = self.model.who[name], self.model.closing
        is_due = (closing.act, closing.status) == ("reopen", "proposed")
        refusal = self.outsider(name) or first(
            (not is_due, ConflictError),
            (closing.by == name, ForbiddenError),
            (closing.corrected, ConflictError),
        )

        def call(actor: Any, form: Any) -> Any:
            more: dict[str, Any] = {"on": TODAY, "now": NOW, "form_key": form}
            confirm_reopening(self.uow, actor, self.city(), CLOSED_YEAR, **more)

        if self.attempt(who, call, refusal, cut=cut):
            self.model.closing = Closing()
            self.left("year:reopened", who)
            self.post(Posted("reopened", "year", 0, 1, who.account, None))

    @precondition(lambda self: self.model.closing.closed and self.model.entries)
    @rule(name=CLOSERS, at=AT, likely=LIKELY)
    def correct(self, name: str, at: int, likely: int) -> None:
        """What was approved in the closed year is taken out of it, booked today; out once, not twice."""
        who, model = self.model.who[name], self.model
        entries = [one for one in model.entries.values() if one.status in ("approved", "draft")]
        if not entries:
            return
        of_year = [
            bool(likely) and one.status == "approved" and one.draft.begins_on.year <= CLOSED_YEAR
            for one in entries
        ]
        entry = self.pick(at, entries, *of_year)
        sealed = entry.person in model.closing.sealed
        counted = entry.status == "approved" and entry.draft.begins_on.year <= CLOSED_YEAR
        within = sealed and self.sealed_within(who.name, entry.person)
        refusal = first(
            (not model.sees_entry(who, entry), NotFoundError),
            (not sealed, ConflictError),
            (not within or model.is_barred([who], entry.hands, {entry.person}), ForbiddenError),
            (not counted or entry.name in self.corrected, ConflictError),
        )

        def call(actor: Any, form: Any) -> Any:
            more: dict[str, Any] = {"on": TODAY, "now": NOW, "form_key": form}
            return [m.id for m in correct_entry(self.uow, actor, entry.name, CLOSED_YEAR, "重复", **more)]

        if self.attempt(who, call, refusal):
            self.sent.pop()  # its answer is not repeated: nothing of it is shown again
            self.corrected.add(entry.name)
            self.corrected_people.add(entry.person)
            model.closing.corrected = True
            self.left("year:corrected", who)
            self.post(Posted("adjusted", "adjustment", 0, 1, who.account, None))

    # --- What follows -----------------------------------------------------------------------------------

    def __init__(self) -> None:
        super().__init__()
        self.corrected: set[str] = set()
        self.corrected_people: set[int] = set()

    def city(self) -> str:
        """The unit whose year it is about, by name in addresses."""
        return next(str(unit["public_id"]) for unit in self.model.units.values() if unit["name"] == "市")

    def sealed_within(self, name: str, person: int) -> bool:
        """Whether somebody's department looks after the unit that governs a sealed year."""
        row = self.model.closing.sealed[person]
        return self.model.within(self.model.who[name], row["unit_id"])

    def outsider(self, name: str) -> Refusal:
        """Whoever has no department there does not find the unit's year."""
        return None if name in ("dana", "otto") else NotFoundError

    def waits(self) -> bool:
        """Whether something of the year waits to be decided on below the city."""
        model = self.model
        return any(
            one.status == "submitted"
            and one.draft.begins_on.year <= CLOSED_YEAR
            and (last := model.governing(one.person, CLOSED_YEAR)) is not None
            and model.within(model.who["dana"], last.unit)
            for one in model.entries.values()
        )

    def forget(self, closing: Closing, tag: str, name: str) -> None:
        """A closing that came to nothing."""
        closing.act, closing.status, closing.by = "", "", ""
        self.sent.pop()
        self.model.keys.popitem()
        self.left(tag, self.model.who[name])
