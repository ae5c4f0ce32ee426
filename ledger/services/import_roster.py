"""Import a roster: the file kept, its columns chosen, then all good rows or none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ledger.domain.errors import ForbiddenError, InvalidError, NotFoundError
from ledger.domain.permissions import Permission
from ledger.domain.posting_draft import PersonDraft, PostingDraft, faults_of_span
from ledger.domain.roster import RosterField, RosterPerson
from ledger.domain.trail import TrailTag
from ledger.domain.wording import N_, Sentence
from ledger.services.check_roster import RosterCheck, SiftedRoster, check_sifted, read_roster, sift_roster
from ledger.services.follow_postings import follow_postings
from ledger.services.import_messages import ChangedCheckError, GoneUploadError, NothingToImportError
from ledger.services.manage_people import end_one_before, enter_person, record_posting
from ledger.services.once import FormKey, answered, settle

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork
    from ledger.store.uploads import Upload

PURPOSE = "roster"
KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True)
class RosterChoices:
    """What a person chose for a roster: since when appointments count where it doesn't say, the columns."""

    begin: date
    columns: Mapping[RosterField, int] | None = None

    def as_json(self) -> dict[str, Any]:
        """The choices as they are kept with the upload."""
        columns = None if self.columns is None else {of.value: at for of, at in self.columns.items()}
        return {"begin": self.begin.isoformat(), "columns": columns}


def choices_of(upload: Upload) -> RosterChoices:
    """What was chosen for a kept roster."""
    kept: dict[str, Any] = dict(upload.choices)
    columns = kept.get("columns")
    chosen = None if columns is None else {RosterField(of): int(at) for of, at in columns.items()}
    return RosterChoices(date.fromisoformat(kept["begin"]), chosen)


