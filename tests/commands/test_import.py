"""`taizhang import`: a dry run in words, all good rows or none, for one cadre that is clearly meant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from ledger.cli import main
from ledger.store.engine import make_engine
from tests.message_files import csv_file, message

Call = Callable[..., Result]


@pytest.fixture
def call(database_url: str, tmp_path: Path) -> Call:
    """Calls `taizhang import` on the cast's database."""

    def run(content: bytes, *args: str) -> Result:
        file = tmp_path / "留言.csv"
        file.write_bytes(content)
        environ = {"TAIZHANG_DATABASE_URL": database_url}
        command = ["--data", str(tmp_path), "import", str(file), *args]
        return CliRunner().invoke(main, command, env=environ)

    return run


def entries(database_url: str) -> int:
    engine = make_engine(database_url)
    with engine.connect() as connection:
        found = int(connection.scalar(text("SELECT count(*) FROM entry")) or 0)
    engine.dispose()
    return found


FOR_ALICE = ("--cadre", "艾丽", "--minutes-per-reply", "30")


def test_good_rows_are_imported_and_the_second_time_none(call: Call, database_url: str) -> None:
    content = csv_file([message(1), message(2)])
    first, second = call(content, *FOR_ALICE), call(content, *FOR_ALICE)
    assert (first.exit_code, second.exit_code) == (0, 0), first.output
    assert "已为 艾丽 导入 2 条草稿" in first.output
    assert "本人名下已有 2" in second.output
    assert entries(database_url) == 2


def test_a_dry_run_writes_nothing(call: Call, database_url: str) -> None:
    said = call(csv_file([message(1)]), *FOR_ALICE, "--dry-run")
    assert (said.exit_code, entries(database_url)) == (0, 0)
    assert "可导入 1" in said.output
    assert "答复意见 ← 答复意见" in said.output


def test_faulty_rows_stop_the_import_unless_they_are_to_be_skipped(call: Call, database_url: str) -> None:
    content = csv_file([message(1), message(2, reply="")])
    refused = call(content, *FOR_ALICE)
    assert (refused.exit_code, entries(database_url)) == (1, 0)
    assert "第 3 行 答复意见" in refused.output
    assert call(content, *FOR_ALICE, "--skip-faulty").exit_code == 0
    assert entries(database_url) == 1


def test_columns_can_be_named(call: Call, database_url: str) -> None:
    heads = ("编号", "甲", "标题", "丙", "丁", "说了什么", "什么时候答的")
    content = csv_file([message(1)], heads)
    missing = call(content, *FOR_ALICE)
    assert missing.exit_code == 1
    assert "答复意见" in missing.output
    named = call(content, *FOR_ALICE, "--column", "reply=说了什么", "--column", "答复时间=什么时候答的")
    assert (named.exit_code, entries(database_url)) == (0, 1), named.output
    assert call(content, *FOR_ALICE, "--column", "reply=没有这列").exit_code == 1


def test_who_is_meant_must_be_clear_and_have_an_account(call: Call, database_url: str) -> None:
    content = csv_file([message(1)])
    nobody = call(content, "--cadre", "某某", "--minutes-per-reply", "30")
    assert (nobody.exit_code, "没有找到干部" in nobody.output) == (1, True)
    engine = make_engine(database_url)
    with engine.begin() as connection:
        for number in ("zz1", "zz2"):
            connection.execute(
                text(
                    "INSERT INTO person (public_id, name, pinyin, staff_no)"
                    " VALUES (:n, '周周', 'zhouzhou', :n)"
                ),
                {"n": number},
            )
        connection.execute(
            text(
                "INSERT INTO appointment (public_id, person_id, unit_id, rank, post, tags, position,"
                " begins_on) SELECT 'p', id, 1, '132', '职务', '[]', 0, '2024-01-01'"
                " FROM person WHERE staff_no = 'zz1'"
            )
        )
    engine.dispose()
    several = call(content, "--cadre", "周周", "--minutes-per-reply", "30")
    assert "zz1、zz2" in several.output
    without = call(content, "--cadre", "zz1", "--minutes-per-reply", "30")
    assert (without.exit_code, "还没有账号" in without.output) == (1, True), without.output


def test_implausible_minutes_are_refused(call: Call, database_url: str) -> None:
    assert call(csv_file([message(1)]), "--cadre", "艾丽", "--minutes-per-reply", "500").exit_code == 2
    assert entries(database_url) == 0
