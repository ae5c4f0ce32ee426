"""Import handled messages: the file kept, its columns chosen, then all good rows as drafts or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ledger.domain.errors import ConflictError, InvalidError, LedgerError, NotFoundError
from ledger.domain.messages import HandledMessage, MessageField
from ledger.domain.outcome import OutcomeDraft
from ledger.domain.people import posting_on
from ledger.domain.trail import TrailTag
from ledger.domain.wording import N_, Sentence
from ledger.services.check_messages import (
    MessageCheck,
    check_messages,
    check_minutes,
    draft_of,
    read_messages,
    source_key,
)
from ledger.services.log_entry import check_serves, submit_entries
from ledger.services.once import FormKey, answered, settle
from ledger.services.period_guard import Span, check_spans
from ledger.store.entries import KnownSourceError, new_columns

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork
    from ledger.store.uploads import Upload

PURPOSE = "messages"
KEPT_FOR = timedelta(days=1)
"""How long a file waits between upload and import before its content is let go."""


class GoneUploadError(ConflictError):
    """The file was imported, or let go after a day."""

    text = N_("这份文件已经导入过，或者上传后超过一天没有导入，内容已经清除。请重新上传。")


class ChangedCheckError(ConflictError):
    """What would be imported now isn't what the person saw."""

    text = N_("试导结果和刚才看到的不一样了，这次没有写入任何内容。请看过下面的最新结果再导入。")


class NothingToImportError(LedgerError):
    """No row of the file can be imported."""

    text = N_("没有可以导入的行。请看过列出的问题，改好表格后重新上传。")


@dataclass(frozen=True)
class Choices:
    """What a person chose for a file: for whom, how long a reply takes, and the columns if corrected."""

    person_id: int
    minutes: int
    columns: Mapping[MessageField, int] | None = None

    def as_json(self) -> dict[str, Any]:
        """The choices as they are kept with the upload."""
        columns = None if self.columns is None else {of.value: at for of, at in self.columns.items()}
        return {"person_id": self.person_id, "minutes": self.minutes, "columns": columns}


def choices_of(upload: Upload) -> Choices:
    """What was chosen for a kept file."""
    kept: dict[str, Any] = dict(upload.choices)
    columns = kept.get("columns")
    chosen = None if columns is None else {MessageField(of): int(at) for of, at in columns.items()}
    return Choices(int(kept["person_id"]), int(kept["minutes"]), chosen)


def keep_messages(
    uow: UnitOfWork,
    actor: Actor,
    person_id: int,
    minutes: int,
    file_name: str,
    content: bytes,
    *,
    now: datetime,
    form_key: FormKey | None = None,
) -> str:
    """Keep a file that was brought for a cadre; gives its name in addresses. Files of a day ago are let go.

    Raises:
        FileError: when the file is none that can be read.
        InvalidError: when the minutes are not plausible.
        ForbiddenError: when the actor does not enter for this cadre.
    """
    check_serves(actor, person_id)
    check_minutes(minutes)
    read_messages(file_name, content)
    with uow:
        before = answered(uow, actor, form_key, now)
        if before is not None:
            return before
        uow.uploads.forget_before(now - KEPT_FOR, now)
        upload = uow.uploads.add(actor.account_id, PURPOSE, file_name, content, now)
        uow.uploads.choose(upload.id, Choices(person_id, minutes).as_json())
        settle(uow, actor, form_key, upload.public_id)
        uow.commit()
    return upload.public_id


def choose_columns(
    uow: UnitOfWork, actor: Actor, public_id: str, columns: Mapping[MessageField, int], minutes: int
) -> None:
    """Correct which column holds what, and how long a reply takes.

    Raises:
        InvalidError: when two fields are to come from one column, or the minutes are not plausible.
        NotFoundError: when it is no file of the actor's.
        GoneUploadError: when its content is gone.
    """
    check_minutes(minutes)
    twice = [of.value for of, at in columns.items() if list(columns.values()).count(at) > 1]
    if twice:
        raise InvalidError({of: Sentence(N_("这一列同时给了两个项目，请改选其中一个。")) for of in twice})
    with uow:
        upload = load_upload(uow, actor, public_id)
        if upload.content is None:
            raise GoneUploadError
        uow.uploads.choose(upload.id, Choices(choices_of(upload).person_id, minutes, columns).as_json())
        uow.commit()


def load_upload(uow: UnitOfWork, actor: Actor, public_id: str) -> Upload:
    """The actor's own upload of messages.

    Raises:
        NotFoundError: when there is none of that name.
    """
    upload = uow.uploads.of_account(public_id, actor.account_id, PURPOSE)
    if upload is None:
        raise NotFoundError
    return upload


def check_upload(uow: UnitOfWork, actor: Actor, upload: Upload, *, on: date) -> MessageCheck:
    """The dry run of a kept file with what was chosen for it.

    Raises:
        GoneUploadError: when its content is gone.
        ForbiddenError: when the actor no longer enters for the cadre.
    """
    if upload.content is None:
        raise GoneUploadError
    chosen = choices_of(upload)
    check_serves(actor, chosen.person_id)
    table = read_messages(upload.file_name, upload.content)
    return check_messages(uow, table, chosen.person_id, chosen.minutes, columns=chosen.columns, on=on)


