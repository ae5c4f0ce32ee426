"""Acts that are cut off at each of their steps: what they need, what they do, and what there is to see of it.

`python -m faults.acts URL NAME` does one act in a process of its own.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.orm import Session

from ledger.domain.permissions import Actor, Role
from ledger.services.close_year import confirm_closing, propose_closing, rehearse_closing
from ledger.services.import_messages import check_upload, import_messages, keep_messages, load_upload
from ledger.services.log_entry import log_entry
from ledger.services.once import FormKey
from ledger.services.reverse_posting import reverse_entry
from ledger.services.review_entries import approve_entries
from ledger.store.engine import make_engine
from ledger.store.rows import AssessmentRow, EntryRow, JournalRow, UploadRow
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW, TODAY
from tests.entries import online
from tests.message_files import csv_file, message

KEY = FormKey("a-form-that-is-sent-again", "its-content")
WHEN: dict[str, Any] = {"on": TODAY, "now": NOW}
LAST_YEAR = 2025
MESSAGES = 40


@dataclass(frozen=True)
class Act:
    """What is put into a ledger first, and what is then done under one form key."""

    prepare: Callable[[UnitOfWork], object]
    do: Callable[[UnitOfWork], object]


def actor(uow: UnitOfWork, username: str) -> Actor:
    """Somebody of the cast."""
    with uow:
        account = uow.accounts.by_username(username)
        found = None if account is None else uow.accounts.actor(account.id, TODAY)
    if found is None:
        raise LookupError(username)
    return found


def names(uow: UnitOfWork, *statuses: str) -> list[str]:
    """The entries in these states, by their names in addresses."""
    with uow:
        query = select(EntryRow.public_id).where(EntryRow.status.in_(statuses)).order_by(EntryRow.id)
        return list(uow.session.scalars(query))


def hand_in(uow: UnitOfWork) -> None:
    """Three entries of alice's wait to be approved, one of them of last year."""
    alice = actor(uow, "alice")
    for on in (date(LAST_YEAR, 12, 30), TODAY, TODAY):
        log_entry(uow, alice, alice.served_cadres[0], online(on=on), submit=True, **WHEN)


def approve(uow: UnitOfWork) -> None:
    """Approve all that was handed in."""
    approve_entries(uow, actor(uow, "bob"), names(uow, "submitted", "approved"), form_key=KEY, **WHEN)


def approved(uow: UnitOfWork) -> None:
    """The same entries, approved."""
    hand_in(uow)
    approve_entries(uow, actor(uow, "bob"), names(uow, "submitted"), **WHEN)


def reverse(uow: UnitOfWork) -> None:
    """Reverse the last of them."""
    last = names(uow, "approved", "returned")[-1]
    reverse_entry(uow, actor(uow, "bob"), last, "时长写错", form_key=KEY, **WHEN)


def city(uow: UnitOfWork) -> str:
    """The unit whose year is closed."""
    with uow:
        return next(unit.public_id for unit in uow.units.all() if unit.name == "市")


def proposed(uow: UnitOfWork) -> None:
    """Last year is rehearsed and proposed; another one can confirm."""
    approved(uow)
    with uow:
        otto = uow.accounts.by_username("otto")
        unit = next(unit for unit in uow.units.all() if unit.name == "市")
        if otto is not None:
            uow.accounts.grant(otto, Role.ORGANISATION, date(2024, 1, 1), unit_id=unit.id)
        uow.commit()
    dana = actor(uow, "dana")
    rehearse_closing(uow, dana, city(uow), LAST_YEAR, **WHEN)
    propose_closing(uow, dana, city(uow), LAST_YEAR, "请确认", **WHEN)


def close(uow: UnitOfWork) -> None:
    """Confirm the closing."""
    confirm_closing(uow, actor(uow, "otto"), city(uow), LAST_YEAR, form_key=KEY, **WHEN)


def kept(uow: UnitOfWork) -> None:
    """A file of messages is uploaded."""
    alice = actor(uow, "alice")
    rows = [message(number) for number in range(MESSAGES)]
    keep_messages(uow, alice, alice.served_cadres[0], 30, "留言.csv", csv_file(rows), now=NOW)


def bring_in(uow: UnitOfWork) -> None:
    """Import it."""
    alice = actor(uow, "alice")
    with uow:
        name = uow.session.scalars(select(UploadRow.public_id)).one()
        upload = load_upload(uow, alice, name)
    seen = "" if upload.content is None else check_upload(uow, alice, upload, on=TODAY).digest
    import_messages(uow, alice, name, seen, form_key=KEY, **WHEN)


ACTS = {
    "approve": Act(hand_in, approve),
    "reverse": Act(approved, reverse),
    "close": Act(proposed, close),
    "import": Act(kept, bring_in),
}


def on_ledger(url: str, step: Callable[[UnitOfWork], object], engine: Engine | None = None) -> None:
    """Do something on a ledger."""
    engine = make_engine(url) if engine is None else engine
    with Session(engine, expire_on_commit=False) as session:
        step(UnitOfWork(session))
    engine.dispose()


def seen(url: str) -> Any:
    """What there is to see: rows by table, states, postings, kept figures, the answers of forms.

    Entries go by their place in the order of keys: PostgreSQL gives no key again that a transaction took and
    gave up.
    """
    engine = make_engine(url)
    with engine.connect() as connection:
        counts = {
            table: connection.scalar(text(f'SELECT count(*) FROM "{table}"'))
            for table in sorted(inspect(engine).get_table_names())
        }
        entries = connection.execute(select(EntryRow.id, EntryRow.status, EntryRow.version)).all()
        journal = connection.execute(
            select(JournalRow.seq, JournalRow.act, JournalRow.object_kind, JournalRow.object_id)
        ).all()
        figures = connection.execute(
            select(AssessmentRow.person_id, AssessmentRow.year, AssessmentRow.online_earned)
        ).all()
    engine.dispose()
    place = {key: at for at, key in enumerate(sorted(entry.id for entry in entries))}
    states = sorted((place[key], *rest) for key, *rest in entries)
    posted = sorted(
        (seq, act, kind, place[key] if kind == "entry" else key) for seq, act, kind, key in journal
    )
    return counts, states, posted, sorted(map(tuple, figures))


if __name__ == "__main__":
    on_ledger(sys.argv[1], ACTS[sys.argv[2]].do)
