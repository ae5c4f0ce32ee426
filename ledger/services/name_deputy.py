"""A reviewer names somebody who reviews in their stead for a span of days, and ends it again."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from ledger.domain.delegation import LONGEST_DEPUTY, check_span
from ledger.domain.errors import ForbiddenError, InvalidError, NotFoundError
from ledger.domain.permissions import Role
from ledger.domain.trail import TrailTag
from ledger.domain.wording import N_, Sentence
from ledger.services.once import FormKey, answered, settle

if TYPE_CHECKING:
    from ledger.domain.account import Account
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork


def own_reviews(actor: Actor) -> tuple[int, ...]:
    """The units that the actor reviews in their own right; a deputy names no deputy."""
    return tuple(unit for unit in dict.fromkeys(actor.reviewed_units) if actor.in_stead_of(unit) is None)


def name_deputy(
    uow: UnitOfWork,
    actor: Actor,
    username: str,
    begins_on: date,
    ends_on: date,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """Somebody with a business account reviews all that the actor reviews, from a day to a day (inclusive).

    It is a grant of its own: the security administrator sees it and can take it back.

    Raises:
        ForbiddenError: the actor reviews nothing in their own right.
        InvalidError: at the span or the name, saying why.
    """
    units = own_reviews(actor)
    if not units:
        raise ForbiddenError
    check_span(begins_on, ends_on, LONGEST_DEPUTY, on=on)
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        deputy = _deputy(uow, actor, username)
        for unit_id in units:
            _check(uow, actor, deputy, unit_id, begins_on, ends_on)
            own = {"granted_by": actor.account_id, "deputy_of": actor.account_id}
            grant_id = uow.accounts.grant(
                deputy, Role.REVIEWER, begins_on, unit_id=unit_id, ends_on=ends_on, **own
            )
            _note(uow, TrailTag.DEPUTY_NAMED, actor, deputy, grant_id, now)
        settle(uow, actor, form_key, deputy.public_id)
        uow.commit()


def end_deputy(
    uow: UnitOfWork, actor: Actor, public_id: str, *, now: datetime, form_key: FormKey | None = None
) -> None:
    """The deputy reviews no longer from now on; what was decided stays.

    Raises:
        NotFoundError: the actor named no such deputy, or it has ended.
    """
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        found = [one for one in uow.delegations.deputies_of(actor.account_id) if one.public_id == public_id]
        if not found or found[0].revoked_at is not None:
            raise NotFoundError
        deputy = uow.accounts.by_ids([found[0].account_id])[found[0].account_id]
        uow.accounts.revoke(found[0].grant_id, now)
        _note(uow, TrailTag.DEPUTY_ENDED, actor, deputy, found[0].grant_id, now)
        settle(uow, actor, form_key, public_id)
        uow.commit()


def _deputy(uow: UnitOfWork, actor: Actor, username: str) -> Account:
    """One answer for every name that can't be a deputy, so that nobody learns which accounts there are."""
    found = uow.accounts.by_username(username)
    if found is None or not found.active or found.kind != "business" or found.id == actor.account_id:
        line = N_("没有可以请的这个账号。请核对用户名；要请的人须有业务账号，不能是本人。")
        raise InvalidError({"username": Sentence(line)})
    return found


def _check(
    uow: UnitOfWork, actor: Actor, deputy: Account, unit_id: int, begins_on: date, ends_on: date
) -> None:
    if not uow.delegations.reviews_throughout(actor.account_id, unit_id, begins_on, ends_on):
        raise InvalidError({"ends_on": Sentence(N_("本人的审核授权没有到这一天，请把时间改短。"))})
    if uow.accounts.holds(deputy.id, Role.REVIEWER, begins_on, ends_on, person_id=None, unit_id=unit_id):
        line = N_("这位同志这段时间已经在审核这个单位，不用再请；要改时间，请改选别的日期。")
        raise InvalidError({"username": Sentence(line)})


def _note(
    uow: UnitOfWork, tag: TrailTag, actor: Actor, deputy: Account, grant_id: int, now: datetime
) -> None:
    told = uow.accounts.grant_in_words(grant_id) | {"deputy": deputy.display_name}
    ended = tag is TrailTag.DEPUTY_ENDED
    uow.trail.append(
        tag,
        at=now,
        account_id=actor.account_id,
        object_kind="account",
        object_id=deputy.id,
        subject_id=deputy.person_id,
        changes={name: (value, None) if ended else (None, value) for name, value in told.items()},
    )