def import_messages(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    seen: str,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> int:
    """Bring the good rows of a kept file into the ledger as drafts, all or none; gives how many.

    `seen` is the digest of the dry run that the person looked at.

    Raises:
        ChangedCheckError, KnownSourceError: when the dry run would look different now; nothing is written.
        GoneUploadError: when the file was imported before.
    """
    with uow:
        upload = load_upload(uow, actor, public_id)
    check = None if upload.content is None else check_upload(uow, actor, upload, on=on)
    with uow:
        before = answered(uow, actor, form_key, now)
        if before is not None:
            return int(before)
        if check is None or load_upload(uow, actor, public_id).content is None:
            raise GoneUploadError
        if check.digest != seen:
            raise ChangedCheckError
        person_id = choices_of(upload).person_id
        write_drafts(uow, upload, check, person_id, created_by=actor.account_id, on=on, now=now)
        settle(uow, actor, form_key, str(len(check.good)))
        uow.commit()
    return len(check.good)


def import_checked_file(
    uow: UnitOfWork,
    check: MessageCheck,
    person_id: int,
    created_by: int,
    file_name: str,
    content: bytes,
    *,
    on: date,
    now: datetime,
) -> int:
    """Bring the good rows of a file into the ledger from the command line; gives how many.

    Raises:
        NothingToImportError: when no row is good.
        KnownSourceError: when one came in meanwhile; nothing is written.
    """
    with uow:
        upload = uow.uploads.add(None, PURPOSE, file_name, content, now)
        uow.uploads.choose(upload.id, Choices(person_id, check.minutes, check.chosen).as_json())
        write_drafts(uow, upload, check, person_id, created_by=created_by, on=on, now=now)
        uow.commit()
    return len(check.good)


def write_drafts(
    uow: UnitOfWork,
    upload: Upload,
    check: MessageCheck,
    person_id: int,
    *,
    created_by: int,
    on: date,
    now: datetime,
) -> None:
    """Write the good rows as drafts with their outcomes, one record of the trail, and the upload's result.

    Raises:
        NothingToImportError: when no row is good.
        KnownSourceError: when one came in meanwhile.
    """
    if not check.good:
        raise NothingToImportError
    # One order for all imports: two of the same messages at once wait for each other instead of locking up.
    messages = sorted(check.good, key=lambda message: (message.on, message.number))
    if uow.entries.known_sources(source_key(message.number) for message in messages):
        raise KnownSourceError
    check_spans(uow, None, [Span(person_id, message.on, message.on) for message in messages], on=on)
    units = _units(uow, person_id, messages)
    rows = [
        new_columns(person_id, units[m.on], draft_of(m), created_by=created_by, now=now, on=on)
        | {"source_key": source_key(m.number), "upload_id": upload.id}
        for m in messages
    ]
    keys = uow.entries.add_many(rows)
    uow.outcomes.add_many(
        [_outcome_of(m, person_id, key) for m, key in zip(messages, keys, strict=True)],
        [{person_id: units[m.on]} for m in messages],
        [source_key(m.number) for m in messages],
        recorded_by=created_by,
        now=now,
    )
    _close(uow, upload, check, person_id, now)


def _close(uow: UnitOfWork, upload: Upload, check: MessageCheck, person_id: int, now: datetime) -> None:
    """Keep the result with the upload, and one record of the trail for all of its drafts."""
    counts = {
        "added": len(check.good),
        "faulty": check.faulty_rows,
        "here": check.here,
        "elsewhere": check.elsewhere,
        "masked": sum((check.masked or {}).values()),
    }
    uow.uploads.finish(upload.id, counts, now)
    uow.trail.append(
        TrailTag.ENTRIES_IMPORTED,
        at=now,
        account_id=upload.account_id,
        object_kind="upload",
        object_id=upload.id,
        subject_id=person_id,
        changes={name: (None, count) for name, count in (counts | {"sha256": upload.sha256}).items()},
        note=upload.file_name,
    )


def submit_imported(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> int:
    """Hand in all drafts of an import of the actor's at once; gives how many."""
    with uow:
        drafts = uow.entries.drafts_of_upload(load_upload(uow, actor, public_id).id, actor)
    return submit_entries(uow, actor, drafts, on=on, now=now, form_key=form_key)


def _units(uow: UnitOfWork, person_id: int, messages: list[HandledMessage]) -> dict[date, int | None]:
    """The unit of the appointment on each day that occurs."""
    postings = uow.people.postings_of(person_id)
    found = {day: posting_on(postings, day) for day in {message.on for message in messages}}
    return {day: None if posting is None else posting.unit_id for day, posting in found.items()}


def _outcome_of(message: HandledMessage, person_id: int, entry_id: int) -> OutcomeDraft:
    return OutcomeDraft(
        kind="message_closed",
        title=message.subject,
        on=message.on,
        reference=message.number,
        shares=((person_id, Fraction(1)),),
        entry_ids=(entry_id,),
    )