def keep_roster(
    uow: UnitOfWork,
    actor: Actor,
    begin: date,
    file_name: str,
    content: bytes,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> str:
    """Keep a roster that was brought; gives its name in addresses. Files of a day ago are let go.

    Raises:
        FileError: when the file is none that can be read.
        InvalidError: when the day from which appointments count cannot be.
    """
    _check_may(actor)
    _check_begin(begin, on)
    read_roster(file_name, content)
    with uow:
        before = answered(uow, actor, form_key, now)
        if before is not None:
            return before
        uow.uploads.forget_before(now - KEPT_FOR, now)
        upload = uow.uploads.add(actor.account_id, PURPOSE, file_name, content, now)
        uow.uploads.choose(upload.id, RosterChoices(begin).as_json())
        settle(uow, actor, form_key, upload.public_id)
        uow.commit()
    return upload.public_id


def choose_roster_columns(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    columns: Mapping[RosterField, int],
    begin: date,
    *,
    on: date,
) -> None:
    """Correct which column holds what, and since when appointments count.

    Raises:
        InvalidError: when two fields are to come from one column, or the day cannot be.
        GoneUploadError: when the file's content is gone.
    """
    _check_begin(begin, on)
    twice = [of.value for of, at in columns.items() if list(columns.values()).count(at) > 1]
    if twice:
        raise InvalidError({of: Sentence(N_("这一列同时给了两个项目，请改选其中一个。")) for of in twice})
    with uow:
        upload = load_roster(uow, actor, public_id)
        if upload.content is None:
            raise GoneUploadError
        uow.uploads.choose(upload.id, RosterChoices(begin, columns).as_json())
        uow.commit()


def load_roster(uow: UnitOfWork, actor: Actor, public_id: str) -> Upload:
    """The actor's own upload of a roster.

    Raises:
        NotFoundError: when there is none of that name.
    """
    upload = uow.uploads.of_account(public_id, actor.account_id, PURPOSE)
    if upload is None:
        raise NotFoundError
    return upload


def check_kept_roster(uow: UnitOfWork, actor: Actor, upload: Upload, *, on: date) -> RosterCheck:
    """The dry run of a kept roster with what was chosen for it.

    Raises:
        GoneUploadError: when its content is gone.
    """
    sifted = _sift(uow, actor, upload, on=on)
    with uow:
        return check_sifted(uow, actor, sifted, choices_of(upload).begin, on=on)


def _sift(uow: UnitOfWork, actor: Actor, upload: Upload, *, on: date) -> SiftedRoster:
    """The rows of a kept roster, read and checked with no transaction open."""
    _check_may(actor)
    if upload.content is None:
        raise GoneUploadError
    table = read_roster(upload.file_name, upload.content)
    return sift_roster(uow, actor, table, choices_of(upload).columns, on=on)


def import_roster(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    seen: str,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> int:
    """Enter the people of a kept roster, all good rows or none; gives how many were entered or changed.

    Raises:
        ChangedCheckError: when the dry run would look different now; nothing is written.
        GoneUploadError: when the file was imported before.
    """
    with uow:
        upload = load_roster(uow, actor, public_id)
    # Others can write while the file is read and its rows are checked.
    sifted, chosen = None if upload.content is None else _sift(uow, actor, upload, on=on), upload.choices
    with uow:
        before = answered(uow, actor, form_key, now)
        if before is not None:
            return int(before)
        upload = load_roster(uow, actor, public_id)
        if sifted is None or upload.content is None:
            raise GoneUploadError
        if upload.choices != chosen:
            raise ChangedCheckError
        check = check_sifted(uow, actor, sifted, choices_of(upload).begin, on=on)
        if check.digest != seen:
            raise ChangedCheckError
        if not check.count:
            raise NothingToImportError
        people = _write(uow, actor, check, now)
        follow_postings(uow, people, on=on, now=now)
        _close(uow, actor, upload, check, now)
        settle(uow, actor, form_key, str(check.count))
        uow.commit()
    return check.count


def _write(uow: UnitOfWork, actor: Actor, check: RosterCheck, now: datetime) -> list[int]:
    """Enter the new people and the changed appointments; gives everybody concerned."""
    people: list[int] = []
    for new in check.new:
        person = enter_person(uow, actor, PersonDraft(new.row.name, new.row.staff_number), now=now)
        record_posting(uow, actor, person.id, _posting(check, new.row, new.begins_on), now=now)
        people.append(person.id)
    for changed in check.changed:
        person_id = changed.person.id
        end_one_before(uow, actor, person_id, changed.begins_on, now=now)
        record_posting(uow, actor, person_id, _posting(check, changed.row, changed.begins_on), now=now)
        people.append(person_id)
    return people


def _posting(check: RosterCheck, row: RosterPerson, begins_on: date) -> PostingDraft:
    # The order of a roster is the official order: posts take their places from it.
    position = min(row.row, 9_999)
    return PostingDraft(
        check.units[row.unit_key].id, row.rank, row.post, begins_on, position=position
    ).checked()


def _close(uow: UnitOfWork, actor: Actor, upload: Upload, check: RosterCheck, now: datetime) -> None:
    counts = {
        "added": len(check.new),
        "changed": len(check.changed),
        "present": check.present,
        "faulty": check.faulty_rows,
    }
    uow.uploads.finish(upload.id, counts, now)
    uow.trail.append(
        TrailTag.ROSTER_IMPORTED,
        at=now,
        account_id=actor.account_id,
        object_kind="upload",
        object_id=upload.id,
        changes={name: (None, count) for name, count in (counts | {"sha256": upload.sha256}).items()},
        note=upload.file_name,
    )


def _check_begin(begin: date, on: date) -> None:
    fault = faults_of_span(begin, None).get("begins_on")
    if begin > on:
        fault = Sentence(N_("任职时间在今天之后，请改成今天或以前的日期。"))
    if fault is not None:
        raise InvalidError({"begin": fault})


def _check_may(actor: Actor) -> None:
    if not actor.may(Permission.PEOPLE_MANAGE):
        raise ForbiddenError
