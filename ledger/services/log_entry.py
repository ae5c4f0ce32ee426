"""Log an entry, change it, hand it in, take it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from ledger.domain.entry import Entry, EntryDraft, EntryStatus
from ledger.domain.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from ledger.domain.people import posting_on
from ledger.domain.review import Act, after
from ledger.domain.trail import TrailTag, differences
from ledger.domain.vocabulary import Channel
from ledger.domain.wording import N_, Sentence
from ledger.services.acts_on_record import act_on_entry
from ledger.services.once import FormKey, answered, settle
from ledger.services.own_word import Word, words_of
from ledger.services.period_guard import check_open, check_spans, span_of
from ledger.store.base import new_public_id
from ledger.store.entries import SUBMITTED

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork


HANDED_IN = {
    EntryStatus.SUBMITTED: TrailTag.ENTRY_SUBMITTED,
    EntryStatus.UNCONFIRMED: TrailTag.ENTRY_OFFERED,
}
"""What the trail calls it when an entry is handed in, by the state that this leads to."""


def check_serves(actor: Actor, person_id: int) -> None:
    """Pass only if the actor is this cadre or enters for them.

    Raises:
        ForbiddenError: otherwise.
    """
    if person_id not in actor.served_cadres:
        raise ForbiddenError


def unit_on(uow: UnitOfWork, person_id: int, on: date) -> int | None:
    """The unit in which a person was appointed on a day."""
    posting = posting_on(uow.people.postings_of(person_id), on)
    return None if posting is None else posting.unit_id


def log_entry(
    uow: UnitOfWork,
    actor: Actor,
    person_id: int,
    draft: EntryDraft,
    *,
    on: date,
    now: datetime,
    submit: bool,
    form_key: FormKey | None = None,
) -> Entry:
    """Record an entry for a cadre, as a draft or handed in at once; the same form twice records one.

    Raises:
        InvalidError: naming each faulty field.
        ForbiddenError: when the actor does not enter for this cadre.
    """
    check_serves(actor, person_id)
    draft.checked(on=on)
    public_id = new_public_id()
    with uow:
        before = answered(uow, actor, form_key, now, public_id)
        if before is not None:
            return load_own(uow, actor, before)
        entry = add_entry(uow, actor, person_id, draft, on=on, now=now, submit=submit, public_id=public_id)
        uow.commit()
    return entry


def add_entry(
    uow: UnitOfWork,
    actor: Actor,
    person_id: int,
    draft: EntryDraft,
    *,
    on: date,
    now: datetime,
    submit: bool,
    public_id: str | None = None,
) -> Entry:
    """Record a checked entry within the caller's transaction; its name in addresses may be chosen before."""
    check_open(uow, actor, person_id, draft.begins_on, draft.ends_on, on=on)
    unit_id = unit_on(uow, person_id, draft.ends_on)
    word = words_of(uow, actor, [person_id], on=on)[person_id]
    entry = uow.entries.add(
        person_id,
        unit_id,
        draft,
        created_by=actor.account_id,
        now=now,
        on=on,
        public_id=public_id,
        status=after(EntryStatus.DRAFT, word.act) if submit else EntryStatus.DRAFT,
        agreement_id=word.agreement_id,
    )
    records = [act_on_entry(TrailTag.ENTRY_LOGGED, actor, entry, now)]
    if submit:
        step: dict[str, tuple[object, object]] = {"status": (EntryStatus.DRAFT, entry.status)}
        records.append(act_on_entry(HANDED_IN[entry.status], actor, entry, now, step | _agreed(entry)))
    uow.trail.append_many(records)
    return entry


