"""Finding online, check in the field, outcome: joined, shown, only by who may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.pages import NEW_FIELD, field_visit, log, online_entry, trail_tags

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import SignIn


def test_a_finding_and_its_check_lead_to_each_other(browse: SignIn, app: Flask) -> None:
    alice = browse("alice")
    finding, check = log(alice, online_entry()), log(alice, field_visit(), NEW_FIELD)
    answer = alice.post(f"/entries/{check}/link", {"other": finding}, page=f"/entries/{check}")
    assert answer.status_code == 302
    assert f"/entries/{check}" in alice.get(f"/entries/{finding}").get_data(as_text=True)
    assert "线上发现" in alice.get(f"/entries/{check}").get_data(as_text=True)
    assert trail_tags(app, "entry").count("entry:linked") == 2


def test_two_of_one_channel_are_not_joined(browse: SignIn) -> None:
    alice = browse("alice")
    one, other = log(alice, online_entry()), log(alice, online_entry(reference="2"))
    page = f"/entries/{one}"
    answer = alice.post(f"{page}/link", {"other": other}, page=page, follow_redirects=True)
    assert "请把同一位干部的一条网上发现与一次实地核查关联起来" in answer.get_data(as_text=True)


def test_a_strangers_entry_is_not_found(browse: SignIn) -> None:
    finding = log(browse("alice"), online_entry())
    charlie = browse("charlie")
    check = log(charlie, field_visit(), NEW_FIELD)
    answer = charlie.post(f"/entries/{check}/link", {"other": finding}, page=f"/entries/{check}")
    assert answer.status_code == 404


def test_places_are_suggested_by_any_part_of_their_name(browse: SignIn) -> None:
    alice = browse("alice")
    log(alice, field_visit(place_name="岳麓山下的村"), NEW_FIELD)
    html = alice.get("/entries/places?place_name=岳麓").get_data(as_text=True)
    assert html.index("岳麓山下的村") < html.index("湖南省长沙市岳麓区")
    assert alice.get("/entries/places?place_name=").status_code == 200


def test_a_department_that_looks_leaves_a_trail(browse: SignIn, app: Flask) -> None:
    name = log(browse("alice"), online_entry())
    browse("bob").get(f"/entries/{name}")
    assert "record:viewed" not in trail_tags(app, "entry")
    browse("dana").get(f"/entries/{name}")
    assert trail_tags(app, "entry")[-1] == "record:viewed"
