"""The printed square: the same text, the same square, and one that can be read."""

from __future__ import annotations

from itertools import pairwise

from exports.code_square import LONGEST, code_square

ADDRESS = "https://taizhang.example.gov.cn/verify?code=GNSL-3T6X-YMB4-PKNL"
FINDER = (
    "1111111",
    "1000001",
    "1011101",
    "1011101",
    "1011101",
    "1000001",
    "1111111",
)


def modules(text: str) -> list[str]:
    """The rows of a square, "1" for a dark module."""
    size, runs = code_square(text)
    rows = [["0"] * size for _ in range(size)]
    for row, begin, count in runs:
        rows[row][begin : begin + count] = ["1"] * count
    return ["".join(row) for row in rows]


def test_three_corners_hold_what_a_reader_looks_for() -> None:
    rows = modules(ADDRESS)
    size = len(rows)
    for top, left in ((0, 0), (0, size - 7), (size - 7, 0)):
        assert tuple(row[left : left + 7] for row in rows[top : top + 7]) == FINDER


def test_the_same_text_gives_the_same_square_and_another_text_another() -> None:
    assert code_square(ADDRESS) == code_square(ADDRESS)
    assert code_square(ADDRESS) != code_square(ADDRESS[:-1] + "X")


def test_runs_are_whole() -> None:
    _size, runs = code_square(ADDRESS)
    assert all(first[1] + first[2] < second[1] for first, second in pairwise(runs) if first[0] == second[0])


def test_a_long_address_is_cut_before_the_square_gets_too_fine() -> None:
    assert code_square("甲" * 10_000)[0] == code_square("甲" * LONGEST)[0]
    assert code_square("a" * 10_000)[0] == code_square("a" * LONGEST)[0] <= 65
