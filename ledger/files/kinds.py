"""What a file is, by its content: the extension is only what somebody called it."""

from __future__ import annotations

import io
import zipfile
from enum import Enum

from ledger.domain.wording import N_
from ledger.files import faults


class Kind(Enum):
    """A kind of file that can be read as a table."""

    XLSX = "xlsx"
    CSV = "csv"
    JSON = "json"


_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", N_("PDF 文档")),
    (b"\x89PNG", N_("图片")),
    (b"\xff\xd8\xff", N_("图片")),
    (b"GIF8", N_("图片")),
    (b"Rar!", N_("压缩包")),
    (b"7z\xbc\xaf", N_("压缩包")),
    (b"\x1f\x8b", N_("压缩包")),
)
_WEB_PAGE, _ARCHIVE, _DOCUMENT, _BINARY = N_("网页"), N_("压缩包"), N_("Word 或演示文档"), N_("二进制数据")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def kind_of(name: str, content: bytes) -> Kind:
    """The kind of a file that can be read; every other kind is refused by its own sentence."""
    for magic, kind in _FOREIGN:
        if content.startswith(magic):
            raise _not_a_table(name, kind)
    if content.startswith(b"PK\x03\x04"):
        return _kind_of_zip(name, content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise _fault_of_ole(content)
    return _kind_of_text(name, content)


def _kind_of_zip(name: str, content: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as fault:
        raise faults.DamagedFileError from fault
    if "xl/workbook.xml" in names:
        return Kind.XLSX
    if "xl/workbook.bin" in names:
        raise faults.OldFormatError(kind="XLSB")
    if "content.xml" in names and "mimetype" in names:
        raise faults.OldFormatError(kind="ODS")
    if any(n.startswith(("word/", "ppt/")) for n in names):
        raise _not_a_table(name, _DOCUMENT)
    raise _not_a_table(name, _ARCHIVE)


def _fault_of_ole(content: bytes) -> faults.FileError:
    """An OLE container: an encrypted XLSX keeps its parts in streams of these names; else the old .xls."""
    if "EncryptedPackage".encode("utf-16-le") in content or "EncryptionInfo".encode("utf-16-le") in content:
        return faults.EncryptedFileError()
    return faults.OldFormatError(kind="XLS")


def _kind_of_text(name: str, content: bytes) -> Kind:
    start = content[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(_UTF16):
        start = start.replace(b"\x00", b"")[2:].lstrip()
    elif b"\x00" in content[:65536]:
        raise _not_a_table(name, _BINARY)
    if start.startswith(b"<"):
        raise _not_a_table(name, _WEB_PAGE)
    return Kind.JSON if start.startswith((b"[{", b"{", b"[ ", b"[\n", b"[\r", b"[]")) else Kind.CSV


def _not_a_table(name: str, kind: str) -> faults.FileError:
    return faults.NotATableError(name=name[:80], kind=kind)
