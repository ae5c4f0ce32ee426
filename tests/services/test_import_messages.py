"""Handled messages become drafts: all good rows or none, once, masked, in the right unit."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from ledger.domain.entry import EntryStatus
from ledger.domain.errors import ForbiddenError, InvalidError, LedgerError, NotFoundError
from ledger.domain.messages import MessageField
from ledger.domain.permissions import Actor
from ledger.domain.vocabulary import Channel
from ledger.files.faults import FileError
from ledger.services.check_messages import MessageCheck
from ledger.services.import_messages import (
    ChangedCheckError,
    GoneUploadError,
    NothingToImportError,
    check_upload,
    choose_columns,
    import_messages,
    keep_messages,
    load_upload,
    submit_imported,
)
from ledger.services.once import FormKey
from ledger.services.review_entries import approve_entries
from ledger.store.engine import make_engine
from ledger.store.entries import KnownSourceError
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW, TODAY
from tests.message_files import HEADS, csv_file, message

Act = Callable[[str], Actor]


@dataclass
class Desk:
    """Somebody at work on one import."""

    uow: UnitOfWork
    actor: Actor
    upload: str = ""

    def bring(self, content: bytes, minutes: int = 30, person_id: int | None = None) -> Desk:
        person = person_id or self.actor.served_cadres[0]
        self.upload = keep_messages(self.uow, self.actor, person, minutes, "留言.csv", content, now=NOW)
        return self

    def check(self) -> MessageCheck:
        with self.uow:
            upload = load_upload(self.uow, self.actor, self.upload)
        return check_upload(self.uow, self.actor, upload, on=TODAY)

    def take(self, seen: str | None = None, form_key: FormKey | None = None) -> int:
        digest = self.check().digest if seen is None else seen
        return import_messages(
            self.uow, self.actor, self.upload, digest, on=TODAY, now=NOW, form_key=form_key
        )

    def count(self, table: str) -> int:
        with self.uow:
            return int(self.uow.session.scalar(text(f"SELECT count(*) FROM {table}")) or 0)  # noqa: S608


@pytest.fixture
def desk(uow: UnitOfWork, act: Act) -> Desk:
    return Desk(uow, act("alice"))


def test_good_rows_become_drafts_with_one_outcome_each(desk: Desk) -> None:
    assert desk.bring(csv_file([message(1), message(2, "2026-03-05")]), minutes=25).take() == 2
    person = desk.actor.served_cadres[0]
    with desk.uow:
        entries = desk.uow.entries.of_year([person], 2026)
        outcomes = desk.uow.outcomes.of_year([person], 2026)
        postings = desk.uow.people.postings_of(person)
    first = entries[0]
    assert (first.status, first.draft.channel, first.draft.mode) == (
        EntryStatus.DRAFT,
        Channel.ONLINE,
        "reply",
    )
    assert (first.draft.platform, first.draft.reference, first.draft.minutes) == ("liuyanban", "1", 25)
    assert (first.draft.begins_on, first.draft.start) == (date(2026, 3, 2), None)
    assert (first.source_key, first.unit_id) == ("liuyanban:1", postings[0].unit_id)
    assert [(o.draft.kind, o.draft.shares, o.draft.entry_ids, o.source_key) for o in outcomes] == [
        ("message_closed", ((person, Fraction(1)),), (entry.id,), entry.source_key) for entry in entries
    ]


def test_names_and_telephone_numbers_are_masked_on_the_way_in(desk: Desk) -> None:
    desk.bring(csv_file([message(1)])).take()
    with desk.uow:
        draft = desk.uow.entries.of_year(desk.actor.served_cadres, 2026)[0].draft
    kept = draft.heard + draft.done + draft.reference
    assert not any(secret in kept for secret in ("13812345678", "王小明", "热心网友甲"))
    assert "路灯" in draft.heard
    assert "修好" in draft.done


def test_the_same_file_twice_adds_nothing(desk: Desk) -> None:
    content = csv_file([message(1), message(2)])
    desk.bring(content).take()
    again = desk.bring(content).check()
    assert (len(again.good), again.here, again.elsewhere) == (0, 2, 0)
    with pytest.raises(NothingToImportError):
        desk.take()
    assert (desk.count("entry"), desk.count("outcome")) == (2, 2)


def test_what_another_cadre_has_is_said_without_a_name(desk: Desk, act: Act) -> None:
    Desk(desk.uow, act("amy")).bring(csv_file([message(1)])).take()
    check = desk.bring(csv_file([message(1), message(2)])).check()
    assert (len(check.good), check.here, check.elsewhere) == (1, 0, 1)
    assert "安美" not in repr(check)


def test_faulty_rows_are_named_by_row_column_and_value_and_left_out(desk: Desk) -> None:
    rows = [message(1), message(2, "2031-01-01"), message(3, reply=""), message(4, "2020-05-06")]
    check = desk.bring(csv_file(rows)).check()
    found = {(fault.row, fault.column, fault.value) for fault in check.faulty}
    assert (3, "答复时间", "2031-01-01 10:00") in found
    assert (4, "答复意见", "") in found
    assert {row for row, _, _ in found} == {3, 4, 5}
    assert desk.take() == 1


def test_a_reply_before_any_appointment_is_faulty(desk: Desk) -> None:
    fault = desk.bring(csv_file([message(1, "2020-05-06", asked="")])).check().faulty[0]
    assert "没有任职记录" in fault.sentence.say()


def test_columns_can_be_corrected(desk: Desk) -> None:
    heads = ("甲", "乙", "丙", "丁", "戊", "己", "庚")
    desk.bring(csv_file([message(1)], heads))
    assert MessageField.REPLY in desk.check().missing
    columns = {field: at for at, field in enumerate(MessageField)}
    choose_columns(desk.uow, desk.actor, desk.upload, columns, 40)
    check = desk.check()
    assert (check.missing, len(check.good), check.good[0].minutes) == ((), 1, 40)


def test_one_column_cannot_serve_two_fields(desk: Desk) -> None:
    desk.bring(csv_file([message(1)]))
    with pytest.raises(InvalidError) as caught:
        choose_columns(
            desk.uow, desk.actor, desk.upload, {MessageField.REPLY: 1, MessageField.SUBJECT: 1}, 30
        )
    assert set(caught.value.faults) == {"reply", "subject"}


@pytest.mark.parametrize("minutes", [0, -5, 241])
def test_implausible_minutes_are_refused(desk: Desk, minutes: int) -> None:
    with pytest.raises(InvalidError):
        desk.bring(csv_file([message(1)]), minutes=minutes)


def test_a_delegate_imports_for_the_cadre_served_and_for_no_other(desk: Desk, act: Act) -> None:
    alice, amy = act("alice").served_cadres[0], act("amy").served_cadres[0]
    eve = Desk(desk.uow, act("eve"))
    assert eve.bring(csv_file([message(1)]), person_id=alice).take() == 1
    with pytest.raises(ForbiddenError):
        eve.bring(csv_file([message(2)]), person_id=amy)


def test_nobody_opens_the_upload_of_another(desk: Desk, act: Act) -> None:
    desk.bring(csv_file([message(1)]))
    stranger = Desk(desk.uow, act("charlie"), desk.upload)
    with pytest.raises(NotFoundError):
        stranger.check()
    with pytest.raises(NotFoundError):
        stranger.take("")


def test_what_is_no_table_is_refused_at_once(desk: Desk) -> None:
    with pytest.raises(FileError):
        desk.bring(b"%PDF-1.7 not a table")
    assert desk.count("upload") == 0


def test_a_double_click_imports_once(desk: Desk) -> None:
    desk.bring(csv_file([message(1)]))
    seen, key = desk.check().digest, FormKey("k" * 32, "d" * 64)
    assert [desk.take(seen, key), desk.take(seen, key)] == [1, 1]
    assert desk.count("entry") == 1
    with pytest.raises(GoneUploadError):
        desk.take(seen, FormKey("l" * 32, "d" * 64))


def test_what_changed_since_it_was_looked_at_is_shown_again_first(desk: Desk, act: Act) -> None:
    content = csv_file([message(1), message(2)])
    seen = desk.bring(content).check().digest
    Desk(desk.uow, act("amy")).bring(csv_file([message(2)])).take()
    with pytest.raises(ChangedCheckError):
        desk.take(seen)
    assert desk.count("entry") == 1
    assert desk.take() == 1


def test_two_imports_at_once_add_each_message_once(database_url: str, desk: Desk, act: Act) -> None:
    content = csv_file([message(n) for n in range(60)])
    desks = [Desk(desk.uow, act(name)).bring(content) for name in ("alice", "amy")]
    seen = [one.check().digest for one in desks]
    barrier, results = threading.Barrier(2), []

    def run(number: int) -> None:
        engine = make_engine(database_url)
        with Session(engine, expire_on_commit=False) as session:
            one = Desk(UnitOfWork(session), desks[number].actor, desks[number].upload)
            barrier.wait()
            try:
                results.append(one.take(seen[number]))
            except (KnownSourceError, ChangedCheckError):
                results.append(0)
        engine.dispose()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [0, 60]
    assert (desk.count("entry"), desk.count("outcome"), desk.count("outcome_share")) == (60, 60, 60)


def test_one_record_of_the_trail_says_what_was_imported(desk: Desk) -> None:
    desk.bring(csv_file([message(1), message(2), message(3, reply="")])).take()
    with desk.uow:
        upload = load_upload(desk.uow, desk.actor, desk.upload)
        events = desk.uow.trail.of("upload", upload.id)
        entry = desk.uow.entries.of_year(desk.actor.served_cadres, 2026)[0]
    assert [event.tag.value for event in events] == ["entries:imported"]
    assert events[0].changes["added"] == (None, 2)
    assert events[0].changes["sha256"] == (None, upload.sha256)
    assert (entry.upload_id, upload.content, upload.result["faulty"]) == (upload.id, None, 1)


def test_a_file_nobody_imported_is_let_go_after_a_day(desk: Desk) -> None:
    first = desk.bring(csv_file([message(1)])).upload
    later = NOW + timedelta(days=1, minutes=1)
    keep_messages(
        desk.uow, desk.actor, desk.actor.served_cadres[0], 30, "b.csv", csv_file([message(2)]), now=later
    )
    desk.upload = first
    with pytest.raises(GoneUploadError):
        desk.check()


def test_an_import_is_handed_in_and_approved_as_a_whole(desk: Desk, act: Act) -> None:
    desk.bring(csv_file([message(n) for n in range(5)])).take()
    key = FormKey("s" * 32, "d" * 64)
    sent = [
        submit_imported(desk.uow, desk.actor, desk.upload, on=TODAY, now=NOW, form_key=key) for _ in range(2)
    ]
    assert sent == [5, 5]
    with desk.uow:
        entries = desk.uow.entries.of_year(desk.actor.served_cadres, 2026)
        steps = [event.tag.value for event in desk.uow.trail.of("entry", entries[4].id)]
    assert {entry.status for entry in entries} == {EntryStatus.SUBMITTED}
    assert steps == ["entry:submitted"]
    names = [entry.public_id for entry in entries]
    assert approve_entries(desk.uow, act("bob"), names, on=TODAY, now=NOW) == 5
    with pytest.raises(LedgerError):
        approve_entries(desk.uow, act("bob"), names, on=TODAY, now=NOW)


def test_a_title_of_any_file_is_not_needed(desk: Desk) -> None:
    titled = [["2026年留言办理情况", *[""] * 6], list(HEADS), message(7)]
    assert desk.bring(csv_file(titled, ["", *[""] * 6])).take() == 1
