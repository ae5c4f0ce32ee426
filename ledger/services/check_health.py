"""Look at everything on which the safety of the books rests; changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ledger.domain.health import Finding, unsafe, watch, well
from ledger.domain.keeping import KeepingAct
from ledger.domain.wording import N_
from ledger.services.check_machine import check_machine
from ledger.store.database_facts import DatabaseFacts, facts_of, last_moment
from ledger.store.guards import append_only_tables, unguarded
from ledger.store.opened import DatabaseTrouble, reason_of
from ledger.store.revision import head_revision, revision_on

if TYPE_CHECKING:
    from datetime import datetime

    from ledger.domain.keeping import Kept
    from ledger.store.unit_of_work import UnitOfWork

DATABASE, SCHEMA, GUARDS = N_("数据库"), N_("数据库结构"), N_("只增不改的保护")
QUARANTINE, BACKUP, VERIFICATION = N_("隔离"), N_("备份"), N_("核验")
FRESH_HOURS = 26
"""A daily backup that came an hour or two late is still fresh."""


@dataclass(frozen=True)
class Installation:
    """What is looked at beside the database."""

    data_dir: Path
    secret_key_file: Path
    fonts_dir: Path
    version: str


def check_health(uow: UnitOfWork, installation: Installation, *, now: datetime) -> list[Finding]:
    """All findings, in the order in which they are read. A database that does not answer is one of them."""
    findings: list[Finding] = []
    last, clock = None, None
    try:
        with uow:
            connection = uow.session.connection()
            facts = facts_of(connection)
            clock = facts.clock
            findings += database_findings(facts)
            if revision_on(connection) != head_revision():
                findings.append(old_schema(revision_on(connection)))
            else:
                last = last_moment(connection)
                findings += guard_findings(uow)
                findings += keeping_findings(uow, now)
    except DatabaseTrouble as error:
        advice = N_("请检查数据库是否在运行、磁盘是否已满或只读，以及设置 database_url。")
        findings.append(unsafe(DATABASE, N_("不能读写：%(reason)s"), advice, reason=reason_of(error)))
    return findings + check_machine(
        installation.data_dir,
        installation.secret_key_file,
        installation.fonts_dir,
        now=now,
        last_moment=last,
        server_clock=clock,
    )


def database_findings(facts: DatabaseFacts) -> Iterator[Finding]:
    """The database's version and the settings on which not losing anything rests."""
    size = f"{facts.bytes / 1_000_000:.1f}"
    if facts.backend == "sqlite":
        yield well(DATABASE, N_("SQLite %(version)s，%(size)s MB"), version=facts.version, size=size)
        yield from sqlite_findings(facts)
        return
    if facts.number < (15,):
        advice = N_("请升级到 PostgreSQL 15 或更新的版本。")
        yield unsafe(DATABASE, N_("PostgreSQL %(version)s 太旧"), advice, version=facts.version)
    else:
        yield well(DATABASE, N_("PostgreSQL %(version)s，%(size)s MB"), version=facts.version, size=size)
    yield from postgresql_findings(facts)


def sqlite_findings(facts: DatabaseFacts) -> Iterator[Finding]:
    """The journal and the pragmas of SQLite."""
    name = N_("写入方式")
    mode, said = facts.settings["journal_mode"], " · ".join(f"{k} = {v}" for k, v in facts.settings.items())
    if mode == "WAL" and not facts.safe_for_wal:
        advice = N_("请安装 pysqlite3 0.6.1 或更新的版本，再重新启动。")
        yield unsafe(name, N_("SQLite %(version)s 的 WAL 有损坏数据的缺陷"), advice, version=facts.version)
    elif mode not in ("WAL", "DELETE", "TRUNCATE", "PERSIST"):
        advice = N_("请用本程序自带的设置打开数据库，不要在别处改动它。")
        yield unsafe(name, N_("日志方式是 %(mode)s，断电会损坏数据"), advice, mode=mode)
    elif mode != "WAL":
        advice = N_("安装 pysqlite3 0.6.1 或更新的版本之后会自动改用 WAL，同时读写更快。数据是安全的。")
        yield watch(name, N_("用回滚日志（%(mode)s），没有用 WAL"), advice, mode=mode)
    if facts.settings["synchronous"] not in ("FULL", "EXTRA"):
        advice = N_("请用本程序自带的设置打开数据库：低于 FULL 时，断电会丢失已经保存的内容。")
        yield unsafe(name, N_("synchronous = %(value)s"), advice, value=facts.settings["synchronous"])
    lacking = [key for key in ("foreign_keys", "recursive_triggers") if facts.settings[key] != "ON"]
    if lacking:
        advice = N_("请用本程序自带的设置打开数据库。")
        yield unsafe(name, N_("没有打开：%(names)s"), advice, names=", ".join(lacking))
    elif mode == "WAL":
        yield well(name, N_("%(said)s"), said=said)


