"""The wheel: it carries what the checkout has, and works where there is no checkout."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import sysconfig
import tarfile
import time
import urllib.error
import urllib.request
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = shutil.ignore_patterns(
    ".git",
    ".venv",
    ".*_cache",
    ".hypothesis",
    "__pycache__",
    "build",
    "dist",
    "*.egg-info",
    "node_modules",
    "*.mo",
)
SOURCES_OF_TRANSLATIONS = (".po", ".pot")
BUILD = "import sys; from setuptools import build_meta; print(getattr(build_meta, sys.argv[1])(sys.argv[2]))"


def call(*command: str | Path, cwd: Path, **environ: str) -> str:
    """What a command prints, run without anything of this process's environment that could help it."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SYSTEMROOT") if name in os.environ}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**kept, "PYTHONUTF8": "1", **environ},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def left_out(folder: str, names: list[str]) -> set[str]:
    """What a copy of the checkout does without: what git ignores, among it the data directory at the top."""
    return set(LEFT_OUT(folder, names)) | ({"data"} if Path(folder) == ROOT else set())


def build(step: str, source: Path, target: Path) -> Path:
    """The wheel or the source archive of a folder, made by the declared build backend, without network."""
    target.mkdir(exist_ok=True)
    said = call(sys.executable, "-c", BUILD, step, target, cwd=source)
    return target / said.strip().splitlines()[-1]


@dataclass(frozen=True)
class Built:
    """A copy of the checkout, the wheel made from it by way of the source archive, and one made directly."""

    checkout: Path
    wheel: Path
    wheel_of_checkout: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The packages of the checkout as it is now, built in a copy."""
    folder = tmp_path_factory.mktemp("build")
    copy = folder / "copy"
    shutil.copytree(ROOT, copy, ignore=left_out)
    archive = build("build_sdist", copy, folder / "archive")
    wheel_of_checkout = build("build_wheel", copy, folder / "direct")
    with tarfile.open(archive) as packed:
        packed.extractall(folder / "unpacked", filter="data")
    (unpacked,) = (folder / "unpacked").iterdir()
    return Built(copy, build("build_wheel", unpacked, folder / "wheel"), wheel_of_checkout)


@dataclass(frozen=True)
class Installed:
    """A fresh environment outside the checkout that holds the wheel."""

    folder: Path

    def taizhang(self, *args: str | Path, **environ: str) -> str:
        """What the installed command line prints."""
        return call(self.folder / "venv" / "bin" / "taizhang", *args, cwd=self.folder, **environ)

    def python(self, program: str) -> str:
        """What a program prints in that environment."""
        return call(self.folder / "venv" / "bin" / "python", "-c", program, cwd=self.folder)


@pytest.fixture(scope="module")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel in an environment of its own, with the libraries of the tests: no network is needed."""
    folder = tmp_path_factory.mktemp("elsewhere")
    venv = folder / "venv"
    call(sys.executable, "-m", "venv", "--without-pip", venv, cwd=folder)
    packages = next((venv / "lib").iterdir()) / "site-packages"
    # A path added by a .pth file does not have its own .pth files read, so an editable install stays unseen.
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    pip = ("-m", "pip", "--python", venv / "bin" / "python", "install", "--no-index", "--no-deps", "--quiet")
    call(sys.executable, *pip, built.wheel, cwd=folder)
    return Installed(folder)


def files_below(checkout: Path, name: str) -> set[str]:
    """The files of a folder of a checkout that git would keep, by paths relative to the checkout."""
    found = (path.relative_to(checkout) for path in (checkout / name).rglob("*") if path.is_file())
    return {path.as_posix() for path in found if "__pycache__" not in path.parts and path.suffix != ".mo"}


def names_in(wheel: Path) -> set[str]:
    """The files in a wheel."""
    return set(zipfile.ZipFile(wheel).namelist())


@pytest.mark.parametrize("folder", ["templates", "migrations", "verifier"])
def test_the_folders_beside_the_package_are_all_in_the_wheel(built: Built, folder: str) -> None:
    carried = {name for name in names_in(built.wheel) if name.startswith(f"ledger/{folder}/")}
    assert carried == {f"ledger/{name}" for name in files_below(built.checkout, folder)}


@pytest.mark.parametrize("package", ["ledger", "exports"])
def test_all_code_and_data_of_a_package_is_in_the_wheel(built: Built, package: str) -> None:
    wanted = {
        name for name in files_below(built.checkout, package) if not name.endswith(SOURCES_OF_TRANSLATIONS)
    }
    assert wanted - names_in(built.wheel) == set()


def test_the_wheel_carries_a_compiled_catalogue_for_each_translation(built: Built) -> None:
    catalogues = {name for name in files_below(built.checkout, "ledger/translations") if name.endswith(".po")}
    compiled = {name for name in names_in(built.wheel) if name.endswith(".mo")}
    assert compiled == {name.removesuffix(".po") + ".mo" for name in catalogues}


