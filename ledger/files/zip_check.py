"""A zip looked through before any reader opens it: entries, sizes and what they really unpack to."""

from __future__ import annotations

import io
import zipfile
import zlib

from ledger.files import faults

MAX_ENTRIES = 500
MAX_UNPACKED = 150 * 1024 * 1024
FREE_UNPACKED = 20 * 1024 * 1024
"""Up to this much the ratio does not matter: blank styled rows pack to a hundredth and less."""
MAX_RATIO = 120

_ENCRYPTED = 0x1
_LOCAL_HEADER = 30


def unpack_checked(content: bytes) -> dict[str, bytes]:
    """The XML parts of the file, after every entry was seen to unpack to the size that it declares."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as fault:
        raise faults.DamagedFileError from fault
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise faults.EncryptedFileError
    total = sum(entry.file_size for entry in entries)
    if len(entries) > MAX_ENTRIES or total > MAX_UNPACKED:
        raise faults.BombError
    if total > FREE_UNPACKED and total > MAX_RATIO * len(content):
        raise faults.BombError
    return {e.filename: _unpacked(content, e) for e in entries if e.filename.endswith((".xml", ".rels"))}


def _unpacked(content: bytes, entry: zipfile.ZipInfo) -> bytes:
    """The entry's bytes; a declared size that is not kept is a bomb, whatever the directory says.

    Unpacked by hand, because zipfile stops in silence at the declared size while other readers go on.
    """
    begin = entry.header_offset
    name_length = int.from_bytes(content[begin + 26 : begin + 28], "little")
    extra_length = int.from_bytes(content[begin + 28 : begin + 30], "little")
    begin += _LOCAL_HEADER + name_length + extra_length
    packed = content[begin : begin + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        return packed
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise faults.DamagedFileError
    try:
        unpacked = zlib.decompressobj(-15).decompress(packed, entry.file_size + 1)
    except zlib.error as fault:
        raise faults.DamagedFileError from fault
    if len(unpacked) > entry.file_size:
        raise faults.BombError
    return unpacked
