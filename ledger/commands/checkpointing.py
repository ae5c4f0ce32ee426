"""Checkpoints on a schedule: a light thread beside the service, in one process only."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from ledger.clock import now
from ledger.commands.checkpoint import line_of, signed_now
from ledger.commands.in_ledger import opened_for_reading
from ledger.domain.errors import ConflictError, LedgerError

if TYPE_CHECKING:
    from ledger.config import Config

DAY = timedelta(hours=24)
"""How often a scheduled checkpoint covers the tables beside the journal: reading them takes its time."""


def start_checkpointing(config: Config) -> threading.Event | None:
    """Makes checkpoints until the event is set; None, with a line that says so, where there is no key."""
    if not config.signing_key_file.exists():
        click.echo("还没有签名密钥，不会自动签署检查点。请运行 taizhang checkpoint keys --new。", err=True)
        return None
    ended = threading.Event()
    work = threading.Thread(target=keep_on, args=(config, ended), name="checkpoints", daemon=True)
    work.start()
    return ended


def keep_on(config: Config, ended: threading.Event) -> None:
    """Makes a checkpoint every so many minutes; a refusal is said and does not end it."""
    while not ended.wait(config.checkpoint_minutes * 60):
        make_scheduled(config, at=now())


def make_scheduled(config: Config, *, at: datetime) -> None:
    """One checkpoint of the schedule, if anything is new; what goes wrong is said in a line."""
    try:
        made = signed_now(config, journal_only=not tables_are_due(config, at))
    except ConflictError:
        return
    except (LedgerError, OSError) as error:
        said = error.say() if isinstance(error, LedgerError) else str(error)
        click.echo(f"没有签署检查点：{said}", err=True)
        return
    if made is not None:
        click.echo(f"已签署检查点：{line_of(made)}")


def tables_are_due(config: Config, at: datetime) -> bool:
    """Whether the last checkpoint that covers the tables is a day old."""
    with opened_for_reading(config) as reader, reader:
        last = reader.checkpoints.last_with_tables()
    return last is None or at - last.made_at >= DAY