def test_the_wheel_holds_nothing_but_the_packages_and_its_description(built: Built) -> None:
    tops = {name.split("/")[0] for name in names_in(built.wheel)}
    assert tops == {"ledger", "exports", built.wheel.name.rsplit("-", 3)[0] + ".dist-info"}


def test_the_source_archive_makes_the_same_wheel_as_the_checkout(built: Built) -> None:
    assert names_in(built.wheel) == names_in(built.wheel_of_checkout)


def test_the_installed_command_line_lists_its_commands(installed: Installed) -> None:
    assert "serve" in installed.taizhang("--help")
    assert re.fullmatch(r"taizhang \d+\.\d+\.\d+\n", installed.taizhang("--version"))


def test_the_installed_package_is_the_one_that_runs_and_finds_its_folders(installed: Installed) -> None:
    program = "import ledger.resources as r; print(r.checkout_dir()); print(r.resource_dir('migrations'))"
    checkout, migrations = installed.python(program).splitlines()
    assert checkout == "None"
    assert Path(migrations).is_relative_to(installed.folder)


APPOINTMENT = {"rank": "131", "level": "county", "from": "2026-01-01"}
CASE = {
    "year": 2026,
    "as_of": "2026-12-31",
    "cadres": [{"id": "C1", "name": "甲", "appointments": [APPOINTMENT]}],
    "entries": [
        {"id": "E1", "cadre": "C1", "channel": "online", "on": "2026-03-04", "minutes": 300, "mode": "reply"}
        | {"logged_on": "2026-03-05", "status": "approved"}
    ],
    "outcomes": [],
}
"""Five hours of replies on one day, of which the shipped policy counts four."""


def test_the_installed_engine_applies_the_shipped_policy(installed: Installed) -> None:
    policy = installed.python(
        "import ledger.resources as r; print(r.resource_dir('data') / 'policies/pilot.toml')"
    )
    case = installed.folder / "case.json"
    case.write_text(json.dumps(CASE), "utf-8")
    said = json.loads(installed.taizhang("assess", "--policy", policy.strip(), "--case", case))
    (entry,) = said["cadres"][0]["entries"]
    assert (entry["minutes"], entry["credited"]) == (300, 240)


ADMINISTRATORS = {
    f"TAIZHANG_INIT_{role}_{part}": value
    for role in ("SYSTEM", "SECURITY", "AUDIT")
    for part, value in (("USERNAME", f"first.{role.lower()}"), ("PASSWORD", f"{role}-Harbour-Lantern-58"))
}


def free_port() -> int:
    """A port on which nothing listens just now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def page(address: str, patience: float = 30) -> str:
    """The page at an address, once the server there answers."""
    end = time.monotonic() + patience
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - our own server
                return str(answer.read().decode())
        except urllib.error.URLError:
            if time.monotonic() > end:
                raise
            time.sleep(0.2)


def test_the_installed_product_is_initialised_and_serves_its_sign_in_page(installed: Installed) -> None:
    data, port = installed.folder / "real", free_port()
    installed.taizhang("--data", data, "init", "--from-env", **ADMINISTRATORS)
    program = str(installed.folder / "venv" / "bin" / "taizhang")
    command = [program, "--data", str(data), "serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=installed.folder, env={"PATH": "", "PYTHONUTF8": "1"}) as server:
        try:
            assert "调研台账" in page(f"http://127.0.0.1:{port}/")
        finally:
            server.terminate()
    assert server.returncode == 0


def test_the_installed_database_moves_to_the_newest_schema(installed: Installed) -> None:
    data = installed.folder / "schema"
    installed.taizhang("--data", data, "db", "upgrade")
    assert "最新" in installed.taizhang("--data", data, "db", "check")


def versions(lock: str) -> dict[str, str]:
    """The version of each package that a lock file names."""
    text = (ROOT / lock).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, re.MULTILINE))


def test_the_locks_agree_and_every_package_has_hashes() -> None:
    run, test = versions("requirements.lock"), versions("requirements-test.lock")
    assert {name: test.get(name) for name in run} == run
    for lock in (
        "requirements-build.lock",
        "requirements.lock",
        "requirements-test.lock",
        "requirements-bench.lock",
    ):
        pinned = re.split(r"^(?=[a-z0-9-]+==)", (ROOT / lock).read_text("utf-8"), flags=re.MULTILINE)[1:]
        assert [block.split("\n")[0] for block in pinned if "--hash=sha256:" not in block] == []


def test_the_locks_name_every_dependency_of_setup_cfg() -> None:
    text = (ROOT / "setup.cfg").read_text("utf-8")
    section = re.search(r"^install_requires =\n((?:    .+\n)+)", text, re.MULTILINE)
    assert section is not None
    wanted = set(re.findall(r"^    ([a-z0-9-]+)", section[1], re.MULTILINE))
    assert wanted - versions("requirements.lock").keys() == set()
