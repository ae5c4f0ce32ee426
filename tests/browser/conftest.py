"""Fixtures: a ledger that is really served, and Chromium to look at it with."""

from __future__ import annotations

import secrets
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import waitress.server
from playwright.sync_api import Page, sync_playwright
from sqlalchemy.orm import Session

from exports.fonts import load_fonts
from ledger.app import create_app
from ledger.config import Config, load_config
from ledger.store.engine import make_engine
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import PASSWORD
from tests.databases import Databases
from tests.web.scene import Scene, play

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PATIENCE = 15_000
"""Milliseconds that a page may take on a busy machine."""


@dataclass
class Served:
    """A ledger with the scene in it, served at an address."""

    address: str
    database_url: str
    scene: Scene


@dataclass
class Visitor:
    """Somebody in front of a screen, and what the browser complained of."""

    page: Page
    context: BrowserContext
    address: str
    complaints: list[str]

    def open(self, path: str) -> None:
        """Open a page of ours."""
        self.page.goto(self.address + path)

    def sign_in(self, username: str) -> None:
        """Sign in on the page that asks for it."""
        if "/sign-in" not in self.page.url:
            self.open("/sign-in")
        self.page.fill("#username", username)
        self.page.fill("#password", PASSWORD)
        self.page.click("main form button.primary")
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def width_beyond(self) -> int:
        """By how many pixels the page is wider than the screen."""
        wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(wider))


Visit = Callable[..., Visitor]


class Stage:
    """Databases with the cast and the scene in them, copied for each test."""

    def __init__(self, backend: str) -> None:
        self.databases = Databases(backend)
        engine = make_engine(self.databases.template)
        with Session(engine, expire_on_commit=False) as session:
            self.scene = play(UnitOfWork(session))
        engine.dispose()


@pytest.fixture(scope="session")
def stages() -> Iterator[Callable[[str], Stage]]:
    """Gives the stage on a kind of database, made at its first use."""
    made: dict[str, Stage] = {}

    def stage(backend: str) -> Stage:
        if backend not in made:
            made[backend] = Stage(backend)
        return made[backend]

    yield stage
    for one in made.values():
        one.databases.close()


@pytest.fixture
def backend() -> str:
    """The kind of database; tests that need both say so."""
    return "sqlite"


@pytest.fixture
def served(
    stages: Callable[[str], Stage], backend: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Served]:
    """A ledger of its own for each test, served as in production: by waitress, in threads."""
    stage = stages(backend)
    url = stage.databases.new()
    assert request.config.cache is not None
    fonts = Path(request.config.cache.mkdir("fonts"))
    load_fonts(fonts)
    (tmp_path / "fonts").symlink_to(fonts)
    listener = socket.create_server(("127.0.0.1", 0))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app = create_app(_config(tmp_path, url, address))
    server: Any = waitress.server.create_server(app, sockets=[listener], threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Served(address, url, stage.scene)
    server.close()
    thread.join(timeout=5)
    stage.databases.drop(url)


def _config(folder: Path, url: str, address: str) -> Config:
    loaded = load_config(folder, environ={})
    return replace(
        loaded,
        database_url=url,
        base_url=address,
        secret_key=secrets.token_hex(32),
        month_grace_days=0,
    )


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium of the system, without a screen."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, served: Served) -> Iterator[Visit]:
    """Gives somebody in front of a screen, signed in or not."""
    contexts: list[BrowserContext] = []

    def come(username: str = "", screen: dict[str, int] = DESK) -> Visitor:
        context = chromium.new_context(
            viewport={"width": screen["width"], "height": screen["height"]}, locale="zh-CN"
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        visitor = Visitor(context.new_page(), context, served.address, [])
        _listen(visitor)
        if username:
            visitor.sign_in(username)
        return visitor

    yield come
    for context in contexts:
        context.close()


def _listen(visitor: Visitor) -> None:
    def on_console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            visitor.complaints.append(f"{visitor.page.url}: {message.text}")

    visitor.page.on("console", on_console)
    visitor.page.on("pageerror", lambda error: visitor.complaints.append(f"{visitor.page.url}: {error}"))
