"""The trail can be added to and read, and nothing else."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from ledger.domain.trail import TrailTag
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW


@pytest.fixture
def written(uow: UnitOfWork) -> UnitOfWork:
    with uow:
        uow.trail.append(
            TrailTag.ENTRY_LOGGED,
            at=NOW,
            account_id=None,
            object_kind="entry",
            object_id=7,
            changes={"minutes": (30, 40)},
            note="两次",
        )
        uow.commit()
    return uow


def test_what_was_recorded_can_be_read_back(written: UnitOfWork) -> None:
    (event,) = written.trail.of("entry", 7)

    assert (event.at, event.tag, event.note) == (NOW, TrailTag.ENTRY_LOGGED, "两次")
    assert event.changes == {"minutes": (30, 40)}


REWRITES = {
    "sqlite": [
        "UPDATE trail SET note = ''",
        "DELETE FROM trail",
        "INSERT OR REPLACE INTO trail (id, at, tag, object_kind, changes, note)"
        " SELECT id, at, tag, object_kind, changes, 'other' FROM trail",
    ],
    "postgresql": ["UPDATE trail SET note = ''", "DELETE FROM trail", "TRUNCATE trail"],
}


@pytest.mark.parametrize("number", range(3))
def test_the_schema_refuses_to_rewrite_it(written: UnitOfWork, number: int) -> None:
    statement = REWRITES[written.session.get_bind().dialect.name][number]

    with written, pytest.raises(DatabaseError):
        written.session.execute(text(statement))

    assert [event.note for event in written.trail.of("entry", 7)] == ["两次"]
