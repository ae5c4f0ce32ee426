"""QR codes after ISO/IEC 18004: bytes, error correction level M, always mask 0.

ReportLab has an encoder of its own; it takes an eighth of the time of a paper, and as long again to import as
all else that is used of it. Here what depends on the version alone is made once: the symbol without data, and
where the bits go. The standard lets an encoder choose among eight masks; every mask is read, and with one of
them the same text always gives the same symbol.
"""

from __future__ import annotations

from functools import cache
from itertools import chain, pairwise, zip_longest
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# Table 9 of the standard for level M, by version: the check bytes of a block, and how many blocks there are.
# fmt: off
_CHECK_BYTES = (
    10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26,
    26, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
)
_BLOCKS = (
    1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16,
    17, 17, 18, 20, 21, 23, 25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
)
# fmt: on
_FORMAT = 0b101010000010010
"""Level M and mask 0 with their check bits (table C.1)."""
_FIELD = 0x11D
_VERSIONS = 0x1F25
_PADS = 0xEC, 0x11
_FINDER, _ALIGNMENT = (1, 1, 0, 1, 0), (1, 0, 1)
"""Concentric squares from the middle outwards: dark or light."""


class QrTextTooLongError(ValueError):
    """The text has more bytes than the largest symbol holds."""


def qr_rows(text: str) -> list[bytes]:
    """The rows of the symbol from the top, a byte for each module: 1 dark, 0 light.

    Raises:
        QrTextTooLongError: the text has more than 2,331 bytes.
    """
    data = text.encode()
    version = _version(len(data))
    symbol = _symbol(version)
    modules = bytearray(symbol.modules)
    for place, bit in zip(symbol.places, _bits(data, version), strict=False):  # a few places stay over
        if bit == "1":
            modules[place] ^= 1
    return [bytes(modules[at : at + symbol.size]) for at in range(0, len(modules), symbol.size)]


def _version(count: int) -> int:
    """The least version that holds so many bytes."""
    for version in range(1, 41):
        if 4 + _count_bits(version) + 8 * count <= 8 * _data_bytes(version):
            return version
    raise QrTextTooLongError(count)


def _count_bits(version: int) -> int:
    return 8 if version < 10 else 16


def _data_bytes(version: int) -> int:
    """The bytes of a symbol without check bytes: all modules less those of patterns and notes."""
    modules = (16 * version + 128) * version + 64
    if version > 1:
        marks = version // 7 + 2
        modules -= (25 * marks - 10) * marks - 55
    if version > 6:
        modules -= 36
    return modules // 8 - _CHECK_BYTES[version - 1] * _BLOCKS[version - 1]


