"""Enter people, their appointments and leave; only within the organisation department's own subtree."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from ledger.domain.errors import ForbiddenError, InvalidError, NotFoundError
from ledger.domain.people import Person, Posting, Unit, posting_on
from ledger.domain.permissions import Permission
from ledger.domain.posting_draft import LeaveDraft, PersonDraft, PostingDraft
from ledger.domain.trail import TrailTag, differences
from ledger.domain.wording import N_, Sentence
from ledger.services.follow_postings import follow_postings
from ledger.services.once import FormKey, answered, settle

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork


def managed_person(uow: UnitOfWork, actor: Actor, public_id: str) -> Person:
    """The person, for the organisation department whose subtree the latest appointment lies in.

    Raises:
        NotFoundError: where the actor may not see the person.
        ForbiddenError: where the person is now another department's.
    """
    person = uow.people.by_public_id(public_id, actor)
    if person is None:
        raise NotFoundError
    postings = uow.people.postings_of(person.id)
    latest = posting_on(postings, actor.on) or (postings[-1] if postings else None)
    unit = None if latest is None else uow.units.get(latest.unit_id)
    if unit is None or not actor.may(Permission.PEOPLE_MANAGE) or not actor.in_department(unit.path):
        raise ForbiddenError
    return person


def managed_unit(uow: UnitOfWork, actor: Actor, public_id: str) -> Unit:
    """The unit, in the actor's own subtree.

    Raises:
        NotFoundError: otherwise.
    """
    unit = uow.units.by_public_id(public_id)
    if unit is None or not actor.in_department(unit.path):
        raise NotFoundError
    return unit


def add_person(
    uow: UnitOfWork,
    actor: Actor,
    draft: PersonDraft,
    posting: PostingDraft,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> str:
    """Enter a person with the first appointment; gives the name in addresses.

    Raises:
        InvalidError: naming each faulty field.
        NotFoundError: when the unit isn't in the actor's subtree.
    """
    draft, posting = draft.checked(), posting.checked()
    with uow:
        before = answered(uow, actor, form_key, now)
        if before is not None:
            return before
        _check_unit(uow, actor, posting.unit_id)
        _check_number(uow, draft, None)
        person = enter_person(uow, actor, draft, now=now)
        record_posting(uow, actor, person.id, posting, now=now)
        follow_postings(uow, [person.id], on=on, now=now)
        settle(uow, actor, form_key, person.public_id)
        uow.commit()
    return person.public_id


def change_person(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    draft: PersonDraft,
    *,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """Correct a person's name or number.

    Raises:
        InvalidError: naming each faulty field.
    """
    draft = draft.checked()
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        person = managed_person(uow, actor, public_id)
        _check_number(uow, draft, person.id)
        old = {"name": person.name, "staff_no": person.staff_no}
        uow.people.change(person.id, draft.name, draft.staff_no)
        new = {"name": draft.name, "staff_no": draft.staff_no or None}
        _note(uow, actor, TrailTag.PERSON_CHANGED, "person", person.id, person.id, differences(old, new), now)
        settle(uow, actor, form_key, public_id)
        uow.commit()


def appoint_person(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    posting: PostingDraft,
    *,
    end_before: bool,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """Record a further appointment; on request the one before ends the day before it begins.

    Raises:
        InvalidError: naming each faulty field.
        NotFoundError: when the unit isn't in the actor's subtree.
    """
    posting = posting.checked()
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        person = managed_person(uow, actor, public_id)
        _check_unit(uow, actor, posting.unit_id)
        if end_before:
            end_one_before(uow, actor, person.id, posting.begins_on, now=now)
        record_posting(uow, actor, person.id, posting, now=now)
        follow_postings(uow, [person.id], on=on, now=now)
        settle(uow, actor, form_key, public_id)
        uow.commit()


def end_posting(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    posting_id: str,
    ends_on: date,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """Let an appointment end on a day; the last day is still part of it.

    Raises:
        InvalidError: when it would end before it begins.
    """
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        person = managed_person(uow, actor, public_id)
        postings = {posting.public_id: posting for posting in uow.people.postings_of(person.id)}
        if posting_id not in postings:
            raise NotFoundError
        posting = postings[posting_id]
        _check_unit(uow, actor, posting.unit_id)
        PostingDraft(posting.unit_id, posting.rank, posting.post, posting.begins_on, ends_on).checked()
        _end(uow, actor, posting, ends_on, now)
        follow_postings(uow, [person.id], on=on, now=now)
        settle(uow, actor, form_key, public_id)
        uow.commit()


def add_leave(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    draft: LeaveDraft,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """Record leave and count the years concerned again.

    Raises:
        InvalidError: naming each faulty field.
    """
    draft = draft.checked()
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        person = managed_person(uow, actor, public_id)
        leave = uow.people.add_absence(person.id, draft.begins_on, draft.ends_on, draft.reason.strip())
        changes = differences({}, vars(draft))
        _note(uow, actor, TrailTag.LEAVE_RECORDED, "leave", leave.id, person.id, changes, now)
        follow_postings(uow, [person.id], on=on, now=now)
        settle(uow, actor, form_key, public_id)
        uow.commit()


def remove_leave(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    leave_id: str,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """Take leave out again; the trail keeps what it was.

    Raises:
        NotFoundError: when the person has no such leave.
    """
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        person = managed_person(uow, actor, public_id)
        absences = {absence.public_id: absence for absence in uow.people.absences([person.id])[person.id]}
        if leave_id not in absences:
            raise NotFoundError
        leave = absences[leave_id]
        uow.people.remove_absence(leave.id)
        old = {"begins_on": leave.begins_on, "ends_on": leave.ends_on, "reason": leave.reason}
        _note(uow, actor, TrailTag.LEAVE_REMOVED, "leave", leave.id, person.id, differences(old, {}), now)
        follow_postings(uow, [person.id], on=on, now=now)
        settle(uow, actor, form_key, public_id)
        uow.commit()


def enter_person(uow: UnitOfWork, actor: Actor, draft: PersonDraft, *, now: datetime) -> Person:
    """A new person with its record of the trail, within the caller's transaction."""
    person = uow.people.add(draft.name, draft.staff_no)
    changes = differences({}, {"name": draft.name, "staff_no": draft.staff_no or None})
    _note(uow, actor, TrailTag.PERSON_CREATED, "person", person.id, person.id, changes, now)
    return person


