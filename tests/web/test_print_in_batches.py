"""批量打印: who may start, watch, stop and take a batch; rights are asked again when it is taken."""

from __future__ import annotations

from datetime import date, timedelta
from typing import IO

import pytest
from sqlalchemy import select, update

from ledger.batch_files import folder_of, keep
from ledger.clock import now, today
from ledger.config import Config
from ledger.services.print_batch import finish_batch, start_batch
from ledger.store.rows import AssessmentRow, BatchItemRow, BatchRow, TrailRow, UnitRow
from ledger.store.unit_of_work import UnitOfWork
from tests.conftest import Act, Browser, SignIn


def start(browser: Browser, unit: str, **changes: str) -> str:
    """A batch of a unit by its name in addresses; the batch's own."""
    data = {"for_unit": unit, "year": str(today().year), "form": "zip", "language": "zh"} | changes
    answer = browser.post("/batches", data)
    assert answer.status_code == 302, answer.get_data(as_text=True)[:3000]
    return str(answer.headers["Location"].rsplit("/", 1)[-1])


def unit_named(uow: UnitOfWork, name: str) -> str:
    """A unit's name in addresses."""
    with uow:
        return str(uow.session.scalar(select(UnitRow.public_id).where(UnitRow.name == name)))


def finish(uow: UnitOfWork, config: Config, name: str, content: bytes = b"PK") -> None:
    """Lay a result down as a worker does."""

    def write(target: IO[bytes]) -> None:
        target.write(content)

    sha256, size = keep(folder_of(config.data_dir, name), write)
    finish_batch(uow, name, sha256, size, days=7, now=now())


def test_a_batch_holds_the_cadres_of_the_subtree_in_official_order(browse: SignIn, uow: UnitOfWork) -> None:
    name = start(browse("dana"), unit_named(uow, "甲县"))
    with uow:
        batch = uow.batches.by_public_id(name)
        assert batch is not None
        query = select(BatchItemRow.person_id).where(BatchItemRow.batch_id == batch.id)
        ids = list(uow.session.scalars(query.order_by(BatchItemRow.place)))
        people = uow.people.by_ids(ids)
        assert [people[one].name for one in ids] == ["安美", "艾丽", "鲍博", "唐木"]
        told = uow.session.scalars(select(TrailRow).where(TrailRow.tag == "batch:started")).all()
        assert [one.object_id for one in told] == [batch.id]


def test_the_same_form_sent_twice_starts_one_batch(browse: SignIn, uow: UnitOfWork) -> None:
    browser, unit = browse("dana"), unit_named(uow, "甲县")
    data = {"for_unit": unit, "year": str(today().year), "form": "volume", "language": "en"}
    data |= browser.hidden("/batches")
    answers = [browser.client.post("/batches", data=data) for _time in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    with uow:
        assert len(uow.session.scalars(select(BatchRow)).all()) == 1


def test_progress_says_how_many_and_about_how_long(browse: SignIn, uow: UnitOfWork) -> None:
    browser = browse("dana")
    name = start(browser, unit_named(uow, "甲县"))
    html = browser.get(f"/batches/{name}").get_data(as_text=True)
    assert "等待中，0 / 4 份" in html
    assert "没有工作进程" in html
    with uow:
        batch = uow.batches.by_public_id(name)
        assert batch is not None
        uow.batches.move(batch.id, "running", started_at=now() - timedelta(seconds=30))
        uow.batches.note_codes(batch.id, {0: "A", 1: "B"})
        uow.batches.seen("worker", now())
        uow.commit()
    part = browser.get(f"/batches/{name}", headers={"HX-Request": "true"}).get_data(as_text=True)
    assert "<html" not in part
    assert "正在打印，2 / 4 份，约还需 30 秒" in part
    assert "没有工作进程" not in part
    assert 'hx-trigger="every 1s"' in part


def test_a_cancelled_batch_stays_cancelled(browse: SignIn, uow: UnitOfWork) -> None:
    browser = browse("dana")
    name = start(browser, unit_named(uow, "甲县"))
    page = f"/batches/{name}"
    assert browser.post(f"{page}/cancel", {}, page=page).status_code == 302
    assert "已取消" in browser.get(page).get_data(as_text=True)
    assert browser.post(f"{page}/cancel", {}, page="/batches").status_code == 409


def test_the_result_is_taken_by_who_sees_all_of_it(browse: SignIn, uow: UnitOfWork, config: Config) -> None:
    browser = browse("dana")
    name = start(browser, unit_named(uow, "甲县"))
    assert browser.get(f"/batches/{name}/result").status_code == 404
    finish(uow, config, name, b"PK content")
    answer = browser.get(f"/batches/{name}/result")
    assert answer.get_data() == b"PK content"
    assert "attachment" in answer.headers["Content-Disposition"]
    with uow:
        told = uow.session.scalars(select(TrailRow).where(TrailRow.tag == "record:exported")).all()
        assert [one.object_kind for one in told] == ["batch"]
    for stranger in ("alice", "bob", "olga", "sam", "sue", "ada"):
        assert browse(stranger).get(f"/batches/{name}/result").status_code in (403, 404)


def test_a_right_that_was_lost_meanwhile_closes_the_result(
    browse: SignIn, uow: UnitOfWork, config: Config
) -> None:
    browser = browse("dana")
    name = start(browser, unit_named(uow, "甲县"))
    finish(uow, config, name)
    assert browser.get(f"/batches/{name}/result").status_code == 200
    with uow:
        other = select(UnitRow.id).where(UnitRow.name == "国").scalar_subquery()
        people = select(BatchItemRow.person_id).limit(1).scalar_subquery()
        uow.session.execute(
            update(AssessmentRow).where(AssessmentRow.person_id == people).values(unit_id=other)
        )
        uow.commit()
    assert browser.get(f"/batches/{name}/result").status_code == 404
    assert "不能整份下载" in browser.get(f"/batches/{name}").get_data(as_text=True)


def test_a_result_whose_time_is_over_is_gone(browse: SignIn, uow: UnitOfWork, config: Config) -> None:
    browser = browse("dana")
    name = start(browser, unit_named(uow, "甲县"))
    finish(uow, config, name)
    with uow:
        uow.session.execute(update(BatchRow).values(expires_at=now() - timedelta(seconds=1)))
        uow.commit()
    assert browser.get(f"/batches/{name}/result").status_code == 404
    assert "已经删除" in browser.get(f"/batches/{name}").get_data(as_text=True)
    with uow:
        assert uow.batches.without_files([name, "zzzzzzzzzzzzzz"], now()) == sorted([name, "zzzzzzzzzzzzzz"])


@pytest.mark.parametrize("field", ["for_unit", "year", "form", "language"])
def test_what_the_form_does_not_offer_is_refused(browse: SignIn, uow: UnitOfWork, field: str) -> None:
    data = {"for_unit": unit_named(uow, "甲县"), "year": str(today().year), "form": "zip", "language": "zh"}
    assert browse("dana").post("/batches", data | {field: "1e9"}).status_code == 422


def test_a_year_without_cadres_says_so(act: Act, uow: UnitOfWork) -> None:
    with uow:
        unit = next(one for one in uow.units.all() if one.name == "甲县")
    with pytest.raises(Exception, match="没有可以打印的干部"):
        start_batch(uow, act("dana"), unit, year=date.min.year, form="zip", language="zh", now=now())
