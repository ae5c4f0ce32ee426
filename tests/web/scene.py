"""The scene on which rights are tried: the same things of five cadres, and who comes to look at them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

from ledger.domain.outcome import OutcomeDraft
from ledger.domain.permissions import Actor, Grant, Role
from ledger.domain.policy_draft import digest_of
from ledger.domain.posting_draft import LeaveDraft
from ledger.services.draft_policy import propose_draft, start_draft
from ledger.services.import_messages import keep_messages
from ledger.services.import_roster import keep_roster
from ledger.services.keep_preset import keep_preset
from ledger.services.log_entry import log_entry, withdraw_entry
from ledger.services.log_late import ask_late
from ledger.services.manage_people import add_leave
from ledger.services.once import FormKey
from ledger.services.print_batch import start_batch
from ledger.services.record_outcome import record_outcome, refuse_outcomes, verify_outcomes
from ledger.services.review_entries import approve_entries, return_entries
from ledger.services.write_suggestion import write_suggestion
from ledger.store.readings_accounts import grant_lines
from tests.cast import NOW, PILOT, TODAY
from tests.entries import online, visit
from tests.message_files import csv_file, message

if TYPE_CHECKING:
    from ledger.domain.entry import Entry, EntryDraft
    from ledger.domain.people import Unit
    from ledger.store.unit_of_work import UnitOfWork

HOLDERS = {"alice": "甲县", "amy": "甲县", "tom": "乡", "charlie": "乙县", "otto": "国"}
"""Whose things are tried, and in which unit they serve: seen from alice, her own, the same unit's, the unit
below, the sibling unit, another root."""

PURE = {"rex": (Role.REVIEWER, "甲县"), "orla": (Role.ORGANISATION, "甲县")}
"""Accounts that hold one role and nothing else: nobody's rights hide behind being a cadre as well."""

YEAR = 2026
DRAFTED = PILOT.read_bytes().replace(b'at_least = "60d"', b'at_least = "45d"')
"""What the drafts of the scene say."""

ABSENT = "zzzzzzzzzzzzzz"
"""A name that nothing has."""


@dataclass
class Scene:
    """Names in addresses: of each kind of thing one for each holder, in their order."""

    names: dict[str, list[str]] = field(default_factory=dict)

    def add(self, kind: str, name: str) -> None:
        """Note a thing of the holder whose turn it is."""
        self.names.setdefault(kind, []).append(name)

    def of(self, kind: str) -> list[str]:
        """The things of a kind."""
        return self.names[kind]


def play(uow: UnitOfWork) -> Scene:
    """Put the scene into a ledger that holds the cast."""
    scene = Scene()
    with uow:
        units = {unit.name: unit for unit in uow.units.all()}
        for username, (role, unit_name) in PURE.items():
            account = uow.accounts.add(username, _any_password(uow), username, "business", NOW)
            uow.accounts.grant(account, role, date(2024, 1, 1), unit_id=units[unit_name].id)
        uow.commit()
    policies = {version.unit_id: version.public_id for version in uow.policies.all()}
    uow.session.rollback()
    for username, unit_name in HOLDERS.items():
        unit = units[unit_name]
        cadre, reviewer = acting(uow, username), _reviewer(uow, unit)
        _entries(uow, scene, cadre, reviewer)
        _outcomes(uow, scene, cadre, reviewer)
        _uploads(uow, scene, cadre, unit)
        _people(uow, scene, cadre, unit)
        root = next(one for one in units.values() if one.covers(unit) and len(one.path) == 8)
        scene.add("unit", unit.public_id)
        scene.add("policy", policies[root.id])
        _drafts(uow, scene, unit)
        batch = start_batch(uow, _department(uow, unit), unit, year=YEAR, form="zip", language="zh", now=NOW)
        scene.add("batch", batch)
        _suggestion(uow, scene, cadre)
        _delegation(uow, scene, cadre, unit)
        _late(uow, scene, cadre)
        keep_preset(uow, cadre, _own(cadre), "常用", online(), now=NOW)
        with uow:
            scene.add("preset", uow.presets.of_person(_own(cadre))[0].public_id)
    return scene


