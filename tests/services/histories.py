"""Random histories of a ledger: who does what, at random, through the services alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from random import Random
from typing import Any

from sqlalchemy import select

from ledger.domain.entry import EntryDraft
from ledger.domain.errors import LedgerError
from ledger.domain.outcome import OutcomeDraft
from ledger.domain.people import Person, Unit
from ledger.domain.permissions import Actor
from ledger.domain.posting_draft import LeaveDraft, PersonDraft, PostingDraft
from ledger.services.import_messages import (
    check_upload,
    import_messages,
    keep_messages,
    load_upload,
    submit_imported,
)
from ledger.services.log_entry import change_entry, log_entry, submit_entries, withdraw_entry
from ledger.services.manage_people import add_leave, add_person, appoint_person, end_posting, remove_leave
from ledger.services.manage_units import change_unit
from ledger.services.publish_policy import publish_policy
from ledger.services.record_outcome import (
    change_outcome,
    record_outcome,
    refuse_outcomes,
    verify_outcomes,
)
from ledger.services.review_entries import approve_entries, return_entries
from ledger.store.rows import EntryRow, OutcomeRow, UploadRow
from ledger.store.unit_of_work import UnitOfWork
from ledger.store.visibility import visible_entries, visible_outcomes
from tests.cast import NOW, TODAY
from tests.entries import online, visit
from tests.message_files import csv_file, message
from tests.services.history_policies import policy_document
from tests.services.history_reversals import reverse, reverse_verified, undo

TURNS = [(2025, 12, 30), (2026, 3, 30), (2026, 11, 19)]
"""Few days, so that entries meet, near turns of the year."""

PLACES = [None, "330106001000", "330106001002", "330106002001", "330110001"]
KINDS = ["research_report", "policy_adopted", "problem_solved"]


@dataclass
class History:
    """A ledger and those who work in it; `done` counts what came about, act by act."""

    uow: UnitOfWork
    actors: dict[str, Actor]
    rng: Random
    done: Counter[str] = field(default_factory=Counter)
    number: int = 0

    def step(self) -> tuple[str, Actor, Counter[str] | None]:
        """One act at random: its name, who tried it, and the trail it must leave (None: it was refused)."""
        act = self.rng.choices(list(ACTS), list(ACTS.values()))[0]
        actor = self.actors[self.rng.choice(WHO[act])]
        try:
            trail = act(self, actor)
        except LedgerError:
            return act.__name__, actor, None
        self.done[act.__name__] += bool(trail)
        return act.__name__, actor, Counter(trail)

    def day(self) -> date:
        """A day at or near a turn of the year, not after today."""
        return min(date(*self.rng.choice(TURNS)) + timedelta(days=self.rng.randrange(4)), TODAY)

    def some(self, actor: Actor, kind: Any, most: int, *statuses: str) -> list[Any]:
        """A few entries or outcomes in the actor's sight and in one of these states, or now and then any."""
        query = select(kind).order_by(kind.id)
        if self.rng.random() < 0.9:
            sight = visible_entries(actor) if kind is EntryRow else visible_outcomes(actor)
            query = query.where(kind.status.in_(statuses), sight)
        found = self.uow.session.scalars(query, execution_options={"populate_existing": True}).all()
        picked = self.rng.sample(found, min(len(found), self.rng.randint(1, most)))
        self.uow.session.rollback()
        return list(picked)

    def unit(self) -> Unit:
        """Some unit of the province."""
        names = ("市", "甲县", "乙县", "乡")
        return self.rng.choice([unit for unit in self.uow.units.all() if unit.name in names])

    def entry(self) -> EntryDraft:
        """An entry of either channel."""
        rng, on = self.rng, self.day()
        counts = {"households": rng.randrange(5)} if rng.random() < 0.5 else {}
        topics = [None, *(topic.id for topic in self.uow.topics.all()[:3])]
        about: dict[str, Any] = {"counts": counts, "topic_id": rng.choice(topics)}
        if rng.random() < 0.5:
            start = rng.choice([None, "08:30", "09:00", "09:15", "10:00", "23:30"])
            minutes = rng.choice([10, 45, 90, 300, 600])
            mode, platform = rng.choice(["browse", "reply"]), rng.choice(["wechat", "liuyanban"])
            return online(on=on, start=start, minutes=minutes, mode=mode, platform=platform, **about)
        ends = min(on + timedelta(days=rng.choice([0, 0, 1, 2, 6])), TODAY)
        half = rng.choice([None, "pm"])
        about |= {"from_half": half, "to_half": rng.choice([None, "am"]) if ends > on else half}
        about |= {"contact_point": rng.random() < 0.3, "place_code": rng.choice(PLACES)}
        return replace(visit(on=on, **about), ends_on=ends)

    def outcome(self, actor: Actor) -> OutcomeDraft:
        """An outcome of the actor's cadre, alone or with others, that came of some of the cadre's entries."""
        rng, own = self.rng, actor.served_cadres[0]
        others = [one.own_cadre for one in self.actors.values() if one.own_cadre not in (None, own)]
        shares = rng.choice(
            [(Fraction(1),), (Fraction(1, 2), Fraction(1, 3)), (Fraction(1, 7), Fraction(6, 7))]
        )
        people = [own, *(one for one in rng.sample(others, len(shares) - 1) if one is not None)]
        entries = self.uow.session.scalars(
            select(EntryRow.id).where(EntryRow.person_id == own).order_by(EntryRow.id)
        ).all()
        self.number += 1
        return OutcomeDraft(
            kind=rng.choice(KINDS),
            title=f"成果 {self.number}",
            on=self.day(),
            level=rng.choice(["", "county", "city"]),
            shares=tuple(zip(people, shares, strict=True)),
            entry_ids=tuple(rng.sample(entries, min(len(entries), rng.randrange(4)))),
        )

    def posting(self) -> PostingDraft:
        """An appointment somewhere in the province, open or not."""
        rng, begins = self.rng, self.day()
        ends = begins + timedelta(days=rng.randrange(400)) if rng.random() < 0.2 else None
        tags = ("rural",) if rng.random() < 0.3 else ()
        rank = rng.choice(["121", "131", "132", "141"])
        return PostingDraft(self.unit().id, rank, "职务", begins, ends, tags, rng.randrange(3))

    def person(self, actor: Actor) -> str:
        """Somebody in the actor's sight, by name in addresses."""
        return self.rng.choice(self.people(actor)).public_id

    def people(self, actor: Actor) -> list[Person]:
        """Everybody in the actor's sight."""
        return sorted(self.uow.people.named("", actor, 100), key=lambda person: person.id)


