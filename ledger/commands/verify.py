"""`taizhang verify`: whether the books are what they were, with every damaged row named."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from ledger.clock import now, today
from ledger.commands.checkpoint import line_of
from ledger.commands.given import Given, pass_given
from ledger.commands.in_ledger import opened_as_it_is, opened_for_reading
from ledger.commands.sealing import seal_of
from ledger.services.verify_books import note_verification
from ledger.services.verify_checkpoints import read_witness
from ledger.services.verify_ledger import Verification, record_verification, verify_ledger

MOST = 100
"""How many rows of a table are named that were damaged in the same way."""


@click.command()
@click.option(
    "--witness",
    "witnesses",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="见证人保存的检查点文件；可以写多次。",
)
@pass_given
@click.pass_context
def verify(ctx: click.Context, given: Given, witnesses: tuple[Path, ...]) -> None:
    """核验账册：记账流水、检查点、封存、各表和保存的结果。

    逐行指出损坏之处，并以状态 1 结束；不改动任何数据。
    """
    config = given.config()
    seal = seal_of(config)
    seen = [one for path in witnesses for one in read_witness(path)]
    with opened_for_reading(config) as reader:
        found = verify_ledger(reader, seal, on=today(), now=now(), witness=seen)
    record_verification(seal.folder, found)
    with opened_as_it_is(config) as uow:
        note_verification(uow, [damage.sentence() for damage in found.damages], at=found.at)
    for line in [*named(found), *report(found)]:
        click.echo(line)
    ctx.exit(1 if found.damages else 0)


def named(found: Verification) -> list[str]:
    """The damages, line by line; of what befell very many rows alike, the first ones and a count."""
    lines: list[str] = []
    seen: Counter[tuple[str, str]] = Counter()
    for one in found.damages:
        seen[one.table, one.what.text] += 1
        if seen[one.table, one.what.text] <= MOST:
            lines.append(f"✗ {one.say()}")
    more = [(kind, count - MOST) for kind, count in seen.items() if count > MOST]
    return lines + [f"✗ {table}：{what % _Blank()} …… 还有 {count} 处" for (table, what), count in more]


class _Blank(dict[str, str]):
    """Stands in for the values of a sentence that speaks of many rows."""

    def __missing__(self, key: str) -> str:
        return "…"


def report(found: Verification) -> list[str]:
    """What was checked, in lines."""
    lines = [f"记账流水 {found.size} 笔，检查点 {found.checkpoints} 个。"]
    if found.newest is None:
        lines.append("还没有检查点：只能查内部是否一致。请运行 taizhang checkpoint make。")
    else:
        lines.append("以此为准：" + line_of(found.newest))
        same = (
            "各表与检查点逐行相同。" if found.tables_compared else "检查点之后已有新的操作，各表未逐行比对。"
        )
        lines.append(same if not found.damages else "")
    if found.witnessed:
        lines.append(f"已与见证人保存的 {found.witnessed} 个检查点核对。")
    lines.append(f"发现 {len(found.damages)} 处损坏。" if found.damages else "没有发现损坏。")
    return [line for line in lines if line]
