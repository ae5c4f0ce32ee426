"""`taizhang recompute`: count kept years again from the facts, or check them against a recount."""

from __future__ import annotations

import click

from ledger.clock import now, today
from ledger.commands.given import YEAR, Given, pass_given
from ledger.commands.in_ledger import opened
from ledger.services.recompute_years import check_year, recompute_year, years_of_ledger


@click.command()
@click.option("--year", type=YEAR, help="只算这一年度；默认所有年度。")
@click.option("--check", is_flag=True, help="只比较，不改动；有出入则逐项列出，并以状态 1 结束。")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="核算用几个进程；默认按处理器和人数，1 为不另开进程。结果都一样。",
)
@click.pass_context
@pass_given
def recompute(
    given: Given, ctx: click.Context, *, year: int | None, check: bool, workers: int | None
) -> None:
    """从台账重新核算各年度，或检查保存的结果与重算是否一致。"""
    differ = False
    with opened(given.config()) as uow:
        for one in [year] if year is not None else years_of_ledger(uow, on=today()):
            if not check:
                count = recompute_year(uow, one, on=today(), now=now(), workers=workers)
                click.echo(f"{one} 年度：已重算 {count} 人")
                continue
            drifts = check_year(uow, one, on=today(), now=now(), workers=workers)
            differ = differ or bool(drifts)
            click.echo(f"{one} 年度：{'一致' if not drifts else f'{len(drifts)} 处不一致'}")
            for drift in drifts:
                name = drift.column or "status"
                click.echo(
                    f"  {drift.name}（{drift.person_id}）{name}：保存 {drift.kept}，重算 {drift.found}"
                )
    ctx.exit(1 if differ else 0)
