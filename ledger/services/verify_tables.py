"""Verify the tables beside the journal: against a checkpoint that covers them, and by counting again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from ledger.domain.checkpoint import read_checkpoint
from ledger.domain.damage import Damage, damage
from ledger.domain.signed_note import NoteError
from ledger.domain.wording import N_
from ledger.services.recompute_years import check_year
from ledger.services.verify_postings import body_of
from ledger.store.readings_assessments import kept_years
from ledger.store.readings_verification import READING_FAULTS, Guard, guards, is_sqlite, trail_head
from ledger.store.readings_written import odd_values
from ledger.store.table_text import (
    FORM,
    FORM_NOW,
    covered_tables,
    schema_digest,
    seal_lines,
    table_digest,
    text_digest,
)

if TYPE_CHECKING:
    from typing import Any

    from ledger.store.checkpoints import KeptCheckpoint
    from ledger.store.unit_of_work import UnitOfWork

CHANGED = N_("与第 %(number)s 号检查点时不同，而此后没有任何操作留痕：在系统之外被改过")
TRAIL_CHANGED = N_("第 %(last)s 条以前的留痕与第 %(number)s 号检查点时不同：被改过")
SCHEMA_CHANGED = N_("数据库结构或保护与第 %(number)s 号检查点时不同，而版本相同：被改过")
UNREADABLE = N_("有内容无法读取")
SEAL_TEXT = N_("%(field)s 与封存时的摘要值不符：被改过")
DRIFT = N_("%(year)s 年度 %(column)s：保存的是 %(kept)s，重算为 %(found)s")
ODD = N_("%(column)s 不是台账写下的写法：在系统之外被改过")
NO_GUARD = N_("只能追加的保护（触发器 %(name)s）不见了")
GUARDED = ("trail", "journal", "checkpoint")
GUARDS = {
    True: {Guard(f"{table}_{what}", table) for table in GUARDED for what in ("no_update", "no_delete")},
    False: {Guard(f"{table}_{what}", table) for table in GUARDED for what in ("no_change", "no_truncate")},
}


def check_guards(uow: UnitOfWork) -> Iterator[Damage]:
    """Whether the schema still refuses to rewrite what can only be added to."""
    for guard in sorted(GUARDS[is_sqlite(uow.session)] - guards(uow.session), key=lambda one: one.name):
        yield damage(guard.table, None, NO_GUARD, name=guard.name)


def check_written(uow: UnitOfWork) -> Iterator[Damage]:
    """Whether each value of the books is written as the ledger writes it, even where it reads the same."""
    for one in odd_values(uow.session):
        yield damage(one.table, one.key, ODD, column=one.column)


def check_tables(uow: UnitOfWork, covering: KeptCheckpoint | None) -> tuple[bool, list[Damage]]:
    """Whether the tables could be compared with a checkpoint, and where they differ from it.

    They can as long as the trail records nothing after it: whatever changes them records that. The trail
    itself always can, up to where it was; not on PostgreSQL, where records come in under earlier numbers.
    """
    if covering is None:
        return False, []
    try:
        said = read_checkpoint(covering.note).checkpoint
    except NoteError:
        return False, []
    kept = body_of(covering.tables)
    if kept is None or text_digest(covering.tables) != said.state_digest or kept.get(FORM) != FORM_NOW:
        return False, []
    whole = trail_head(uow.session) == said.trail
    found = list[Damage]()
    for table in covered_tables():
        if table.name not in kept or not (whole or (table.name == "trail" and is_sqlite(uow.session))):
            continue
        try:
            same = table_digest(uow.session, table, None if whole else said.trail) == kept[table.name]
        except READING_FAULTS:
            found.append(damage(table.name, None, UNREADABLE))
            continue
        if not same and whole:
            found.append(damage(table.name, None, CHANGED, number=said.number))
        elif not same:
            found.append(damage("trail", None, TRAIL_CHANGED, number=said.number, last=said.trail))
    for name, digest in schema_digest(uow.session).items():
        if kept.get(name, digest) != digest:
            found.append(damage("schema", None, SCHEMA_CHANGED, number=said.number))
    return whole, found


def check_seals(seals: list[dict[str, Any]]) -> Iterator[Damage]:
    """Whether each sealed text has the digest that was sealed with it."""
    for seal in seals:
        for name in ("inputs", "result"):
            kept = str(seal.get(f"{name}_digest", ""))
            if name in seal and kept and text_digest(str(seal[name])) != kept:
                yield damage("sealed_assessment", seal.get("id"), SEAL_TEXT, field=name)


def seals_of(uow: UnitOfWork) -> list[dict[str, Any]]:
    """The seals of closed years."""
    return seal_lines(uow.session)


def check_kept(uow: UnitOfWork, *, on: date, now: datetime) -> Iterator[Damage]:
    """Whether the figures kept for lists are those of a recount; who has none gets them at the first look."""
    with uow:
        years = kept_years(uow.session)
    for year in years:
        for drift in check_year(uow, year, on=on, now=now):
            if drift.kept is None and not drift.column:
                continue
            values = {"year": year, "column": drift.column, "kept": drift.kept, "found": drift.found}
            yield damage("assessment", drift.person_id, DRIFT, **values)