def acting(uow: UnitOfWork, username: str) -> Actor:
    """The actor of a username, with the rights held today."""
    with uow:
        account = uow.accounts.by_username(username)
        assert account is not None
        found = uow.accounts.actor(account.id, TODAY)
    assert found is not None
    return found


def _own(cadre: Actor) -> int:
    assert cadre.own_cadre is not None
    return cadre.own_cadre


def _any_password(uow: UnitOfWork) -> str:
    known = uow.accounts.credentials("alice")
    assert known is not None
    return known.password_hash


def _reviewer(uow: UnitOfWork, unit: Unit) -> Actor:
    """A reviewer of a unit that has none in the cast; its account is the pure reviewer's."""
    rex = acting(uow, "rex")
    grants = (Grant(Role.REVIEWER, unit_id=unit.id, unit_path=unit.path),)
    return Actor(rex.account_id, rex.username, rex.name, rex.kind, None, grants, TODAY)


def _department(uow: UnitOfWork, unit: Unit) -> Actor:
    """The organisation department that looks after a unit."""
    return acting(uow, {"乙县": "dana", "国": "olga"}.get(unit.name, "orla"))


def _logged(uow: UnitOfWork, cadre: Actor, draft: EntryDraft, *, submit: bool = True) -> Entry:
    return log_entry(uow, cadre, _own(cadre), draft, on=TODAY, now=NOW, submit=submit)


def _entries(uow: UnitOfWork, scene: Scene, cadre: Actor, reviewer: Actor) -> None:
    draft = _logged(uow, cadre, online(on=date(2026, 11, 6), reference="1"), submit=False)
    submitted = _logged(uow, cadre, online(on=date(2026, 11, 7), reference="2"))
    approved = _logged(uow, cadre, online(on=date(2026, 11, 8), reference="3"))
    returned = _logged(uow, cadre, online(on=date(2026, 11, 9), reference="4"))
    withdrawn = _logged(uow, cadre, online(on=date(2026, 11, 10), reference="5"))
    walked = _logged(uow, cadre, visit(on=date(2026, 11, 11)))
    approve_entries(uow, reviewer, [approved.public_id, walked.public_id], on=TODAY, now=NOW)
    with uow:
        (first, last) = sorted(
            one.seq for one in uow.journal.live_postings("entry", [approved.id, walked.id]).values()
        )
    scene.add("posting:entry", str(first))
    scene.add("posting:span", f"{first}-{last}")
    return_entries(uow, reviewer, [returned.public_id], "请写明地点", on=TODAY, now=NOW)
    withdraw_entry(uow, cadre, withdrawn.public_id, now=NOW)
    for state, entry in (
        ("draft", draft),
        ("submitted", submitted),
        ("approved", approved),
        ("returned", returned),
        ("withdrawn", withdrawn),
        ("visit", walked),
    ):
        scene.add(f"entry:{state}", entry.public_id)


def _outcomes(uow: UnitOfWork, scene: Scene, cadre: Actor, reviewer: Actor) -> None:
    shares = ((_own(cadre), Fraction(1)),)
    for state in ("recorded", "verified", "refused"):
        draft = OutcomeDraft("research_report", f"调研报告 {state}", date(2026, 11, 12), shares=shares)
        outcome = record_outcome(uow, cadre, draft, on=TODAY, now=NOW)
        if state == "verified":
            verify_outcomes(uow, reviewer, [outcome.public_id], on=TODAY, now=NOW)
            with uow:
                (posting,) = uow.journal.of("outcome", outcome.id)
            scene.add("posting:outcome", str(posting.seq))
        if state == "refused":
            refuse_outcomes(uow, reviewer, [outcome.public_id], "不是本人的", on=TODAY, now=NOW)
        scene.add(f"outcome:{state}", outcome.public_id)