def change_entry(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    draft: EntryDraft,
    seen_version: int,
    *,
    on: date,
    now: datetime,
    submit: bool,
    form_key: FormKey | None = None,
) -> Entry:
    """Write other content into an entry that is not handed in; `seen_version` is what the form showed.

    Raises:
        InvalidError: naming each faulty field.
        ConflictError: when it was changed or handed in meanwhile.
    """
    draft.checked(on=on)
    with uow:
        before = answered(uow, actor, form_key, now)
        if before is not None:
            return load_own(uow, actor, before)
        entry = load_own(uow, actor, public_id)
        if entry.version != seen_version:
            raise ConflictError
        _check_change(uow, actor, entry, draft, on)
        changed = replace(
            entry.with_draft(draft, now=now),
            status=after(entry.status, Act.EDIT),
            unit_id=unit_on(uow, entry.person_id, draft.ends_on),
        )
        uow.entries.save(changed, entry.version)
        found = differences(vars(entry.draft), vars(draft))
        uow.trail.append_many([act_on_entry(TrailTag.ENTRY_CHANGED, actor, changed, now, found)])
        if submit:
            changed = _hand_in(uow, actor, changed, on=on, now=now)
        settle(uow, actor, form_key, changed.public_id)
        uow.commit()
    return changed


