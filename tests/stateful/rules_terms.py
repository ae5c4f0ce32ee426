"""What the department changes about people and policies: appointments, leave, another version of a policy."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy import select

from ledger.domain.errors import ConflictError, ForbiddenError, NotFoundError
from ledger.domain.posting_draft import LeaveDraft, PostingDraft
from ledger.services.manage_people import add_leave, appoint_person, remove_leave
from ledger.services.publish_policy import publish_policy
from ledger.store.rows import AppointmentRow, PolicyRow
from tests.cast import NOW, TODAY
from tests.services.history_policies import policy_document
from tests.stateful.learning import appointed
from tests.stateful.machine import AT, CUT, LedgerMachine
from tests.stateful.model import CLOSED_YEAR, Appointed, Refusal, Who, first

MANAGERS = st.sampled_from(["dana", "dana", "otto", "olga", "bob"])
BEGINS = st.sampled_from([date(2025, 12, 31), date(2026, 1, 1), date(2026, 11, 20), date(2026, 11, 22)])
UNITS = st.sampled_from(["甲县", "乙县", "乡", "市"])


class TermRules(LedgerMachine):
    """Rules about what the years of people depend on beside what they do."""

    @precondition(lambda self: self.steps > 8)
    @rule(name=MANAGERS, at=AT, unit=UNITS, rank=st.sampled_from(["131", "132", "141"]), begins=BEGINS,
          end_before=st.booleans(), cut=CUT)  # fmt: skip
    def appoint(
        self, name: str, at: int, unit: str, rank: str, begins: date, end_before: bool, cut: bool
    ) -> None:
        who, model = self.model.who[name], self.model
        person, unit_id = self.pick(at, sorted(model.people)), self.unit_named(unit)
        held = model.appointment(person, begins - timedelta(days=1)) if end_before else None
        ends = held if held is not None and held.ends != begins - timedelta(days=1) else None
        refusal = self.management_refused(who, person) or first(
            (not model.within(who, unit_id), NotFoundError),
            (ends is not None and not model.within(who, ends.unit), NotFoundError),
            (begins.year <= CLOSED_YEAR and self.has_closed_year(person), ConflictError),
        )
        draft = PostingDraft(unit_id, rank, "职务", begins)

        def call(actor: Any, form: Any) -> Any:
            more: dict[str, Any] = {"end_before": end_before, "on": TODAY, "now": NOW, "form_key": form}
            appoint_person(self.uow, actor, model.people[person], draft, **more)

        if self.attempt(who, call, refusal, cut=cut):
            if ends is not None:
                ends.ends = begins - timedelta(days=1)
                self.left("appointment:changed", who)
            model.appointed[person].append(self.last_appointed(person))
            self.left("appointment:recorded", who)

    @precondition(lambda self: self.steps > 8)
    @rule(name=MANAGERS, at=AT, begins=BEGINS, days=st.sampled_from([0, 20, 90]), cut=CUT)
    def leave(self, name: str, at: int, begins: date, days: int, cut: bool) -> None:
        who, model = self.model.who[name], self.model
        person, ends = self.pick(at, sorted(model.people)), begins + timedelta(days=days)
        touches = begins.year <= CLOSED_YEAR and self.has_closed_year(person)
        refusal = self.management_refused(who, person) or first((touches, ConflictError))

        def call(actor: Any, form: Any) -> Any:
            draft = LeaveDraft(begins, ends, "脱产学习")
            name = model.people[person]
            add_leave(self.uow, actor, name, draft, on=TODAY, now=NOW, form_key=form)

        if self.attempt(who, call, refusal, cut=cut):
            known = {public_id for public_id, _, _ in model.leave[person]}
            with self.uow:
                absences = self.uow.people.absences([person])[person]
            (public_id,) = {one.public_id for one in absences} - known
            model.leave[person].append((public_id, begins, ends))
            self.left("leave:recorded", who)

    @precondition(lambda self: any(self.model.leave.values()))
    @rule(name=MANAGERS, at=AT)
    def unleave(self, name: str, at: int) -> None:
        who, model = self.model.who[name], self.model
        person, one = self.pick(at, [(who, one) for who, held in model.leave.items() for one in held])
        touches = one[1].year <= CLOSED_YEAR and self.has_closed_year(person)
        refusal = self.management_refused(who, person) or first((touches, ConflictError))

        def call(actor: Any, form: Any) -> Any:
            names = (model.people[person], one[0])
            remove_leave(self.uow, actor, *names, on=TODAY, now=NOW, form_key=form)

        if self.attempt(who, call, refusal):
            model.leave[person].remove(one)
            self.left("leave:removed", who)

    @precondition(lambda self: self.steps > 8)
    @rule(name=st.sampled_from(["dana", "dana", "olga"]), unit=UNITS, seed=AT, cut=CUT)
    def publish(self, name: str, unit: str, seed: int, cut: bool) -> None:
        who, model = self.model.who[name], self.model
        document = policy_document(Random(seed), model.number)
        digest, unit_id = hashlib.sha256(document).hexdigest(), self.unit_named(unit)
        is_for_closed = "years_from = 2025" in document.decode() and self.model.closing.closed
        refusal = first(
            (not model.within(who, unit_id), ForbiddenError),
            (digest in {row["digest"] for row in model.policies}, ConflictError),
            (is_for_closed, ConflictError),
        )

        def call(actor: Any, form: Any) -> Any:
            with self.uow:
                found = self.uow.units.get(unit_id)
            assert found is not None
            return publish_policy(self.uow, actor, found, document, on=TODAY, now=NOW).id

        for key in self.attempt(who, call, refusal, cut=cut):
            self.forget_form()
            with self.uow:
                table = PolicyRow.__table__
                row = self.session.execute(select(table).where(table.c.id == key)).mappings().one()
            model.policies.append(dict(row))
            self.left("policy:published", who)

    # --- What follows -----------------------------------------------------------------------------------

    def unit_named(self, name: str) -> int:
        """A unit by name."""
        return next(key for key, unit in self.model.units.items() if unit["name"] == name)

    def last_appointed(self, person: int) -> Appointed:
        """The appointment that was just recorded."""
        query = select(AppointmentRow).where(AppointmentRow.person_id == person)
        with self.uow:
            row = self.session.scalars(query.order_by(AppointmentRow.id.desc()).limit(1)).one()
        return appointed(row)

    def has_closed_year(self, person: int) -> bool:
        """Whether the year that is closed is closed for a person."""
        return self.model.closing.closed and self.model.is_closed_for(person)

    def management_refused(self, who: Who, person: int) -> Refusal:
        """Why the ledger must refuse that somebody manages a person."""
        now = self.model.appointment(person, TODAY) or self.model.ordered(person)[-1]
        return first(
            (not self.model.sees_person(who, person), NotFoundError),
            (not self.model.within(who, now.unit), ForbiddenError),
        )

    def forget_form(self) -> None:
        """What was just done carries no form key."""
        sent = self.sent.pop()
        del self.model.keys[self.model.who[sent.who].account, sent.form.key]
