"""The command line: its commands are all there, load only what they need, and refuse in sentences."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from ledger.cli import COMMANDS, main
from ledger.commands.given import Given


def called(*args: str | Path, **environ: str) -> Result:
    """What becomes of a call of `taizhang`, with only these variables of ours."""
    return CliRunner().invoke(main, [str(arg) for arg in args], env=environ)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_listed_command_is_there_under_its_name_and_says_what_it_does(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.name == name
    assert command.help


def test_help_lists_every_command() -> None:
    said = called("--help").output
    assert [name for name in COMMANDS if f"  {name} " not in said] == []


@pytest.mark.parametrize("args", [["--help"], ["assess", "--help"]])
def test_what_needs_no_web_does_not_load_it(args: list[str]) -> None:
    program = "import sys; from ledger.cli import main\ntry: main()\nfinally: print('flask' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program, *args], capture_output=True, text=True, check=False)
    assert done.stdout.endswith("False\n"), done.stderr


def test_a_refusal_of_the_ledger_is_a_sentence_and_status_1(tmp_path: Path) -> None:
    done = called("--data", tmp_path, "db", "current", TAIZHANG_PORT="99999")
    assert done.exit_code == 1
    assert "port = '99999'" in done.stderr
    assert "Traceback" not in done.output


def test_an_unknown_command_is_refused() -> None:
    assert called("srve").exit_code == 2


def test_a_new_database_is_upgraded_once_and_then_current(tmp_path: Path) -> None:
    assert called("--data", tmp_path, "db", "current").output == "空库\n"
    assert called("--data", tmp_path, "db", "check").exit_code == 1
    assert "已升级：空库 →" in called("--data", tmp_path, "db", "upgrade").output
    assert "已经是最新" in called("--data", tmp_path, "db", "upgrade").output
    assert called("--data", tmp_path, "db", "check").exit_code == 0


def test_options_of_a_command_win_over_the_settings(tmp_path: Path) -> None:
    (tmp_path / "taizhang.toml").write_text("port = 8001\nthreads = 2", "utf-8")
    config = Given(tmp_path).config(port=8002, threads=None)
    assert (config.port, config.threads) == (8002, 2)
