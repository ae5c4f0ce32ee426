"""The application for a server of several processes: `gunicorn "ledger.wsgi:make_app()"`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.app import create_app
from ledger.commands.serve import keep_for_good, refuse_unready
from ledger.config import load_config

if TYPE_CHECKING:
    from flask import Flask


def make_app() -> Flask:
    """The application of the installation that TAIZHANG_DATA names, once it is safe to serve it.

    Raises:
        LedgerError: something is missing or unsafe; the sentence says what to do.
    """
    config = load_config()
    refuse_unready(config)
    app = create_app(config)
    keep_for_good()
    return app
