"""`taizhang export-all`: everything in open formats, to keep, to hand over, or to move elsewhere."""

from __future__ import annotations

from pathlib import Path

import click

from ledger.clock import now
from ledger.commands.given import Given, pass_given
from ledger.commands.in_ledger import opened
from ledger.product import product_version
from ledger.services.export_all import export_all
from ledger.services.note_full_export import note_full_export


@click.command("export-all")
@click.argument("target", metavar="目标", type=click.Path(path_type=Path))
@click.option("--with-passwords", is_flag=True, help="包括密码的散列值：迁移到另一个库时用，平时不要。")
@pass_given
def export_all_command(given: Given, target: Path, *, with_passwords: bool) -> None:
    """把全部数据导出到新的目录或 .zip：JSON Lines、CSV、附带文件和清单。格式见 docs/export-format.md。"""
    config = given.config()
    with opened(config) as uow:
        done = export_all(
            config.database_url,
            config.data_dir,
            target.resolve(),
            key_file=config.signing_key_file if config.signing_key_file.exists() else None,
            version=product_version(),
            at=now(),
            secrets=with_passwords,
        )
        note_full_export(uow, str(done.place), rows=done.rows, secrets=done.secrets, now=now())
    click.echo(f"已导出：{done.place}（{done.tables} 张表，{done.rows} 行）")
    if with_passwords:
        click.echo("其中有密码的散列值，请像密钥一样保管，用完即删。")
    else:
        click.echo("其中没有密码：导入之后要用 taizhang password 为各账号设新密码。")
