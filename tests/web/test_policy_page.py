"""The policy in plain words: that of the unit, its document to the byte, its versions and what changed."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from ledger.services.publish_policy import publish_policy
from tests.cast import NOW, PILOT, TODAY
from tests.services.test_publish_policy import OWN, unit_named

if TYPE_CHECKING:
    from ledger.domain.policy_version import PolicyVersion
    from ledger.store.unit_of_work import UnitOfWork
    from tests.conftest import Act, SignIn


def pilot_of(uow: UnitOfWork, unit: str) -> PolicyVersion:
    wanted = unit_named(uow, unit).id
    with uow:
        return next(one for one in uow.policies.published() if one.unit_id == wanted)


def test_the_policy_is_shown_in_words_with_its_digest(uow: UnitOfWork, browse: SignIn) -> None:
    html = browse("alice").get("/policy").get_data(as_text=True)

    for title in ("一、谁应完成什么", "二、什么算数", "三、怎样折算", "四、互换互补", "五、依据", "算例"):
        assert title in html
    assert "sha256:" + hashlib.sha256(PILOT.read_bytes()).hexdigest() in html
    assert "甲县沿用" in html


@pytest.mark.parametrize("username", ["alice", "eve", "bob", "dana", "otto", "olga"])
def test_everybody_in_business_reads_that_of_their_own_unit(browse: SignIn, username: str) -> None:
    answer = browse(username).get("/policy")

    assert answer.status_code == 200
    assert "一、谁应完成什么" in answer.get_data(as_text=True)


@pytest.mark.parametrize("username", ["sam", "sue", "ada"])
def test_administrators_do_not(browse: SignIn, username: str) -> None:
    assert browse(username).get("/policy").status_code == 403


def test_the_document_comes_as_it_was_published(uow: UnitOfWork, browse: SignIn) -> None:
    version = pilot_of(uow, "省")

    answer = browse("alice").get(f"/policy/{version.public_id}/document.toml")

    assert answer.data == PILOT.read_bytes()
    assert "pilot-v1.toml" in answer.headers["Content-Disposition"]


def test_a_county_of_its_own_shows_its_own(uow: UnitOfWork, act: Act, browse: SignIn) -> None:
    publish_policy(uow, act("dana"), unit_named(uow, "甲县"), OWN, on=TODAY, now=NOW)

    own = browse("alice").get("/policy").get_data(as_text=True)
    other = browse("charlie").get("/policy").get_data(as_text=True)

    assert "40 天" in own
    assert "戴娜 发布" in own
    assert "沿用" not in own
    assert "乙县沿用" in other


def test_a_new_version_says_what_changed(uow: UnitOfWork, act: Act, browse: SignIn) -> None:
    county = unit_named(uow, "甲县")
    first = publish_policy(uow, act("dana"), county, OWN, on=TODAY, now=NOW)
    changed = OWN.replace(b'at_least = "40d"', b'at_least = "45d"')
    publish_policy(uow, act("dana"), county, changed, on=TODAY, now=NOW)

    newest = browse("alice").get("/policy").get_data(as_text=True)
    before = browse("alice").get(f"/policy/{first.public_id}").get_data(as_text=True)

    assert "与上一版的不同" in newest
    assert "<del>" in newest
    assert "45 天" in newest
    assert "已由新版代替" in before
    assert "与上一版的不同" not in before


def test_policies_of_other_trees_are_not_found(uow: UnitOfWork, browse: SignIn) -> None:
    foreign = pilot_of(uow, "国")

    assert browse("alice").get(f"/policy/{foreign.public_id}").status_code == 404
    assert browse("alice").get(f"/policy/{foreign.public_id}/document.toml").status_code == 404
    assert browse("alice").get(f"/policy?unit={unit_named(uow, '国').public_id}").status_code == 404


def test_the_department_opens_any_unit_below(uow: UnitOfWork, browse: SignIn) -> None:
    assert browse("dana").get(f"/policy?unit={unit_named(uow, '乡').public_id}").status_code == 200


def test_a_year_without_one_says_so(browse: SignIn) -> None:
    assert "2025 年度还没有施行中的折算办法" in browse("alice").get("/policy?year=2025").get_data(
        as_text=True
    )
