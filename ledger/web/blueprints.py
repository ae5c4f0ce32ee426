"""All pages, in the order of the menu."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from flask import Blueprint
from js_lib_htmx import __file__ as htmx_file

from ledger.web import (
    accounts,
    batches,
    books,
    calendars,
    closings,
    corrections,
    delegation,
    downloads,
    entry_acts,
    grants,
    health,
    home,
    imports,
    journal,
    late,
    outcomes,
    people,
    policy_acts,
    preferences,
    reviews,
    rosters,
    sign_in,
    suggestions,
    trail,
    try_policy,
    try_year,
    units,
    verify,
)

if TYPE_CHECKING:
    from flask import Flask

PAGES: tuple[Blueprint, ...] = (
    home.bp,
    sign_in.bp,
    try_year.bp,  # all of the year: the lab hangs on the blueprint of its page
    entry_acts.bp,  # all of the entries: the acts hang on the blueprint of the lists and forms
    outcomes.bp,
    reviews.bp,
    policy_acts.bp,  # all of the policies: drafts and acts hang on the blueprint of the articles
    try_policy.bp,  # all of the department: the lab hangs on the blueprint of its table
    accounts.bp,
    grants.bp,
    trail.bp,
    journal.bp,
    health.bp,
    suggestions.bp,
    imports.bp,
    verify.bp,
    people.bp,
    units.bp,
    rosters.bp,
    books.bp,
    preferences.bp,
    calendars.bp,
    downloads.bp,
    batches.bp,
    delegation.bp,
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
