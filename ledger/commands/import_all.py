"""`taizhang import-all`: a whole export into an empty instance, of either database."""

from __future__ import annotations

from pathlib import Path

import click

from ledger.clock import now
from ledger.commands.fonts import prepare_fonts
from ledger.commands.given import Given, pass_given
from ledger.commands.sealing import keys_to_bring
from ledger.files.export_folder import opened_export
from ledger.secret_key import make_secret_key
from ledger.services.import_all import import_all
from ledger.store.opened import opened_ledger


@click.command("import-all")
@click.argument("source", metavar="来源", type=click.Path(path_type=Path, exists=True))
@click.option("--new-key", is_flag=True, help="没有原来的密钥时生成新的；以前印出的核验码从此不能核验。")
@pass_given
def import_all_command(given: Given, source: Path, *, new_key: bool) -> None:
    """把 export-all 的导出导入空库（SQLite 或 PostgreSQL）；要么全部导入，要么不动。"""
    config = given.config()
    config.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with opened_export(source.resolve()) as reader, opened_ledger(config.database_url, migrated=True) as uow:
        done = import_all(uow, reader, config.data_dir, at=now())
    click.echo(f"已导入 {done.tables} 张表，{done.rows} 行。")
    if not done.secrets:
        click.echo(
            "导出里没有密码：请用 taizhang password 为各账号设新密码，再 taizhang checkpoint make --force；"
        )
        click.echo("在那以前，taizhang verify 会指出账号一表（account）与原来的检查点不同。")
    if not config.secret_key and new_key:
        make_secret_key(config.secret_key_file)
        click.echo("已生成新的密钥；以前印出的核验码不能再核验。")
        config = given.config()
    for line in keys_to_bring(config):
        click.echo(line)
    if not config.secret_key:
        click.echo(f"找不到 {config.secret_key_file.name} 时用 --new-key 生成。")
    prepare_fonts(config)
    click.echo("接下来：taizhang recompute --check，再打开服务。")
