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


def test_only_the_dialect_in_use_is_loaded() -> None:
    program = "import sys, ledger.store.rows; print('sqlalchemy.dialects.postgresql' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_a_refusal_of_the_ledger_is_a_sentence_and_status_1(tmp_path: Path) -> None:
    done = called("--data", tmp_path, "db", "current", TAIZHANG_PORT="99999")
    assert done.exit_code == 1
    assert "port = '99999'" in done.stderr
    assert "Traceback" not in done.output


def test_an_unknown_command_is_refused() -> None:
    assert called("srve").exit_code == 2


REFUSED = {
    ("srve",): "没有命令 'srve'。",
    ("assess",): "还要写明选项 '--policy'.",
    ("policy", "check"): "还要写明参数 '文件'.",
    ("assess", "--polcy", "x"): "没有选项 '--polcy'。 是不是 '--policy'？",
    ("summary", "--year"): "选项 '--year' 后面要写 1 个值。",
    ("summary", "--year", "x"): "'--year' 的值不能用：'x' 不是数字，请写数字。",
    ("checkpoint", "export", "--number", "0"): "'--number' 的值不能用：0 不在允许的范围内（x>=1）。",
    ("summary", "--language", "fr"): "'--language' 的值不能用：'fr' 不在可选之列：'en', 'zh'。",
    ("db", "current", "more"): "多出了参数 more，请去掉再试。",
    ("import", "/none"): "'文件' 的值不能用：'/none' 不存在。",
}


@pytest.mark.parametrize("language", ["C", "en_US.UTF-8", "zh_CN.UTF-8"])
def test_a_call_that_is_not_understood_is_told_in_chinese_on_any_machine(language: str) -> None:
    machine = {"LANG": language, "LANGUAGE": language, "LC_ALL": language}
    for args, sentence in REFUSED.items():
        done = called(*args, **machine)
        assert done.exit_code == 2
        *usage, said = done.stderr.splitlines()
        assert said == f"错误：{sentence}"
        assert [line[:4] for line in usage] in ([], ["用法: ", "写法见：", ""])


def every_command() -> list[tuple[str, ...]]:
    """The words that call each command and subcommand."""
    found: list[tuple[str, ...]] = [()]
    for name in COMMANDS:
        command = main.get_command(click.Context(main), name)
        found.append((name,))
        found += [(name, each) for each in command.commands] if isinstance(command, click.Group) else []
    return found


CLICKS_OWN = ("Usage", "Options", "OPTIONS", "COMMAND", "ARGS", "Show this", "TEXT", "INTEGER", "required")


def test_help_has_none_of_the_english_that_click_has_by_itself() -> None:
    for words in every_command():
        said = called(*words, "--help").output
        assert said.startswith("用法: ")
        assert "显示这份说明。" in said
        assert [english for english in CLICKS_OWN if english in said] == [], words


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
