"""`taizhang work`: a worker process that prints batches; as many as one likes, on one machine or several."""

from __future__ import annotations

import os
import signal
import threading

import click

from ledger.commands.database import open_database
from ledger.commands.given import Given, pass_given
from ledger.jobs import end_at_once, work


@click.command("work")
@click.option("--parent", type=int, hidden=True, help="与这个进程同生死。")
@pass_given
def work_command(given: Given, parent: int | None) -> None:
    """处理批量打印，直到被结束；可以同时运行几个。"""
    config = given.config()
    open_database(config).dispose()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    work(config, stop, lambda: parent is not None and os.getppid() != parent)
    end_at_once()
