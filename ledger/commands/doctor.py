"""`taizhang doctor`: whether the installation is safe, and what to do where it is not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.clock import now, today
from ledger.commands.fonts import fonts_dir
from ledger.commands.given import Given, pass_given
from ledger.commands.in_ledger import opened_as_it_is
from ledger.commands.sealing import seal_of
from ledger.domain.health import STATE_NAMES, Finding, State, worst
from ledger.product import product_version
from ledger.services.check_health import Installation, check_health
from ledger.services.verify_books import verify_and_note

if TYPE_CHECKING:
    from ledger.config import Config

MARKS = {State.WELL: "✓", State.WATCH: "!", State.UNSAFE: "✗"}


@click.command()
@click.option("--verify", is_flag=True, help="同时核验全部账目（自检、引用、重算），并记下结果。")
@click.option("--json", "as_json", is_flag=True, help="输出 JSON，供监控程序读取。")
@click.pass_context
@pass_given
def doctor(given: Given, ctx: click.Context, *, verify: bool, as_json: bool) -> None:
    """检查运行状况：版本、写入方式、结构、保护、时钟、磁盘、密钥、备份。不安全时以状态 1 结束。"""
    config = given.config()
    faults: list[str] = []
    if verify:
        with opened_as_it_is(config) as uow:
            found = verify_and_note(uow, seal_of(config), known=None, on=today(), at=now())
        faults = [fault.say() for fault in found]
    findings = examine(config)
    state = State.UNSAFE if faults else worst(findings)
    click.echo(as_text(findings, faults, state) if not as_json else as_document(findings, faults, state))
    ctx.exit(1 if state is State.UNSAFE else 0)


def examine(config: Config) -> list[Finding]:
    """The findings about an installation."""
    with opened_as_it_is(config) as uow:
        return check_health(uow, installation_of(config), now=now())


def installation_of(config: Config) -> Installation:
    """What is looked at beside the database."""
    return Installation(config.data_dir, Path(config.secret_key_file), fonts_dir(config), product_version())


def as_text(findings: list[Finding], faults: list[str], state: State) -> str:
    """The findings as people read them: a line each, and what to do below."""
    lines = [f"调研台账 {product_version()}　运行状况：{STATE_NAMES[state]}"]
    for finding in findings:
        lines.append(f"{MARKS[finding.state]} {finding.name}：{finding.seen.say()}")
        if finding.advice is not None:
            lines.append(f"    {finding.advice.say()}")
    return "\n".join([*lines, *(f"{MARKS[State.UNSAFE]} 账目核验：{fault}" for fault in faults)])


def as_document(findings: list[Finding], faults: list[str], state: State) -> str:
    """The findings as programs read them."""
    listed = [
        {
            "name": finding.name,
            "state": finding.state.value,
            "seen": finding.seen.say(),
            "advice": finding.advice.say() if finding.advice else "",
        }
        for finding in findings
    ]
    document = {"state": state.value, "version": product_version(), "findings": listed, "faults": faults}
    return json.dumps(document, ensure_ascii=False, indent=1)
