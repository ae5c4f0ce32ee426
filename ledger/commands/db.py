"""`taizhang db`: the schema of the database, moved and looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ledger.clock import now
from ledger.commands.given import Given, pass_given
from ledger.services.back_up import copy_database
from ledger.store.engine import make_engine
from ledger.store.revision import current_revision, head_revision
from ledger.store.schema import migrate

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from ledger.config import Config


@click.group()
def db() -> None:
    """数据库结构：升级、查看、检查。"""


@db.command()
@pass_given
def upgrade(given: Given) -> None:
    """把数据库升级到这个版本所需的结构；要么全部做完，要么不动。"""
    engine = _engine(given)
    before = current_revision(engine)
    if before is not None and before != head_revision() and engine.dialect.name == "sqlite":
        click.echo(f"升级前已另存：{copy_before(given.config(), before)}")
    migrate(engine)
    after = current_revision(engine)
    click.echo("已经是最新结构。" if before == after else f"已升级：{before or '空库'} → {after}")


@db.command()
@pass_given
def current(given: Given) -> None:
    """显示数据库现在的结构版本。"""
    click.echo(current_revision(_engine(given)) or "空库")


@db.command()
@click.pass_context
@pass_given
def check(given: Given, ctx: click.Context) -> None:
    """检查数据库结构是否最新；不是则以状态 1 结束。"""
    now, wanted = current_revision(_engine(given)), head_revision()
    advice = f"结构是 {now or '空库'}，需要 {wanted}：请运行 taizhang db upgrade"
    click.echo("结构是最新的。" if now == wanted else advice)
    ctx.exit(0 if now == wanted else 1)


def copy_before(config: Config, revision: str) -> Path:
    """A copy of the SQLite database as it is before an upgrade, checked."""
    folder = config.data_dir / "backups"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"before-upgrade-{revision}-{now():%Y%m%dT%H%M%SZ}.sqlite"
    copy_database(config.database_url, file)
    return file


def _engine(given: Given) -> Engine:
    """The engine of the installation's database; its folder is made so that a new file can be."""
    config = given.config()
    config.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return make_engine(config.database_url)