def log(history: History, actor: Actor) -> list[str]:
    """Log an entry, and perhaps hand it in."""
    draft, submit = history.entry(), history.rng.random() < 0.7
    on = min(draft.ends_on + timedelta(days=history.rng.choice([0, 1, 5, 40])), TODAY)
    person = history.rng.choice(actor.served_cadres)
    log_entry(history.uow, actor, person, draft, on=on, now=NOW, submit=submit)
    return ["entry:logged", "entry:submitted"] if submit else ["entry:logged"]


def change(history: History, actor: Actor) -> list[str]:
    """Write other content into an entry, and perhaps hand it in."""
    for row in history.some(actor, EntryRow, 1, "draft", "returned", "withdrawn"):
        draft, submit = history.entry(), history.rng.random() < 0.5
        seen = row.version - (history.rng.random() < 0.1)
        change_entry(history.uow, actor, row.public_id, draft, seen, on=TODAY, now=NOW, submit=submit)
        return ["entry:changed", "entry:submitted"] if submit else ["entry:changed"]
    return []


def submit(history: History, actor: Actor) -> list[str]:
    """Hand in a few at once."""
    names = [row.public_id for row in history.some(actor, EntryRow, 2, "draft", "returned", "withdrawn")]
    return ["entry:submitted"] * submit_entries(history.uow, actor, names, on=TODAY, now=NOW)


def withdraw(history: History, actor: Actor) -> list[str]:
    """Take one back."""
    for row in history.some(actor, EntryRow, 1, "draft", "submitted", "returned"):
        withdraw_entry(history.uow, actor, row.public_id, now=NOW)
        return ["entry:withdrawn"]
    return []


def approve(history: History, actor: Actor) -> list[str]:
    """Approve a few at once."""
    names = [row.public_id for row in history.some(actor, EntryRow, 5, "submitted")]
    return ["entry:approved"] * approve_entries(history.uow, actor, names, on=TODAY, now=NOW)


def give_back(history: History, actor: Actor) -> list[str]:
    """Return a few with a reason."""
    names = [row.public_id for row in history.some(actor, EntryRow, 2, "submitted")]
    return ["entry:returned"] * return_entries(history.uow, actor, names, "请补充", on=TODAY, now=NOW)


def record(history: History, actor: Actor) -> list[str]:
    """Record an outcome."""
    record_outcome(history.uow, actor, history.outcome(actor), on=TODAY, now=NOW)
    return ["outcome:recorded"]


def mend_outcome(history: History, actor: Actor) -> list[str]:
    """Change an outcome: another date, other shares, other entries."""
    for row in history.some(actor, OutcomeRow, 1, "recorded", "refused"):
        draft = history.outcome(actor)
        change_outcome(history.uow, actor, row.public_id, draft, row.version, on=TODAY, now=NOW)
        return ["outcome:changed"]
    return []


def verify(history: History, actor: Actor) -> list[str]:
    """Verify a few at once."""
    names = [row.public_id for row in history.some(actor, OutcomeRow, 2, "recorded")]
    return ["outcome:verified"] * verify_outcomes(history.uow, actor, names, on=TODAY, now=NOW)


def refuse(history: History, actor: Actor) -> list[str]:
    """Refuse one."""
    names = [row.public_id for row in history.some(actor, OutcomeRow, 1, "recorded")]
    return ["outcome:refused"] * refuse_outcomes(history.uow, actor, names, "请补充", on=TODAY, now=NOW)


def enter(history: History, actor: Actor) -> list[str]:
    """Enter a new person."""
    add_person(history.uow, actor, PersonDraft("新人"), history.posting(), on=TODAY, now=NOW)
    return ["person:created", "appointment:recorded"]


