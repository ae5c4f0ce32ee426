"""Fixtures: a fresh database of each kind, the cast, and browsers without a screen."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from ledger.app import create_app
from ledger.config import Config, load_config
from ledger.domain.permissions import Actor
from ledger.store.engine import make_engine
from ledger.store.unit_of_work import UnitOfWork
from ledger.web.context import db
from tests.cast import PASSWORD, TODAY
from tests.databases import BACKENDS, Databases

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

Act = Callable[[str], Actor]
SignIn = Callable[[str], "Browser"]


MADE: dict[str, Databases] = {}
"""Kept for the whole run: tests come in any order, and a server takes seconds to start."""


@pytest.fixture(scope="session", params=BACKENDS)
def databases(request: pytest.FixtureRequest) -> Databases:
    """Where databases of each kind come from."""
    if request.param not in MADE:
        MADE[request.param] = Databases(request.param)
    return MADE[request.param]


def pytest_sessionfinish() -> None:
    """Stop the servers and remove what was made."""
    while MADE:
        MADE.popitem()[1].close()


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """The address of a fresh database with the cast in it."""
    url = databases.new()
    yield url
    databases.drop(url)


@pytest.fixture
def uow(database_url: str) -> Iterator[UnitOfWork]:
    """A unit of work on a fresh database with the cast in it."""
    engine = make_engine(database_url)
    with Session(engine, expire_on_commit=False) as session:
        yield UnitOfWork(session)
    engine.dispose()


@pytest.fixture
def act(uow: UnitOfWork) -> Act:
    """Gives the actor of a username, with the rights held today."""

    def find(username: str) -> Actor:
        with uow:
            account = uow.accounts.by_username(username)
            assert account is not None
            found = uow.accounts.actor(account.id, TODAY)
            assert found is not None
        return found

    return find


@pytest.fixture
def config(database_url: str, tmp_path: Path) -> Config:
    """A configuration whose data live in a folder of the test."""
    loaded = load_config(tmp_path, environ={})
    # The days of tests are fixed while the clock goes on: months lock only where a test asks for it.
    return replace(loaded, database_url=database_url, secret_key=secrets.token_hex(32), month_grace_days=0)


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """The application on a fresh database with the cast in it; no request may keep a connection."""
    made = create_app(config)
    made.test_client_class = ToTheEnd
    yield made
    let_go(made)


class ToTheEnd(FlaskClient):
    """A client that reads every answer to its end and closes it, as servers do, also for its head alone."""

    def open(self, *args: Any, buffered: bool = True, **kwargs: Any) -> TestResponse:
        """The answer to a request."""
        return super().open(*args, buffered=buffered, **kwargs)


def let_go(app: Flask) -> None:
    """See that every connection of an application was given back, and close them."""
    with app.app_context():
        for engine in db.engines.values():
            pool = engine.pool
            assert isinstance(pool, QueuePool)
            kept = pool.checkedout()
            engine.dispose()
            assert kept == 0


class Browser:
    """A browser without a screen: follows the forms of our pages, keys and tokens included."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **kwargs: Any) -> TestResponse:
        """The page at a path, redirects not followed."""
        return self.client.get(path, **kwargs)

    def hidden(self, path: str) -> dict[str, str]:
        """The hidden fields of the last form with a form key on a page."""
        html = self.client.get(path).get_data(as_text=True)
        tags = re.findall(r'<input[^>]*type="hidden"[^>]*>', html)
        found: dict[str, str] = {}
        for tag in tags:
            name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
            if name is not None and name[1] in {"csrf_token", "form_key"}:
                found[name[1]] = value[1] if value is not None else ""
        return found

    def post(self, path: str, data: dict[str, Any], page: str | None = None, **kwargs: Any) -> TestResponse:
        """Send a form as the browser would from `page` (the path itself, unless named)."""
        return self.client.post(path, data=self.hidden(page or path) | data, **kwargs)


@pytest.fixture
def browse(app: Flask) -> SignIn:
    """Gives a browser in which someone of the cast is signed in; "" for nobody."""

    def sign_in(username: str) -> Browser:
        browser = Browser(app.test_client())
        if username:
            answer = browser.post("/sign-in", {"username": username, "password": PASSWORD})
            assert answer.status_code == 302, answer.get_data(as_text=True)[:2000]
        return browser

    return sign_in