def record_posting(
    uow: UnitOfWork, actor: Actor, person_id: int, draft: PostingDraft, *, now: datetime
) -> None:
    """A new appointment with its record of the trail, within the caller's transaction."""
    posting = uow.people.appoint(
        person_id,
        draft.unit_id,
        rank=draft.rank,
        post=draft.post.strip(),
        begins_on=draft.begins_on,
        ends_on=draft.ends_on,
        tags=draft.tags,
        position=draft.position,
    )
    changes = differences({}, vars(draft))
    _note(uow, actor, TrailTag.APPOINTMENT_RECORDED, "appointment", posting.id, person_id, changes, now)


def end_one_before(uow: UnitOfWork, actor: Actor, person_id: int, begins_on: date, *, now: datetime) -> None:
    """Let the appointment that governs the day before end on it, within the caller's transaction."""
    day_before = begins_on - timedelta(days=1)
    posting = posting_on(uow.people.postings_of(person_id), day_before)
    if posting is not None and posting.ends_on != day_before:
        _check_unit(uow, actor, posting.unit_id)
        _end(uow, actor, posting, day_before, now)


def _end(uow: UnitOfWork, actor: Actor, posting: Posting, ends_on: date, now: datetime) -> None:
    uow.people.end_posting(posting.id, ends_on)
    changes: dict[str, tuple[object, object]] = {"ends_on": (posting.ends_on, ends_on)}
    tag = TrailTag.APPOINTMENT_CHANGED
    _note(uow, actor, tag, "appointment", posting.id, posting.person_id, changes, now)


def _check_unit(uow: UnitOfWork, actor: Actor, unit_id: int) -> None:
    unit = uow.units.get(unit_id)
    if unit is None or not actor.may(Permission.PEOPLE_MANAGE) or not actor.in_department(unit.path):
        raise NotFoundError


def _check_number(uow: UnitOfWork, draft: PersonDraft, person_id: int | None) -> None:
    """A staff number names one person; who bears it isn't said, it may be another department's."""
    found = uow.people.by_staff_no(draft.staff_no) if draft.staff_no else None
    if found is not None and found.id != person_id:
        raise InvalidError({"staff_no": Sentence(N_("这个工号已有人使用，请核对。"))})


def _note(
    uow: UnitOfWork,
    actor: Actor,
    tag: TrailTag,
    object_kind: str,
    object_id: int,
    person_id: int,
    changes: dict[str, tuple[object, object]],
    now: datetime,
) -> None:
    uow.trail.append(
        tag,
        at=now,
        account_id=actor.account_id,
        object_kind=object_kind,
        object_id=object_id,
        subject_id=person_id,
        changes=changes,
    )
