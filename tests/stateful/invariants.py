"""What must hold after every step: the ledger is what the model says, and sound in itself."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis.stateful import invariant
from sqlalchemy import select

from ledger.domain.journal import JournalAct, Posting, hash_of
from ledger.services.recompute_years import check_year
from ledger.services.verify_journal import check_journal
from ledger.services.verify_postings import check_postings
from ledger.services.verify_tables import check_guards
from ledger.store.readings_assessments import kept_rows, kept_years
from ledger.store.rows import EntryRow, FormKeyRow, OutcomeRow, OutcomeShareRow, TrailRow
from ledger.store.visibility import visible_entries, visible_outcomes
from tests.cast import NOW, TODAY
from tests.stateful.facts import must_be_kept
from tests.stateful.model import CLOSED_YEAR, Posted
from tests.stateful.rules_periods import PeriodRules

RECOUNTED_EVERY = 4
FACTS = ("begins_on", "ends_on", "start", "minutes", "from_half", "to_half", "mode", "platform", "place_code")


class Invariants(PeriodRules):
    """All of them; what is costly to count again is counted every few steps and at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.journal: list[Posting] = []
        with self.uow:
            self.trail_head = self.session.scalar(select(TrailRow.id).order_by(TrailRow.id.desc())) or 0
            self.topics = {topic.id: topic.code for topic in self.uow.topics.all()}

    @invariant()
    def everything_is_as_the_model_has_it(self) -> None:
        """In one transaction, so that what is compared is of one moment."""
        self.steps += 1
        with self.uow:
            self._trail()
            self._journal()
            self._entries()
            self._outcomes()
            self._form_keys()
            self._kept()
            self._sight()
        if not self.steps % RECOUNTED_EVERY:
            self._recount()

    def teardown(self) -> None:
        """The books of the finished run are verified, too, unless it broke off."""
        try:
            if self.steps:
                self._recount()
                with self.uow:
                    assert not check_journal(self.uow, ()).damages
                    damages = [*check_postings(self.uow), *check_guards(self.uow)]
                assert not damages, damages[0].say()
        finally:
            super().teardown()

    # --- One after another ------------------------------------------------------------------------------

    def _trail(self) -> None:
        """I13, I15: the last step left exactly these records, nobody else's."""
        query = select(TrailRow.id, TrailRow.tag, TrailRow.account_id).where(TrailRow.id > self.trail_head)
        rows = self.session.execute(query.order_by(TrailRow.id)).all()
        assert Counter((row.tag, row.account_id) for row in rows) == +self.model.trail
        self.trail_head = rows[-1].id if rows else self.trail_head
        self.model.trail.clear()

    def _journal(self) -> None:
        """I4, I7, I9: one chain without gaps that only grew, by what was decided."""
        found, known = list(self.uow.journal.stream()), len(self.journal)
        assert found[:known] == self.journal
        hashes = ["", *(one.hash for one in found)]
        for at, one in enumerate(found[known:], known):
            assert (one.seq, one.previous, one.hash) == (at + 1, hashes[at], hash_of(one))
        self._learn(found[known:])
        self.journal = found
        reversed_ = [one.reverses for one in found if one.reverses is not None]
        assert len(reversed_) == len(set(reversed_)), "reversed twice"
        live = Counter(
            (one.object_kind, one.object_id)
            for one in found
            if one.act is JournalAct.POSTED and one.seq not in reversed_
        )
        stands = [("entry", one.key) for one in self.model.entries.values() if one.status == "approved"]
        stands += [("outcome", one.key) for one in self.model.outcomes.values() if one.status == "verified"]
        assert live == Counter(stands)

    def _learn(self, added: list[Posting]) -> None:
        """The new postings are those that were due; the model learns their numbers."""
        pending, self.model.pending = self.model.pending, []
        assert len(added) == len(pending), f"{len(added)} postings instead of {len(pending)}"
        for one in added:
            due = next((due for due in pending if self._is(one, due)), None)
            assert due is not None, f"nobody should have posted {one}"
            pending.remove(due)
            due.seq = one.seq
            for standing in self.model.posted:
                if standing.seq == one.reverses:
                    standing.red = one.seq
            self.model.posted.append(due)

    def _is(self, one: Posting, due: Posted) -> bool:
        """Whether a posting is the one that was due: what it is about, by whom, and its facts."""
        if due.kind in ("year", "adjustment"):
            return (one.act.value, one.object_kind, one.account_id) == (due.act, due.kind, due.account)
        about = (one.act.value, one.object_kind, one.object_id, one.version, one.account_id, one.reverses)
        wanted = (due.act, due.kind, due.key, due.version, due.account, due.reverses)
        if about != wanted or due.facts is None:
            return about == wanted
        if due.kind == "outcome":
            facts: Any = due.facts
            shares = [[person, share.numerator, share.denominator] for person, share in facts.shares]
            return bool(
                one.body["shares"] == shares
                and one.body["entry_ids"] == list(facts.entry_ids)
                and one.body["on_date"] == facts.on.isoformat()
            )
        found = {name: getattr(due.facts, name) for name in FACTS}
        found |= {name: found[name].isoformat() for name in ("begins_on", "ends_on")}
        return all(one.body[name] == value for name, value in found.items())

    def _entries(self) -> None:
        """I13: every entry is in the state that its steps led to, with its words, its unit and its hands."""
        table = EntryRow.__table__
        rows = {row["public_id"]: row for row in self.session.execute(select(table)).mappings()}
        assert rows.keys() == self.model.entries.keys()
        for name, one in self.model.entries.items():
            row = rows[name]
            assert (row["status"], row["version"]) == (one.status, one.version), name
            assert (row["person_id"], row["unit_id"]) == (one.person, self.model.entry_unit(one))
            assert (row["logged_on"], row["done"]) == (one.logged_on, one.draft.done)
            assert all(row[key] == getattr(one.draft, key) for key in FACTS)
            assert (row["confirmed_by"], row["agreement_id"]) == (one.confirmed_by, one.agreement)
            assert (row["decided_by"], row["decided_for"]) == (one.decided_by, one.decided_for)

    def _outcomes(self) -> None:
        """The same of outcomes, with their shares."""
        table, parts = OutcomeRow.__table__, OutcomeShareRow.__table__
        rows = {row["public_id"]: row for row in self.session.execute(select(table)).mappings()}
        shares = list(self.session.execute(select(parts)).mappings())
        assert rows.keys() == self.model.outcomes.keys()
        for name, one in self.model.outcomes.items():
            row, on = rows[name], one.draft.on
            assert (row["status"], row["version"], row["on_date"]) == (one.status, one.version, on), name
            assert {
                (share["person_id"], share["unit_id"]) for share in shares if share["outcome_id"] == one.key
            } == {(person, self.model.unit_of(person, on)) for person, _ in one.draft.shares}

    def _form_keys(self) -> None:
        """I10: a key stands for what was done, and for nothing that was refused or cut off."""
        table = FormKeyRow.__table__
        rows = self.session.execute(select(table.c.account_id, table.c.key, table.c.body_digest))
        assert {(row[0], row[1]): row[2] for row in rows} == self.model.keys

    def _kept(self) -> None:
        """I1, I3, I8: what is kept is what the oracle works out; of a closed year what was sealed."""
        years = kept_years(self.session)
        assert TODAY.year in years
        self.model.kept = set()
        for year in years:
            kept = kept_rows(self.session, year)
            self.model.kept |= {(person, year) for person in kept}
            sealed = self.model.closing.sealed if year == CLOSED_YEAR else {}
            found = must_be_kept(self.oracle, self.model, self.topics, year)
            assert kept.keys() == found.keys() if year == TODAY.year else kept.keys() <= found.keys()
            for person, row in kept.items():
                if person in sealed:
                    assert row == sealed[person], f"a closed figure changed: {row}"
                elif person not in self.corrected_people:
                    assert row == found[person], (year, person)

    def _sight(self) -> None:
        """I12: each sees what the model lets them see, and nothing else."""
        for who in self.model.who.values():
            actor = self.uow.accounts.actor(who.account, TODAY)
            assert actor is not None
            seen = set(self.session.scalars(select(EntryRow.public_id).where(visible_entries(actor))))
            assert seen == {n for n, one in self.model.entries.items() if self.model.sees_entry(who, one)}
            came = set(self.session.scalars(select(OutcomeRow.public_id).where(visible_outcomes(actor))))
            assert came == {n for n, one in self.model.outcomes.items() if self.model.sees_outcome(who, one)}

    def _recount(self) -> None:
        """I6: a recount of everything finds what is kept."""
        with self.uow:
            years = kept_years(self.session)
        for year in years:
            assert check_year(self.uow, year, on=TODAY, now=NOW) == []
