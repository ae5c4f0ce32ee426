"""Fill an empty ledger with an invented province, so that everything can be looked at and tried."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from ledger.clock import CHINA
from ledger.domain.account import Account
from ledger.domain.credit.document import parse_policy
from ledger.domain.entry import EntryDraft
from ledger.domain.permissions import Role
from ledger.domain.vocabulary import Channel
from ledger.services.assess_year import reassess
from ledger.services.demo_entries import DemoCadre, fill_entries
from ledger.services.log_entry import add_entry
from ledger.services.open_journal import post_what_stands
from ledger.services.passwords import hash_password

if TYPE_CHECKING:
    from ledger.domain.people import Unit
    from ledger.store.unit_of_work import UnitOfWork

DATA = Path(__file__).resolve().parent.parent / "data"
SEED = 20261122
HOME = "青山县"
DEPARTMENT = "云岭市"
MAIN_POST = "县委副书记"
MAIN_NAME = "陈立新"
REVIEWER_POST = "县委常委、办公室主任"
DEPARTMENT_POST = ("市委组织部", "部长")


@lru_cache(maxsize=1)
def demo_texts() -> dict[str, Any]:
    """The invented units, names and sentences."""
    return tomllib.loads((DATA / "demo.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class DemoAccount:
    """An account of the demo, as it is told to who starts it."""

    title: str
    username: str
    password: str


DEMO_ACCOUNTS = tuple(
    DemoAccount(title, username, str(demo_texts()["password"]))
    for title, username in (
        ("干部（青山县委副书记）", "cadre"),
        ("代录人（为上面这位干部代录）", "delegate"),
        ("单位审核人（青山县）", "reviewer"),
        ("组织部门（云岭市）", "organisation"),
        ("组织部门（云岭市），核对发布办法的另一人", "publisher"),
        ("系统管理员", "system"),
        ("安全管理员", "security"),
        ("审计管理员", "audit"),
    )
)


def fill_demo_data(uow: UnitOfWork, *, now: datetime) -> None:
    """Put the invented province with this year's work into an empty ledger, in one transaction."""
    on = now.astimezone(CHINA).date()
    random = Random(SEED)  # noqa: S311 - invented data, the same each time
    hashed = hash_password(str(demo_texts()["password"]))
    with uow:
        uow.topics.fill()
        units = _units(uow)
        _adopt_policy(uow, units["示范省"], now)
        cadres = _people(uow, units, random, hashed, on, now)
        _accounts(uow, units, cadres, hashed, on, now)
        reviewers = _reviewers(uow, units, hashed, on, now)
        fill_entries(uow, cadres, reviewers, demo_texts(), random, on=on, now=now)
        _entered_by_the_delegate(uow, cadres, on, now)
        post_what_stands(uow)
        reassess(uow, [cadre.person_id for cadre in cadres], on.year, on=on, now=now)
        uow.commit()


def _units(uow: UnitOfWork) -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for given in demo_texts()["unit"]:
        units[given["name"]] = uow.units.add(
            given["name"], given["level"], units.get(given.get("parent", ""))
        )
    return units


def _adopt_policy(uow: UnitOfWork, root: Unit, now: datetime) -> None:
    """The pilot, and for the years before it one without a time limit for logging."""
    for name in ("demo_earlier.toml", "pilot.toml"):
        document = (DATA / "policies" / name).read_bytes()
        uow.policies.publish(root.id, parse_policy(document), document, published_by=None, now=now)


def _people(
    uow: UnitOfWork, units: dict[str, Unit], random: Random, hashed: str, on: date, now: datetime
) -> list[DemoCadre]:
    """One cadre per post, each with an account; one was promoted this year and one was on leave."""
    texts = demo_texts()
    cadres: list[DemoCadre] = []
    used = {MAIN_NAME}
    for given in texts["unit"]:
        unit = units[given["name"]]
        for position, (post, rank) in enumerate(given["posts"]):
            is_main = given["name"] == HOME and post == MAIN_POST
            name = MAIN_NAME if is_main else _new_name(texts, random, used)
            person = uow.people.add(name, f"D{len(cadres) + 1:04d}")
            _appoint(uow, person.id, unit, rank, post, position, on, promoted=len(cadres) % 11 == 7)
            if is_main:
                _earlier_posts(uow, person.id, unit, on)
            if len(cadres) % 13 == 5:
                begin = date(on.year, 3, 2)
                uow.people.add_absence(person.id, begin, begin + timedelta(days=60), "进修")
            username = _username(given["name"], post, is_main=is_main, number=len(cadres) + 1)
            account = uow.accounts.add(username, hashed, name, "business", now, person_id=person.id)
            uow.accounts.grant(account, Role.CADRE, date(on.year, 1, 1), person_id=person.id)
            cadres.append(DemoCadre(person.id, unit, rank, account.id, is_main=is_main))
    return cadres


