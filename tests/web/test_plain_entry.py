"""A form that is plainly well is read without being made, and says the same as the form would."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, request
from flask_babel import Babel
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from ledger.domain.entry import EntryDraft
from ledger.domain.errors import InvalidError
from ledger.domain.topic import Topic
from ledger.domain.vocabulary import Channel
from ledger.web.forms.entries import FORMS
from ledger.web.forms.plain_entry import FIELDS, plain_draft
from tests.conftest import SignIn
from tests.web.pages import NEW, all_entries, field_visit, online_entry

TOPICS = [Topic(3, "economy", "经济"), Topic(12, "people", "民生")]
WELL = {Channel.ONLINE: online_entry(), Channel.FIELD: field_visit()}
ODD = st.sampled_from(
    [
        *("", " ", "0", "3", "03", "12", "99", "x", "true", "false", "am", "pm", "visit", "reply", "other"),
        *("2026-03-05", "2026-3-5", "20260305", "2026-W10-4", "２０２６-03-05", "2026-02-30", "0000-01-01"),
        *(
            "40",
            "1:30",
            "14:30-15:10",
            "很久",
            "0",
            "1441",
            "\x00",
            "\ud800",
            "湖南省长沙市岳麓区某村",
            " 村 ",
        ),
        *("weibo", "research_report", "𬍛"),
    ]
)


def is_topic(number: int) -> bool:
    return number in {topic.id for topic in TOPICS}


def by_the_form(channel: Channel, sent: MultiDict[str, str]) -> EntryDraft | None:
    """The draft that the form itself finds; None where it finds a fault or an outcome beside it."""
    form = FORMS[channel](formdata=sent, meta={"csrf": False})
    form.offer(TOPICS)
    if not form.validate():
        return None
    try:
        draft = form.draft()
    except InvalidError:
        return None
    return None if form.outcome(draft, ()) else draft


@pytest.fixture(scope="module")
def asked() -> Iterator[None]:
    """A request in which forms can be made."""
    app = Flask("forms")
    app.config.update(SECRET_KEY="k", WTF_CSRF_ENABLED=False)
    Babel(app, default_locale="zh_Hans")
    with app.test_request_context("/entries/new", method="POST"):
        yield


@st.composite
def sendings(draw: st.DrawFn) -> tuple[Channel, MultiDict[str, str]]:
    """A good form with some of its fields otherwise, twice, left out, or strangers to it."""
    channel = draw(st.sampled_from(list(Channel)))
    sent = MultiDict(WELL[channel] | {"form_key": "k", "csrf_token": "t", "seen_version": "0"})
    names = st.sampled_from([*sorted(FIELDS[channel] - {"csrf_token"}), "minutes", "ends_on", "stranger"])
    for name in draw(st.lists(names, max_size=3)):
        act = draw(st.sampled_from(["set", "set", "set", "add", "drop"]))
        if act == "drop":
            sent.poplist(name)
        elif act == "add":
            sent.add(name, draw(ODD))
        else:
            sent.setlist(name, [draw(ODD)])
    return channel, sent


@pytest.mark.usefixtures("asked")
@settings(max_examples=400, deadline=None)
@given(sendings())
def test_what_is_read_without_the_form_is_what_the_form_says(sending: tuple[Channel, Any]) -> None:
    channel, sent = sending
    found = plain_draft(channel, sent, is_topic)
    if found is not None:
        assert found == by_the_form(channel, sent)


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("channel", list(Channel))
@pytest.mark.parametrize(
    "changes", [{}, {"topic": "12"}, {"begins_on": "2026-03-05", "done": ""}, {"seen_version": ""}]
)
def test_a_form_that_is_filled_in_well_needs_no_form(channel: Channel, changes: dict[str, str]) -> None:
    sent = MultiDict(WELL[channel] | changes)
    found = plain_draft(channel, sent, is_topic)
    assert found is not None
    assert found == by_the_form(channel, sent)


@pytest.mark.parametrize(
    "changes",
    [
        {"begins_on": "2026-3-5"},
        {"minutes": "很久"},
        {"mode": "visit"},
        {"topic": "99"},
        {"topic": "03"},
        {"done": "\x00"},
        {"outcome_kind": "research_report"},
        {"outcome_title": "报告"},
        {"seen_version": "x"},
        {"stranger": "1"},
    ],
)
def test_what_is_in_doubt_is_left_to_the_form(changes: dict[str, str]) -> None:
    assert plain_draft(Channel.ONLINE, MultiDict(online_entry(**changes)), is_topic) is None


def test_a_field_that_comes_twice_is_left_to_the_form() -> None:
    sent = MultiDict(online_entry())
    sent.add("mode", "guide")
    assert plain_draft(Channel.ONLINE, sent, is_topic) is None


def test_a_topic_out_of_use_is_refused_at_its_field(browse: SignIn, app: Flask) -> None:
    answer = browse("alice").post(NEW, online_entry(topic="987654"))
    assert answer.status_code == 422
    assert all_entries(app) == []


def test_an_entry_is_logged_without_making_its_form(
    browse: SignIn, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = browse("alice")
    data = alice.hidden(NEW) | online_entry()

    def made(*_: object) -> None:
        raise AssertionError(request.path)

    monkeypatch.setattr(FORMS[Channel.ONLINE], "__init__", made)
    assert alice.client.post(NEW, data=data).status_code == 302
    assert len(all_entries(app)) == 1
