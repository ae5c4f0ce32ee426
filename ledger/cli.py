"""The command line `taizhang`: names the commands, and loads one only when it is called.

`taizhang assess` reads two files and computes; it must not wait for the web framework to be imported.
"""

from __future__ import annotations

import gc
import gettext
import importlib
import sys
from pathlib import Path
from typing import IO, Any

import click

from ledger.commands.given import Given
from ledger.config import prefer_language
from ledger.domain.errors import InvalidError, LedgerError
from ledger.language import TRANSLATIONS
from ledger.uncollected import uncollected

COMMANDS: dict[str, tuple[str, str]] = {
    "assess": ("ledger.commands.assess:assess", "按折算办法核算一个案例，输出 JSON"),
    "checkpoint": ("ledger.commands.checkpoint:checkpoint", "账册检查点：签署、列出、导出、公钥"),
    "backup": ("ledger.commands.backup:backup", "在线备份全部数据，写完即核验"),
    "db": ("ledger.commands.db:db", "数据库结构：升级、查看、检查"),
    "demo": ("ledger.commands.demo:demo", "填入演示数据并在本机打开网页服务"),
    "doctor": ("ledger.commands.doctor:doctor", "检查运行状况"),
    "export-all": ("ledger.commands.export_all:export_all_command", "导出全部数据（JSON Lines、CSV、文件）"),
    "fonts": ("ledger.commands.fonts:fonts", "准备 PDF 所用的字体"),
    "import": ("ledger.commands.import_messages:import_messages", "导入办理过的网民留言"),
    "import-all": ("ledger.commands.import_all:import_all_command", "把全部数据导入空库"),
    "init": ("ledger.commands.init:init", "初始化：密钥、数据库、三名管理员"),
    "password": ("ledger.commands.password:password", "在服务器上为账号设新密码"),
    "policy": ("ledger.commands.policy:policy", "查看与检查折算办法"),
    "recompute": ("ledger.commands.recompute:recompute", "重新核算各年度，或检查保存的结果"),
    "restore": ("ledger.commands.restore:restore_command", "恢复备份，核验后解除隔离"),
    "serve": ("ledger.commands.serve:serve", "打开网页服务"),
    "summary": ("ledger.commands.summary:summary", "生成一名干部的年度总结 PDF"),
    "work": ("ledger.commands.work:work_command", "处理批量打印的工作进程"),
    "unit": ("ledger.commands.unit:unit", "登记最上级单位、列出单位"),
    "verify-summary": (
        "ledger.commands.verify_summary:verify_summary",
        "核验一份年度总结（文件或核验码）的真伪",
    ),
    "verify": ("ledger.commands.verify:verify", "核验账册，指出损坏之处"),
}
"""Each command: where it is, and one line about it, so that listing them imports none."""

OPTIONS, SUBCOMMAND = "[选项]", "命令 [参数]..."
VALUES = {"text": "文字", "integer": "数字", "integer range": "数字"}
"""What the kinds of values are called in the list of options, by click's names of them."""


class Refusal(click.ClickException):
    """A refusal of the ledger, shown as the sentence that it is."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Writes the sentence to standard error."""
        click.echo(self.message, file=file or sys.stderr)


class LazyCommands(click.Group):
    """A group that imports a command's module when the command is called."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Runs the command line; what click says around it is Chinese on any machine, as the rest is."""
        gettext.bindtextdomain("click", TRANSLATIONS)
        gettext.textdomain("click")
        prefer_language("zh_Hans")
        return super().main(*args, **kwargs)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None where there is none."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        with uncollected():
            command = getattr(importlib.import_module(module), attribute)
        gc.freeze()  # Nor is it looked through later: each time would cost as much as reading both fonts.
        if not isinstance(command, click.Command):
            raise TypeError(f"{module}:{attribute} is not a command")
        _name_parts(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the commands with their lines from the table."""
        with formatter.section("命令"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in self.list_commands(ctx)])

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; what the ledger refuses ends it with status 1 and a sentence."""
        try:
            return super().invoke(ctx)
        except LedgerError as error:
            faults = error.faults.values() if isinstance(error, InvalidError) else ()
            raise Refusal("\n".join([error.say(), *(f"  - {fault.say()}" for fault in faults)])) from error
        except BrokenPipeError:
            raise  # whoever read along has gone: click ends quietly
        except Exception as error:
            said = said_of(error)
            if said is None:
                raise
            raise Refusal(said) from error


def _name_parts(command: click.Command) -> None:
    """Gives the parts of a command and of its subcommands, as help shows them, their Chinese names."""
    command.options_metavar = OPTIONS
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            parameter.metavar = parameter.metavar or VALUES.get(parameter.type.name)
    if isinstance(command, click.Group):
        command.subcommand_metavar = SUBCOMMAND
        for each in command.commands.values():
            _name_parts(each)


def said_of(error: Exception) -> str | None:
    """What this machine refused - a file, the database, a text - in a sentence; None for a fault of ours.

    The database's errors are known by where they come from: importing it would cost every command its time.
    """
    if isinstance(error, OSError):
        place = "" if error.filename is None else f"{str(error.filename)!a}："
        return f"读写文件没有成功：{place}{error.strerror or error}"
    if isinstance(error, UnicodeError):
        return "命令里有无法识别的字符，请改用 UTF-8 编码的文字。"
    if type(error).__module__ == "sqlalchemy.exc" and getattr(error, "orig", None) is not None:
        return f"数据库没有办成：{str(getattr(error, 'orig', error)).strip()}"
    return None


def _print_version(ctx: click.Context, _parameter: click.Parameter, wanted: bool) -> None:
    """Prints the version that is installed and ends."""
    if not wanted or ctx.resilient_parsing:
        return
    metadata: Any = importlib.import_module("importlib.metadata")  # imported here alone: it takes its time
    try:
        click.echo(f"taizhang {metadata.version('taizhang')}")
    except metadata.PackageNotFoundError:
        click.echo("taizhang（未安装的源码）")
    ctx.exit()


@click.group(
    cls=LazyCommands,
    context_settings={"help_option_names": ["-h", "--help"]},
    options_metavar=OPTIONS,
    subcommand_metavar=SUBCOMMAND,
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="目录",
    help="数据目录：数据库、密钥、设置和字体都在这里。默认取 TAIZHANG_DATA，再默认为源码目录下的 data。",
)
@click.option(
    "--version", is_flag=True, expose_value=False, is_eager=True, callback=_print_version, help="显示版本号。"
)
@click.pass_context
def main(ctx: click.Context, data: Path | None) -> None:
    """调研台账：网上调研与实地调研互换互补的台账。"""
    ctx.obj = Given(data)
