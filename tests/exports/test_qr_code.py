"""The printed square is the symbol that another encoder draws for the same text."""

from __future__ import annotations

from typing import Any

import pytest
from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

from exports.code_square import LONGEST, code_square
from exports.qr_code import QrTextTooLongError, qr_rows

ADDRESS = "https://taizhang.example.gov.cn/verify?code=K7QF-3MZD-9XWA-2HRT"


def drawn_by_another(text: str) -> list[bytes]:
    """The symbol of the same text by ReportLab's encoder, with the same mask."""
    code: Any = QRCode(None, QRErrorCorrectLevel.M)  # the stubs leave its methods untyped
    code.addData(text)
    code.version = code.calculate_version()
    code.makeImpl(False, 0)
    return [bytes(map(bool, row)) for row in code.modules]


@pytest.mark.parametrize(
    "count",
    # Either side of the most that a version holds: 1, 2, 6 with 7 (which notes its version), 9 with 10
    # (which counts in two bytes), 14 with 15, 31 with 32 (whose patterns stand apart unevenly).
    [1, 14, 15, 26, 27, 106, 107, 180, 181, 362, 363, 1_600, 1_636],
)
def test_the_symbol_is_the_one_that_another_encoder_draws(count: int) -> None:
    text = (ADDRESS * 40)[:count]
    assert qr_rows(text) == drawn_by_another(text)


def test_the_symbol_holds_chinese_as_utf_8() -> None:
    text = "http://调研.example/核验?码=甲乙"
    assert qr_rows(text) == drawn_by_another(text)


def test_what_no_symbol_holds_is_refused() -> None:
    with pytest.raises(QrTextTooLongError):
        qr_rows("a" * 2_332)


def test_the_runs_of_the_square_are_its_dark_modules() -> None:
    modules, runs = code_square(ADDRESS)
    rows = [bytearray(modules) for _ in range(modules)]
    for row, begin, count in runs:
        rows[row][begin : begin + count] = b"\x01" * count
    assert [bytes(row) for row in rows] == qr_rows(ADDRESS)


def test_a_long_address_is_cut_so_that_its_square_stays_readable() -> None:
    assert code_square("a" * 5_000) == code_square("a" * LONGEST)
