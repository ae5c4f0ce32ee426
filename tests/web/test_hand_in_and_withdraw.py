"""A cadre changes, hands in and takes back entries; who may not is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.pages import NEW, all_entries, log, online_entry

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import SignIn


def test_a_draft_is_changed_and_handed_in(browse: SignIn, app: Flask) -> None:
    alice = browse("alice")
    name = log(alice, online_entry(then="draft"))
    page = f"/entries/{name}/edit"
    assert 'value="40"' in alice.get(page).get_data(as_text=True)
    answer = alice.post(page, online_entry(minutes="1:00", seen_version="1"))
    assert answer.status_code == 302, answer.get_data(as_text=True)[-3000:]
    (entry,) = all_entries(app)
    assert (entry.status, entry.minutes) == ("submitted", 60)


def test_an_older_form_does_not_overwrite_a_newer_one(browse: SignIn, app: Flask) -> None:
    alice, eve = browse("alice"), browse("eve")
    page = f"/entries/{log(alice, online_entry(then='draft'))}/edit"
    assert eve.post(page, online_entry(minutes="50", then="draft", seen_version="1")).status_code == 302
    answer = alice.post(page, online_entry(minutes="60", then="draft", seen_version="1"))
    assert answer.status_code == 409
    assert [entry.minutes for entry in all_entries(app)] == [50]


def test_a_faulty_change_keeps_what_was_typed(browse: SignIn) -> None:
    alice = browse("alice")
    page = f"/entries/{log(alice, online_entry(then='draft'))}/edit"
    answer = alice.post(page, online_entry(minutes="25:00", seen_version="1", done="改过的"))
    assert answer.status_code == 422
    assert "改过的" in answer.get_data(as_text=True)


def test_several_drafts_are_handed_in_at_once(browse: SignIn, app: Flask) -> None:
    alice = browse("alice")
    names = [log(alice, online_entry(then="draft", reference=str(number))) for number in range(3)]
    answer = alice.post("/entries/submit", {"entry": names}, page="/entries")
    assert answer.status_code == 302
    assert {entry.status for entry in all_entries(app)} == {"submitted"}


def test_every_draft_that_the_list_was_narrowed_to_is_handed_in(browse: SignIn, app: Flask) -> None:
    alice = browse("alice")
    for number in range(4):
        mode = "reply" if number % 2 else "guide"
        log(alice, online_entry(then="draft", reference=str(number), mode=mode))
    answer = alice.post("/entries/submit?status=draft&mode=guide", {"every": "1"}, page="/entries")
    assert answer.status_code == 302
    found = sorted((entry.mode, entry.status) for entry in all_entries(app))
    assert found == [("guide", "submitted")] * 2 + [("reply", "draft")] * 2


def test_handing_in_nothing_says_what_to_do(browse: SignIn) -> None:
    alice = browse("alice")
    answer = alice.post("/entries/submit", {}, page="/entries", follow_redirects=True)
    assert "请先勾选" in answer.get_data(as_text=True)


def test_an_entry_is_taken_back_once(browse: SignIn, app: Flask) -> None:
    alice = browse("alice")
    name = log(alice, online_entry())
    page = f"/entries/{name}"
    assert alice.post(f"{page}/withdraw", {}, page=page).status_code == 302
    assert [entry.status for entry in all_entries(app)] == ["withdrawn"]
    assert alice.post(f"{page}/withdraw", {}, page=page).status_code == 409


def test_a_stranger_does_not_learn_that_it_exists(browse: SignIn, app: Flask) -> None:
    name = log(browse("alice"), online_entry(then="draft"))
    for username in ("charlie", "rita", "amy", "bob", "dana"):
        stranger = browse(username)
        assert stranger.get(f"/entries/{name}").status_code == 404
        if username != "dana":
            answer = stranger.post(f"/entries/{name}/submit", {}, page=NEW)
            assert answer.status_code in {403, 404}
    assert [entry.status for entry in all_entries(app)] == ["draft"]


def test_a_reviewer_sees_what_is_handed_in_but_may_not_change_it(browse: SignIn) -> None:
    name = log(browse("alice"), online_entry())
    bob = browse("bob")
    assert bob.get(f"/entries/{name}").status_code == 200
    assert bob.get(f"/entries/{name}/edit").status_code == 403
    assert bob.post(f"/entries/{name}/withdraw", {}, page=NEW).status_code == 403


def test_copying_begins_a_new_entry_of_today(browse: SignIn, app: Flask) -> None:
    alice = browse("alice")
    name = log(alice, online_entry(mode="guide", platform="weibo", minutes="25"))
    answer = alice.get(f"/entries/{name}/copy")
    assert answer.headers["Location"].endswith(f"copy={name}")
    html = alice.get(answer.headers["Location"]).get_data(as_text=True)
    assert 'selected value="guide"' in html
    assert 'value="25"' in html
    assert len(all_entries(app)) == 1
