"""A folder of an export or a backup as it is written and read: files with their digests, one manifest."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from ledger.domain.errors import LedgerError
from ledger.domain.wording import N_

FORMAT = 1
MANIFEST = "manifest.json"
MANIFEST_SUM = "manifest.sha256"
"""The manifest's own digest, as `sha256sum --check` reads it: the manifest names all files but itself."""
PIECE = 1 << 20


class NotAnExportError(LedgerError):
    """What was given is neither an export nor a backup, or not all of it is there."""

    text = N_("%(place)s 不是完整的备份或导出：%(reason)s")


class DamagedFileError(LedgerError):
    """A file is not what was written."""

    text = N_("%(place)s 里的 %(name)s 与清单不符，可能已损坏或被改动。请换用另一份。")


class PlaceTakenError(LedgerError):
    """Something is there already, and is not written over."""

    text = N_("%(place)s 已经存在，没有改动。请换一个名称。")


@dataclass(frozen=True)
class WrittenFile:
    """A file of the folder: its name with slashes, its rows where it has any, size and SHA-256."""

    name: str
    rows: int | None
    bytes: int
    sha256: str


@dataclass
class FolderWriter:
    """Writes files into a folder, only the owner may read them, and remembers their digests."""

    folder: Path
    files: list[WrittenFile] = field(default_factory=list)

    def write(self, name: str, parts: Iterable[bytes], *, rows: bool = False) -> WrittenFile:
        """Write a file from its parts; with `rows` each part is one row. It is on the disk when this ends."""
        with self.opened(name) as file:
            digest, size, count = hashlib.sha256(), 0, 0
            for part in parts:
                file.write(part)
                digest.update(part)
                size += len(part)
                count += 1
        return self._keep(WrittenFile(name, count if rows else None, size, digest.hexdigest()))

    def take(self, name: str, *, rows: int | None = None) -> WrittenFile:
        """Take a file in that something else wrote into the folder."""
        path = self.folder / name
        path.chmod(0o600)
        with path.open("rb") as file:
            os.fsync(file.fileno())
        return self._keep(WrittenFile(name, rows, path.stat().st_size, sha256_of(path)))

    def _keep(self, written: WrittenFile) -> WrittenFile:
        self.files.append(written)
        return written

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        """A new file of the folder, synced to the disk when it is closed."""
        path = self.folder / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb", buffering=PIECE) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())

    def finish(self, about: dict[str, Any]) -> None:
        """Write the manifest and its digest, the last of the files."""
        listed = [asdict(file) for file in sorted(self.files, key=lambda file: file.name)]
        body = json.dumps({"format": FORMAT, **about, "files": listed}, ensure_ascii=False, indent=1) + "\n"
        for name, content in ((MANIFEST, body.encode()), (MANIFEST_SUM, _sum_line(body.encode()))):
            with self.opened(name) as file:
                file.write(content)
        for folder in {self.folder, *(path.parent for path in self.folder.rglob("*"))}:
            sync_folder(folder)


@contextmanager
def new_folder(target: Path) -> Iterator[FolderWriter]:
    """A writer for a folder that appears under its name only once it is whole.

    Raises:
        PlaceTakenError: something of that name is there.
    """
    if target.exists():
        raise PlaceTakenError(place=target)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    building = target.with_name(f".{target.name}.{os.getpid()}.partial")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(mode=0o700)
    try:
        yield FolderWriter(building)
        building.rename(target)
        sync_folder(target.parent)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def sync_folder(folder: Path) -> None:
    """Have the names in a folder outlive a power cut, where the system can do that."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def pack(folder: Path, target: Path) -> None:
    """Put a whole folder into a new ZIP of the same files, the manifest first; only the owner may read it."""
    building = target.with_name(f".{target.name}.{os.getpid()}.partial")
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    names.sort(key=lambda name: name != MANIFEST)
    handle = os.open(building, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as packed:
                for name in names:
                    packed.write(folder / name, name)
            file.flush()
            os.fsync(file.fileno())
        building.rename(target)
    finally:
        building.unlink(missing_ok=True)
    sync_folder(target.parent)


@dataclass(frozen=True)
class FolderReader:
    """Reads a folder or ZIP of files; each is compared with the manifest, whose own digest was right."""

    place: Path
    about: dict[str, Any]
    files: dict[str, WrittenFile]
    open_file: Callable[[str], IO[bytes]]

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a file; after the last one its digest is compared.

        Raises:
            DamagedFileError: it is not what was written.
        """
        digest = hashlib.sha256()
        with self.open_file(name) as file:
            for line in file:
                digest.update(line)
                yield line
        if digest.hexdigest() != self.files[name].sha256:
            raise DamagedFileError(place=self.place, name=name)

    def check_all(self) -> None:
        """Read every file and compare it.

        Raises:
            DamagedFileError: one is not what was written.
        """
        for name in self.files:
            digest = hashlib.sha256()
            with self.open_file(name) as file:
                while piece := file.read(PIECE):
                    digest.update(piece)
            if digest.hexdigest() != self.files[name].sha256:
                raise DamagedFileError(place=self.place, name=name)


@contextmanager
def opened_export(place: Path) -> Iterator[FolderReader]:
    """A reader for an export or a backup.

    Raises:
        NotAnExportError: it is none, or a file of it is missing.
        DamagedFileError: the manifest is not what was written.
    """
    if place.is_file():
        try:
            with zipfile.ZipFile(place) as packed:
                yield _reader(place, packed.open, set(packed.namelist()))
        except (zipfile.BadZipFile, NotImplementedError) as error:
            raise NotAnExportError(place=place, reason=error) from error
        return
    names = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    yield _reader(place, lambda name: (place / name).open("rb"), names)


def _reader(place: Path, open_file: Callable[[str], IO[bytes]], names: set[str]) -> FolderReader:
    """The reader, once the manifest is understood and all its files are there."""
    if not {MANIFEST, MANIFEST_SUM} <= names:
        raise NotAnExportError(place=place, reason=N_("没有清单 manifest.json 或它的校验值 manifest.sha256"))
    with open_file(MANIFEST) as file, open_file(MANIFEST_SUM) as sum_file:
        body, noted = file.read(), sum_file.read(PIECE)
    if noted != _sum_line(body):
        raise DamagedFileError(place=place, name=MANIFEST)
    try:
        about = json.loads(body)
        files = {one["name"]: WrittenFile(**one) for one in about.pop("files")}
        known = about["format"] == FORMAT
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotAnExportError(place=place, reason=N_("清单读不懂")) from error
    if not known:
        raise NotAnExportError(place=place, reason=N_("格式是较新的版本"))
    lacking = sorted(set(files) - names)
    if lacking or any(".." in PurePosixPath(name).parts or name.startswith("/") for name in files):
        raise NotAnExportError(place=place, reason=f"缺少 {', '.join(lacking[:5])}")
    return FolderReader(place, about, files, open_file)


def _sum_line(manifest: bytes) -> bytes:
    """What `manifest.sha256` holds for a manifest."""
    return f"{hashlib.sha256(manifest).hexdigest()}  {MANIFEST}\n".encode()


def sha256_of(path: Path) -> str:
    """The digest of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
