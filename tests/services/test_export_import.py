"""Everything out and into another database, and back: the same bytes, the same figures."""

from __future__ import annotations

import csv
import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import update

from ledger.domain.errors import LedgerError
from ledger.files.export_folder import DamagedFileError, NotAnExportError, PlaceTakenError, opened_export
from ledger.services import export_all as module
from ledger.services.export_all import export_all
from ledger.services.import_all import Imported, NotEmptyError, OtherSchemaError, RowsRefusedError, import_all
from ledger.services.passwords import is_password
from ledger.services.recompute_years import check_year
from ledger.store.engine import make_engine
from ledger.store.opened import opened_ledger
from ledger.store.readings_assessments import kept_rows
from ledger.store.rows import PersonRow, UnitRow
from ledger.store.schema import migrate
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW, PASSWORD, TODAY
from tests.conftest import MADE, Act
from tests.databases import BACKENDS, Databases
from tests.year_facts import fill_year

ABOUT = ("manifest.json", "manifest.sha256")


def databases_of(backend: str) -> Databases:
    """Where databases of the other kind come from, too."""
    if backend not in MADE:
        MADE[backend] = Databases(backend)
    return MADE[backend]


@contextmanager
def empty(backend: str) -> Iterator[str]:
    """An empty database of a kind, with its schema."""
    databases = databases_of(backend)
    url = databases.empty()
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()
    yield url
    databases.drop(url)


def export(url: str, target: Path, *, secrets: bool = True) -> Path:
    """Export a database."""
    return export_all(url, target.parent, target, key_file=None, version="1", at=NOW, secrets=secrets).place


def bring(url: str, place: Path, folder: Path) -> Imported:
    """Import an export into a database."""
    with opened_export(place) as reader, opened_ledger(url) as uow:
        return import_all(uow, reader, folder, at=NOW)


