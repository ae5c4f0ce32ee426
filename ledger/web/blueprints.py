"""All pages, in the order of the menu."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint
from js_lib_htmx import __file__ as htmx_file

from ledger.web import (
    accounts,
    closings,
    corrections,
    departments,
    entry_acts,
    grants,
    home,
    imports,
    late,
    outcomes,
    people,
    policies,
    preferences,
    reviews,
    rosters,
    sign_in,
    suggestions,
    trail,
    units,
    verify,
    years,
)

if TYPE_CHECKING:
    from flask import Flask

PAGES: tuple[Blueprint, ...] = (
    home.bp,
    sign_in.bp,
    years.bp,
    entry_acts.bp,  # all of the entries: the acts hang on the blueprint of the lists and forms
    outcomes.bp,
    reviews.bp,
    departments.bp,
    policies.bp,
    accounts.bp,
    grants.bp,
    trail.bp,
    suggestions.bp,
    imports.bp,
    verify.bp,
    people.bp,
    units.bp,
    rosters.bp,
    preferences.bp,
    closings.bp,
    corrections.bp,
    late.bp,
)


def register(app: Flask) -> None:
    """Give the application its pages and htmx's file."""
    for blueprint in PAGES:
        app.register_blueprint(blueprint)
    folder = Path(htmx_file).parent / "static" / "htmx"
    app.register_blueprint(Blueprint("htmx", "ledger.htmx", static_folder=folder, static_url_path="/htmx"))
