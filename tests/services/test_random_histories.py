"""Whatever happens to a ledger through its services, what is kept is what a recount and the oracle find.

`HISTORIES=20` in the environment plays so many, each with a seed of its own that a failure names.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from ledger.domain.entry import EntryStatus
from ledger.domain.journal import JournalAct, hash_of
from ledger.domain.permissions import Actor, Role
from ledger.domain.review import TRANSITIONS, Act
from ledger.services.recompute_years import check_year
from ledger.store.readings_assessments import kept_rows, kept_years
from ledger.store.rows import EntryRow, OutcomeRow, OutcomeShareRow, TrailRow
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW, TODAY
from tests.services.histories import ACTS, DEPARTMENT, REVIEWERS, History
from tests.services.history_facts import Oracle, rows

Table = dict[str, Any]
HISTORIES = int(os.environ.get("HISTORIES", "2"))
STEPS = 140
RECOUNTED_EVERY, WORKED_OUT_EVERY = 10, 20

MORE_REVIEWERS = [
    *(("bob", "乡"), ("bob", "乙县"), ("bob", "市"), ("rita", "甲县"), ("rita", "乡"), ("rita", "市")),
    *(("eve", "甲县"), ("amy", "甲县")),
]

MOVES = {
    "entry:changed": Act.EDIT,
    "entry:submitted": Act.SUBMIT,
    "entry:offered": Act.OFFER,
    "entry:confirmed": Act.SUBMIT,
    "entry:withdrawn": Act.WITHDRAW,
    "entry:approved": Act.APPROVE,
    "entry:returned": Act.RETURN,
    "entry:reversed": Act.REVERSE,
    "entry:approval_undone": Act.UNDO,
}
ENTERING = {"entry:logged", "entry:changed", "entry:submitted", "outcome:recorded", "outcome:changed"}
DECISIONS = {"entry:approved", "entry:returned", "outcome:verified", "outcome:refused"}
DECISIONS |= {"entry:reversed", "entry:approval_undone", "outcome:reversed"}
HANDED_IN = {"entry:offered": "entry:submitted", "entry:confirmed": "entry:submitted"}
"""What a delegate and the cadre leave instead of handing in by oneself."""
POSTS = {
    "entry:approved": "entry:posted",
    "entry:reversed": "entry:reversed",
    "entry:approval_undone": "entry:reversed",
    "outcome:verified": "outcome:posted",
    "outcome:reversed": "outcome:reversed",
}
"""What each act in the trail must have put into the journal."""
NEWEST_FIRST = TrailRow.id.desc()


class Watched:
    """A history, and everything that must hold of it after each act."""

    def __init__(self, uow: UnitOfWork, actors: dict[str, Actor], seed: int) -> None:
        self.uow, self.oracle = uow, Oracle()
        self.history = History(uow, actors, Random(seed))
        self.entered: defaultdict[tuple[str, int], set[int]] = defaultdict(set)
        self.before = self.state()

    def state(self) -> Mapping[str, Any]:
        """What an act may change."""
        with self.uow:
            session = self.uow.session
            return {
                "entries": {row["id"]: row for row in rows(session, EntryRow)},
                "outcomes": {row["id"]: row for row in rows(session, OutcomeRow)},
                "shares": rows(session, OutcomeShareRow),
                "kept": {year: kept_rows(session, year) for year in kept_years(session)},
                "journal": list(self.uow.journal.stream()),
                "trail": session.scalar(select(TrailRow.id).order_by(NEWEST_FIRST).limit(1)) or 0,
            }

    def step(self) -> None:
        """One act, and what must hold of it."""
        name, actor, trail = self.history.step()
        after = self.state()
        if trail is None:
            assert after == self.before, f"{name} was refused and yet changed something"
            return
        left = self._left()
        assert Counter(HANDED_IN.get(one["tag"], one["tag"]) for one in left) == trail, name
        assert {one["account_id"] for one in left} <= {actor.account_id}
        for one in left:
            self._check_decider(one, actor)
        self._check_moves(left, after)
        self._check_journal(left, after)
        self.before = after

    def _left(self) -> list[Table]:
        table = TrailRow.__table__
        query = select(table).where(table.c.id > self.before["trail"]).order_by(table.c.id)
        with self.uow:
            return [dict(row) for row in self.uow.session.execute(query).mappings()]

    def _check_decider(self, record: Table, actor: Actor) -> None:
        """Nobody decides on their own, nor on what they entered, changed or handed in themselves."""
        key = (record["object_kind"], record["object_id"])
        if record["tag"] in ENTERING:
            self.entered[key].add(actor.account_id)
        if record["tag"] not in DECISIONS:
            return
        assert actor.account_id not in self.entered[key], f"{record['tag']} by who entered it"
        if record["object_kind"] == "entry":
            owners = {self.before["entries"][record["object_id"]]["person_id"]}
        else:
            shares = self.before["shares"]
            owners = {one["person_id"] for one in shares if one["outcome_id"] == record["object_id"]}
        assert actor.person_id not in owners, f"{record['tag']} by one's own"

    def _check_moves(self, left: list[Table], after: Mapping[str, Any]) -> None:
        """Each state is what the drawn transitions make of the one before, by the acts in the trail."""
        acts: defaultdict[int, list[Act]] = defaultdict(list)
        for one in left:
            if one["tag"] in MOVES:
                acts[one["object_id"]].append(MOVES[one["tag"]])
        for key, row in after["entries"].items():
            status = EntryStatus(self.before["entries"].get(key, {"status": "draft"})["status"])
            for act in acts[key]:
                status = TRANSITIONS[status, act]
            assert row["status"] == status

    def _check_journal(self, left: list[Table], after: Mapping[str, Any]) -> None:
        """The journal only grew, by what was decided, in one chain; live is what stands decided."""
        before, journal = self.before["journal"], after["journal"]
        assert journal[: len(before)] == before
        added = Counter(f"{one.object_kind}:{one.act}" for one in journal[len(before) :])
        tags = Counter(POSTS[one["tag"]] for one in left if one["tag"] in POSTS)
        assert added == tags
        hashes = ["", *(one.hash for one in journal)]
        for number, one in enumerate(journal[len(before) :], len(before) + 1):
            assert (one.seq, one.previous, one.hash) == (number, hashes[number - 1], hash_of(one))
        reversed_ = {one.reverses for one in journal}
        live = Counter(
            (one.object_kind, one.object_id)
            for one in journal
            if one.act is JournalAct.POSTED and one.seq not in reversed_
        )
        stands = Counter(
            ("entry", key) for key, row in after["entries"].items() if row["status"] == "approved"
        )
        stands += Counter(
            ("outcome", key) for key, row in after["outcomes"].items() if row["status"] == "verified"
        )
        assert live == stands

    def recount(self) -> None:
        """What is kept is what a recount of everything finds."""
        for year in self.before["kept"]:
            assert check_year(self.uow, year, on=TODAY, now=NOW) == []

    def work_out(self) -> None:
        """What is kept is what the oracle finds from the rows."""
        for year, kept in self.before["kept"].items():
            with self.uow:
                found = self.oracle.must_be_kept(self.uow.session, year)
            assert kept.keys() == found.keys() if year == TODAY.year else kept.keys() <= found.keys()
            for person, row in kept.items():
                assert row == found[person], (year, person)


@pytest.fixture
def actors(uow: UnitOfWork) -> dict[str, Actor]:
    """The cast, with more reviewers than are wise: a delegate and a cadre review where they enter."""
    names = {"alice", "amy", "bob", "tom", "charlie", "eve", "rita", *DEPARTMENT, *REVIEWERS}
    found = {}
    with uow:
        units = {unit.name: unit.id for unit in uow.units.all()}
        for username, unit in MORE_REVIEWERS:
            account = uow.accounts.by_username(username)
            assert account is not None
            uow.accounts.grant(account, Role.REVIEWER, date(2024, 1, 1), unit_id=units[unit])
        for username in sorted(names):
            account = uow.accounts.by_username(username)
            assert account is not None
            actor = uow.accounts.actor(account.id, TODAY)
            assert actor is not None
            found[username] = actor
        uow.commit()
    return found


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_what_is_kept_follows_any_history(uow: UnitOfWork, actors: dict[str, Actor], seed: int) -> None:
    watched = Watched(uow, actors, seed)
    for number in range(1, STEPS + 1):
        watched.step()
        if number % RECOUNTED_EVERY == 0:
            watched.recount()
        if number % WORKED_OUT_EVERY == 0:
            watched.work_out()
    done = watched.history.done
    assert len(+done) >= len(ACTS) - 7, f"too little came about: {done}"
    earned = [
        row["field_earned"] + row["online_earned"] for row in watched.before["kept"][TODAY.year].values()
    ]
    assert any(earned), "nothing came to count"
