"""The one command from a checkout: what it tells a person whose machine is not ready, and what it starts."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
RUN = ROOT / "run.py"

FIRST_START = ["venv", "requirements-build", "requirements", "project"]

REPORT = """<testsuites><testsuite>
<testcase classname="tests.a" name="passed"/>
<testcase classname="tests.a" name="left_out"><skipped type="pytest.skip" message="no browser"/></testcase>
<testcase classname="tests.a" name="known"><skipped type="pytest.xfail" message="later"/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def run() -> ModuleType:
    """The script as a module of its own for each test, so that nothing changed in it stays."""
    spec = importlib.util.spec_from_file_location("run_under_test", RUN)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def started(program: str) -> subprocess.CompletedProcess[str]:
    """What becomes of the script in a Python where something was changed beforehand."""
    return subprocess.run(
        [sys.executable, "-c", f"{program}; import runpy; runpy.run_path({str(RUN)!r}, run_name='__main__')"],
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_old_python_is_told_which_one_is_needed() -> None:
    done = started("import sys; sys.argv = ['run.py', 'demo']; sys.version_info = (3, 9, 2, 'final', 0)")
    assert done.returncode == 2
    assert "Python 3.11" in done.stderr
    assert "3.9" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_old_python_can_read_the_script_at_all() -> None:
    ast.parse(RUN.read_text("utf-8"), feature_version=(3, 6))
    assert "from __future__ import annotations" not in RUN.read_text("utf-8")  # 3.6 does not know it


def test_a_python_without_venv_is_told_the_one_command_that_helps() -> None:
    hidden = "import sys; sys.argv = ['run.py', 'demo']; sys.modules['ensurepip'] = None"
    done = started(hidden + "; import importlib.util as u; u.find_spec = lambda name: None")
    assert done.returncode == 2
    assert f"apt-get install -y python{sys.version_info.major}.{sys.version_info.minor}-venv" in done.stderr


def test_an_unknown_command_is_refused_with_the_known_ones(
    run: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run.main(["dmeo"]) == 2
    said = capsys.readouterr().err
    assert "dmeo" in said
    assert "run.py demo" in said


def test_no_command_lists_what_there_is(run: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert run.main([]) == 0
    assert "run.py test" in capsys.readouterr().out


def handed_over(run: ModuleType, monkeypatch: pytest.MonkeyPatch, *args: str) -> list[str]:
    """The command that the script ends in, without installing or starting anything."""
    commands: list[list[str]] = []

    def note(command: list[str]) -> int:
        commands.append(command)
        return 0

    monkeypatch.setattr(run, "install", lambda _lock: None)
    monkeypatch.setattr(run, "hand_over", note)
    assert run.main(list(args)) == 0
    return commands[0][1:]


def test_demo_passes_its_options_on(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    given = ("demo", "--port", "8123", "--data", "my data", "--prepare")
    assert handed_over(run, monkeypatch, *given) == ["--data=my data", "demo", "--port=8123", "--prepare"]


def test_taizhang_passes_everything_on_as_it_is(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    given = ("taizhang", "--data", "d", "summary", "--cadre", "1", "--help")
    assert handed_over(run, monkeypatch, *given) == list(given[1:])


def test_mutate_passes_the_modules_on(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    given = ("mutate", "cap", "--table")
    assert handed_over(run, monkeypatch, *given) == ["-m", "mutation", "cap", "--table"]


@pytest.fixture
def checkout(run: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """A checkout in a folder of its own in which installing only notes what it would do."""
    steps: list[str] = []
    for name in (run.BUILD_LOCK, run.RUN_LOCK, run.TEST_LOCK, *run.PROJECT_FILES):
        (tmp_path / name).write_text(name, "utf-8")
    (tmp_path / "ledger" / "translations").mkdir(parents=True)
    monkeypatch.setattr(run, "ROOT", tmp_path)
    for name, path in (("VENV", ".venv"), ("PYTHON", ".venv/python"), ("UNFINISHED", ".venv/.unfinished")):
        monkeypatch.setattr(run, name, tmp_path / path)

    def note(command: list[str], refusal: str) -> None:
        steps.append(
            "venv" if "venv" in command else "project" if "--editable" in command else Path(command[-1]).stem
        )
        run.VENV.mkdir(exist_ok=True)
        run.PYTHON.touch()
        if "venv" in command:
            run.UNFINISHED.unlink(missing_ok=True)

    monkeypatch.setattr(run, "run", note)
    return steps


def test_a_first_start_installs_and_a_second_does_nothing(run: ModuleType, checkout: list[str]) -> None:
    run.install(run.RUN_LOCK)
    assert checkout == FIRST_START
    run.install(run.RUN_LOCK)
    assert checkout == FIRST_START


def test_a_changed_lock_is_installed_again(run: ModuleType, checkout: list[str]) -> None:
    run.install(run.RUN_LOCK)
    (run.ROOT / run.RUN_LOCK).write_text("changed", "utf-8")
    run.install(run.RUN_LOCK)
    assert checkout[4:] == ["requirements-build", "requirements"]


def test_an_installation_that_was_cut_off_is_made_anew(
    run: ModuleType, checkout: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    note = run.run

    def cut_off(command: list[str], refusal: str) -> None:
        note(command, refusal)
        if command[-1].endswith(run.RUN_LOCK):
            raise KeyboardInterrupt

    monkeypatch.setattr(run, "run", cut_off)
    with pytest.raises(KeyboardInterrupt):
        run.install(run.RUN_LOCK)
    monkeypatch.setattr(run, "run", note)
    run.install(run.RUN_LOCK)
    assert checkout[3:] == FIRST_START


def test_a_step_that_fails_says_so_and_leaves_no_stamp(run: ModuleType, checkout: list[str]) -> None:
    run.install(run.RUN_LOCK)
    with pytest.raises(run.Refusal, match="没有办成"):
        run.once("other", "wanted", lambda: run_failing(run))
    assert not (run.VENV / ".installed-other").exists()


def run_failing(run: ModuleType) -> None:
    """A step that refuses."""
    raise run.Refusal("没有办成")


def test_skipped_tests_are_read_with_their_reasons(run: ModuleType, tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT, "utf-8")
    assert run.read_skipped(report) == {"tests.a::left_out": "no browser"}


@pytest.mark.parametrize(
    ("ci", "reason", "status"),
    [("true", "no browser", 1), ("", "no browser", 0), ("true", "no ../shared/data", 0)],
)
def test_a_skip_fails_in_ci_unless_it_waits_for_real_data(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, ci: str, reason: str, status: int
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(run, "install", lambda _lock: None)
    monkeypatch.setattr(run, "install_system_packages", list)
    monkeypatch.setattr(run, "succeeds", lambda _name, _command: True)
    monkeypatch.setattr(run, "read_skipped", lambda _report: {"tests.a::b": reason})
    assert run.main(["test", "tests/test_a.py"]) == status


def test_ci_runs_the_test_command_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert "set -euo pipefail" in script
    assert "python3 run.py test" in script
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
