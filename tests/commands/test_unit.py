"""`taizhang unit` and the first steps of a new ledger, on an empty one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.orm import Session

from ledger.cli import main
from ledger.domain.permissions import Role
from ledger.domain.topic import FIRST_TOPICS
from ledger.services.manage_accounts import create_first_administrators
from ledger.store.engine import make_engine
from ledger.store.schema import migrate
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW, PILOT
from tests.databases import Databases

Call = Callable[..., Result]


@pytest.fixture
def call(databases: Databases, tmp_path: Path) -> Iterator[Call]:
    """Calls `taizhang` on a ledger in which nothing was done but the first migration."""
    url = databases.empty()
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()

    def run(*args: str) -> Result:
        environ = {"TAIZHANG_DATABASE_URL": url}
        return CliRunner().invoke(main, ["--data", str(tmp_path), *args], env=environ)

    yield run
    databases.drop(url)


def test_a_new_ledger_gets_its_units_and_its_policy(call: Call) -> None:
    root = call("unit", "add", "某省", "--level", "province")
    below = call("unit", "add", "某市", "--level", "city", "--under", "某省")
    published = call("policy", "publish", str(PILOT), "--unit", "某省")
    listed = call("unit", "list")

    assert [done.exit_code for done in (root, below, published, listed)] == [0, 0, 0, 0], published.output
    assert [line.split("  ")[1] for line in listed.output.splitlines()] == [
        "某省（省（部）级）",
        "　某市（市（厅）级）",
    ]


def test_a_second_root_of_the_same_name_is_refused_in_words(call: Call) -> None:
    call("unit", "add", "某省", "--level", "province")

    again = call("unit", "add", "某省", "--level", "province")

    assert again.exit_code == 1
    assert "已有叫这个名称的单位" in again.output


def test_the_first_administrators_find_the_topics_there(databases: Databases) -> None:
    url = databases.empty()
    engine = make_engine(url)
    migrate(engine)
    names = {Role.SYSTEM: "first.sys", Role.SECURITY: "first.sec", Role.AUDIT: "first.aud"}
    with Session(engine, expire_on_commit=False) as session:
        uow = UnitOfWork(session)
        answers = {role: (name, "spring-meadow-lantern-42") for role, name in names.items()}
        create_first_administrators(uow, answers, now=NOW)
        with uow:
            topics = [topic.code for topic in uow.topics.all()]
    engine.dispose()
    databases.drop(url)

    assert topics == list(FIRST_TOPICS)
