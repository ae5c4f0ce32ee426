"""`taizhang demo`: a filled ledger on this machine, to look at; never in a directory of real data."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import click
from sqlalchemy.orm import Session

from ledger.app import create_app
from ledger.clock import now
from ledger.commands.checkpoint import signed_now
from ledger.commands.demo_mark import is_demo, is_filled, mark_demo, mark_filled
from ledger.commands.fonts import prepare_fonts
from ledger.commands.given import Given, pass_given
from ledger.commands.serve import open_listener, run_server
from ledger.config import is_loopback
from ledger.domain.errors import LedgerError
from ledger.domain.wording import N_
from ledger.secret_key import make_secret_key
from ledger.services.checkpoint_files import checkpoint_folder
from ledger.services.demo_data import DEMO_ACCOUNTS, fill_demo_data
from ledger.signing_key import make_signing_key
from ledger.store.engine import make_engine
from ledger.store.schema import migrate
from ledger.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.config import Config


class RealDataError(LedgerError):
    """There may be real data: the demo must not be mixed with it."""

    text = N_("%(data)s 里可能有正式数据，演示不会动它。请为演示另选一个数据目录，例如 --data demo")


UNLOCKED = {"month_grace_days": 0}
"""Messages of many years are imported to try it out: in the demo months do not lock."""


class DemoDatabaseError(LedgerError):
    """A database was configured; the demo fills only one that it made itself."""

    text = N_("演示只用数据目录里自己的 SQLite 数据库。请去掉设置 database_url，或另选数据目录。")


class DemoHostError(LedgerError):
    """Demo passwords are public."""

    text = N_("演示账号的密码是公开的，请只在本机打开，例如 --host 127.0.0.1。")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="只能是本机地址。")
@click.option("--port", type=click.IntRange(1, 65535), help="端口，默认 8000。")
@click.option("--prepare", is_flag=True, help="只准备，不打开服务。")
@pass_given
def demo(given: Given, host: str, port: int | None, *, prepare: bool) -> None:
    """填入演示数据并在本机打开网页服务。"""
    if not is_loopback(host):
        raise DemoHostError
    config = given.config(host=host, port=port, **UNLOCKED)
    refuse_unsuitable(config)
    if prepare:
        prepare_demo(config)
        click.echo(f"演示已备好：{config.data_dir}\n{accounts_table()}")
        return
    listener = open_listener(config.host, config.port)
    prepare_demo(config)
    ready = given.config(host=host, port=port, **UNLOCKED)
    run_server(create_app(ready), ready, listener, f"{accounts_table()}\n\n调研台账演示：{ready.base_url}")


def refuse_unsuitable(config: Config) -> None:
    """Refuses to put a demo where it could touch real data.

    Raises:
        DemoDatabaseError: a database of one's own is configured.
        RealDataError: the data directory has a key or a database that no demo made.
    """
    if config.database_url != f"sqlite:///{database_file(config)}":
        raise DemoDatabaseError
    if not is_demo(config.data_dir) and (config.secret_key or database_file(config).exists()):
        raise RealDataError(data=config.data_dir)


def prepare_demo(config: Config) -> None:
    """Makes the fonts, the key and the database and fills it, each only if that was not done before."""
    config.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not is_demo(config.data_dir):
        mark_demo(config.data_dir)
    click.echo("正在准备字体和数据库 ……")
    prepare_fonts(config)
    if not config.secret_key:
        make_secret_key(config.secret_key_file)
    if not config.signing_key_file.exists():
        make_signing_key(config.signing_key_file)
    if not is_filled(config.data_dir):
        begin_anew(config)
    engine = make_engine(config.database_url)
    migrate(engine)
    if not is_filled(config.data_dir):
        with Session(engine, expire_on_commit=False) as session:
            fill_demo_data(UnitOfWork(session, journal_hash=config.journal_hash), now=now())
        mark_filled(config.data_dir)
        signed_now(config)
    engine.dispose()


def begin_anew(config: Config) -> None:
    """Removes the database of a demo whose filling was cut off; the demo made it itself."""
    file = database_file(config)
    for leftover in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm", "-journal"))):
        leftover.unlink(missing_ok=True)
    shutil.rmtree(checkpoint_folder(config.data_dir), ignore_errors=True)


def database_file(config: Config) -> Path:
    """Where the demo keeps its database."""
    return config.data_dir / "taizhang.sqlite"


def accounts_table() -> str:
    """Who can sign in to the demo, one line each."""
    lines = (f"  {account.title}：{account.username} / {account.password}" for account in DEMO_ACCOUNTS)
    return "\n".join(["演示账号（用户名 / 密码）：", *lines])
