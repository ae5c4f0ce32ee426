"""The machine with all its rules, bound to a kind of database."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from hypothesis.stateful import initialize

from tests.databases import Databases
from tests.entries import online
from tests.stateful.invariants import Invariants
from tests.stateful.machine import AT
from tests.stateful.rules_entries import EntryRules
from tests.stateful.rules_outcomes import OutcomeRules
from tests.stateful.rules_periods import PeriodRules
from tests.stateful.rules_replays import ReplayRules
from tests.stateful.rules_reviews import ReviewRules
from tests.stateful.rules_terms import TermRules

ALL: tuple[type, ...] = (EntryRules, ReviewRules, OutcomeRules, TermRules, PeriodRules, ReplayRules)

DAY, LAST_YEAR = date(2026, 11, 20), date(2025, 12, 30)


def game_on(databases: Databases) -> type[Invariants]:
    """The whole machine on ledgers of this kind."""

    class Game(Invariants, EntryRules, OutcomeRules, TermRules, ReplayRules):
        """Everything that can be done."""

        @initialize(seed=AT)
        def a_year_under_way(self, seed: int) -> None:
            """A few entries, some of them approved: something to decide on and to reverse."""
            for at, (name, on) in enumerate(
                (("alice", LAST_YEAR), ("tom", DAY), ("alice", DAY), ("bob", DAY))
            ):
                draft = online(on=on, minutes=90 + seed % 7, start="09:00")
                self.log(name=name, at=0, own=True, draft=draft, submit=at < 3, cut=False)
            offered = online(on=DAY, minutes=60, start="14:00")
            self.log(name="eve", at=0, own=True, draft=offered, submit=True, cut=False)
            for at in range(2):
                self.approve(name="bob", at=at, more=1, likely=2, cut=False)
            once = {
                "kind": "policy_adopted",
                "on": LAST_YEAR,
                "shares": (Fraction(1),),
                "at": seed,
                "own": True,
            }
            self.record(name="alice", cut=False, **once)
            self.verify(name="dana", at=0, likely=2, is_good=True, cut=False)

    Game.databases = databases
    return Game
