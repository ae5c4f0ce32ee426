"""Outcomes are recorded, shared, found, verified by others, refused with a reason."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.web.pages import (
    NEW,
    all_outcomes,
    good_outcome,
    log,
    online_entry,
    record,
    trail_tags,
)

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import SignIn

PAGE = "/outcomes/new"


def test_the_form_begins_with_the_cadre_alone_and_the_entry(browse: SignIn) -> None:
    alice = browse("alice")
    name = log(alice, online_entry())
    html = alice.get(f"{PAGE}?entry={name}").get_data(as_text=True)
    assert 'value="艾丽（甲县）"' in html
    (box,) = re.findall(r'<input[^>]*name="entries"[^>]*>', html)
    assert "checked" in box
    assert f'value="{name}"' in box


def test_an_outcome_is_recorded_with_its_entries(browse: SignIn, app: Flask) -> None:
    alice = browse("alice")
    entry = log(alice, online_entry())
    name = record(alice, entries=entry)
    page = alice.get(f"/outcomes/{name}").get_data(as_text=True)
    assert "关于农村养老的调研报告" in page
    assert f"/entries/{entry}" in page
    assert [outcome.status for outcome in all_outcomes(app)] == ["recorded"]


def test_two_share_it_by_halves(browse: SignIn) -> None:
    alice = browse("alice")
    shares = {"shares-0-share": "1/2", "shares-1-person": "安美", "shares-1-share": "1/2"}
    page = alice.get(f"/outcomes/{record(alice, **shares)}").get_data(as_text=True)
    assert "艾丽 份额 1/2、安美 份额 1/2" in re.sub(r"<[^>]+>", "", page)
    assert "关于农村养老" in browse("amy").get("/outcomes").get_data(as_text=True)


def test_shares_above_one_and_unknown_names_are_refused_and_kept(browse: SignIn, app: Flask) -> None:
    alice = browse("alice")
    for changes, said in (
        ({"shares-1-person": "安美", "shares-1-share": "1/2"}, "份额之和不能超过 1"),
        ({"shares-1-person": "查理", "shares-1-share": "1/2"}, "没有找到"),
        ({"shares-0-share": "一半"}, "看不懂"),
        ({"shares-0-person": ""}, "没有找到"),
    ):
        answer = alice.post(PAGE, good_outcome(**changes))
        html = answer.get_data(as_text=True)
        assert (answer.status_code, said in html) == (422, True), said
        assert "〔2026〕3号" in html
    assert all_outcomes(app) == []


def test_colleagues_are_suggested_and_strangers_are_not(browse: SignIn) -> None:
    alice = browse("alice")
    assert "安美（甲县）" in alice.get("/outcomes/people?shares-1-person=anm").get_data(as_text=True)
    assert "查理" not in alice.get("/outcomes/people?shares-1-person=查").get_data(as_text=True)


def test_the_same_form_twice_records_one(browse: SignIn, app: Flask) -> None:
    alice = browse("alice")
    data = alice.hidden(PAGE) | good_outcome()
    assert {alice.client.post(PAGE, data=data).status_code for _ in range(2)} == {302}
    assert len(all_outcomes(app)) == 1


def test_a_reviewer_verifies_several_and_the_cadre_sees_it(browse: SignIn, app: Flask) -> None:
    alice, bob = browse("alice"), browse("bob")
    names = [record(alice, title=f"报告{number}") for number in range(2)]
    todo = "/outcomes?whose=unit&todo=1"
    assert "报告1" in bob.get(todo).get_data(as_text=True)
    assert bob.post("/outcomes/verify", {"outcome": names}, page=todo).status_code == 302
    assert {outcome.status for outcome in all_outcomes(app)} == {"verified"}
    assert "已核实" in alice.get(f"/outcomes/{names[0]}").get_data(as_text=True)
    assert alice.get(f"/outcomes/{names[0]}").status_code == 200
    assert alice.post(f"/outcomes/{names[0]}/edit", good_outcome(seen_version="2")).status_code == 409


def test_a_refusal_needs_a_reason_and_can_be_mended(browse: SignIn, app: Flask) -> None:
    alice, bob = browse("alice"), browse("bob")
    name = record(alice)
    page = f"/outcomes/{name}"
    bob.post("/outcomes/refuse", {"outcome": name, "reason": ""}, page=page)
    assert [outcome.status for outcome in all_outcomes(app)] == ["recorded"]
    bob.post("/outcomes/refuse", {"outcome": name, "reason": "请附文号"}, page=page)
    assert "请附文号" in alice.get(page).get_data(as_text=True)
    answer = alice.post(f"{page}/edit", good_outcome(reference="〔2026〕5号", seen_version="2"))
    assert answer.status_code == 302
    assert [outcome.status for outcome in all_outcomes(app)] == ["recorded"]


def test_a_department_verifies_and_its_look_is_recorded(browse: SignIn, app: Flask) -> None:
    name = record(browse("alice"))
    dana = browse("dana")
    assert dana.get(f"/outcomes/{name}").status_code == 200
    assert "record:viewed" in trail_tags(app, "outcome")
    dana.post("/outcomes/verify", {"outcome": name}, page=f"/outcomes/{name}")
    assert [outcome.status for outcome in all_outcomes(app)] == ["verified"]


def test_nobody_verifies_what_is_their_own_or_elsewhere(browse: SignIn, app: Flask) -> None:
    bob = browse("bob")
    own = record(bob, **{"shares-0-person": "鲍博"})
    assert bob.post("/outcomes/verify", {"outcome": own}, page=NEW).status_code == 403
    name = record(browse("alice"))
    assert browse("rita").post("/outcomes/verify", {"outcome": name}, page=NEW).status_code == 404
    assert browse("amy").post("/outcomes/verify", {"outcome": name}, page=NEW).status_code == 403
    assert {outcome.status for outcome in all_outcomes(app)} == {"recorded"}


def test_the_list_is_filtered_searched_and_counted(browse: SignIn) -> None:
    alice = browse("alice")
    record(alice)
    record(alice, kind="problem_solved", title="修好了路灯")
    assert "共 2 项，其中已核实 0 项" in alice.get("/outcomes").get_data(as_text=True)
    assert "共 1 项" in alice.get("/outcomes?text=路灯").get_data(as_text=True)
    assert "共 1 项" in alice.get("/outcomes?kind=research_report").get_data(as_text=True)
    assert "没有符合条件" in alice.get("/outcomes?status=refused").get_data(as_text=True)
    assert "还没有成果" in browse("amy").get("/outcomes").get_data(as_text=True)


def test_the_second_tab_of_the_queue_holds_outcomes(browse: SignIn) -> None:
    record(browse("alice"))
    html = browse("bob").get("/reviews?tab=outcomes").get_data(as_text=True)
    assert "关于农村养老的调研报告" in html
    assert "核实所勾选的" in html


def test_a_stranger_does_not_learn_that_it_exists(browse: SignIn) -> None:
    name = record(browse("alice"))
    for username in ("charlie", "rita", "otto"):
        assert browse(username).get(f"/outcomes/{name}").status_code == 404
        assert browse(username).get(f"/outcomes/{name}/edit").status_code == 404
