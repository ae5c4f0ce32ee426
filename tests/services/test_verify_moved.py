"""Books that were moved to another database verify there against the checkpoints of the first one."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from ledger.domain.checkpoint import read_checkpoint
from ledger.services.verify_ledger import Verification, verify_ledger
from ledger.store.engine import make_engine
from ledger.store.table_text import FORM, digests_text, table_digests
from ledger.store.unit_of_work import UnitOfWork
from tests.books import keep_books, said, sign, verified
from tests.closing import LATER, NOW_LATER, approved, close, second_department
from tests.conftest import Act
from tests.databases import BACKENDS
from tests.services.corrected import correct_one
from tests.services.test_export_import import bring, empty, export
from tests.services.test_verify_ledger import change


def told(found: Verification) -> list[str]:
    """What is found beside the guards, which a change behind the ledger's back takes away on SQLite."""
    return [line for line in said(found) if "触发器" not in line and not line.startswith("schema")]


@pytest.mark.parametrize("backend", BACKENDS)
def test_moved_books_are_what_the_checkpoint_saw(
    uow: UnitOfWork, database_url: str, act: Act, tmp_path: Path, backend: str
) -> None:
    seal = keep_books(uow, act, tmp_path)
    second_department(uow)
    approved(uow)
    close(uow)
    correct_one(uow)
    sign(uow, seal, now=NOW_LATER)
    place = export(database_url, tmp_path / "export")
    with empty(backend) as url:
        bring(url, place, tmp_path / "moved")
        engine = make_engine(url)
        with Session(engine, expire_on_commit=False) as session:
            moved = UnitOfWork(session)
            found = verify_ledger(moved, seal, on=LATER, now=NOW_LATER)
            assert (said(found), found.tables_compared) == ([], True)

            change(moved, "UPDATE unit SET name = 'x' WHERE id = 3")
            lines = said(verify_ledger(moved, seal, on=LATER, now=NOW_LATER))
            assert any(line.startswith("unit：") for line in lines), lines
        engine.dispose()


def test_the_order_of_keys_says_nothing_and_their_letters_do(
    uow: UnitOfWork, act: Act, tmp_path: Path
) -> None:
    seal = keep_books(uow, act, tmp_path)
    change(uow, """UPDATE appointment SET tags = '["a", "b"]' WHERE id = 1""")
    change(uow, """UPDATE trail SET changes = '{"a": [1, 2], "b": null}' WHERE id = 1""")
    sign(uow, seal)

    change(uow, """UPDATE trail SET changes = '{"b": null, "a": [1, 2]}' WHERE id = 1""")
    assert told(verified(uow, seal)) == []

    change(uow, """UPDATE trail SET changes = '{"b": null, "a": [2, 1]}' WHERE id = 1""")
    assert [line.partition("：")[0] for line in told(verified(uow, seal))] == ["trail"]


def test_a_checkpoint_of_an_older_form_is_no_ground_to_compare_the_tables(
    uow: UnitOfWork, act: Act, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = keep_books(uow, act, tmp_path)
    sign(uow, seal)
    assert verified(uow, seal).tables_compared
    with uow:
        digests = table_digests(uow.session)
        last = uow.checkpoints.last()
    assert last is not None
    assert read_checkpoint(last.note).checkpoint.state_digest == digests_text(digests)[1]
    assert digests.pop(FORM)

    monkeypatch.setattr("ledger.services.verify_tables.FORM_NOW", "3")
    change(uow, "UPDATE person SET name = 'x' WHERE id = 2")
    found = verified(uow, seal)
    assert (told(found), found.tables_compared) == ([], False)
