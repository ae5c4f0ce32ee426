"""The files of batches: parts as they are drawn, and the one result that is made of them.

A file is written beside its place, forced to the disk and renamed; it bears its digest as its name, so that
what the database says is there is there whole, and the same part drawn twice is two files at the most.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from uuid import uuid4

from exports.fonts import Fonts
from exports.page import LoosePages
from exports.summary_pdf import loose_summary, summary_pdf
from exports.volume_pdf import Volume
from ledger.domain.summary import Summary
from ledger.domain.wording import N_, Say
from ledger.papers import unsigned
from ledger.services.print_batch import Kept

PRODUCT = N_("调研台账")
LONGEST_NAME = 60
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')


def folder_of(data_dir: Path, public_id: str) -> Path:
    """Where the files of a batch are."""
    return data_dir / "batches" / public_id


@dataclass(frozen=True)
class Press:
    """What summaries are printed with: the letters, the language, and what signs a finished file."""

    fonts: Fonts
    say: Say
    sign: Callable[[bytes], bytes]

    def sign_file(self, target: IO[bytes]) -> None:
        """Signs a finished file in its place; one that is not signed is not read."""
        if self.sign is unsigned:
            return
        target.seek(0)
        signed = self.sign(target.read())
        target.seek(0)
        target.truncate()
        target.write(signed)


def keep_part(folder: Path, form: str, placed: Sequence[tuple[int, Summary]], press: Press) -> Kept:
    """Draws some summaries and lays them on the disk; the digest that is the file's name, and theirs."""
    files: dict[int, str] = {}
    if form == "zip":
        name, _size = keep(folder, lambda target: files.update(_draw_apart(placed, press, target)))
    else:
        name, _size = keep(folder, lambda target: _draw_loose(placed, press, target))
    return Kept(name, files)


def keep_result(folder: Path, form: str, parts: Iterable[str], press: Press, title: str) -> tuple[str, int]:
    """Makes the result of the parts in their order; its digest and size."""
    files = [folder / name for name in parts]
    if form == "zip":
        return keep(folder, lambda target: _collect(files, target))
    return keep(folder, lambda target: _bind(files, press, title, target))


def keep(folder: Path, write: Callable[[IO[bytes]], None]) -> tuple[str, int]:
    """Lays a file on the disk for good under its digest; the digest and the size."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = folder / f"{uuid4().hex}.tmp"
    try:
        with beside.open("w+b") as target:
            write(target)
            target.flush()
            os.fsync(target.fileno())
            size = target.seek(0, os.SEEK_END)
            target.seek(0)
            sha256 = hashlib.file_digest(target, "sha256").hexdigest()
        beside.replace(folder / sha256)
    finally:
        beside.unlink(missing_ok=True)
    force(folder)
    return sha256, size


def force(folder: Path) -> None:
    """Forces the names in a folder to the disk, where the system lets one."""
    if os.name == "nt":
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def remove_all_but(folder: Path, name: str) -> None:
    """Removes the parts of a batch whose result is there."""
    for file in folder.iterdir():
        if file.name != name:
            file.unlink(missing_ok=True)


def remove(folder: Path) -> None:
    """Removes the files of a batch."""
    shutil.rmtree(folder, ignore_errors=True)


def file_name(place: int, summary: Summary) -> str:
    """The name of a summary in an archive: its place in the official order, the cadre and the unit."""
    words = f"{place + 1:04d}-{summary.cadre_name}-{summary.unit_name}"
    return _UNFIT.sub("_", words)[:LONGEST_NAME].rstrip(" .") + ".pdf"


def _draw_apart(
    placed: Sequence[tuple[int, Summary]], press: Press, target: IO[bytes]
) -> Iterator[tuple[int, str]]:
    with zipfile.ZipFile(target, "w") as archive:
        for place, summary in placed:
            data = press.sign(summary_pdf(summary, press.fonts, press.say))
            _put(archive, file_name(place, summary), data)
            yield place, hashlib.sha256(data).hexdigest()


def _draw_loose(placed: Sequence[tuple[int, Summary]], press: Press, target: IO[bytes]) -> None:
    with zipfile.ZipFile(target, "w") as archive:
        for place, summary in placed:
            loose = loose_summary(summary, press.fonts, press.say)
            about = {"title": loose.title, "used": loose.used, "pages": len(loose.pages)}
            _put(archive, f"{place:06d}", json.dumps(about).encode())
            for number, page in enumerate(loose.pages):
                _put(archive, f"{place:06d}-{number}", page)


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content)


def _collect(files: Iterable[Path], target: IO[bytes]) -> None:
    """One archive of the documents of all parts; one document is in memory at a time."""
    with zipfile.ZipFile(target, "w") as archive:
        for file in files:
            with zipfile.ZipFile(file) as part:
                for name in part.namelist():
                    _put(archive, name, part.read(name))


def _bind(files: Iterable[Path], press: Press, title: str, target: IO[bytes]) -> None:
    """One volume of the documents of all parts; one document is in memory at a time."""
    product = press.say(PRODUCT)
    volume = Volume(target, press.fonts)
    for file in files:
        with zipfile.ZipFile(file) as part:
            for name in part.namelist():
                if "-" not in name:
                    volume.add(_loose(part, name))
    volume.close(title=title, producer=product, language="zh-CN" if product == PRODUCT else "en")
    press.sign_file(target)


def _loose(part: zipfile.ZipFile, name: str) -> LoosePages:
    about = json.load(io.BytesIO(part.read(name)))
    pages = [part.read(f"{name}-{number}") for number in range(about["pages"])]
    return LoosePages(about["title"], pages, about["used"])