def postgresql_findings(facts: DatabaseFacts) -> Iterator[Finding]:
    """What PostgreSQL promises after a crash or a power cut."""
    name, settings = N_("写入方式"), facts.settings
    said = " · ".join(f"{key} = {value}" for key, value in settings.items())
    off = [key for key in ("fsync", "full_page_writes") if settings[key] != "on"]
    if settings["synchronous_commit"] == "off":
        off.append("synchronous_commit")
    if off:
        advice = N_(
            "请在 postgresql.conf 里把它们设为 on 并重新载入：关闭时，断电会丢失或损坏已经保存的内容。"
        )
        yield unsafe(name, N_("已关闭：%(names)s"), advice, names=", ".join(off))
    elif settings["data_checksums"] != "on":
        advice = N_("建议停库后运行 pg_checksums --enable，磁盘上的损坏可以早些发现。")
        yield watch(name, N_("%(said)s"), advice, said=said)
    else:
        yield well(name, N_("%(said)s"), said=said)


def old_schema(found: str | None) -> Finding:
    """The schema is not what this program needs."""
    advice = N_("请先备份，再运行 taizhang db upgrade。")
    text = N_("是 %(found)s，程序需要 %(wanted)s")
    return unsafe(SCHEMA, text, advice, found=found or "-", wanted=head_revision())


def guard_findings(uow: UnitOfWork) -> Iterator[Finding]:
    """The schema is what this program needs; its guards stand when they are tried, or not."""
    yield well(SCHEMA, N_("是最新的（%(found)s）"), found=head_revision())
    tables = append_only_tables()
    if open_acts := unguarded(uow.session.connection()):
        advice = N_("有人改动过数据库结构。请停止使用，查明原因，从备份恢复。")
        yield unsafe(GUARDS, N_("已失效：%(acts)s"), advice, acts="; ".join(open_acts))
    else:
        yield well(GUARDS, N_("%(count)s 张表试过修改、删除和替换，都被拒绝"), count=len(tables))


def keeping_findings(uow: UnitOfWork, now: datetime) -> Iterator[Finding]:
    """Quarantine, the last backup and the last verification."""
    if uow.keeping.in_quarantine():
        advice = N_("核验后运行 taizhang restore --release 解除；在此之前网页不能使用。")
        yield watch(QUARANTINE, N_("这是从备份恢复的数据，还没有解除隔离"), advice)
    advice = N_("请每天运行 taizhang backup，并把备份复制到另一台机器。")
    yield aged(BACKUP, uow.keeping.last(KeepingAct.BACKUP), now, advice)
    advice = N_("请每天运行 taizhang doctor --verify。")
    yield aged(VERIFICATION, uow.keeping.last(KeepingAct.VERIFICATION), now, advice)


def aged(name: str, last: Kept | None, now: datetime, advice: str) -> Finding:
    """How long ago something was done that should be done every day."""
    if last is None:
        return watch(name, N_("还没有做过"), advice)
    hours = int((now - last.at).total_seconds() // 3600)
    if not last.well:
        return watch(name, N_("上次（%(hours)s 小时前）没有成功"), advice, hours=hours)
    if hours >= FRESH_HOURS:
        return watch(
            name, N_("上次成功是 %(days)s 天 %(hours)s 小时前"), advice, days=hours // 24, hours=hours % 24
        )
    return well(name, N_("%(hours)s 小时前成功"), hours=hours)
