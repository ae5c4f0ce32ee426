"""The 2,000 real messages of a message board, read, recognised and checked as a whole."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from ledger.domain.masking import Masked, mask_text
from ledger.domain.messages import DryRun, MessageField, check_rows, recognise
from ledger.domain.tables import Row
from ledger.files.table import read_table

REAL = Path(__file__).parents[2].parent / "shared/data/messages/messages_with_replies.xlsx"
TODAY = date(2026, 11, 22)

pytestmark = pytest.mark.skipif(not REAL.exists(), reason="shared/data is not beside the checkout")


@cache
def real() -> tuple[tuple[str, ...], tuple[Row, ...]]:
    table = read_table(REAL.name, REAL.read_bytes())
    return table.columns, tuple(table.rows)


@cache
def dry_run(known: frozenset[str] = frozenset()) -> DryRun:
    columns, rows = real()
    found = recognise(columns)
    return check_rows(rows, found, minutes_per_reply=30, known=known, today=TODAY, names=columns)


def test_all_columns_are_recognised_and_all_rows_found() -> None:
    columns, rows = real()
    assert recognise(columns) == {field: at for at, field in enumerate(MessageField)}
    assert (len(rows), rows[0].number, rows[-1].number) == (2000, 2, 2001)


def test_every_row_is_good_and_says_when_it_was_replied_to() -> None:
    run = dry_run()
    reasons = Counter(fault.sentence.text for fault in run.faulty)
    assert (len(run.good), reasons) == (2000, Counter())
    assert all(m.on <= TODAY and m.number.isdigit() and m.subject and m.done for m in run.good)
    assert sum(m.replied_at is None for m in run.good) == 1


def test_the_same_file_again_adds_nothing() -> None:
    again = dry_run(frozenset(m.number for m in dry_run().good))
    assert (len(again.good), len(again.faulty), len(again.present)) == (0, 0, 2000)


def test_no_writer_and_no_number_is_left_where_it_was_masked() -> None:
    columns, rows = real()
    users = {row.number: row.cells[recognise(columns)[MessageField.USER]] for row in rows}
    phone = re.compile(r"(?<!备案号)(?<![\d.-])(?:1[3-9]\d{9}|0\d{2,3}[-—－]\d{7,8})(?!\d|\.\d|[元万亿])")
    for message in dry_run().good:
        kept = " ".join((message.subject, message.heard, message.done))
        assert users[message.row] not in kept
        assert not phone.search(kept)
        assert mask_text(kept.rstrip("…"), names=[users[message.row]]).counts == {}
    assert dry_run().masked[Masked.NAME] > 1000
    assert dry_run().masked[Masked.PHONE] > 500
