"""The health check: each thing that is unsafe is found, and what is well is not cried over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from ledger.domain.health import Finding, State, worst
from ledger.domain.keeping import KeepingAct
from ledger.domain.trail import TrailTag
from ledger.secret_key import make_secret_key
from ledger.services import check_machine
from ledger.services.check_health import (
    Installation,
    check_health,
    database_findings,
    postgresql_findings,
    sqlite_findings,
)
from ledger.store.database_facts import DatabaseFacts, facts_of
from ledger.store.engine import make_engine
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import NOW

SQLITE = DatabaseFacts(
    "sqlite",
    "3.53.4",
    (3, 53, 4),
    {"journal_mode": "WAL", "synchronous": "FULL", "foreign_keys": "ON", "recursive_triggers": "ON"},
    1_000_000,
    None,
)
SERVER = DatabaseFacts(
    "postgresql",
    "15.18",
    (15, 18),
    {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "data_checksums": "on"},
    1_000_000,
    None,
)


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A data directory with a key and a font in it."""
    tmp_path.chmod(0o700)
    make_secret_key(tmp_path / "secret.key")
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    (fonts / "a.ttf").write_bytes(b"font")
    yield Installation(tmp_path, tmp_path / "secret.key", fonts, "1")
    tmp_path.chmod(0o700)


def named(findings: list[Finding], name: str) -> Finding:
    """The finding of a name."""
    return next(finding for finding in findings if finding.name == name)


def test_a_sound_ledger_is_not_unsafe(uow: UnitOfWork, installation: Installation) -> None:
    findings = check_health(uow, installation, now=NOW)
    with uow:
        backend = uow.session.get_bind().dialect.name

    unsafe = {finding.name for finding in findings if finding.state is State.UNSAFE}
    assert unsafe <= ({"写入方式"} if backend == "postgresql" else set())  # the tests' server skips fsync
    assert named(findings, "备份").state is State.WATCH
    assert named(findings, "只增不改的保护").state is State.WELL
    assert all(finding.advice is not None for finding in findings if finding.state is not State.WELL)


def test_nothing_is_changed_by_looking(uow: UnitOfWork, installation: Installation) -> None:
    with uow:
        uow.trail.append(TrailTag.TRAIL_VIEWED, at=NOW, account_id=None, object_kind="trail")
        uow.commit()
    check_health(uow, installation, now=NOW)
    with uow:
        assert uow.session.execute(text("SELECT count(*) FROM trail")).scalar() == 1
        assert uow.session.execute(text("SELECT count(*) FROM keeping")).scalar() == 0


@pytest.mark.parametrize(
    ("facts", "states"),
    [
        (SQLITE, [State.WELL, State.WELL]),
        (replace(SQLITE, safe_for_wal=False), [State.WELL, State.UNSAFE, State.WELL]),
        (replace(SQLITE, settings={**SQLITE.settings, "journal_mode": "DELETE"}), [State.WELL, State.WATCH]),
        (
            replace(SQLITE, settings={**SQLITE.settings, "journal_mode": "MEMORY"}),
            [State.WELL, State.UNSAFE],
        ),
        (
            replace(SQLITE, settings={**SQLITE.settings, "synchronous": "NORMAL"}),
            [State.WELL, State.UNSAFE, State.WELL],
        ),
        (replace(SQLITE, settings={**SQLITE.settings, "foreign_keys": "OFF"}), [State.WELL, State.UNSAFE]),
        (SERVER, [State.WELL, State.WELL]),
        (replace(SERVER, number=(14, 2)), [State.UNSAFE, State.WELL]),
        (replace(SERVER, settings={**SERVER.settings, "fsync": "off"}), [State.WELL, State.UNSAFE]),
        (
            replace(SERVER, settings={**SERVER.settings, "full_page_writes": "off"}),
            [State.WELL, State.UNSAFE],
        ),
        (
            replace(SERVER, settings={**SERVER.settings, "synchronous_commit": "off"}),
            [State.WELL, State.UNSAFE],
        ),
        (replace(SERVER, settings={**SERVER.settings, "data_checksums": "off"}), [State.WELL, State.WATCH]),
    ],
)
def test_settings_on_which_not_losing_anything_rests(facts: DatabaseFacts, states: list[State]) -> None:
    assert [finding.state for finding in database_findings(facts)] == states


