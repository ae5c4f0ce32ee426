"""Verification: untouched books are sound, and whatever was changed behind the ledger's back is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from faults.edits import EDITS
from faults.rewriting import REWRITES
from faults.tampered_books import Books, drop_guards, make_books, opened
from faults.tampering import Tally, plan, tamper, verify
from ledger.domain.journal import reversal_of
from ledger.services.checkpoint_files import copies
from ledger.services.make_checkpoint import Seal
from ledger.services.recompute_years import recompute_year
from ledger.services.verify_checkpoints import WitnessError, read_witness
from ledger.services.verify_ledger import last_verification, record_verification
from ledger.store.unit_of_work import UnitOfWork
from tests.books import keep_books, said, sign, verified
from tests.cast import NOW, TODAY
from tests.conftest import Act


@pytest.fixture
def seal(uow: UnitOfWork, act: Act, tmp_path: Path) -> Seal:
    found = keep_books(uow, act, tmp_path)
    sign(uow, found)
    return found


def change(uow: UnitOfWork, *statements: str, **values: object) -> None:
    """What whoever owns the database can do: no guards, no foreign keys; values stand as `:name`."""
    url = uow.session.get_bind().engine.url
    if url.get_backend_name() == "sqlite":
        with opened(Path(str(url.database))) as connection:
            drop_guards(connection)
            for statement in statements:
                connection.execute(statement, values)
        return
    with uow:
        uow.session.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            uow.session.execute(text(statement), values)
        uow.commit()


CHANGES = {
    "UPDATE journal SET reason = 'x' WHERE seq = 3": ("journal 3", "内容与散列不符"),
    "UPDATE journal SET year = 2025 WHERE seq = 3": ("journal 3", "内容与散列不符"),
    "UPDATE posted_entry SET mode = 'forum' WHERE seq = 3": ("posted_entry 3", "mode"),
    "UPDATE posted_entry SET contact_point = (1 = 1) WHERE seq = 3": ("posted_entry 3", "contact_point"),
    "UPDATE posted_share SET part = 1, whole = 2": ("posted_share", "shares"),
    "UPDATE posted_outcome SET level = 'x'": ("posted_outcome", "level"),
    "UPDATE entry SET done = 'x' WHERE id = 3": ("entry 3", "words"),
    "UPDATE entry SET place_code = '110101' WHERE id = 3": ("entry 3", "place_code"),
    "UPDATE entry SET status = 'returned' WHERE id = 3": ("entry 3", "returned"),
    "UPDATE outcome SET title = 'x'": ("outcome", "words"),
    "UPDATE outcome_share SET whole = 2": ("outcome", "shares"),
    "UPDATE assessment SET field_earned = 1 WHERE person_id = 1": ("assessment 1", "field_earned"),
    "UPDATE person SET name = 'x' WHERE id = 2": ("person", "在系统之外被改过"),
    "UPDATE trail SET note = 'x' WHERE id = 2": ("trail", "在系统之外被改过"),
    "UPDATE checkpoint SET size = size + 1": ("checkpoint 1", "各列与签名的内容不符"),
    "UPDATE checkpoint SET note = replace(note, 'number', 'nunber')": ("checkpoint 1", "不是检查点"),
    "DELETE FROM checkpoint": ("checkpoints/000001.txt", "数据库里没有这个检查点"),
}


@pytest.mark.parametrize("statement", CHANGES)
def test_a_changed_row_is_named(uow: UnitOfWork, seal: Seal, statement: str) -> None:
    place, what = CHANGES[statement]
    assert said(verified(uow, seal)) == []

    change(uow, statement)

    lines = [line for line in said(verified(uow, seal)) if line.startswith(place)]
    assert any(what in line for line in lines), said(verified(uow, seal))


def test_lost_and_stray_rows_are_named(uow: UnitOfWork, seal: Seal) -> None:
    change(uow, "DELETE FROM posted_entry WHERE seq = 3", "DELETE FROM journal WHERE seq = 5")

    lines = said(verified(uow, seal))
    assert any(line.startswith("posted_entry 3：") for line in lines)
    assert any(line.startswith("journal 6：序号应为 5") for line in lines)
    assert any(line.startswith("posted_entry 5：没有对应的记账") for line in lines)
    assert any(line.startswith("checkpoint 1：当时有") for line in lines)


def test_a_reversed_posting_is_no_damage(uow: UnitOfWork, seal: Seal) -> None:
    with uow:
        posting = uow.journal.get(3)
        assert posting is not None
        uow.journal.append([reversal_of(posting, "时长写错")], account_id=None, at=NOW)
        uow.commit()
    with uow:
        uow.session.execute(
            text("UPDATE entry SET status = 'returned' WHERE id = :id"), {"id": posting.object_id}
        )
        uow.commit()
    recompute_year(uow, TODAY.year, on=TODAY, now=NOW)

    lines = said(verified(uow, seal))

    assert not [line for line in lines if not line.startswith("entry：")], lines


def test_a_copy_that_was_edited_or_put_away_is_found(uow: UnitOfWork, seal: Seal) -> None:
    (path,) = copies(seal.folder)
    whole = path.read_text("utf-8")

    path.write_text(whole.replace("time 2026", "time 2025"), "utf-8")
    assert said(verified(uow, seal)) == [
        "checkpoints/000001.txt：没有一个已知密钥的有效签名",
        "checkpoints/000001.txt：检查点文件与数据库里的不同",
    ]
    path.write_text("", "utf-8")
    assert said(verified(uow, seal)) == ["checkpoints/000001.txt：不是检查点：内容被改过"]


def test_the_last_verification_is_kept_beside_the_database(uow: UnitOfWork, seal: Seal) -> None:
    assert last_verification(seal.folder) is None
    record = record_verification(seal.folder, verified(uow, seal))

    assert last_verification(seal.folder) == record
    assert (record.checkpoint, record.damaged, record.tables_compared) == (1, 0, True)
    change(uow, "UPDATE person SET name = 'x' WHERE id = 2")
    record_verification(seal.folder, verified(uow, seal))
    again = last_verification(seal.folder)
    assert again is not None
    assert again.damaged >= 1
    assert any(line.say().startswith("person：") for line in again.lines)


def test_a_witness_that_is_no_checkpoint_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_text("no checkpoint")
    with pytest.raises(WitnessError):
        read_witness(path)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Books:
    return make_books(tmp_path_factory.mktemp("books") / "books")


def test_untouched_books_raise_no_alarm(books: Books) -> None:
    found = verify(books)
    assert (said(found), found.tables_compared, found.checkpoints) == ([], True, 2)


def test_every_kind_of_tampering_is_found(books: Books) -> None:
    tally = Tally()
    tamper(books, 62, 20261126, tally)

    assert tally.missed == []
    assert tally.false_alarms == []
    assert set(tally.tried) == set(EDITS) | set(REWRITES) == set(plan(62, [*EDITS, *REWRITES]))
    assert tally.found.total() >= 30
    assert tally.alone["signed by the key"] == 0 < tally.found["signed by the key"]
