"""Short games of the machine, move by move: everything is checked after each."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from tests.entries import online
from tests.stateful.games import DAY, LAST_YEAR

YEAR_AGO = online(on=LAST_YEAR, minutes=45, start="15:00")
OTHER_DAY = date(2026, 11, 19)
SURE, ANY = 2, 0
ALICES_OF_LAST_YEAR, TOMS, ALICES, BOBS, NEXT = 0, 1, 2, 3, 5
"""The entries of `a_year_under_way` in their order; the first and the third are approved."""


class Played:
    """A machine whose rules are called by name, each followed by all checks."""

    def __init__(self, game: Any) -> None:
        self.game = game

    def __getattr__(self, rule: str) -> Any:
        def move(*args: Any, **more: Any) -> None:
            getattr(self.game, rule)(*args, **more)
            self.game.everything_is_as_the_model_has_it()

        return move


def a_year(game: Played) -> None:
    """Entries of three cadres, approvals, a delegate's offer, an outcome verified."""
    game.a_year_under_way(0)


def reverse_twice(game: Played) -> None:
    """A posting is reversed, and then once more."""
    a_year(game)
    for _ in range(2):
        game.reverse("dana", ALICES, ANY, False)


def approve_one(game: Played) -> None:
    """One more approval."""
    a_year(game)
    game.approve("bob", TOMS, 1, ANY, False)


def verify_one(game: Played) -> None:
    """One more outcome, of this year."""
    a_year(game)
    game.record("alice", "research_report", DAY, (Fraction(1),), 0, SURE, False)
    game.verify("dana", 1, ANY, True, False)


def send_again(game: Played) -> None:
    """All forms come again."""
    a_year(game)
    for at in range(6):
        game.again(at)


def send_otherwise(game: Played) -> None:
    """A key comes again with other content."""
    a_year(game)
    game.reused(0)


def change_what_was_changed(game: Played) -> None:
    """A form of a version that is gone."""
    a_year(game)
    game.change("bob", BOBS, ANY, online(on=DAY), False, True, False)


def approve_own(game: Played) -> None:
    """A reviewer hands in an own entry and approves it."""
    a_year(game)
    game.submit("bob", BOBS, 1, ANY, False)
    game.approve("bob", BOBS, 1, ANY, False)


def approve_what_one_changed(game: Played) -> None:
    """A delegate who also reviews changes what the cadre then hands in."""
    a_year(game)
    game.log("alice", 0, SURE, online(on=DAY, start="16:00"), False, False)
    game.change("eve", NEXT, ANY, online(on=DAY, start="17:00"), False, False, False)
    game.submit("alice", NEXT, 1, ANY, False)
    game.approve("eve", NEXT, 1, ANY, False)


def verify_own(game: Played) -> None:
    """A delegate who also reviews records an outcome and verifies it."""
    a_year(game)
    game.record("eve", "policy_adopted", DAY, (Fraction(1),), 0, SURE, False)
    game.verify("eve", 1, ANY, True, False)


def approve_principals_own(game: Played) -> None:
    """A deputy is asked to approve what is the reviewer's own."""
    a_year(game)
    game.name_deputy("bob", "charlie")
    game.submit("bob", BOBS, 1, ANY, False)
    game.approve("charlie", BOBS, 1, ANY, False)


def approve_elsewhere(game: Played) -> None:
    """Somebody who sees an entry, but does not review its unit."""
    a_year(game)
    game.approve("dana", TOMS, 1, ANY, False)


def touch(game: Played) -> None:
    """Two sittings of which one begins when the other ends."""
    a_year(game)
    for at, (start, minutes) in enumerate((("08:30", 90), ("10:00", 60))):
        game.log("alice", 0, SURE, online(on=OTHER_DAY, start=start, minutes=minutes), True, False)
        game.approve("bob", NEXT + at, 1, ANY, False)


def take_back_approved(game: Played) -> None:
    """A cadre withdraws what is approved."""
    a_year(game)
    game.withdraw("alice", ALICES, ANY, False)


def move_away(game: Played) -> None:
    """A cadre is appointed to another unit, from before the entries on."""
    a_year(game)
    game.appoint("dana", 0, "乙县", "132", date(2026, 1, 1), True, False)


def close(game: Played) -> None:
    """The year before is closed by two persons."""
    a_year(game)
    game.close_at_once("dana", False)


def log_into_closed(game: Played) -> None:
    """An entry of the closed year."""
    close(game)
    game.log("alice", 0, SURE, YEAR_AGO, False, False)


def reverse_closed(game: Played) -> None:
    """What counted in the closed year is to be reversed."""
    close(game)
    game.reverse("dana", ALICES_OF_LAST_YEAR, ANY, False)


def leave_in_closed(game: Played) -> None:
    """Leave in the closed year."""
    close(game)
    game.leave("dana", 0, date(2025, 12, 31), 20, False)


def close_alone(game: Played) -> None:
    """Whoever proposed a closing confirms it."""
    a_year(game)
    for step in (game.rehearse, game.propose, game.confirm):
        step("dana", False)
