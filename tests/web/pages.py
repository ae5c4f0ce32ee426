"""What the tests of these pages send, and how they look at what was kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.clock import today
from ledger.store.engine import make_engine
from ledger.store.rows import EntryRow, OutcomeRow, PersonRow, TrailRow

if TYPE_CHECKING:
    from flask import Flask

    from tests.conftest import Browser

NEW = "/entries/new?channel=online"
NEW_FIELD = "/entries/new?channel=field"
ONLINE = ("begins_on", "minutes", "mode", "platform", "reference", "topic", "done")


def online_entry(**changes: str) -> dict[str, str]:
    """A good online entry, as the form sends it."""
    return {
        "begins_on": today().isoformat(),
        "minutes": "40",
        "mode": "reply",
        "platform": "liuyanban",
        "reference": "12345",
        "topic": "",
        "done": "答复了三条留言",
        "then": "submit",
    } | changes


def field_visit(**changes: str) -> dict[str, str]:
    """A good visit of an afternoon, as the form sends it."""
    return {
        "begins_on": today().isoformat(),
        "from_half": "pm",
        "ends_on": today().isoformat(),
        "to_half": "pm",
        "place_name": "某县某镇",
        "mode": "visit",
        "topic": "",
        "companions": "办公室两位同志",
        "done": "走访了五户",
        "then": "submit",
    } | changes


def log(browser: Browser, data: dict[str, str], page: str = NEW) -> str:
    """Log an entry; the name under which it is found in addresses."""
    answer = browser.post(page, data)
    assert answer.status_code == 302, answer.get_data(as_text=True)[:3000]
    return str(answer.headers["Location"].rsplit("/", 1)[-1])


def record(browser: Browser, **changes: str) -> str:
    """Record an outcome; the name under which it is found in addresses."""
    page = "/outcomes/new"
    answer = browser.post(page, good_outcome(**changes))
    assert answer.status_code == 302, answer.get_data(as_text=True)[:3000]
    return str(answer.headers["Location"].rsplit("/", 1)[-1])


def good_outcome(**changes: str) -> dict[str, str]:
    """A good outcome of alice alone, as the form sends it."""
    return {
        "kind": "research_report",
        "title": "关于农村养老的调研报告",
        "on": today().isoformat(),
        "level": "county",
        "reference": "〔2026〕3号",
        "note": "",
        "shares-0-person": "艾丽（甲县）",
        "shares-0-share": "1",
    } | {key.replace("__", "-"): value for key, value in changes.items()}


def _rows(app: Flask, statement: Any) -> list[Any]:
    engine = make_engine(app.config["TAIZHANG"].database_url)
    try:
        with Session(engine) as session:
            return list(session.execute(statement).all())
    finally:
        engine.dispose()


def all_entries(app: Flask) -> list[Any]:
    """All entries with their cadres' names, in the order in which they were logged."""
    query = select(*EntryRow.__table__.columns, PersonRow.name.label("person_name"))
    return _rows(app, query.join(PersonRow, PersonRow.id == EntryRow.person_id).order_by(EntryRow.id))


def all_outcomes(app: Flask) -> list[Any]:
    """All outcomes, in the order in which they were recorded."""
    return _rows(app, select(*OutcomeRow.__table__.columns).order_by(OutcomeRow.id))


def trail_tags(app: Flask, object_kind: str) -> list[str]:
    """What the trail says was done to things of a kind."""
    query = select(TrailRow.tag).where(TrailRow.object_kind == object_kind).order_by(TrailRow.id)
    return [row.tag for row in _rows(app, query)]
