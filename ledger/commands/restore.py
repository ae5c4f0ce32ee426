"""`taizhang restore`: a backup put back, into quarantine until it was verified."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.clock import now, today
from ledger.commands.given import Given, pass_given
from ledger.commands.in_ledger import opened
from ledger.commands.sealing import keys_to_bring, missing_public_keys, seal_of
from ledger.files.export_folder import opened_export
from ledger.services.restore import release, restore

if TYPE_CHECKING:
    from ledger.config import Config


@click.command("restore")
@click.argument("backup", metavar="[备份]", required=False, type=click.Path(path_type=Path, exists=True))
@click.option("--release", "let_out", is_flag=True, help="核验恢复的数据，无误后解除隔离。")
@click.option(
    "--checkpoint",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="另处保管的检查点：恢复的账目必须包含它。与 --release 同用。",
)
@click.pass_context
@pass_given
def restore_command(
    given: Given, ctx: click.Context, backup: Path | None, *, let_out: bool, checkpoint: Path | None
) -> None:
    """把备份恢复到空的数据目录或空库；核验并解除隔离之前，网页只对系统管理员显示运行状况。"""
    if let_out == (backup is not None):
        raise click.UsageError("请写明要恢复的备份，或者用 --release 解除隔离，两者选一。")
    config = given.config()
    if backup is not None:
        with opened_export(backup.resolve()) as reader:
            done = restore(config.database_url, config.data_dir, reader, at=now())
        click.echo(f"已恢复 {done.made_at} 的备份，{done.rows} 行，现在处于隔离中。")
        for line in keys_to_bring(config):
            click.echo(line)
        click.echo("接下来：taizhang restore --release [--checkpoint 另处保管的检查点]")
        return
    with opened(config) as uow:
        faults = release(uow, seal_of(config), known=checkpoint, on=today(), at=now())
    for fault in faults:
        click.echo(f"✗ {fault.say()}")
    click.echo(ending(config, is_well=not faults))
    ctx.exit(1 if faults else 0)


def ending(config: Config, *, is_well: bool) -> str:
    """What came of the verification, and what to do now."""
    if is_well:
        return "核验无误，已解除隔离。"
    place = missing_public_keys(config)
    if place is not None:
        said = f"仍在隔离中：没有公钥 {place}，检查点的签名无从核验。"
        return f"{said}请把原来的 {place.name} 复制过去，再运行一次。"
    return "核验没有通过，仍在隔离中。请换用另一份备份。"
