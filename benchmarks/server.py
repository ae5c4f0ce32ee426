"""The server of a benchmark in a process of its own: `python -m benchmarks.server FOLDER`, or `hello`."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from ledger.app import create_app
from ledger.commands.serve import open_listener, run_server
from ledger.config import load_config

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

HELLO = "hello"
HOST = "127.0.0.1"


@contextlib.contextmanager
def serving(what: str) -> Iterator[int]:
    """The port on which a folder's ledger (or the one-line application, for `hello`) is served meanwhile."""
    command = [sys.executable, "-m", "benchmarks.server", what]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:  # noqa: S603 - ourselves
        try:
            assert child.stdout is not None  # noqa: S101 - it was asked for
            yield int(child.stdout.readline())
        finally:
            child.terminate()
            child.wait(timeout=10)


def hello() -> WSGIApplication:
    """The least that Flask can do: what any request costs before it does anything."""
    app = Flask("hello")

    @app.route("/", methods=["GET", "POST"])
    def _hello() -> str:
        return "hello"

    return app.wsgi_app


def main(what: str) -> None:
    """Serves on a free port, whose number is the first line printed, until it is told to end."""
    config = load_config(None if what == HELLO else Path(what), environ={})
    if what == HELLO:
        config = replace(config, workers=0)  # there is no ledger for them to work on
    listener = open_listener(HOST, 0)
    application = hello() if what == HELLO else create_app(config)
    run_server(application, config, listener, str(listener.getsockname()[1]))


if __name__ == "__main__":
    main(sys.argv[1])
