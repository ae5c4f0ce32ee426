"""The cast: who appears in tests, and the small tree of units that they work in.

省 (province)
└─ 市 (city)          dana: organisation department of the city
   ├─ 甲县 (county)   alice: cadre; amy: her colleague; bob: reviewer; eve: alice's delegate
   │  └─ 乡 (township) tom: cadre below
   └─ 乙县 (county)   charlie: cadre and stranger; rita: reviewer there
国 (another root)     olga: organisation department elsewhere; otto: cadre elsewhere
sam, sue, ada: system, security and audit administrators.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from argon2 import PasswordHasher

from ledger.domain.credit.document import parse_policy
from ledger.domain.permissions import Role
from ledger.services.assess_year import reassess

if TYPE_CHECKING:
    from ledger.domain.people import Unit
    from ledger.store.unit_of_work import UnitOfWork

PASSWORD = "correct horse battery staple"
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
PILOT = Path(__file__).resolve().parent.parent / "ledger" / "data" / "policies" / "pilot.toml"

CADRES = {
    "alice": ("艾丽", "甲县", "132", "副县长"),
    "amy": ("安美", "甲县", "131", "县长"),
    "bob": ("鲍博", "甲县", "141", "办公室主任"),
    "tom": ("唐木", "乡", "141", "乡长"),
    "charlie": ("查理", "乙县", "132", "副县长"),
    "rita": ("芮塔", "乙县", "141", "办公室主任"),
    "dana": ("戴娜", "市", "121", "组织部部长"),
    "otto": ("欧拓", "国", "121", "局长"),
}
OTHERS = {
    "eve": ("伊芙", "business"),
    "olga": ("奥佳", "business"),
    "sam": ("系统管理员", "system"),
    "sue": ("安全管理员", "security"),
    "ada": ("审计管理员", "audit"),
}


def fill(uow: UnitOfWork) -> None:
    """Put the cast, its units and the pilot policy into an empty ledger."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with uow:
        uow.topics.fill()
        units = _units(uow)
        people: dict[str, int] = {}
        for username, (name, unit, rank, post) in CADRES.items():
            people[username] = uow.people.add(name).id
            uow.people.appoint(
                people[username], units[unit].id, rank=rank, post=post, begins_on=date(2024, 1, 1)
            )
            account = uow.accounts.add(username, quick, name, "business", NOW, person_id=people[username])
            uow.accounts.grant(account, Role.CADRE, date(2024, 1, 1), person_id=people[username])
        for username, (name, kind) in OTHERS.items():
            account = uow.accounts.add(username, quick, name, kind, NOW)
            if kind != "business":
                uow.accounts.grant(account, Role(kind), date(2024, 1, 1))
        for username, role, unit in (
            ("bob", Role.REVIEWER, "甲县"),
            ("rita", Role.REVIEWER, "乙县"),
            ("dana", Role.ORGANISATION, "市"),
            ("olga", Role.ORGANISATION, "国"),
        ):
            found = uow.accounts.by_username(username)
            assert found is not None
            uow.accounts.grant(found, role, date(2024, 1, 1), unit_id=units[unit].id)
        eve = uow.accounts.by_username("eve")
        assert eve is not None
        uow.accounts.grant(eve, Role.DELEGATE, date(2024, 1, 1), person_id=people["alice"])
        for root in ("省", "国"):
            document = PILOT.read_bytes()
            uow.policies.publish(units[root].id, parse_policy(document), document, published_by=None, now=NOW)
        reassess(uow, people.values(), TODAY.year, on=TODAY, now=NOW)
        uow.commit()


def _units(uow: UnitOfWork) -> dict[str, Unit]:
    province = uow.units.add("省", "province")
    city = uow.units.add("市", "city", province)
    first, second = uow.units.add("甲县", "county", city), uow.units.add("乙县", "county", city)
    town = uow.units.add("乡", "township", first)
    return {
        "省": province,
        "市": city,
        "甲县": first,
        "乙县": second,
        "乡": town,
        "国": uow.units.add("国", "central"),
    }
