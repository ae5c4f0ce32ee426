"""`taizhang checkpoint` and `taizhang verify` on the cast's database, and the schedule of `serve`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from ledger.clock import now
from ledger.commands.checkpointing import make_scheduled, start_checkpointing
from ledger.config import load_config
from ledger.domain.checkpoint import read_checkpoints
from ledger.domain.journal import JournalAct, NewPosting
from ledger.services import make_checkpoint
from ledger.services.verify_ledger import last_verification
from ledger.store.unit_of_work import UnitOfWork
from tests.books import keep_books
from tests.commands.conftest import Call


@pytest.fixture
def books(uow: UnitOfWork, act: Callable[..., object], tmp_path: Path) -> Path:
    keep_books(uow, act, tmp_path)  # type: ignore[arg-type]
    return tmp_path


def test_a_checkpoint_is_made_listed_exported_and_verified(call: Call, books: Path) -> None:
    made = call("checkpoint", "make")
    assert made.exit_code == 0, made.output
    assert "第 1 号" in made.output
    assert "连同各表" in made.output
    assert call("checkpoint", "make", "--force", "--journal-only").exit_code == 0
    assert len(call("checkpoint", "list").output.splitlines()) == 2

    kept = books / "kept.txt"
    assert call("checkpoint", "export", "--all", "-o", str(kept)).exit_code == 0
    assert [one.checkpoint.number for one in read_checkpoints(kept.read_text("utf-8"))] == [1, 2]
    assert call("checkpoint", "export", "--number", "1").output == kept.read_text("utf-8").split("----\n")[0]

    found = call("verify", "--witness", str(kept))
    assert found.exit_code == 0, found.output
    assert "没有发现损坏" in found.output
    assert "核对" in found.output
    record = last_verification(books / "checkpoints")
    assert record is not None
    assert (record.damaged, record.witnessed) == (0, 2)


def test_a_scheduled_call_with_nothing_new_says_so_in_a_line_and_ends_with_0(call: Call, books: Path) -> None:
    call("checkpoint", "make")
    for options in ([], ["--journal-only"]):
        again = call("checkpoint", "make", *options)
        assert (again.exit_code, again.stderr) == (0, "")
        assert again.stdout == (
            "没有签署：上一个检查点之后没有新的记账，也没有新的结账。仍要签一个，请加 --force。\n"
        )
    assert len(call("checkpoint", "list").output.splitlines()) == 1


@pytest.mark.parametrize(("options", "status"), [([], 0), (["--force"], 1)])
def test_a_scheduled_call_that_another_came_before_ends_with_0_and_a_forced_one_does_not(
    call: Call, books: Path, monkeypatch: pytest.MonkeyPatch, options: list[str], status: int
) -> None:
    call("checkpoint", "make")
    grow = make_checkpoint._grow

    def grow_late(*args: Any) -> None:
        monkeypatch.undo()
        assert call("checkpoint", "make", "--force", "--journal-only").exit_code == 0
        grow(*args)

    monkeypatch.setattr(make_checkpoint, "_grow", grow_late)
    made = call("checkpoint", "make", *options)
    assert made.exit_code == status
    assert "没有签署：别处同时签署了检查点" in made.output


def test_damage_ends_with_status_1_and_names_the_row(call: Call, books: Path, uow: UnitOfWork) -> None:
    call("checkpoint", "make")
    with uow:
        if uow.session.get_bind().dialect.name == "sqlite":
            uow.session.execute(text("DROP TRIGGER journal_no_update"))
        else:
            uow.session.execute(text("SET LOCAL session_replication_role = replica"))
        uow.session.execute(text("UPDATE journal SET reason = 'x'"))
        uow.commit()

    found = call("verify")

    assert found.exit_code == 1
    assert "✗ journal 1：内容与散列不符" in found.output
    assert "处损坏" in found.output


def test_before_the_first_checkpoint_it_says_so(call: Call, books: Path) -> None:
    assert "还没有检查点" in call("verify").output
    assert call("checkpoint", "export").exit_code == 1
    call("checkpoint", "make")
    assert "没有第 9 号" in call("checkpoint", "export", "--number", "9").output


def test_keys_are_printed_made_and_rotated(call: Call, tmp_path: Path) -> None:
    assert call("checkpoint", "make").exit_code == 1
    first = call("checkpoint", "keys", "--new")
    assert first.exit_code == 0
    assert call("checkpoint", "keys", "--new").exit_code == 1

    second = call("checkpoint", "keys", "--rotate")

    assert second.exit_code == 0, second.output
    lines = [line for line in second.output.splitlines() if line.startswith("taizhang/")]
    assert len(lines) == 2
    assert lines[0] in first.output
    assert len(call("checkpoint", "list").output.split("密钥 ")[1].split("、")) == 2
    assert "PRIVATE" not in first.output + second.output


def test_the_schedule_signs_what_is_new_and_covers_the_tables_once_a_day(
    database_url: str, books: Path, uow: UnitOfWork
) -> None:
    config = load_config(books, given={"database_url": database_url}, environ={})

    def numbers() -> list[tuple[int, bool]]:
        with uow:
            return [(row.number, row.tables != "") for row in uow.checkpoints.all()]

    def post(number: int) -> None:
        with uow:
            posting = NewPosting(JournalAct.CLOSED, "year", number, 1, None, 2026)
            uow.journal.append([posting], account_id=None, at=now())
            uow.commit()

    make_scheduled(config, at=now())
    make_scheduled(config, at=now())
    assert numbers() == [(1, True)]
    post(1)
    make_scheduled(config, at=now())
    post(2)
    make_scheduled(config, at=now() + timedelta(hours=25))
    assert numbers() == [(1, True), (2, False), (3, True)]


def test_without_a_key_nothing_is_scheduled(
    database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = load_config(tmp_path, given={"database_url": database_url}, environ={})

    assert start_checkpointing(config) is None
    assert "没有签名密钥" in capsys.readouterr().err
