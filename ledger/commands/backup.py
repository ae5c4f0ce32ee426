"""`taizhang backup`: a verified backup of everything while the ledger is in use."""

from __future__ import annotations

from pathlib import Path

import click

from ledger.clock import now
from ledger.commands.given import Given, pass_given
from ledger.commands.in_ledger import opened
from ledger.product import product_version
from ledger.services.back_up import SQLITE_COPY, back_up

METHODS = {True: "SQLite 在线备份", False: "一个只读事务内的全部数据（不需要数据库客户端工具）"}


@click.command()
@click.option(
    "--to",
    type=click.Path(path_type=Path, file_okay=False),
    help="放备份的目录，默认为数据目录下的 backups。",
)
@click.option("--keep", type=click.IntRange(1, 10_000), help="只保留最近几份，更早的删除；默认都留。")
@pass_given
def backup(given: Given, to: Path | None, keep: int | None) -> None:
    """在线备份全部数据；写完即核验，不一致的不算数。备份里没有密钥文件，请另行保管。"""
    config = given.config()
    folder = (to or config.data_dir / "backups").expanduser().resolve()
    with opened(config) as uow:
        made = back_up(
            uow,
            config.database_url,
            config.data_dir,
            folder,
            version=product_version(),
            at=now(),
            generations=keep,
        )
    click.echo(f"已备份并核验：{made.place}")
    click.echo(f"  {METHODS[made.method == SQLITE_COPY]}，{made.rows} 行，{made.bytes / 1e6:.1f} MB")
    for old in made.removed:
        click.echo(f"  已删除较早的 {old.name}")
    keys = f"{config.secret_key_file.name}、{config.signing_key_file.name}"
    click.echo(f"  密钥 {keys} 和公钥不在备份里，请另行保管。请把备份复制到另一台机器。")