def test_the_facts_are_those_of_our_engine(uow: UnitOfWork) -> None:
    with uow:
        facts = facts_of(uow.session.connection())
    if facts.backend == "sqlite":
        assert next(iter(sqlite_findings(facts))).state is State.WELL
        assert facts.settings == SQLITE.settings
    else:
        assert "fsync" in next(iter(postgresql_findings(facts))).seen.say()
        assert facts.clock is not None


@pytest.mark.parametrize(
    ("minutes", "state"), [(0, State.WELL), (1, State.WELL), (3, State.UNSAFE), (3000, State.UNSAFE)]
)
def test_a_clock_behind_the_trail_is_unsafe(tmp_path: Path, minutes: int, state: State) -> None:
    now = check_machine.file_clock(tmp_path)
    assert now is not None
    found = check_machine.clock_finding(tmp_path, now, now + timedelta(minutes=minutes), now)
    assert found.state is state


def test_a_clock_apart_from_the_server_or_the_disk_is_watched(tmp_path: Path) -> None:
    now = check_machine.file_clock(tmp_path)
    assert now is not None
    apart = now + timedelta(minutes=1)
    assert check_machine.clock_finding(tmp_path, now, None, apart).state is State.WATCH
    assert check_machine.clock_finding(tmp_path, apart, None, None).state is State.WATCH


@pytest.mark.parametrize(
    ("free", "state"),
    [(50_000_000, State.UNSAFE), (500_000_000, State.WATCH), (50_000_000_000, State.WELL)],
)
def test_little_room_is_said_before_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, state: State
) -> None:
    usage = type("Usage", (), {"total": 100_000_000_000, "used": 0, "free": free})
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: usage)
    assert check_machine.disk_finding(tmp_path).state is state


def test_a_folder_that_cannot_be_written_to_is_unsafe(tmp_path: Path) -> None:
    assert check_machine.disk_finding(tmp_path / "nowhere").state is State.UNSAFE


def test_keys_that_others_can_read_are_unsafe(installation: Installation) -> None:
    folder, key = installation.data_dir, installation.secret_key_file
    assert check_machine.keys_finding(folder, key).state is State.WELL
    (folder / "signing.pem").write_bytes(b"key")
    (folder / "signing.pem").chmod(0o644)
    assert "signing.pem" in check_machine.keys_finding(folder, key).seen.say()
    (folder / "signing.pem").chmod(0o600)
    folder.chmod(0o755)
    assert check_machine.keys_finding(folder, key).state is State.WATCH
    key.unlink()
    assert check_machine.keys_finding(folder, key).state is State.UNSAFE


def test_the_age_of_the_last_backup_is_said(uow: UnitOfWork, installation: Installation) -> None:
    def backup_after(hours: int) -> Finding:
        return named(check_health(uow, installation, now=NOW + timedelta(hours=hours)), "备份")

    with uow:
        uow.keeping.note(KeepingAct.BACKUP, at=NOW)
        uow.commit()
    assert backup_after(3).state is State.WELL
    old = backup_after(75)
    assert (old.state, old.seen.say()) == (State.WATCH, "上次成功是 3 天 3 小时前")
    with uow:
        uow.keeping.note(KeepingAct.BACKUP, at=NOW, well=False)
        uow.commit()
    assert "没有成功" in backup_after(1).seen.say()


def test_a_dropped_guard_and_quarantine_are_said(uow: UnitOfWork, installation: Installation) -> None:
    with uow:
        uow.keeping.note(KeepingAct.RESTORE, at=NOW)
        suffix = "" if uow.session.get_bind().dialect.name == "sqlite" else " ON trail"
        uow.session.execute(
            text(f"DROP TRIGGER {'trail_no_change' if suffix else 'trail_no_delete'}{suffix}")
        )
        uow.commit()
    findings = check_health(uow, installation, now=NOW)

    assert named(findings, "只增不改的保护").state is State.UNSAFE
    assert named(findings, "隔离").state is State.WATCH
    assert worst(findings) is State.UNSAFE


def test_a_database_that_does_not_answer_is_a_finding_not_a_failure(
    tmp_path: Path, installation: Installation
) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'nowhere' / 'a.db'}")
    with Session(engine) as session:
        findings = check_health(UnitOfWork(session), installation, now=NOW)
    assert findings[0].state is State.UNSAFE
    assert "不能读写" in findings[0].seen.say()


def test_an_empty_database_is_an_old_schema(tmp_path: Path, installation: Installation) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with Session(engine) as session:
        findings = check_health(UnitOfWork(session), installation, now=NOW)
    assert "taizhang db upgrade" in str(named(findings, "数据库结构").advice)
