"""Backups: made under load, verified, restored into quarantine, released only when everything holds."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from pysqlite3 import dbapi2 as fixed_sqlite
from sqlalchemy import text, update

from ledger.domain.keeping import KeepingAct
from ledger.files.export_folder import (
    DamagedFileError,
    NotAnExportError,
    PlaceTakenError,
    new_folder,
    opened_export,
)
from ledger.services import back_up as module
from ledger.services.back_up import BackedUp, BackupUnsoundError, back_up
from ledger.services.export_all import export_all
from ledger.services.import_all import NotEmptyError
from ledger.services.make_checkpoint import Seal, make_checkpoint
from ledger.services.restore import NothingToReleaseError, OtherDatabaseError, release, restore
from ledger.services.verify_books import verify_and_note
from ledger.signing_key import make_signing_key
from ledger.store.engine import make_engine
from ledger.store.opened import opened_ledger
from ledger.store.revision import head_revision, revision_on
from ledger.store.rows import AssessmentRow
from ledger.store.schema import migrate
from ledger.store.snapshot import differing, snapshot, sums_of
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW, TODAY
from tests.conftest import Act
from tests.databases import Databases
from tests.year_facts import fill_year


def make_backup(
    uow: UnitOfWork, url: str, folder: Path, *, hours: int = 0, keep: int | None = None
) -> BackedUp:
    """A backup at some hour."""
    at = NOW + timedelta(hours=hours)
    return back_up(uow, url, folder / "data", folder / "backups", version="1", at=at, generations=keep)


def keys_in(folder: Path) -> Seal:
    """The key and the folder of checkpoints of a test, made when first asked for."""
    seal = Seal(folder / "signing.key", folder / "checkpoints")
    if not seal.key_file.exists():
        make_signing_key(seal.key_file)
    return seal


def put_back(url: str, place: Path, folder: Path) -> None:
    """Restore a backup."""
    with opened_export(place) as reader:
        restore(url, folder / "new", reader, at=NOW)


@pytest.fixture
def empty(databases: Databases) -> Iterator[str]:
    """A database with nothing in it."""
    url = databases.empty()
    yield url
    databases.drop(url)


def test_a_backup_comes_back_row_for_row_and_in_quarantine(
    uow: UnitOfWork, act: Act, database_url: str, empty: str, tmp_path: Path
) -> None:
    fill_year(uow, act("alice"), act("bob"))
    with snapshot(database_url) as connection:
        sums = sums_of(connection)
    made = make_backup(uow, database_url, tmp_path)
    put_back(empty, made.place, tmp_path)

    with snapshot(empty) as connection:
        assert sums_of(connection) == sums
    with opened_ledger(empty) as restored:
        with restored:
            assert restored.keeping.in_quarantine()
        assert release(restored, keys_in(tmp_path), known=None, on=TODAY, at=NOW) == []
        with restored:
            assert not restored.keeping.in_quarantine()
        with pytest.raises(NothingToReleaseError):
            release(restored, keys_in(tmp_path), known=None, on=TODAY, at=NOW)
    with uow:
        last = uow.keeping.last(KeepingAct.BACKUP)
        assert last is not None
        assert (last.at, last.well, last.place) == (NOW, True, str(made.place))
        assert not uow.keeping.in_quarantine()


def test_a_backup_while_others_write_is_one_state(uow: UnitOfWork, database_url: str, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        with opened_ledger(database_url) as other:
            while not stop.is_set():
                with other:
                    other.people.add("甲")
                    other.people.add("乙")
                    other.commit()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [make_backup(uow, database_url, tmp_path, hours=hours) for hours in range(3)]
    finally:
        stop.set()
        writer.join()

    rows = [one.rows for one in made]
    assert rows == sorted(rows)
    assert all((count - rows[0]) % 2 == 0 for count in rows)


def test_only_the_owner_may_read_a_backup(uow: UnitOfWork, database_url: str, tmp_path: Path) -> None:
    place = make_backup(uow, database_url, tmp_path).place
    assert {path.stat().st_mode & 0o777 for path in place.rglob("*") if path.is_file()} == {0o600}
    assert not list(place.parent.glob(".*"))


def test_so_many_generations_are_kept(uow: UnitOfWork, database_url: str, tmp_path: Path) -> None:
    (tmp_path / "backups" / "taizhang-minutesZ").mkdir(parents=True)
    made = [make_backup(uow, database_url, tmp_path, hours=hours, keep=2) for hours in range(4)]

    assert [one.name for one in made[3].removed] == [made[1].place.name]
    left = sorted(path.name for path in (tmp_path / "backups").iterdir())
    assert left == sorted([made[2].place.name, made[3].place.name, "taizhang-minutesZ"])


def test_a_copy_that_differs_is_thrown_away_and_noted(
    uow: UnitOfWork, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "sums_of", lambda _connection: {})
    monkeypatch.setattr(module, "carried_tables", list)
    monkeypatch.setattr(module, "differing", lambda one, other: differing(one, other) or ["trail"])

    with pytest.raises(BackupUnsoundError, match="trail"):
        make_backup(uow, database_url, tmp_path)

    assert list((tmp_path / "backups").iterdir()) == []
    with uow:
        last = uow.keeping.last(KeepingAct.BACKUP)
        assert last is not None
        assert not last.well


@pytest.mark.parametrize("where", [0.1, 0.5, 0.9])
def test_a_backup_with_one_damaged_bit_in_any_file_is_not_restored(
    uow: UnitOfWork, database_url: str, empty: str, tmp_path: Path, where: float
) -> None:
    place = make_backup(uow, database_url, tmp_path).place
    files = [path for path in place.rglob("*") if path.is_file() and path.stat().st_size]
    assert len(files) > 2

    for file in files:
        content = bytearray(file.read_bytes())
        at = int(len(content) * where)
        content[at] ^= 1
        file.write_bytes(content)
        with pytest.raises((DamagedFileError, NotAnExportError)):
            put_back(empty, place, tmp_path)
        content[at] ^= 1
        file.write_bytes(content)

    put_back(empty, place, tmp_path)


def test_nothing_is_restored_over_a_ledger(uow: UnitOfWork, database_url: str, tmp_path: Path) -> None:
    place = make_backup(uow, database_url, tmp_path).place
    with pytest.raises((PlaceTakenError, NotEmptyError)):
        put_back(database_url, place, tmp_path)


def test_an_export_is_not_taken_for_a_backup(database_url: str, empty: str, tmp_path: Path) -> None:
    export_all(database_url, tmp_path, tmp_path / "out", key_file=None, version="1", at=NOW, secrets=True)
    with pytest.raises(NotAnExportError, match="import-all"):
        put_back(empty, tmp_path / "out", tmp_path)


def test_figures_that_a_recount_does_not_confirm_keep_it_in_quarantine(
    uow: UnitOfWork, database_url: str, empty: str, tmp_path: Path
) -> None:
    with uow:
        uow.session.execute(update(AssessmentRow).values(online_earned=7))
        uow.commit()
    put_back(empty, make_backup(uow, database_url, tmp_path).place, tmp_path)

    with opened_ledger(empty) as restored:
        faults = release(restored, keys_in(tmp_path), known=None, on=TODAY, at=NOW)
        assert "2026" in faults[0].say()
        with restored:
            assert restored.keeping.in_quarantine()
            last = restored.keeping.last(KeepingAct.VERIFICATION)
            assert last is not None
            assert not last.well


def test_books_older_than_a_checkpoint_kept_elsewhere_stay_in_quarantine(
    uow: UnitOfWork, act: Act, database_url: str, empty: str, tmp_path: Path
) -> None:
    seal = keys_in(tmp_path)
    backup = make_backup(uow, database_url, tmp_path).place
    fill_year(uow, act("alice"), act("bob"))
    kept_elsewhere = tmp_path / "witness.txt"
    made = make_checkpoint(uow, seal, now=NOW)
    assert made is not None
    kept_elsewhere.write_text(made.note.whole(), "utf-8")
    put_back(empty, backup, tmp_path)
    with opened_ledger(empty) as restored:
        lost = replace(seal, folder=tmp_path / "without copies")
        faults = release(restored, lost, known=kept_elsewhere, on=TODAY, at=NOW)
        assert faults
        with restored:
            assert restored.keeping.in_quarantine()


def test_a_guard_that_was_dropped_is_found_by_the_verification(uow: UnitOfWork, tmp_path: Path) -> None:
    with uow:
        connection = uow.session.connection()
        suffix = "" if connection.dialect.name == "sqlite" else " ON trail"
        name = "trail_no_update" if not suffix else "trail_no_change"
        uow.session.execute(text(f"DROP TRIGGER {name}{suffix}"))
        uow.commit()

    faults = verify_and_note(uow, keys_in(tmp_path), known=None, on=TODAY, at=NOW)

    assert "trail: " in faults[0].say()
    with uow:
        last = uow.keeping.last(KeepingAct.VERIFICATION)
        assert last is not None
        assert not last.well


def test_a_sqlite_backup_of_an_older_schema_is_brought_up(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    engine = make_engine(url)
    migrate(engine, "a1c2")
    engine.dispose()
    with new_folder(tmp_path / "backup") as writer:
        module.copy_database(url, writer.folder / module.DATABASE)
        writer.take(module.DATABASE)
        about = {"kind": "backup", "method": module.SQLITE_COPY, "schema": "a1c2", "tables": {}}
        writer.finish(about | {"version": "0", "made_at": "2026-01-01T00:00:00.000000Z"})
    new = f"sqlite:///{tmp_path / 'new' / 'new.db'}"
    put_back(new, tmp_path / "backup", tmp_path)

    with opened_ledger(new) as restored, restored:
        assert restored.keeping.in_quarantine()
        assert revision_on(restored.session.connection()) == head_revision()
    assert sorted(path.name for path in (tmp_path / "new").iterdir() if "restoring" in path.name) == []


def test_a_sqlite_copy_does_not_become_another_database(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()
    with opened_ledger(url) as uow:
        place = make_backup(uow, url, tmp_path).place
    with pytest.raises(OtherDatabaseError), opened_export(place) as reader:
        restore("postgresql+psycopg://nobody@127.0.0.1:1/x", tmp_path / "new", reader, at=NOW)


def test_a_backup_is_whole_in_itself(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()
    with opened_ledger(url) as uow:
        place = make_backup(uow, url, tmp_path).place
    shutil.copyfile(place / "taizhang.sqlite", tmp_path / "alone.db")
    with fixed_sqlite.connect(str(tmp_path / "alone.db")) as bare:
        assert bare.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert bare.execute("PRAGMA integrity_check").fetchone() == ("ok",)
