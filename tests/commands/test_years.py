"""`taizhang summary`, `recompute` and `policy` on the cast's database."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path

import pypdf
import pytest
from sqlalchemy import select, update

from exports.fonts import load_fonts
from ledger.secret_key import make_secret_key
from ledger.store.rows import AssessmentRow, IssuedSummaryRow, PersonRow
from ledger.store.unit_of_work import UnitOfWork
from tests.cast import PILOT
from tests.commands.conftest import Call
from tests.conftest import Act
from tests.year_facts import approved, field, fill_year


@pytest.fixture
def ready(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """The installation has its fonts and its key."""
    assert request.config.cache is not None
    folder = Path(request.config.cache.mkdir("fonts"))
    load_fonts(folder)
    (tmp_path / "fonts").symlink_to(folder)
    make_secret_key(tmp_path / "secret.key")


def test_a_summary_is_printed_for_an_exact_name(
    call: Call, uow: UnitOfWork, act: Act, tmp_path: Path, ready: None
) -> None:
    fill_year(uow, act("alice"), act("bob"))
    output = tmp_path / "年度总结.pdf"

    said = call("summary", "--cadre", "艾丽", "--year", "2026", "-o", str(output))

    assert said.exit_code == 0, said.output
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(output.read_bytes())).pages)
    assert "实地 30" in text
    with uow:
        issued = uow.session.scalars(select(IssuedSummaryRow)).one()
    assert issued.code in said.output
    assert issued.issued_by is None


def test_a_file_is_verified_on_the_command_line(
    call: Call, uow: UnitOfWork, act: Act, tmp_path: Path, ready: None
) -> None:
    bob = act("bob")
    fill_year(uow, act("alice"), bob)
    first, second, archive = tmp_path / "甲.pdf", tmp_path / "乙.pdf", tmp_path / "几份.zip"
    asked = ("summary", "--cadre", "艾丽", "--year", "2026", "-o")
    said = call(*asked, str(first))
    code = said.output.rpartition("核验码 ")[2].strip("）\n")

    assert call("verify-summary", str(first)).exit_code == call("verify-summary", code.lower()).exit_code == 0
    approved(uow, act("alice"), bob, field(date(2026, 3, 30)))
    assert call(*asked, str(second)).exit_code == 0
    late = call("verify-summary", str(first))
    assert (late.exit_code, "又签发过新的一份" in late.output) == (3, True)
    with zipfile.ZipFile(archive, "w") as packed:
        packed.write(second, "second.pdf")
        packed.writestr("other.txt", "另外的")
    several = call("verify-summary", str(archive))
    assert several.exit_code == 1
    assert "'second.pdf'：这个文件由本系统签发" in several.output
    assert "'other.txt'：这个文件与本系统签发的任何一份都不完全相同" in several.output
    assert call("verify-summary", "ABCD-EFGH-IJKL-MNOP").exit_code == 1
    missing = call("verify-summary", str(tmp_path / "没有.pdf"))
    assert (missing.exit_code, "读写文件没有成功" in missing.output) == (1, True)


HEAVY = (
    *("alembic", "babel", "dbos", "flask", "fontTools", "holidays", "jinja2", "openpyxl"),
    *("pyhanko", "python_calamine", "waitress", "werkzeug", "wtforms", "xlsxwriter", "zxcvbn"),
)
"""Packages that take as long to import as a command may run."""
PROGRAM = f"""
import sys
from ledger.cli import main
try:
    main()
finally:
    print("loaded:", *(name for name in {HEAVY} if name in sys.modules))
"""


@pytest.mark.parametrize(
    "command",
    [
        ("summary", "--cadre", "艾丽", "--year", "2026", "-o", "年度总结.pdf"),
        ("verify-summary", "ABCD-EFGH-IJKL-MNOP"),
        ("recompute", "--year", "2026"),
        ("unit", "list"),
    ],
    ids=lambda command: command[0],
)
def test_a_command_loads_nothing_heavy_that_it_does_not_use(
    database_url: str, uow: UnitOfWork, act: Act, tmp_path: Path, ready: None, command: tuple[str, ...]
) -> None:
    fill_year(uow, act("alice"), act("bob"))
    environ = {**os.environ, "TAIZHANG_DATABASE_URL": database_url, "PYTHONPATH": os.pathsep.join(sys.path)}
    call = [sys.executable, "-c", PROGRAM, "--data", str(tmp_path), *command]
    done = subprocess.run(call, capture_output=True, text=True, check=False, env=environ, cwd=tmp_path)
    assert "Traceback" not in done.stderr
    assert done.stdout.endswith("loaded:\n"), done.stdout + done.stderr


def test_a_name_of_several_is_not_guessed(call: Call, uow: UnitOfWork, tmp_path: Path, ready: None) -> None:
    with uow:
        uow.people.add("艾丽")
        uow.commit()
    output = tmp_path / "x.pdf"

    several = call("summary", "--cadre", "艾丽", "--year", "2026", "-o", str(output))
    nobody = call("summary", "--cadre", "无此人", "--year", "2026", "-o", str(output))

    assert (several.exit_code, nobody.exit_code) == (1, 1)
    assert "2 人" in several.output
    assert "没有找到干部" in nobody.output
    assert not output.exists()


def test_without_a_key_no_summary_is_issued(call: Call, tmp_path: Path) -> None:
    said = call("summary", "--cadre", "艾丽", "--year", "2026", "-o", str(tmp_path / "x.pdf"))

    assert said.exit_code == 1
    assert "taizhang init" in said.output


def test_a_recount_confirms_names_and_repairs(call: Call, uow: UnitOfWork) -> None:
    confirmed = call("recompute", "--year", "2026", "--check")
    with uow:
        alice = uow.session.scalars(select(PersonRow.id).where(PersonRow.name == "艾丽")).one()
        spoil = update(AssessmentRow).where(AssessmentRow.person_id == alice)
        uow.session.execute(spoil.values(online_earned=7))
        uow.commit()
    named = call("recompute", "--year", "2026", "--check")
    repaired, again = call("recompute", "--year", "2026"), call("recompute", "--year", "2026", "--check")

    assert (confirmed.exit_code, named.exit_code, repaired.exit_code, again.exit_code) == (0, 1, 0, 0)
    assert "2026 年度：一致" in confirmed.output
    assert f"艾丽（{alice}）online_earned：保存 7，重算 0" in named.output
    assert "已重算 8 人" in repaired.output


def test_a_policy_is_checked_without_an_installation(call: Call, tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.toml"
    faulty.write_bytes(PILOT.read_bytes().replace(b'rate = "1/2"', b'rate = "7/2"'))

    good, bad = call("policy", "check", str(PILOT)), call("policy", "check", str(faulty))

    assert (good.exit_code, bad.exit_code) == (0, 2)
    assert "一、谁应完成什么" in good.output
    assert "7/2" in bad.output


def test_a_policy_is_published_and_listed(call: Call, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_bytes(PILOT.read_bytes().replace(b'code = "pilot"', b'code = "county"'))

    published = call("policy", "publish", str(own), "--unit", "甲县")
    again = call("policy", "publish", str(own), "--unit", "甲县")
    nowhere = call("policy", "publish", str(own), "--unit", "无此县")
    listed = call("policy", "list")

    assert (published.exit_code, again.exit_code, nowhere.exit_code) == (0, 1, 1), published.output
    assert "不用再发布" in again.output
    assert "county 第 1 版" in listed.output