def appoint(history: History, actor: Actor) -> list[str]:
    """Promote or move somebody; the appointment before may end, or stand beside it."""
    name, posting = history.person(actor), history.posting()
    ends = history.rng.random() < 0.5
    person = history.uow.people.by_public_id(name)
    assert person is not None
    day_before = posting.begins_on - timedelta(days=1)
    held = [one for one in history.uow.people.postings_of(person.id) if one.governs(day_before)]
    # Of several at once the latest governs; it ends unless it ends on that day anyway.
    ending = ends and bool(held) and held[-1].ends_on != day_before
    appoint_person(history.uow, actor, name, posting, end_before=ends, on=TODAY, now=NOW)
    return ["appointment:changed"] * ending + ["appointment:recorded"]


def end(history: History, actor: Actor) -> list[str]:
    """Let an appointment end."""
    name = history.person(actor)
    person = history.uow.people.by_public_id(name)
    assert person is not None
    posting = history.rng.choice(history.uow.people.postings_of(person.id)).public_id
    end_posting(history.uow, actor, name, posting, history.day(), on=TODAY, now=NOW)
    return ["appointment:changed"]


def leave(history: History, actor: Actor) -> list[str]:
    """Record leave."""
    begins = history.day()
    draft = LeaveDraft(begins, begins + timedelta(days=history.rng.choice([0, 3, 20, 90])), "脱产学习")
    add_leave(history.uow, actor, history.person(actor), draft, on=TODAY, now=NOW)
    return ["leave:recorded"]


def unleave(history: History, actor: Actor) -> list[str]:
    """Take leave out again."""
    people = history.people(actor)
    absences = history.uow.people.absences([person.id for person in people])
    known = [(person.public_id, one.public_id) for person in people for one in absences[person.id]]
    if not known:
        return []
    remove_leave(history.uow, actor, *history.rng.choice(known), on=TODAY, now=NOW)
    return ["leave:removed"]


def publish(history: History, actor: Actor) -> list[str]:
    """Publish another version of a policy somewhere."""
    history.number += 1
    document = policy_document(history.rng, history.number)
    publish_policy(history.uow, actor, history.unit(), document, on=TODAY, now=NOW)
    return ["policy:published"]


def level(history: History, actor: Actor) -> list[str]:
    """Change a unit's level."""
    unit = history.unit()
    wanted = history.rng.choice(["county", "township"])
    place = sorted(history.uow.units.siblings(unit), key=lambda one: one.position).index(unit) + 1
    change_unit(history.uow, actor, unit.public_id, unit.name, wanted, place, on=TODAY, now=NOW)
    return ["unit:changed"]


def bring(history: History, actor: Actor) -> list[str]:
    """Import a small table of messages."""
    numbers = [history.rng.randrange(60) for _ in range(3)]
    rows = [message(number, history.day().isoformat(), asked="") for number in sorted(set(numbers))]
    person = actor.served_cadres[0]
    name = keep_messages(history.uow, actor, person, 30, "留言.csv", csv_file(rows), now=NOW)
    check = check_upload(history.uow, actor, load_upload(history.uow, actor, name), on=TODAY)
    import_messages(history.uow, actor, name, check.digest, on=TODAY, now=NOW)
    return ["entries:imported"]


def hand_in_imported(history: History, actor: Actor) -> list[str]:
    """Hand in all drafts of an import at once."""
    query = select(UploadRow.public_id).where(UploadRow.account_id == actor.account_id)
    uploads: Sequence[str] = history.uow.session.scalars(query.order_by(UploadRow.id)).all()
    history.uow.session.rollback()
    if not uploads:
        return []
    name = history.rng.choice(uploads)
    return ["entry:submitted"] * submit_imported(history.uow, actor, name, on=TODAY, now=NOW)


ACTS: dict[Callable[[History, Actor], list[str]], int] = {
    log: 30, change: 8, submit: 6, withdraw: 4, approve: 24, give_back: 4, record: 8, mend_outcome: 6,
    verify: 14, refuse: 3, enter: 1, appoint: 4, end: 2, leave: 4, unleave: 3, publish: 6, level: 2,
    bring: 3, hand_in_imported: 3, reverse: 7, undo: 7, reverse_verified: 9,
}  # fmt: skip
"""What is done, and how often beside the others."""

CADRES, DEPARTMENT = ["alice", "amy", "bob", "tom", "charlie", "eve"], ["dana", "dana", "dana", "olga", "bob"]
REVIEWERS = ["bob", "bob", "rita", "eve", "amy"]
VERIFIERS = [*REVIEWERS, "dana"]
WHO: dict[Callable[[History, Actor], list[str]], list[str]] = {
    **dict.fromkeys(ACTS, CADRES),
    **dict.fromkeys((approve, give_back), REVIEWERS),
    **dict.fromkeys((verify, refuse, reverse, reverse_verified), VERIFIERS),
    undo: REVIEWERS,
    **dict.fromkeys((enter, appoint, end, leave, unleave, publish, level), DEPARTMENT),
}
"""Who tries it, now and then without the right."""