def _uploads(uow: UnitOfWork, scene: Scene, cadre: Actor, unit: Unit) -> None:
    content = csv_file([message(100 + cadre.account_id)])
    scene.add("upload", keep_messages(uow, cadre, _own(cadre), 20, "留言.csv", content, now=NOW))
    roster = csv_file([["新人", unit.name, "科员", "乡科级副职"]], heads=("姓名", "单位", "职务", "职务层次"))
    department, begin = _department(uow, unit), date(2026, 1, 1)
    name = keep_roster(uow, department, begin, "名册.csv", roster, on=TODAY, now=NOW)
    scene.add("roster", name)


def _people(uow: UnitOfWork, scene: Scene, cadre: Actor, unit: Unit) -> None:
    person_id, sue = _own(cadre), acting(uow, "sue")
    with uow:
        person, account = uow.people.get(person_id), uow.accounts.get(cadre.account_id)
        (posting,) = uow.people.postings_of(person_id)
    assert person is not None
    assert account is not None
    days = LeaveDraft(date(2026, 7, 1), date(2026, 7, 2), "病假")
    add_leave(uow, _department(uow, unit), person.public_id, days, on=TODAY, now=NOW)
    with uow:
        (absence,) = uow.people.absences([person_id])[person_id]
    with uow:
        grant = grant_lines(uow.session, sue, account.id)[0]
    scene.add("person", person.public_id)
    scene.add("account", account.public_id)
    scene.add("posting", posting.public_id)
    scene.add("leave", absence.public_id)
    scene.add("grant", grant.public_id)


def _drafts(uow: UnitOfWork, scene: Scene, unit: Unit) -> None:
    """A draft under way and one proposed; the pure reviewer's account made them, so others publish."""
    rex = acting(uow, "rex")
    grants = (Grant(Role.ORGANISATION, unit_id=unit.id, unit_path=unit.path),)
    drafter = Actor(rex.account_id, rex.username, rex.name, rex.kind, None, grants, TODAY)
    for state in ("open", "proposed"):
        name = start_draft(uow, drafter, unit.public_id, DRAFTED, "file:办法.toml", now=NOW)
        if state == "proposed":
            propose_draft(uow, drafter, name, digest_of(DRAFTED), now=NOW)
        scene.add(f"draft:{state}", name)


def _delegation(uow: UnitOfWork, scene: Scene, cadre: Actor, unit: Unit) -> None:
    """Each cadre agreed with a delegate; rex named a deputy in the first unit, the others for themselves."""
    eve, rex = acting(uow, "eve"), acting(uow, "rex")
    with uow:
        uow.delegations.add_agreement(
            _own(cadre), eve.account_id, TODAY, TODAY, given_by=cadre.account_id, now=NOW
        )
        (agreement,) = uow.delegations.agreements_of(_own(cadre))
        deputy, principal = uow.accounts.get(eve.account_id), rex if not scene.names.get("deputy") else cadre
        assert deputy is not None
        uow.accounts.grant(
            deputy,
            Role.REVIEWER,
            TODAY + timedelta(days=30),
            unit_id=unit.id,
            ends_on=TODAY + timedelta(days=40),
            deputy_of=principal.account_id,
        )
        named = uow.delegations.deputies_of(principal.account_id)[0]
        uow.commit()
    scene.add("agreement", agreement.public_id)
    scene.add("deputy", named.public_id)


def _late(uow: UnitOfWork, scene: Scene, cadre: Actor) -> None:
    uow.month_grace_days = 10
    request = ask_late(uow, cadre, _own(cadre), date(2026, 3, 1), "当时在外地", on=TODAY, now=NOW)
    uow.month_grace_days = 0
    scene.add("late", request)


def _suggestion(uow: UnitOfWork, scene: Scene, cadre: Actor) -> None:
    for state, named in (("named", True), ("nameless", False)):
        key = FormKey(f"{state}-{cadre.username}", "")
        words = f"{cadre.username} 的建议"
        written = write_suggestion(
            uow, cadre, "suggestion", words, named=named, on=TODAY, now=NOW, form_key=key
        )
        scene.add(f"suggestion:{state}", written.public_id)