def _bits(data: bytes, version: int) -> str:
    """Data and check bytes as the bits that are placed, in their order."""
    room, width = 8 * _data_bytes(version), _count_bits(version) + 8 * len(data)
    number = 0b0100 << width | len(data) << 8 * len(data) | int.from_bytes(data)
    width += 4
    spare = min(4, room - width)
    spare += -(width + spare) % 8
    filled = (number << spare).to_bytes((width + spare) // 8)
    filled += bytes(_PADS[n % 2] for n in range(room // 8 - len(filled)))
    blocks = _split(filled, _BLOCKS[version - 1])
    checks = [_check(block, _CHECK_BYTES[version - 1]) for block in blocks]
    # First the first byte of every block, then the second ones; the shorter blocks end earlier.
    turns = chain(zip_longest(*blocks), zip(*checks, strict=True))
    mixed = bytes(byte for turn in turns for byte in turn if byte is not None)
    return f"{int.from_bytes(mixed):0{8 * len(mixed)}b}"


def _split(data: bytes, count: int) -> list[bytes]:
    """Blocks of about the same length, the longer ones last."""
    short, longer = divmod(len(data), count)
    begins = [n * short + max(0, n - count + longer) for n in range(count + 1)]
    return [data[begin:end] for begin, end in pairwise(begins)]


def _check(block: bytes, count: int) -> bytes:
    """The remainder of a block by the Reed-Solomon generator, which corrects what is not read."""
    multiples, top = _multiples(count), 8 * (count - 1)
    kept, remainder = (1 << top) - 1, 0
    for byte in block:
        remainder = (remainder & kept) << 8 ^ multiples[byte ^ remainder >> top]
    return remainder.to_bytes(count)


@cache
def _multiples(count: int) -> list[int]:
    """The generator of so many check bytes, less its first term, times every byte."""
    generator, root = [1], 1
    for _ in range(count):
        by_root = [0, *(_product(term, root) for term in generator)]
        generator = [one ^ other for one, other in zip([*generator, 0], by_root, strict=True)]
        root = _product(root, 2)
    return [int.from_bytes(bytes(_product(term, byte) for term in generator[1:])) for byte in range(256)]


def _product(one: int, other: int) -> int:
    """Two numbers multiplied in the field of 256."""
    product = 0
    while other:
        product ^= one * (other & 1)
        one = one << 1 ^ _FIELD * (one >> 7)
        other >>= 1
    return product


class _Symbol(NamedTuple):
    """What all symbols of a version share."""

    size: int
    modules: bytes
    """Row by row; where data goes, a light bit under the mask."""
    places: list[int]
    """The modules that take the data, in order."""


@cache
def _symbol(version: int) -> _Symbol:
    size = 17 + 4 * version
    fixed: dict[tuple[int, int], int] = {}
    for at in range(size):
        fixed[6, at] = fixed[at, 6] = 1 - at % 2
    marks = _marks(version, size)
    for row in marks:
        for column in marks:
            if (row, column) not in ((6, 6), (6, size - 7), (size - 7, 6)):
                _draw(fixed, row, column, _ALIGNMENT)
    for row, column in ((3, 3), (3, size - 4), (size - 4, 3)):
        _draw(fixed, row, column, _FINDER)
    _note_format(fixed, size)
    _note_version(fixed, size, version)
    masked = [
        fixed.get((row, column), 1 - (row + column) % 2) for row in range(size) for column in range(size)
    ]
    places = [row * size + column for row, column in _zigzag(size) if (row, column) not in fixed]
    return _Symbol(size, bytes(masked), places)


def _marks(version: int, size: int) -> list[int]:
    """The rows, and columns, in which alignment patterns stand (annex E)."""
    if version == 1:
        return []
    count = version // 7 + 2
    step = (8 * version + 3 * count + 5) // (4 * count - 4) * 2
    return [6, *(size - 7 - n * step for n in range(count - 1))]


def _draw(fixed: dict[tuple[int, int], int], row: int, column: int, rings: tuple[int, ...]) -> None:
    """Concentric squares around a module."""
    reach = range(1 - len(rings), len(rings))
    for down in reach:
        for right in reach:
            fixed[row + down, column + right] = rings[max(abs(down), abs(right))]


def _note_format(fixed: dict[tuple[int, int], int], size: int) -> None:
    """Writes level and mask at two places: around the first corner, and halved between the others."""
    first = [
        *((row, 8) for row in (0, 1, 2, 3, 4, 5, 7, 8)),
        *((8, column) for column in (7, 5, 4, 3, 2, 1, 0)),
    ]
    second = [*((8, size - 1 - n) for n in range(8)), *((size - 7 + n, 8) for n in range(7))]
    for places in (first, second):
        fixed |= {place: _FORMAT >> bit & 1 for bit, place in enumerate(places)}
    fixed[size - 8, 8] = 1


def _note_version(fixed: dict[tuple[int, int], int], size: int, version: int) -> None:
    """Writes the version beside two corners of a larger symbol."""
    if version < 7:
        return
    check = version
    for _ in range(12):
        check = check << 1 ^ _VERSIONS * (check >> 11)
    for bit in range(18):
        across, along = size - 11 + bit % 3, bit // 3
        fixed[across, along] = fixed[along, across] = (version << 12 | check) >> bit & 1


def _zigzag(size: int) -> Iterator[tuple[int, int]]:
    """All modules in the order of data: pairs of columns from the right, upwards and downwards in turns."""
    upwards = True
    for right in [*range(size - 1, 6, -2), 5, 3, 1]:
        rows = range(size - 1, -1, -1) if upwards else range(size)
        yield from ((row, column) for row in rows for column in (right, right - 1))
        upwards = not upwards
