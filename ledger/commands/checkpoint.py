"""`taizhang checkpoint`: sign what the books are, hand out what was signed, and the keys that check it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.clock import CHINA, now
from ledger.commands.given import Given, pass_given
from ledger.commands.in_ledger import opened, opened_for_reading
from ledger.commands.sealing import seal_of
from ledger.domain.checkpoint import BETWEEN, read_checkpoint
from ledger.domain.errors import LedgerError
from ledger.domain.wording import N_
from ledger.services.make_checkpoint import CheckpointRaceError, make_checkpoint, read_tables
from ledger.signing_key import (
    make_signing_key,
    public_file,
    read_public_keys,
    read_signing_key,
    rotate_signing_key,
    write_durably,
)

if TYPE_CHECKING:
    from ledger.config import Config
    from ledger.domain.checkpoint import SignedCheckpoint
    from ledger.signing_key import SigningKey


class NoCheckpointError(LedgerError):
    """There is none to hand out."""

    text = N_("还没有检查点。先运行 taizhang checkpoint make。")


class NoSuchCheckpointError(LedgerError):
    """There is none of that number."""

    text = N_("没有第 %(number)s 号检查点。有哪些见 taizhang checkpoint list。")


@click.group()
def checkpoint() -> None:
    """账册检查点：签署、列出、导出给见证人，以及验签的公钥。"""


@checkpoint.command()
@click.option("--force", is_flag=True, help="没有新的记账也签署一个，例如要连同各表的改动一并签署时。")
@click.option("--journal-only", is_flag=True, help="只签记账流水，不读其他各表（账册很大时快得多）。")
@click.option(
    "--after-restore", is_flag=True, help="数据库确实是从旧备份恢复的：注明丢失了哪个检查点，从这里接上。"
)
@pass_given
def make(given: Given, *, force: bool, journal_only: bool, after_restore: bool) -> None:
    """签署一个检查点，存入数据库，并在数据目录的 checkpoints/ 里留一份。

    没有新的记账、或者别处正好签了一个时，说明一句，以状态 0 结束：可以定时运行。
    """
    config = given.config()
    try:
        made = signed_now(config, force=force, journal_only=journal_only, after_restore=after_restore)
    except CheckpointRaceError as race:
        if force or after_restore:
            raise
        click.echo(race.say())
        return
    if made is None:
        click.echo("没有签署：上一个检查点之后没有新的记账，也没有新的结账。仍要签一个，请加 --force。")
        return
    click.echo(line_of(made))
    click.echo(f"请把它交给见证人保存：taizhang checkpoint export -o 文件（原件在 {seal_of(config).folder}）")


def signed_now(
    config: Config,
    *,
    force: bool = False,
    journal_only: bool = False,
    after_restore: bool = False,
    also: tuple[SigningKey, ...] = (),
) -> SignedCheckpoint | None:
    """A checkpoint of the installation as it is now; None where nothing is new."""
    tables = None
    if not journal_only:
        with opened_for_reading(config) as reader:
            tables = read_tables(reader)
    with opened(config) as uow:
        return make_checkpoint(
            uow,
            seal_of(config),
            now=now(),
            tables=tables,
            force=force,
            after_restore=after_restore,
            also=also,
        )


def line_of(signed: SignedCheckpoint) -> str:
    """A checkpoint in one line."""
    one = signed.checkpoint
    names = "、".join(signature.key_id for signature in signed.note.signatures)
    covers = "，连同各表" if one.state_digest else ""
    at = f"{one.made_at.astimezone(CHINA):%Y-%m-%d %H:%M}"
    return f"第 {one.number} 号  {at}  {one.size} 笔  {one.shown_root}…  密钥 {names}{covers}"


@checkpoint.command("list")
@pass_given
def list_checkpoints(given: Given) -> None:
    """列出所有检查点。"""
    with opened_for_reading(given.config()) as reader, reader:
        for row in reader.checkpoints.all():
            click.echo(line_of(read_checkpoint(row.note)))


@checkpoint.command()
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="写到文件；默认写到屏幕。"
)
@click.option("--number", type=click.IntRange(1), help="第几号；默认最新的一个。")
@click.option("--all", "every", is_flag=True, help="全部检查点。")
@pass_given
def export(given: Given, output: Path | None, number: int | None, *, every: bool) -> None:
    """导出检查点，交给见证人（例如纪检机关、档案部门）在别处保存。"""
    with opened_for_reading(given.config()) as reader, reader:
        rows = reader.checkpoints.all()
    if not rows:
        raise NoCheckpointError
    chosen = rows if every else [row for row in rows if row.number == (number or rows[-1].number)]
    if not chosen:
        raise NoSuchCheckpointError(number=number)
    written = BETWEEN.join(row.note for row in chosen)
    if output is None:
        click.echo(written, nl=False)
        return
    write_durably(output, written.encode())
    click.echo(f"已导出 {len(chosen)} 个检查点：{output}。以后用 taizhang verify --witness {output} 核对。")


@checkpoint.command()
@click.option("--new", is_flag=True, help="生成第一把签名密钥（init 已生成的不必）。")
@click.option("--rotate", is_flag=True, help="换一把新密钥：旧公钥留下，并由新旧两把共同签署一个检查点。")
@pass_given
def keys(given: Given, *, new: bool, rotate: bool) -> None:
    """列出公钥（每行一把，最后一把现用），可以交给见证人和核验人。"""
    config = given.config()
    path = config.signing_key_file
    if new:
        make_signing_key(path)
    also: tuple[SigningKey, ...] = ()
    if rotate:
        also = (rotate_signing_key(path)[0],)
        signed_now(config, force=True, journal_only=True, also=also)
    for key in read_public_keys(path):
        click.echo(key.line())
    click.echo(f"现用 {read_signing_key(path).public.id}；公钥文件 {public_file(path)}", err=True)