def files_of(folder: Path) -> dict[str, bytes]:
    """All files but the manifest, which names the database and the time."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in ABOUT
    }


@pytest.fixture
def filled(uow: UnitOfWork, act: Act) -> UnitOfWork:
    """The cast with a year of entries and outcomes, and a unit that was moved under a younger one."""
    fill_year(uow, act("alice"), act("bob"))
    with uow:
        young = UnitRow(name="新区", level="city", path="99999999", position=9)
        uow.session.add(young)
        uow.session.flush()
        uow.session.execute(update(UnitRow).where(UnitRow.name == "乙县").values(parent_id=young.id))
        uow.commit()
    return uow


def test_there_and_back_over_the_other_database_changes_no_byte_and_no_figure(
    filled: UnitOfWork, database_url: str, databases: Databases, tmp_path: Path
) -> None:
    other = next(backend for backend in BACKENDS if backend != databases.backend)
    first = export(database_url, tmp_path / "first")
    with empty(other) as there, empty(databases.backend) as back:
        came = bring(there, first, tmp_path / "data")
        second = export(there, tmp_path / "second.zip")
        bring(back, second, tmp_path / "data2")
        third = export(back, tmp_path / "third")
        with filled as uow:
            kept = kept_rows(uow.session, TODAY.year)
        for url in (there, back):
            with opened_ledger(url) as uow:
                assert check_year(uow, TODAY.year, on=TODAY, now=NOW) == []
                with uow:
                    assert kept_rows(uow.session, TODAY.year) == kept

    assert kept
    assert came.secrets
    assert came.rows > 100
    assert files_of(first) == files_of(third)
    with zipfile.ZipFile(second) as packed:
        assert {n: packed.read(n) for n in packed.namelist() if n not in ABOUT} == files_of(first)


def test_new_rows_go_on_behind_the_imported_ones(
    filled: UnitOfWork, database_url: str, databases: Databases, tmp_path: Path
) -> None:
    place = export(database_url, tmp_path / "out")
    with filled as uow:
        highest = max(uow.session.query(PersonRow.id).all())[0]
    with empty(databases.backend) as url:
        bring(url, place, tmp_path / "data")
        with opened_ledger(url) as uow, uow:
            assert uow.people.add("新来").id > highest
            uow.commit()


def test_without_passwords_nobody_can_sign_in_until_new_ones_are_set(
    uow: UnitOfWork, database_url: str, databases: Databases, tmp_path: Path
) -> None:
    place = export(database_url, tmp_path / "out", secrets=False)
    everything = b"".join(files_of(place).values())
    with empty(databases.backend) as url:
        came = bring(url, place, tmp_path / "data")
        with opened_ledger(url) as other, other:
            alice = other.accounts.by_username("alice")
            assert alice is not None
            found = other.accounts.credentials("alice")

    assert b"argon2" not in everything
    assert not came.secrets
    assert found is not None
    assert not is_password(found.password_hash, PASSWORD)
    assert not is_password(found.password_hash, "")


Spoil = Callable[[Path], object]


def spoil_row(place: Path) -> None:
    """A name that is another."""
    file = place / "tables" / "person.jsonl"
    file.write_bytes(file.read_bytes().replace("艾丽".encode(), "艾莉".encode()))


def write_manifest(place: Path, text: str) -> None:
    """A manifest with its own digest, as the program of somebody else might write one."""
    (place / "manifest.json").write_text(text, "utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    (place / "manifest.sha256").write_text(f"{digest}  manifest.json\n", "utf-8")


def spoil_manifest(place: Path) -> None:
    """A manifest that is cut off."""
    write_manifest(place, "{")


def spoil_schema(place: Path) -> None:
    """A schema that this program does not know."""
    file = place / "manifest.json"
    write_manifest(place, json.dumps(json.loads(file.read_text("utf-8")) | {"schema": "zzzz"}))


def lose_file(place: Path) -> None:
    """A file that is gone."""
    (place / "tables" / "trail.jsonl").unlink()


@pytest.mark.parametrize(
    ("spoil", "refusal"),
    [
        (spoil_row, DamagedFileError),
        (spoil_manifest, NotAnExportError),
        (spoil_schema, OtherSchemaError),
        (lose_file, NotAnExportError),
    ],
)
def test_what_is_not_whole_is_refused_and_nothing_comes_in(
    database_url: str,
    databases: Databases,
    tmp_path: Path,
    spoil: Spoil,
    refusal: type[LedgerError],
) -> None:
    place = export(database_url, tmp_path / "out")
    spoil(place)
    with empty(databases.backend) as url:
        with pytest.raises(refusal):
            bring(url, place, tmp_path / "data")
        with opened_ledger(url) as other, other:
            assert other.session.query(PersonRow).count() == 0


def test_rows_that_do_not_fit_are_refused_whole(
    database_url: str, databases: Databases, tmp_path: Path
) -> None:
    place = export(database_url, tmp_path / "out")
    file = place / "tables" / "person.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(lines[1:]))
    manifest = place / "manifest.json"
    about = json.loads(manifest.read_text("utf-8"))
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    for one in about["files"]:
        if one["name"] == "tables/person.jsonl":
            one["sha256"] = digest
    write_manifest(place, json.dumps(about))
    with empty(databases.backend) as url:
        with pytest.raises(RowsRefusedError):
            bring(url, place, tmp_path / "data")
        with opened_ledger(url) as other, other:
            assert other.session.query(UnitRow).count() == 0


def test_a_ledger_with_anything_in_it_takes_no_import(database_url: str, tmp_path: Path) -> None:
    place = export(database_url, tmp_path / "out")
    with pytest.raises(NotEmptyError, match="person"):
        bring(database_url, place, tmp_path / "data")


def test_nothing_is_written_over(database_url: str, tmp_path: Path) -> None:
    for name in ("out", "out.zip"):
        export(database_url, tmp_path / name)
        with pytest.raises(PlaceTakenError):
            export(database_url, tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "out.zip"]


def test_only_the_owner_may_read_an_export(database_url: str, tmp_path: Path) -> None:
    place, packed = export(database_url, tmp_path / "out"), export(database_url, tmp_path / "out.zip")
    modes = {path.stat().st_mode & 0o777 for path in place.rglob("*") if path.is_file()}
    assert modes | {packed.stat().st_mode & 0o777} == {0o600}
    assert place.stat().st_mode & 0o777 == 0o700


def test_sheets_hold_no_formulas(uow: UnitOfWork, database_url: str, tmp_path: Path) -> None:
    names = ["=1+1", "+x", "-x", "@x", "\tx", "普通"]
    with uow:
        for name in names:
            uow.people.add(name)
        uow.commit()
    place = export(database_url, tmp_path / "out")

    with (place / "csv" / "person.csv").open(encoding="utf-8-sig", newline="") as file:
        written = [row["name"] for row in csv.DictReader(file)]
    assert {"'=1+1", "'+x", "'-x", "'@x", "'\tx", "普通"} <= set(written)


def test_files_of_the_books_go_along(database_url: str, databases: Databases, tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "checkpoints").mkdir(parents=True)
    (data / "checkpoints" / "1.json").write_bytes(b"{}")
    (data / "secret.key").write_bytes(b"not to be exported")
    place = export_all(
        database_url, data, tmp_path / "out", key_file=None, version="1", at=NOW, secrets=False
    ).place
    with empty(databases.backend) as url:
        bring(url, place, tmp_path / "new")

    assert (tmp_path / "new" / "checkpoints" / "1.json").read_bytes() == b"{}"
    assert b"not to be exported" not in b"".join(files_of(place).values())


def test_parts_for_verifiers_read_the_same_state_and_stand_in_the_manifest(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def names(reader: UnitOfWork) -> Iterator[bytes]:
        yield from (f"{unit.name}\n".encode() for unit in reader.units.all())

    monkeypatch.setattr(module, "PARTS", {"journal.jsonl": names})
    place = export(database_url, tmp_path / "out")

    lines = (place / "journal.jsonl").read_text("utf-8").splitlines()
    listed = json.loads((place / "manifest.json").read_text("utf-8"))["files"]
    assert "甲县" in lines
    assert {one["name"]: one["rows"] for one in listed}["journal.jsonl"] == len(lines)
