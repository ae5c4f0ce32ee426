"""What the database itself finds the same need not be read; everything that is found is found either way."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from ledger.services import verify_postings
from ledger.store.readings_posted import doubtful_now, doubtful_typed
from ledger.store.unit_of_work import UnitOfWork
from tests.books import post_everything
from tests.cast import TODAY
from tests.conftest import Act
from tests.services.test_verify_ledger import change
from tests.year_facts import approved, field, fill_year, online

WORDS = {"heard": '他说："好"\\n\t两行\n', "reached": "\u202e右\u2028\x7f𠮷", "companions": "甲、乙"}
COUNTED = {"households": 12, "people": 30}


@pytest.fixture
def books(uow: UnitOfWork, act: Act) -> UnitOfWork:
    """A posted year with entries of every make in it, the last two of which have counts."""
    fill_year(uow, act("alice"), act("bob"))
    drafts = [
        online(TODAY - timedelta(days=3), 90, start="09:30", topic_id=2, reference="[2026] 7 号"),
        online(TODAY - timedelta(days=4), 45, **WORDS),
        field(date(2026, 11, 2), date(2026, 11, 4), from_half="pm", to_half="am", contact_point=True),
        field(date(2026, 11, 6), place_code="110101", counts=COUNTED),
        field(date(2026, 11, 9), counts={"b": 1, "a": 2}),
    ]
    approved(uow, act("alice"), act("bob"), *drafts)
    post_everything(uow)
    return uow


def found(uow: UnitOfWork) -> list[str]:
    with uow:
        return [one.say() for one in verify_postings.check_postings(uow)]


def closely(uow: UnitOfWork, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is found where every row is read."""
    with monkeypatch.context() as patched:
        for name in ("doubtful_typed", "doubtful_now"):
            patched.setattr(verify_postings, name, lambda _: None)
        return found(uow)


def last_seqs(uow: UnitOfWork, count: int) -> list[int]:
    query = text("SELECT seq FROM posted_entry ORDER BY seq DESC LIMIT :count")
    with uow:
        return sorted(uow.session.scalars(query, {"count": count}))


def test_untouched_entries_raise_no_doubt(books: UnitOfWork) -> None:
    """One is read all the same: its counts are in another order than canonical JSON has them."""
    other_order = last_seqs(books, 1)
    with books:
        assert doubtful_typed(books.session) == other_order
        assert doubtful_now(books.session) == other_order
    assert found(books) == []


CHANGES: dict[str, bool] = {
    "UPDATE posted_entry SET minutes = minutes + 1 WHERE seq = :seq": True,
    "UPDATE posted_entry SET start = NULL WHERE seq = :seq": True,
    "UPDATE posted_entry SET mode = '\"' WHERE seq = :seq": True,
    "UPDATE posted_entry SET entry_id = entry_id + 1 WHERE seq = :seq": True,
    "UPDATE posted_entry SET version = 9, person_id = 3 WHERE seq = :seq": True,
    "UPDATE posted_entry SET begins_on = '2026-01-09' WHERE seq < :seq": True,
    "UPDATE posted_entry SET counts = '{}' WHERE seq > :seq": True,
    """UPDATE posted_entry SET counts = '{"households": 13, "people": 30}' WHERE seq > :seq""": True,
    "DELETE FROM posted_entry WHERE seq = :seq": True,
    "DELETE FROM entry WHERE id = (SELECT entry_id FROM posted_entry WHERE seq = :seq)": True,
    "UPDATE entry SET status = 'returned', mode = 'x' WHERE id > :entry": True,
    "UPDATE entry SET heard = heard || ' ' WHERE id >= :entry": True,
    "UPDATE entry SET topic_id = 3, person_id = 2 WHERE id = :entry": True,
    "UPDATE entry SET status = 'draft', done = 'x', place_code = '1'": True,
    "UPDATE journal SET body = body || ' ' WHERE seq = :seq": False,
    "UPDATE journal SET body = '{' WHERE seq = :seq": True,
    "UPDATE journal SET body = '[]' WHERE seq >= :seq": True,
    "UPDATE journal SET body = replace(body, 'sha256:', 'sm3:') WHERE seq = :seq": True,
    "UPDATE journal SET body = replace(body, '\"words\"', '\"word\"') WHERE seq = :seq": True,
    "UPDATE journal SET algorithm = 'x' WHERE seq = :seq": True,
    "UPDATE journal SET object_id = 999 WHERE seq = :seq": True,
}
"""What is done, and whether something comes of it here: a blank behind a body is found by its hash alone."""

LOOSE: dict[str, bool] = {
    "UPDATE posted_entry SET minutes = x'3930' WHERE seq = :seq": True,
    "UPDATE posted_entry SET minutes = 90.5 WHERE seq = :seq": True,
    "UPDATE posted_entry SET contact_point = 7 WHERE seq = :seq": True,
    "UPDATE posted_entry SET counts = '{' WHERE seq = :seq": True,
    "UPDATE posted_entry SET counts = '{ }' WHERE seq = :seq": True,
    "UPDATE posted_entry SET counts = replace(counts, ' ', '') WHERE seq > :seq": True,
    "UPDATE posted_entry SET counts = replace(counts, '12', '12.0') WHERE seq > :seq": True,
    "UPDATE entry SET done = x'ff' WHERE id = :entry": True,
    "UPDATE entry SET done = CAST(x'ff' AS TEXT) WHERE id = :entry": True,
    "UPDATE entry SET counts = x'7b7d' WHERE id = :entry": True,
    "UPDATE journal SET body = body || char(0) WHERE seq = :seq": True,
    "UPDATE journal SET body = CAST(body AS BLOB) WHERE seq = :seq": True,
}
"""The same of what SQLite alone takes."""


@pytest.mark.parametrize("statement", [*CHANGES, *LOOSE])
def test_the_same_is_found_in_the_same_order_either_way(
    books: UnitOfWork, monkeypatch: pytest.MonkeyPatch, statement: str
) -> None:
    with books:
        is_sqlite = books.session.get_bind().dialect.name == "sqlite"
        (seq,) = books.session.scalars(text("SELECT min(seq) FROM posted_entry WHERE start = '09:30'"))
        (entry,) = books.session.scalars(
            text("SELECT entry_id FROM posted_entry WHERE seq = :seq"), {"seq": seq}
        )
    if statement in LOOSE and not is_sqlite:
        statement = "UPDATE posted_entry SET minutes = 91 WHERE seq = :seq"
    values = {"seq": seq, "entry": entry}
    change(books, statement, **{name: value for name, value in values.items() if f":{name}" in statement})

    lines = found(books)

    assert lines == closely(books, monkeypatch)
    assert bool(lines) == (CHANGES | LOOSE).get(statement, True)