def submit_entries(
    uow: UnitOfWork,
    actor: Actor,
    public_ids: Sequence[str],
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> int:
    """Hand in drafts for review, all or none; gives how many.

    Raises:
        NotFoundError: when one of them isn't the actor's to hand in.
        AlreadyMovedError: when one of them is beyond that.
    """
    with uow:
        before = answered(uow, actor, form_key, now)
        if before is not None:
            return int(before)
        entries = uow.entries.visible_many(public_ids, actor)
        if len(entries) != len(set(public_ids)):
            raise NotFoundError
        for person_id in {entry.person_id for entry in entries}:
            check_serves(actor, person_id)
        _check_hand_in(uow, actor, entries, on)
        _hand_in_all(uow, actor, entries, on=on, now=now)
        settle(uow, actor, form_key, str(len(entries)))
        uow.commit()
    return len(entries)


def withdraw_entry(
    uow: UnitOfWork, actor: Actor, public_id: str, *, now: datetime, form_key: FormKey | None = None
) -> Entry:
    """Take an entry back before it is approved; it stays in the ledger as withdrawn."""
    with uow:
        before = answered(uow, actor, form_key, now)
        if before is not None:
            return load_own(uow, actor, before)
        entry = load_own(uow, actor, public_id)
        check_spans(uow, actor, [span_of(entry)], on=actor.on, late=False)
        withdrawn = _moved(entry, after(entry.status, Act.WITHDRAW), now)
        uow.entries.save(withdrawn, entry.version)
        step = _step(entry, withdrawn)
        uow.trail.append_many([act_on_entry(TrailTag.ENTRY_WITHDRAWN, actor, withdrawn, now, step)])
        settle(uow, actor, form_key, withdrawn.public_id)
        uow.commit()
    return withdrawn


def link_check(
    uow: UnitOfWork,
    actor: Actor,
    finding: str,
    check: str,
    *,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """Join an online finding to the field visit that checked it (线上发现 → 线下核查).

    Raises:
        NotFoundError: where the actor may not see one of them.
        InvalidError: where they are not an online and a field entry of one cadre.
    """
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        found, checked = load_own(uow, actor, finding), load_own(uow, actor, check)
        channels = (found.draft.channel, checked.draft.channel)
        if channels != (Channel.ONLINE, Channel.FIELD) or found.person_id != checked.person_id:
            said = Sentence(N_("请把同一位干部的一条网上发现与一次实地核查关联起来。"))
            raise InvalidError({"other": said})
        uow.entries.link(found.id, checked.id)
        pairs = (
            (found, {"check": (None, checked.public_id)}),
            (checked, {"finding": (None, found.public_id)}),
        )
        uow.trail.append_many([act_on_entry(TrailTag.ENTRY_LINKED, actor, one, now, to) for one, to in pairs])
        settle(uow, actor, form_key, found.public_id)
        uow.commit()


def load_own(uow: UnitOfWork, actor: Actor, public_id: str) -> Entry:
    """The entry, for a cadre or delegate whose it is to change.

    Raises:
        NotFoundError: where the actor may not see it.
        ForbiddenError: where the actor may see it but not change it.
    """
    entry = uow.entries.visible(public_id, actor)
    if entry is None:
        raise NotFoundError
    check_serves(actor, entry.person_id)
    return entry


def _check_change(uow: UnitOfWork, actor: Actor, entry: Entry, draft: EntryDraft, on: date) -> None:
    """What was returned was handed in in time: within its own days it may be mended whenever that is."""
    old, new = span_of(entry), span_of(entry, draft)
    within = old.begins_on <= new.begins_on and new.ends_on <= old.ends_on
    check_spans(uow, actor, [old], on=on, late=False)
    check_spans(uow, actor, [new], on=on, late=not (within and entry.status is EntryStatus.RETURNED))


def _check_hand_in(uow: UnitOfWork, actor: Actor, entries: Sequence[Entry], on: date) -> None:
    returned = [span_of(entry) for entry in entries if entry.status is EntryStatus.RETURNED]
    check_spans(uow, actor, returned, on=on, late=False)
    check_spans(uow, actor, [span_of(e) for e in entries if e.status is not EntryStatus.RETURNED], on=on)


def _hand_in(uow: UnitOfWork, actor: Actor, entry: Entry, *, on: date, now: datetime) -> Entry:
    return _hand_in_all(uow, actor, [entry], on=on, now=now)[0]


def _hand_in_all(
    uow: UnitOfWork, actor: Actor, entries: Sequence[Entry], *, on: date, now: datetime
) -> list[Entry]:
    """Thousands at once by a handful of statements: an import is handed in as a whole."""
    words = words_of(uow, actor, (entry.person_id for entry in entries), on=on)
    submitted = [_submitted(entry, actor, words[entry.person_id], on=on, now=now) for entry in entries]
    uow.entries.move_many(submitted, SUBMITTED)
    uow.trail.append_many(
        [
            act_on_entry(_tag_of(old, new), actor, new, now, _step(old, new))
            for old, new in zip(entries, submitted, strict=True)
        ]
    )
    return submitted


def _tag_of(old: Entry, new: Entry) -> TrailTag:
    """The cadre who hands in what a delegate offered confirms it."""
    confirmed = old.status is EntryStatus.UNCONFIRMED and new.confirmed_by is not None
    return TrailTag.ENTRY_CONFIRMED if confirmed else HANDED_IN[new.status]


def _submitted(entry: Entry, actor: Actor, word: Word, *, on: date, now: datetime) -> Entry:
    # Only the cadre confirms: a delegate who hands it in under an agreement given since does just that.
    confirms = entry.status is EntryStatus.UNCONFIRMED and word.agreement_id is None
    submitted = replace(
        _moved(entry, after(entry.status, word.act), now),
        submitted_by=entry.submitted_by if confirms else actor.account_id,
        submitted_at=entry.submitted_at if confirms else now,
        confirmed_by=actor.account_id if confirms else None,
        confirmed_at=now if confirms else None,
        agreement_id=word.agreement_id,
        logged_on=on if entry.submitted_at is None else entry.logged_on,
        reason="",
    )
    submitted.draft.checked(on=on)
    return submitted


def _moved(entry: Entry, status: EntryStatus, now: datetime) -> Entry:
    return replace(entry, status=status, version=entry.version + 1, updated_at=now)


def _step(old: Entry, new: Entry) -> dict[str, tuple[object, object]]:
    step: dict[str, tuple[object, object]] = {"status": (old.status.value, new.status.value)}
    return step | _agreed(new)


def _agreed(entry: Entry) -> dict[str, tuple[object, object]]:
    """What the trail tells of an entry that a delegate hands in under an agreement."""
    return {} if entry.agreement_id is None else {"agreement_id": (None, entry.agreement_id)}
