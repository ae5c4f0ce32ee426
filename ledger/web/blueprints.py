"""All pages, in the order of the menu."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint
from js_lib_htmx import __file__ as htmx_file

from ledger.web import (
    accounts,
    grants,
    home,
    imports,
    preferences,
    sign_in,
)

if TYPE_CHECKING:
    from flask import Flask

PAGES: tuple[Blueprint, ...] = (
    home.bp,
    sign_in.bp,
    accounts.bp,
    grants.bp,
    imports.bp,
    preferences.bp,
)


def register(app: Flask) -> None:
    """Give the application its pages and htmx's file."""
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
    folder = Path(htmx_file).parent / "static" / "htmx"
    app.register_blueprint(Blueprint("htmx", "ledger.htmx", static_folder=folder, static_url_path="/htmx"))
