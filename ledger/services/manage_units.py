"""Enter units and change them; only within the organisation department's own subtree."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from ledger.domain.errors import InvalidError
from ledger.domain.people import Unit
from ledger.domain.trail import TrailTag, differences
from ledger.domain.vocabulary import UNIT_LEVELS
from ledger.domain.wording import N_, Sentence
from ledger.services.follow_postings import follow_postings
from ledger.services.manage_people import managed_unit
from ledger.services.once import FormKey, answered, settle
from ledger.store.readings_people import people_appointed_in

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork

LONGEST_NAME = 100


def add_unit(
    uow: UnitOfWork,
    actor: Actor,
    parent_id: str,
    name: str,
    level: str,
    *,
    now: datetime,
    form_key: FormKey | None = None,
) -> str:
    """Enter a unit below another, as the last of its siblings; gives the name in addresses.

    Raises:
        InvalidError: naming each faulty field.
        NotFoundError: when the parent isn't in the actor's subtree.
    """
    with uow:
        before = answered(uow, actor, form_key, now)
        if before is not None:
            return before
        parent = managed_unit(uow, actor, parent_id)
        name = _checked(uow, parent, None, name, level)
        unit = uow.units.add(name, level, parent)
        changes = differences({}, {"name": name, "level": level, "parent": parent.name})
        _note(uow, actor, TrailTag.UNIT_CREATED, unit, changes, now)
        settle(uow, actor, form_key, unit.public_id)
        uow.commit()
    return unit.public_id


def plant_unit(uow: UnitOfWork, parent: Unit | None, name: str, level: str, *, now: datetime) -> Unit:
    """Enter a unit from the command line: a root, or one below another; the first step of a new ledger.

    Raises:
        InvalidError: naming each faulty field.
    """
    with uow:
        name = _checked(uow, parent, None, name, level)
        unit = uow.units.add(name, level, parent)
        above = None if parent is None else parent.name
        changes = differences({}, {"name": name, "level": level, "parent": above})
        _note(uow, None, TrailTag.UNIT_CREATED, unit, changes, now)
        uow.commit()
    return unit


def change_unit(
    uow: UnitOfWork,
    actor: Actor,
    public_id: str,
    name: str,
    level: str,
    position: int,
    *,
    on: date,
    now: datetime,
    form_key: FormKey | None = None,
) -> None:
    """Change a unit's name, level, or its place among its siblings, counted from 1.

    Raises:
        InvalidError: naming each faulty field.
        NotFoundError: when it isn't in the actor's subtree.
    """
    with uow:
        if answered(uow, actor, form_key, now) is not None:
            return
        unit = managed_unit(uow, actor, public_id)
        parent = None if unit.parent_id is None else uow.units.get(unit.parent_id)
        name = _checked(uow, parent, unit, name, level)
        old = {"name": unit.name, "level": unit.level, "position": place_of(uow, unit)}
        uow.units.change(unit.id, name=name, level=level)
        if position != old["position"]:
            _put(uow, unit, position)
        new = {"name": name, "level": level, "position": position}
        _note(uow, actor, TrailTag.UNIT_CHANGED, unit, differences(old, new), now)
        if level != unit.level:
            follow_postings(uow, people_appointed_in(uow.session, unit.id), on=on, now=now)
        settle(uow, actor, form_key, public_id)
        uow.commit()


def place_of(uow: UnitOfWork, unit: Unit) -> int:
    """The place of a unit among its siblings, counted from 1."""
    return [sibling.id for sibling in uow.units.siblings(unit)].index(unit.id) + 1


def _put(uow: UnitOfWork, unit: Unit, place: int) -> None:
    """Number the siblings anew with the unit at a place."""
    others = [sibling for sibling in uow.units.siblings(unit) if sibling.id != unit.id]
    others.insert(min(max(place, 1), len(others) + 1) - 1, unit)
    for position, sibling in enumerate(others):
        uow.units.change(sibling.id, position=position)


def _checked(uow: UnitOfWork, parent: Unit | None, unit: Unit | None, name: str, level: str) -> str:
    name = " ".join(name.split())
    faults: dict[str, Sentence] = {}
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        faults["name"] = Sentence(N_("请写单位名称，不超过 %(length)s 个字。"), {"length": LONGEST_NAME})
    elif any(n in name for n in "/>\\"):
        faults["name"] = Sentence(N_("单位名称里不要用 / 或 >，它们用来分隔上下级。"))
    if level not in UNIT_LEVELS:
        faults["level"] = Sentence(N_("请选一个层级。"))
    siblings = uow.units.roots() if parent is None else uow.units.children(parent)
    if any(sibling.name == name and (unit is None or sibling.id != unit.id) for sibling in siblings):
        faults["name"] = Sentence(N_("同一上级下已有叫这个名称的单位，请换一个名称。"))
    if faults:
        raise InvalidError(faults)
    return name


def _note(
    uow: UnitOfWork,
    actor: Actor | None,
    tag: TrailTag,
    unit: Unit,
    changes: dict[str, tuple[object, object]],
    now: datetime,
) -> None:
    uow.trail.append(
        tag,
        at=now,
        account_id=None if actor is None else actor.account_id,
        object_kind="unit",
        object_id=unit.id,
        changes=changes,
    )
