"""Print the summaries of a whole subtree: start a batch, issue it part by part, cancel it, take it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from ledger.domain.batch import Batch
from ledger.domain.errors import ConflictError, ForbiddenError, NotFoundError
from ledger.domain.permissions import Permission
from ledger.domain.trail import TrailTag
from ledger.domain.wording import N_, Say
from ledger.services.issue_summary import ToIssue, record_issues, summaries_to_issue
from ledger.services.once import FormKey, answered, settle
from ledger.store.readings_departments import cadres_of

if TYPE_CHECKING:
    from ledger.domain.people import Unit
    from ledger.domain.permissions import Actor
    from ledger.domain.summary import Summary
    from ledger.store.unit_of_work import UnitOfWork

Placed = tuple[int, "Summary"]
"""A summary with its place in the official order."""


class Kept(NamedTuple):
    """A part of a batch that lies on the disk."""

    sha256: str
    files: Mapping[int, str]
    """The digest of the file of each summary, by place; none where all are bound together."""


class NobodyError(ConflictError):
    """There is nobody to print a summary of."""

    text = N_("这个单位这一年度没有可以打印的干部，请改选单位或年度。")


class FinishedError(ConflictError):
    """What is finished cannot be cancelled."""

    text = N_("这次批量打印已经结束，不必取消。")


@dataclass(frozen=True)
class Imprint:
    """What an installation puts under its summaries: the secret key and where a code can be checked."""

    key: str
    address: str
    say: Say
    language: str


def start_batch(
    uow: UnitOfWork,
    actor: Actor,
    unit: Unit,
    *,
    year: int,
    form: str,
    language: str,
    now: datetime,
    form_key: FormKey | None = None,
) -> str:
    """Begin to print the summaries of a unit with all below it; the name of the batch in addresses.

    Raises:
        ForbiddenError: the unit is not the actor's as organisation department.
        NobodyError: it has no cadre whose year the actor may see.
    """
    if not actor.may(Permission.BATCH_PRINT) or not actor.in_department(unit.path):
        raise ForbiddenError
    with uow:
        before = answered(uow, actor, form_key, now)
        if before is not None:
            return before
        people = cadres_of(uow.session, actor, unit, year)
        if not people:
            raise NobodyError
        batch = uow.batches.add(
            people,
            account_id=actor.account_id,
            unit_id=unit.id,
            year=year,
            form=form,
            language=language,
            now=now,
        )
        about = {"unit": (None, unit.name), "year": (None, year)}
        _tell(uow, TrailTag.BATCH_STARTED, actor, batch, now, about)
        settle(uow, actor, form_key, batch.public_id)
        uow.commit()
        return batch.public_id


def cancel_batch(
    uow: UnitOfWork, actor: Actor, public_id: str, *, now: datetime, form_key: FormKey | None = None
) -> None:
    """Stop a batch; what was issued stays issued, and nothing more is.

    Raises:
        NotFoundError: there is none that the actor may see.
        FinishedError: it is finished.
    """
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        batch = uow.batches.visible(public_id, actor)
        if batch is None:
            raise NotFoundError
        if not uow.batches.move(batch.id, "cancelled", finished_at=now):
            raise FinishedError
        _tell(uow, TrailTag.BATCH_CANCELLED, actor, batch, now)
        settle(uow, actor, form_key, public_id)
        uow.commit()


def take_result(uow: UnitOfWork, actor: Actor, public_id: str, *, now: datetime) -> Batch:
    """The finished batch, if the actor may see the year of every cadre in it at this moment; leaves a trail.

    Raises:
        NotFoundError: there is none, its result is gone, or some cadre in it is another department's now.
    """
    with uow:
        batch = uow.batches.visible(public_id, actor)
        if batch is None or not batch.is_there(now) or not uow.batches.sees_all(batch, actor):
            raise NotFoundError
        _tell(uow, TrailTag.RECORD_EXPORTED, actor, batch, now)
        uow.commit()
        return batch


def _tell(
    uow: UnitOfWork,
    tag: TrailTag,
    actor: Actor,
    batch: Batch,
    now: datetime,
    changes: Mapping[str, tuple[object, object]] | None = None,
) -> None:
    uow.trail.append(
        tag,
        at=now,
        account_id=actor.account_id,
        object_kind="batch",
        object_id=batch.id,
        changes=changes,
    )


def begin_batch(uow: UnitOfWork, public_id: str, *, now: datetime) -> None:
    """Note that a worker has taken a batch up."""
    with uow:
        batch = uow.batches.by_public_id(public_id)
        if batch is not None and batch.state == "waiting":
            uow.batches.move(batch.id, "running", started_at=now)
            uow.commit()


def issue_part(
    reading: UnitOfWork,
    uow: UnitOfWork,
    public_id: str,
    number: int,
    imprint: Imprint,
    keep: Callable[[Sequence[Placed]], Kept],
    *,
    on: date,
    now: datetime,
) -> None:
    """Issue the summaries of one part of a batch: all of them, once, or none.

    They are built and drawn outside of any transaction that writes. `keep` lays the drawn part on the disk
    for good and gives its digests; only then is the part claimed, and everything recorded with it. Whoever
    comes second with the same part finds it claimed and records nothing.
    """
    with reading:
        batch = reading.batches.by_public_id(public_id)
        if batch is None or not batch.is_open or number in reading.batches.parts(batch.id):
            return
        starter = reading.accounts.actor(batch.account_id, on)
        may = starter is not None and reading.batches.sees_all(batch, starter)
        made = _built(reading, batch, number, imprint, on=on, now=now) if may else {}
    if not may:
        end_batch(uow, public_id, "cancelled", now=now)
        return
    kept = keep([(place, one.summary) for place, one in made.items() if one is not None])
    with uow:
        if not uow.batches.claim_part(batch, number, kept.sha256, now):
            return
        issued = [(one, kept.files.get(place, "")) for place, one in made.items() if one is not None]
        record_issues(uow, issued, batch.account_id, now=now)
        codes = {place: "" if one is None else one.summary.code for place, one in made.items()}
        uow.batches.note_codes(batch.id, codes)
        uow.commit()


def _built(
    reading: UnitOfWork, batch: Batch, number: int, imprint: Imprint, *, on: date, now: datetime
) -> dict[int, ToIssue | None]:
    """The summaries of a part by place; None for a cadre who has no such year any more."""
    items = reading.batches.items(batch, number)
    made = summaries_to_issue(
        reading,
        [item.person_id for item in items],
        batch.year,
        key=imprint.key,
        address=imprint.address,
        on=on,
        now=now,
        say=imprint.say,
        language=imprint.language,
    )
    return {item.place: made.get(item.person_id) for item in items}


def finish_batch(
    uow: UnitOfWork, public_id: str, sha256: str, size: int, *, days: int, now: datetime
) -> None:
    """Note that the result is there, and till when it is kept."""
    with uow:
        batch = uow.batches.by_public_id(public_id)
        if batch is not None:
            kept = now + timedelta(days=days)
            uow.batches.move(
                batch.id,
                "done",
                finished_at=now,
                sha256=sha256,
                result_sha256=sha256,
                size=size,
                expires_at=kept,
            )
            uow.commit()


def end_batch(uow: UnitOfWork, public_id: str, state: str, *, now: datetime) -> None:
    """End a batch that comes to nothing: "failed" or "cancelled"."""
    with uow:
        batch = uow.batches.by_public_id(public_id)
        if batch is not None and uow.batches.move(batch.id, state, finished_at=now):
            uow.commit()
