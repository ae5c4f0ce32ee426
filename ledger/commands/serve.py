"""`taizhang serve`: the web service, once everything it stands on is there."""

from __future__ import annotations

import errno
import gc
import signal
import socket
from typing import TYPE_CHECKING

import click
import waitress.server

from ledger.app import create_app
from ledger.commands.checkpointing import start_checkpointing
from ledger.commands.demo_mark import is_demo
from ledger.commands.doctor import examine
from ledger.commands.given import Given, pass_given
from ledger.commands.workers import workers
from ledger.domain.errors import LedgerError
from ledger.domain.health import State
from ledger.domain.wording import N_
from ledger.store.engine import make_engine
from ledger.store.revision import current_revision, head_revision

try:
    import resource
except ImportError:  # Windows has no such limit
    resource = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from ledger.config import Config

CONNECTIONS = 2000
"""Slow or idle clients take up connections, not threads; waitress allows 100 by itself."""

IDLE_SECONDS = 20
MEGABYTE = 1024 * 1024
LARGEST_BODY = 64 * MEGABYTE
"""Beyond this the server itself cuts a request off; below it the application answers in words."""


class PortTakenError(LedgerError):
    """Another program listens where we were to."""

    text = N_("端口 %(port)s 已被别的程序占用。请换一个，例如 --port %(other)s，或先停掉占用它的程序。")


class CannotListenError(LedgerError):
    """The address is not one of this machine, or may not be used."""

    text = N_("不能在 %(host)s:%(port)s 上打开服务：%(reason)s。请检查 --host 和 --port。")


class NotInitialisedError(LedgerError):
    """There is no secret key: nobody ran `taizhang init` here."""

    text = N_("%(data)s 还没有初始化。请先运行 taizhang init；想先看看，用 taizhang demo。")


class OldSchemaError(LedgerError):
    """The database is not at the version that this program needs."""

    text = N_("数据库结构是 %(now)s，程序需要 %(wanted)s。请先备份，再运行 taizhang db upgrade。")


class UnsafeError(LedgerError):
    """Something could be lost, doubled or rewritten: there is no way to serve all the same."""

    text = N_("现在运行不安全，没有打开服务：\n%(findings)s")


class DemoInPublicError(LedgerError):
    """Demo accounts have known passwords and may be reached from this machine only."""

    text = N_("%(data)s 里是演示数据，密码是公开的，不能监听 %(host)s。请只在本机（127.0.0.1）打开。")


@click.command()
@click.option("--host", help="监听的地址，默认取设置 host。")
@click.option("--port", type=click.IntRange(1, 65535), help="端口，默认取设置 port（8000）。")
@click.option("--threads", type=click.IntRange(1, 64), help="工作线程数，默认取设置 threads（8）。")
@pass_given
def serve(given: Given, host: str | None, port: int | None, threads: int | None) -> None:
    """打开网页服务（waitress）；对外时请放在 HTTPS 反向代理之后。"""
    config = given.config(host=host, port=port, threads=threads)
    refuse_unready(config)
    listener = open_listener(config.host, config.port)
    run_server(create_app(config), config, listener, f"台账已打开：{config.base_url}")


def refuse_unready(config: Config) -> None:
    """Refuses to serve an installation that is not whole, or a demo to the network.

    Raises:
        NotInitialisedError: there is no secret key.
        DemoInPublicError: demo accounts would be reachable from elsewhere.
        OldSchemaError: the database is not at the newest schema.
        UnsafeError: the health check found something unsafe.
    """
    if not config.secret_key:
        raise NotInitialisedError(data=config.data_dir)
    if is_demo(config.data_dir) and not config.is_local:
        raise DemoInPublicError(data=config.data_dir, host=config.host)
    engine = make_engine(config.database_url)
    now, wanted = current_revision(engine), head_revision()
    engine.dispose()
    if now != wanted:
        raise OldSchemaError(now=now or N_("空库"), wanted=wanted)
    refuse_unsafe(config)


def refuse_unsafe(config: Config) -> None:
    """Refuses what the health check finds unsafe.

    Raises:
        UnsafeError: with each finding and what to do about it.
    """
    found = [finding for finding in examine(config) if finding.state is State.UNSAFE]
    if found:
        lines = [
            f"  - {one.name}：{one.seen.say()}。{one.advice.say() if one.advice else ''}" for one in found
        ]
        raise UnsafeError(findings="\n".join(lines))


def open_listener(host: str, port: int) -> socket.socket:
    """A socket bound to the address, taken before any long preparation.

    Raises:
        PortTakenError: another program has the port.
        CannotListenError: the address can't be used for another reason.
    """
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = found[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTakenError(port=port, other=port + 1 if port < 65535 else 8000) from error
        raise CannotListenError(host=host, port=port, reason=error.strerror or error) from error
    return listener


def run_server(app: WSGIApplication, config: Config, listener: socket.socket, greeting: str) -> None:
    """Serves until Ctrl-C or a request to end, both of which end it quietly."""
    server = waitress.server.create_server(
        app,
        sockets=[listener],
        threads=config.threads,
        connection_limit=CONNECTIONS,
        channel_timeout=IDLE_SECONDS,
        max_request_body_size=max(LARGEST_BODY, 4 * config.upload_limit_mb * MEGABYTE),
        # The application believes exactly `proxy_hops` proxies; the server must leave it their headers.
        clear_untrusted_proxy_headers=config.proxy_hops == 0,
        asyncore_use_poll=True,
        ident=None,
    )
    _allow_files()
    keep_for_good()
    signal.signal(signal.SIGTERM, _end)
    click.echo(greeting)
    click.echo("按 Ctrl-C 结束。")
    ended = start_checkpointing(config)
    with workers(config):
        server.run()
    if ended is not None:
        ended.set()
    click.echo("\n已结束。")


def keep_for_good() -> None:
    """Lets the search for cycles pass over what was loaded so far: it stays as long as the process.

    Reading all of it again took a tenth of a second, in the midst of whatever request came just then.
    """
    gc.collect()
    gc.freeze()


def _allow_files() -> None:
    """Lets the process hold as many open files as it has connections, as far as the system permits."""
    if resource is not None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = 2 * CONNECTIONS
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))


def _end(_number: int, _frame: object) -> None:
    """Ends the server as Ctrl-C does."""
    raise KeyboardInterrupt
