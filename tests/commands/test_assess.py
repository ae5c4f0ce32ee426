"""`taizhang assess`: two files in, JSON out; whatever is wrong is named, and the status is 2."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ledger.commands.assess import assess

PILOT = Path(__file__).parents[2] / "ledger/data/policies/pilot.toml"
CASE: dict[str, Any] = {
    "year": 2026,
    "as_of": "2026-12-31",
    "cadres": [{"id": "㛃", "appointments": [{"from": "2026-01-01", "rank": "132"}]}],
    "entries": [],
    "outcomes": [],
}


def run(folder: Path, case: object = None, *, source: bytes | None = None, policy: Path = PILOT) -> Result:
    given = folder / "case.json"
    given.write_bytes(json.dumps(CASE if case is None else case).encode() if source is None else source)
    return CliRunner().invoke(assess, ["--policy", str(policy), "--case", str(given)])


def test_it_prints_the_assessment_with_its_characters_as_they_are(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert done.exit_code == 0
    assert '"㛃"' in done.stdout
    assert json.loads(done.stdout)["cadres"][0]["requirements"][0]["required"] == "60"


def test_a_time_zone_that_does_not_exist_is_named_with_its_line(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_bytes(PILOT.read_bytes().replace(b"Asia/Shanghai", b"Asia/Nowhere"))
    done = run(tmp_path, policy=policy)
    line = PILOT.read_text("utf-8").splitlines().index('time_zone = "Asia/Shanghai"') + 1
    assert done.exit_code == 2
    assert "Asia/Nowhere" in done.stderr
    assert f"{line} 行" in done.stderr


def test_the_years_holidays_are_known(tmp_path: Path) -> None:
    assert json.loads(run(tmp_path).stdout)["provisional"] is False
    assert json.loads(run(tmp_path, {**CASE, "year": 2040}).stdout)["provisional"] is True


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b'{"year": ' + b"9" * 5000 + b"}",
        b'{"year": 2026.0, "as_of": "2026-01-01"}',
        b'{"year": NaN, "as_of": "2026-01-01"}',
        b'{"year": 2026, "as_of": "2026-01-01", "cadres": [{"id": "\\u0000"}]}',
        b'{"year": 2026, "as_of": "2026-01-01", "cadres": [{"id": "\\ud800"}]}',
        b'{"year": 2019, "as_of": "2019-01-01"}',
    ],
)
def test_a_case_that_cannot_stand_is_refused_with_status_2(tmp_path: Path, source: bytes) -> None:
    done = run(tmp_path, source=source)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr


def test_the_faults_of_both_files_come_together_one_to_a_line(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(
        'format = 1\ncode = "p"\nbasis = []\nyears_from = 2026\ncolour = 0.5\n', encoding="utf-8"
    )
    done = run(tmp_path, {**CASE, "as_of": "soon"}, policy=policy)
    assert done.exit_code == 2
    lines = done.stderr.splitlines()
    assert len(lines) == 3
    assert [word in line for word, line in zip(("basis", "colour", "as_of"), lines, strict=True)] == [
        True
    ] * 3


def test_a_file_that_cannot_be_read_is_a_fault(tmp_path: Path) -> None:
    done = run(tmp_path, policy=tmp_path / "absent.toml")
    assert (done.exit_code, "absent.toml" in done.stderr) == (2, True)
    assert run(tmp_path, policy=tmp_path).exit_code == 2


def test_it_starts_without_the_web_framework() -> None:
    code = "import sys, ledger.commands.assess; print('flask' in sys.modules or 'sqlalchemy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
