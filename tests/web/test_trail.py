"""The trail: the audit administrator reads it, filtered; looking at it is recorded; nobody else sees it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ledger.domain.trail import TrailTag
from ledger.domain.trail_words import OBJECT_NAMES, TAG_NAMES
from ledger.store.readings_trail import PAGE
from ledger.store.unit_of_work import UnitOfWork
from tests.conftest import Browser, SignIn

AT = datetime(2026, 3, 1, 4, 0, tzinfo=UTC)


def record(uow: UnitOfWork, username: str, tag: TrailTag, **more: object) -> None:
    """An act of somebody in the trail."""
    with uow:
        account = uow.accounts.by_username(username)
        assert account is not None
        values = {"at": AT, "object_kind": tag.value.split(":")[0], **more}
        uow.trail.append(tag, account_id=account.id, **values)  # type: ignore[arg-type]
        uow.commit()


def read(browser: Browser, **query: str) -> str:
    """The table of the trail, its filter left out."""
    answer = browser.get("/trail", query_string=query)
    assert answer.status_code == 200
    return answer.get_data(as_text=True).partition("</form>\n")[2].partition('role="search"')[2]


def test_every_act_has_a_name_in_words() -> None:
    assert set(TAG_NAMES) == set(TrailTag)
    assert len(set(TAG_NAMES.values())) == len(TAG_NAMES)


def test_old_and_new_are_said_in_words(browse: SignIn, uow: UnitOfWork) -> None:
    changes = {
        "status": ("draft", "submitted"),
        "minutes": (30, 45),
        "contact_point": (None, True),
        "begins_on": (AT.date(), None),
    }
    record(uow, "alice", TrailTag.ENTRY_CHANGED, object_id=7, changes=changes, note="说明在此")
    page = read(browse("ada"))
    for said in (
        "状态：草稿 → 待审核",
        "时长（分）：30 → 45",
        "联系点：空 → 是",
        "2026-03-01 → 空",
        "说明在此",
    ):
        assert said in page
    assert "艾丽 (alice)" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"who": "alice"}, {"甲事"}),
        ({"who": "ALICE"}, {"甲事"}),
        ({"who": "安美"}, {"乙事"}),
        ({"about": "唐木"}, {"乙事"}),
        ({"object_kind": "outcome"}, {"乙事"}),
        ({"tag": "entry:logged"}, {"甲事"}),
        ({"begins": "2026-03-02"}, {"乙事"}),
        ({"ends": "2026-03-01"}, {"甲事"}),
        ({"begins": "2026-03-01", "ends": "2026-03-02"}, {"甲事", "乙事"}),
        ({"who": "%"}, set()),
        ({"begins": "someday"}, {"甲事", "乙事"}),
    ],
)
def test_the_filter_finds_by_who_what_whom_and_when(
    browse: SignIn, uow: UnitOfWork, query: dict[str, str], found: set[str]
) -> None:
    with uow:
        tom = uow.accounts.by_username("tom")
        assert tom is not None
    # The second is on the next day in China already, though not in UTC.
    next_day = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)
    record(uow, "alice", TrailTag.ENTRY_LOGGED, note="甲事")
    record(uow, "amy", TrailTag.OUTCOME_RECORDED, note="乙事", at=next_day, subject_id=tom.person_id)
    page = read(browse("ada"), **query)
    assert {note for note in ("甲事", "乙事") if note in page} == found


def test_a_filter_that_was_not_filled_in_shows_no_fault(browse: SignIn) -> None:
    ada = browse("ada")
    assert "has-fault" not in ada.get("/trail").get_data(as_text=True)
    assert "has-fault" not in ada.get("/trail?who=alice").get_data(as_text=True)
    assert "has-fault" in ada.get("/trail?begins=someday").get_data(as_text=True)


def test_years_that_no_clock_has_shown_narrow_nothing(browse: SignIn, uow: UnitOfWork) -> None:
    record(uow, "bob", TrailTag.ENTRY_APPROVED, object_id=1)
    for day in ("0001-01-01", "9999-12-31"):
        assert "鲍博" in read(browse("ada"), begins=day)
        assert "鲍博" in read(browse("ada"), ends=day)


def test_older_pages_follow_without_gap_or_repetition(browse: SignIn, uow: UnitOfWork) -> None:
    for number in range(PAGE + 5):
        record(uow, "alice", TrailTag.ENTRY_LOGGED, note=f"第{number}条", at=AT + timedelta(minutes=number))
    ada = browse("ada")
    first = ada.get("/trail?who=alice").get_data(as_text=True)
    way = first.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = ada.get(way).get_data(as_text=True)
    shown = [{n for n in range(PAGE + 5) if f"第{n}条" in page} for page in (first, second)]
    assert shown == [set(range(5, PAGE + 5)), set(range(5))]


def test_looking_at_the_trail_leaves_a_trail(browse: SignIn) -> None:
    ada = browse("ada")
    read(ada, who="alice")
    page = read(ada, tag="trail:viewed")
    assert "查看留痕" in page
    assert "who=alice" in page


def test_a_name_in_the_trail_cannot_be_markup(browse: SignIn, uow: UnitOfWork) -> None:
    record(uow, "alice", TrailTag.ENTRY_CHANGED, changes={"done": ("", "<b>粗</b>")}, note="<i>斜</i>")
    page = read(browse("ada"))
    assert "&lt;b&gt;粗" in page
    assert "<i>斜" not in page


@pytest.mark.parametrize("username", ["alice", "bob", "eve", "dana", "sam", "sue"])
def test_the_trail_is_closed_to_everybody_else(browse: SignIn, username: str) -> None:
    assert browse(username).get("/trail").status_code == 403


def test_every_kind_of_object_that_is_recorded_has_a_name() -> None:
    assert {tag.value.split(":")[0] for tag in TrailTag} - {
        "role",  # recorded at the account
        "deputy",
        "agreement",  # recorded at the person
        "late",  # recorded as late_request
        "appointment",
        "leave",
        "roster",
        "entries",
        "record",
    } <= set(OBJECT_NAMES)