def _appoint(
    uow: UnitOfWork,
    person_id: int,
    unit: Unit,
    rank: str,
    post: str,
    position: int,
    on: date,
    *,
    promoted: bool,
) -> None:
    begin = date(on.year - 1, 3, 1)
    if promoted and rank in {"132", "142"}:
        change = date(on.year, 7, 1)
        uow.people.appoint(
            person_id,
            unit.id,
            rank="141" if rank == "132" else "150",
            post="主任",
            begins_on=begin,
            ends_on=change - timedelta(days=1),
            position=position,
        )
        begin = change
    uow.people.appoint(person_id, unit.id, rank=rank, post=post, begins_on=begin, position=position)


def _earlier_posts(uow: UnitOfWork, person_id: int, unit: Unit, on: date) -> None:
    """The main cadre has held office for long, so that messages of earlier years can be imported."""
    for begin, end, post in (
        (date(2010, 1, 1), date(2016, 6, 30), "县委办公室主任"),
        (date(2016, 7, 1), date(on.year - 1, 2, 28), "副县长"),
    ):
        uow.people.appoint(person_id, unit.id, rank="132", post=post, begins_on=begin, ends_on=end)


def _new_name(texts: dict[str, Any], random: Random, used: set[str]) -> str:
    """A name of which neither part was used lately, as far as the list goes round."""
    given = texts["given"][(len(used) * 8) % len(texts["given"])]
    while True:
        name = f"{random.choice(texts['surnames'])}{given}"
        if name not in used:
            used.add(name)
            return name


def _username(unit: str, post: str, *, is_main: bool, number: int) -> str:
    if is_main:
        return "cadre"
    if (unit, post) == (HOME, REVIEWER_POST):
        return "reviewer"
    if (unit, post) == DEPARTMENT_POST:
        return "organisation"
    return f"cadre{number:02d}"


def _accounts(
    uow: UnitOfWork,
    units: dict[str, Unit],
    cadres: Sequence[DemoCadre],
    hashed: str,
    on: date,
    now: datetime,
) -> None:
    """The roles that the printed accounts hold beside their own year."""
    first = date(on.year, 1, 1)
    main = next(cadre for cadre in cadres if cadre.is_main)
    delegate = uow.accounts.add("delegate", hashed, "周敏", "business", now)
    uow.accounts.grant(delegate, Role.DELEGATE, first, person_id=main.person_id)
    uow.accounts.grant(_known(uow, "reviewer"), Role.REVIEWER, first, unit_id=units[HOME].id)
    uow.accounts.grant(_known(uow, "organisation"), Role.ORGANISATION, first, unit_id=units[DEPARTMENT].id)
    publisher = uow.accounts.add("publisher", hashed, "沈岚", "business", now)
    uow.accounts.grant(publisher, Role.ORGANISATION, first, unit_id=units[DEPARTMENT].id)
    for kind, name in (("system", "系统管理员"), ("security", "安全管理员"), ("audit", "审计管理员")):
        account = uow.accounts.add(kind, hashed, name, kind, now)
        uow.accounts.grant(account, Role(kind), first)


def _entered_by_the_delegate(uow: UnitOfWork, cadres: Sequence[DemoCadre], on: date, now: datetime) -> None:
    """What the delegate entered yesterday, waiting for the cadre's word."""
    actor = uow.accounts.actor(_known(uow, "delegate").id, on)
    if actor is None:
        raise LookupError("delegate")
    main = next(cadre for cadre in cadres if cadre.is_main)
    day = on - timedelta(days=1)
    for start, minutes, done in (
        ("09:00", 40, "答复两条关于农村公交的留言"),
        ("15:30", 25, "回访一条供水留言"),
    ):
        draft = EntryDraft(
            channel=Channel.ONLINE,
            begins_on=day,
            ends_on=day,
            mode="reply",
            platform="liuyanban",
            start=start,
            minutes=minutes,
            done=done,
        )
        add_entry(uow, actor, main.person_id, draft, on=on, now=now, submit=True)


def _reviewers(
    uow: UnitOfWork, units: dict[str, Unit], hashed: str, on: date, now: datetime
) -> dict[int, Account]:
    """A second reviewer for each unit, so that nobody needs to decide on their own."""
    found: dict[int, Account] = {}
    for number, unit in enumerate(units.values(), 1):
        account = uow.accounts.add(f"reviewer{number:02d}", hashed, f"{unit.name}审核员", "business", now)
        uow.accounts.grant(account, Role.REVIEWER, date(on.year, 1, 1), unit_id=unit.id)
        found[unit.id] = account
    return found


def _known(uow: UnitOfWork, username: str) -> Account:
    account = uow.accounts.by_username(username)
    if account is None:
        raise LookupError(username)
    return account
