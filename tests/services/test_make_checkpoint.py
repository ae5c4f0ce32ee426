"""Checkpoints: signed, counted up, never over a smaller journal, kept beside the database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from ledger.domain.checkpoint import read_checkpoint
from ledger.domain.journal import JournalAct, NewPosting
from ledger.domain.merkle import Frontier
from ledger.domain.signed_note import NoteError
from ledger.services.checkpoint_files import copies, newest_number, read_copy
from ledger.services.make_checkpoint import (
    OlderBooksError,
    Seal,
    UnsignedCheckpointError,
    make_checkpoint,
)
from ledger.services.verify_journal import raw_hash
from ledger.signing_key import (
    SigningKeyError,
    SigningKeyExistsError,
    make_signing_key,
    read_public_keys,
    read_signing_key,
    rotate_signing_key,
    signed_by,
)
from ledger.store.unit_of_work import UnitOfWork
from tests.books import keep_books, said, sign, verified
from tests.cast import NOW
from tests.conftest import Act


@pytest.fixture
def seal(uow: UnitOfWork, act: Act, tmp_path: Path) -> Seal:
    return keep_books(uow, act, tmp_path)


def one_more(uow: UnitOfWork, number: int = 1) -> None:
    with uow:
        posting = NewPosting(JournalAct.CLOSED, "year", number, 1, None, 2026, {"figure": number})
        uow.journal.append([posting], account_id=None, at=NOW)
        uow.commit()


def test_a_checkpoint_holds_the_root_over_the_whole_journal(uow: UnitOfWork, seal: Seal) -> None:
    made = sign(uow, seal)

    with uow:
        tree = Frontier()
        for posting in uow.journal.stream():
            tree.add(raw_hash(posting.hash))
        kept = uow.checkpoints.last()
    assert kept is not None
    assert (made.checkpoint.size, made.checkpoint.root) == (tree.size, tree.root())
    assert tree.size > 10
    assert read_checkpoint(kept.note) == made
    assert signed_by(made.note, read_public_keys(seal.key_file))
    assert said(verified(uow, seal)) == []


def test_the_copy_is_the_owners_alone_and_says_the_same(uow: UnitOfWork, seal: Seal) -> None:
    made = sign(uow, seal)

    (path,) = copies(seal.folder)
    assert read_copy(path) == made
    assert path.stat().st_mode & 0o777 == 0o600
    assert seal.folder.stat().st_mode & 0o777 == 0o700


def test_nothing_new_makes_no_checkpoint(uow: UnitOfWork, seal: Seal) -> None:
    first = sign(uow, seal)

    assert make_checkpoint(uow, seal, now=NOW) is None

    one_more(uow)
    second = make_checkpoint(uow, seal, now=NOW)
    assert second is not None
    assert (second.checkpoint.number, second.checkpoint.size) == (2, first.checkpoint.size + 1)
    assert second.checkpoint.previous == first.checkpoint.digest()
    assert said(verified(uow, seal)) == []


def test_an_incremental_root_is_that_of_a_whole_reading(uow: UnitOfWork, seal: Seal) -> None:
    for number in range(1, 12):
        one_more(uow, number)
        sign(uow, seal)

    found = verified(uow, seal)
    assert (said(found), found.checkpoints) == ([], 11)


REWRITES = {
    "sqlite": [
        "UPDATE checkpoint SET size = 0",
        "DELETE FROM checkpoint",
        "INSERT OR REPLACE INTO checkpoint SELECT number, size, root, made_at, previous, key_id, 'other',"
        " frontier, tables FROM checkpoint",
        "INSERT INTO checkpoint SELECT number + 1, size - 1, root, made_at, previous, key_id, note,"
        " frontier, tables FROM checkpoint",
    ],
    "postgresql": [
        "UPDATE checkpoint SET size = 0",
        "DELETE FROM checkpoint",
        "TRUNCATE checkpoint",
        "INSERT INTO checkpoint SELECT number + 1, size - 1, root, made_at, previous, key_id, note,"
        " frontier, tables FROM checkpoint",
    ],
}


@pytest.mark.parametrize("number", range(4))
def test_the_schema_refuses_to_rewrite_checkpoints(uow: UnitOfWork, seal: Seal, number: int) -> None:
    made = sign(uow, seal)
    statement = REWRITES[uow.session.get_bind().dialect.name][number]

    with uow, pytest.raises(DatabaseError):
        uow.session.execute(text(statement))

    with uow:
        assert [row.note for row in uow.checkpoints.all()] == [made.note.whole()]


def test_a_new_key_is_introduced_by_the_old_one(uow: UnitOfWork, seal: Seal) -> None:
    sign(uow, seal)
    old, new = rotate_signing_key(seal.key_file)
    both = make_checkpoint(uow, seal, now=NOW, force=True, also=[old])
    assert both is not None
    later = sign(uow, seal)

    keys = read_public_keys(seal.key_file)
    assert [key.id for key in keys] == [old.public.id, new.public.id]
    assert [key.id for key in signed_by(both.note, keys)] == [new.public.id, old.public.id]
    assert [key.id for key in signed_by(later.note, keys)] == [new.public.id]
    assert read_signing_key(seal.key_file).public == new.public
    assert said(verified(uow, seal)) == []


def test_a_key_is_not_made_twice_and_must_be_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "signing.key"
    made = make_signing_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(SigningKeyExistsError):
        make_signing_key(path)

    path.chmod(0o644)
    with pytest.raises(SigningKeyError):
        read_signing_key(path)
    path.chmod(0o600)
    path.write_text(made.line().replace("+", "-", 1))
    with pytest.raises(SigningKeyError):
        read_signing_key(path)


def test_nothing_is_signed_on_an_old_database_until_somebody_says_that_it_was_restored(
    uow: UnitOfWork, seal: Seal, tmp_path: Path
) -> None:
    lost = [sign(uow, seal), sign(uow, seal)]
    with uow:
        uow.session.execute(text(_without_guard(uow)))
        uow.session.execute(text("DELETE FROM checkpoint WHERE number = 2"))
        uow.commit()

    with pytest.raises(OlderBooksError):
        make_checkpoint(uow, seal, now=NOW, force=True)

    made = make_checkpoint(uow, seal, now=NOW, after_restore=True)
    assert made is not None
    assert made.checkpoint.number == 3
    assert made.checkpoint.previous == lost[0].checkpoint.digest()
    assert made.checkpoint.supersedes == lost[1].checkpoint.digest()
    found = verified(uow, seal)
    assert {one.table for one in found.damages} <= {"checkpoint", "schema"}, said(
        found
    )  # the guard taken away
    assert newest_number(seal.folder) == 3


def _without_guard(uow: UnitOfWork) -> str:
    if uow.session.get_bind().dialect.name == "sqlite":
        return "DROP TRIGGER checkpoint_no_delete"
    return "DROP TRIGGER checkpoint_no_change ON checkpoint"


def test_nothing_is_built_on_a_checkpoint_that_is_not_ours(uow: UnitOfWork, seal: Seal) -> None:
    sign(uow, seal)
    other = replace(seal, key_file=seal.key_file.with_name("other.key"))
    make_signing_key(other.key_file)

    with pytest.raises(UnsignedCheckpointError):
        make_checkpoint(uow, other, now=NOW, force=True)


def test_a_copy_that_was_not_written_is_written_by_the_next(uow: UnitOfWork, seal: Seal) -> None:
    sign(uow, seal)
    copies(seal.folder)[0].unlink()

    sign(uow, seal, now=NOW + timedelta(hours=1))

    assert [path.name for path in copies(seal.folder)] == ["000001.txt", "000002.txt"]


@pytest.mark.parametrize(
    "change",
    [
        ("number 1\n", "number 01\n"),
        ("previous -", "previous sha256:0"),
        ("algorithm sha256", "algorithm md5"),
        ("\nseals 0 -", ""),
        ("time ", "time  "),
        ("seals", "other"),
        ("number 1\n", "number 1\nnumber 1\n"),
    ],
)
def test_a_checkpoint_is_written_in_one_way_only(
    uow: UnitOfWork, seal: Seal, change: tuple[str, str]
) -> None:
    whole = sign(uow, seal).note.whole()
    assert change[0] in whole
    with pytest.raises(NoteError):
        read_checkpoint(whole.replace(*change))
