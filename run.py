#!/usr/bin/env python3
"""Starts 调研台账 (Taizhang) from a checkout, with nothing but Python 3.11 or newer.

It makes `.venv` in the checkout, installs the hash-locked dependencies and the project, and hands over.
Only the standard library is used, and nothing before `check_python` needs a Python newer than 3.6, so that an
old one is told what is missing rather than shown a traceback; annotations are quoted for the same reason.
"""

import argparse
import contextlib
import hashlib
import importlib
import importlib.util
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as Xml

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
BUILD_LOCK = "requirements-build.lock"
"""What builds the project and the one dependency that comes as source; pip alone would fetch it unlocked."""

RUN_LOCK = "requirements.lock"
TEST_LOCK = "requirements-test.lock"
BENCH_LOCK = "requirements-bench.lock"
"""The tests' packages and the peers that the benchmarks measure against."""

PROJECT_FILES = ("setup.cfg", "setup.py", "pyproject.toml")
UNFINISHED = VENV / ".unfinished"
"""Stands while packages are being installed; found at a start, it says that the last one was cut off."""

SYSTEM_PACKAGES = {"chromium": "chromium", "pdftotext": "poppler-utils"}
"""A program that the tests call, and the Debian package that brings it."""

CHINESE_FONTS = "fonts-noto-cjk"
DATA_REASON = "shared/data"
"""In the reason of a skipped test: real data lies beside the checkout and may be absent anywhere."""

USAGE = """\
python3 run.py demo [--port N] [--data DIR] [--prepare]   装好、填入演示数据并打开网页服务（只在本机）
python3 run.py test [PYTEST 参数 …]                        检查与测试；带参数时只运行 pytest
python3 run.py taizhang …                                  台账的命令行，例如 run.py taizhang --help
python3 run.py bench …                                     性能基准
python3 run.py faults [--short] [名称 …]                   故障演练：杀进程、断电点、磁盘满……，账不丢、不重
python3 run.py mutate [模块 …]                             变异测试：核算里的每处改动是否有测试发现
"""


class Refusal(Exception):  # noqa: N818 - it is told to a person, not handled as a defect
    """Something outside the project is missing; the text says what to do about it."""


def main(args: "list[str]") -> int:
    """The exit status of the command in `args`; see USAGE."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    commands = {
        "demo": demo,
        "test": test,
        "taizhang": taizhang,
        "bench": bench,
        "faults": faults,
        "mutate": mutate,
    }
    try:
        check_python()
        if not args or args[0] in ("-h", "--help"):
            print(USAGE, end="")
            return 0
        if args[0] not in commands:
            raise Refusal(f"没有 {args[0]} 这个命令。\n{USAGE}")
        return commands[args[0]](args[1:])
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\n已中断；再运行一次会接着做完。", file=sys.stderr)
        return 130


def demo(args: "list[str]") -> int:
    """Serves a filled ledger on this machine alone; returns only where it could not start."""
    parser = argparse.ArgumentParser(prog="run.py demo", description="演示：装好、填入演示数据并打开网页服务")
    parser.add_argument("--port", help="端口，默认 8000")
    parser.add_argument("--data", help="数据目录，默认为本目录下的 data（或环境变量 TAIZHANG_DATA）")
    parser.add_argument("--host", help="只能是本机地址，默认 127.0.0.1")
    parser.add_argument("--prepare", action="store_true", help="只准备，不打开服务")
    chosen = parser.parse_args(args)
    before = [f"--data={chosen.data}"] if chosen.data else []
    after = [f"--{name}={getattr(chosen, name)}" for name in ("port", "host") if getattr(chosen, name)]
    return taizhang([*before, "demo", *after, *(["--prepare"] if chosen.prepare else [])])


def taizhang(args: "list[str]") -> int:
    """Hands over to the product's own command line, which keeps the terminal and the exit status."""
    install(RUN_LOCK)
    return hand_over([str(BIN / "taizhang"), *args])


def bench(args: "list[str]") -> int:
    """Hands over to the benchmarks."""
    if not (ROOT / "benchmarks" / "__main__.py").exists():
        raise Refusal("这个版本还没有性能基准（benchmarks 目录）。")
    install(BENCH_LOCK)
    os.chdir(ROOT)
    return hand_over([str(PYTHON), "-m", "benchmarks", *args])


def faults(args: "list[str]") -> int:
    """Hands over to the faults that are put into real servers and processes."""
    install(TEST_LOCK)
    os.chdir(ROOT)
    return hand_over([str(PYTHON), "-m", "faults", *args])


def mutate(args: "list[str]") -> int:
    """Hands over to mutation testing of the credit engine, of some of its modules or all."""
    install(TEST_LOCK)
    os.chdir(ROOT)
    return hand_over([str(PYTHON), "-m", "mutation", *args])


def test(args: "list[str]") -> int:
    """Checks everything, or runs pytest alone where it was given arguments; 0 only if all of it is well."""
    install(TEST_LOCK)
    missing = install_system_packages()
    failed = [] if args else [name for name, command in CHECKS.items() if not succeeds(name, command)]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.xml")
        workers = [] if any(arg.startswith(("-n", "-p")) for arg in args) else ["-n", "auto"]
        if not succeeds("pytest", ["pytest", *workers, f"--junitxml={report}", *args]):
            failed.append("pytest")
        skipped = read_skipped(report)
    tell_skipped(skipped, missing)
    if os.environ.get("CI") == "true" and any(DATA_REASON not in reason for reason in skipped.values()):
        failed.append("CI 中不应有跳过的测试")
    print("没有通过：" + "、".join(failed) if failed else "全部通过。")
    return 1 if failed else 0


CHECKS = {
    "ruff check": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
}


# --- Python and the virtual environment ---------------------------------------------------------------------


def check_python() -> None:
    """Refuses an old Python, and one whose Debian package leaves out what makes a virtual environment."""
    found = ".".join(map(str, sys.version_info[:2]))
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts this file may well have an older one
        raise Refusal(
            f"需要 Python 3.11 或更新的版本，现在的是 {found}。请安装后用它启动：python3.11 run.py demo\n"
            f"Python 3.11 or newer is needed; this is {found}. Try: python3.11 run.py demo"
        )
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        command = as_root(["apt-get", "install", "-y", f"python{found}-venv"])
        raise Refusal(f"这个 Python 不能建立虚拟环境（缺少 venv）。请先运行：\n    {command}")


def install(lock: str) -> None:
    """Makes `.venv` hold what `lock` names and the project; nothing is done where it already does."""
    with one_at_a_time():
        if UNFINISHED.exists() or not PYTHON.exists():
            make_environment()
        once(lock, digest(BUILD_LOCK, lock), lambda: install_locked(lock))
        once("project", digest(*PROJECT_FILES), install_project)
        compile_translations()


def make_environment() -> None:
    """Makes `.venv` anew, empty: what a cut off installation left can't be trusted file by file."""
    if Path(sys.prefix).resolve() == VENV.resolve():
        raise Refusal(
            "虚拟环境 .venv 没有装完，要重新建立；请用系统的 python3 启动 run.py，不要用 .venv 里的。"
        )
    print("正在建立虚拟环境 .venv ……", flush=True)
    run([sys.executable, "-m", "venv", "--clear", str(VENV)], "没有建成虚拟环境。")


def install_locked(lock: str) -> None:
    """Installs exactly the files whose digests `lock` names."""
    print(f"正在安装 {lock} 中的依赖（第一次约需一两分钟）……", flush=True)
    refusal = "依赖没有装成。请检查网络；内网请用 PIP_INDEX_URL 指定镜像。再运行一次会重新安装。"
    pip(["--require-hashes", "--only-binary=:all:", "--requirement", str(ROOT / BUILD_LOCK)], refusal)
    build = ["--no-build-isolation", "--use-pep517"]
    pip(["--require-hashes", *build, "--requirement", str(ROOT / lock)], refusal)


def install_project() -> None:
    """Installs the project so that the checkout's own files are what runs."""
    pip(["--no-deps", "--no-build-isolation", "--editable", str(ROOT)], "项目本身没有装成。")


def pip(args: "list[str]", refusal: str) -> None:
    """Runs pip's install inside `.venv`, marked as unfinished until it ends well."""
    UNFINISHED.touch()
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-warn-script-location"]
    run([str(PYTHON), "-m", "pip", "install", *quiet, *args], refusal)
    UNFINISHED.unlink()


def once(name: str, wanted: str, step: "Callable[[], None]") -> None:
    """Does `step` unless the stamp of that name says that it was done for `wanted`."""
    stamp = VENV / f".installed-{name}"
    if stamp.exists() and stamp.read_text("utf-8") == wanted:
        return
    step()
    stamp.write_text(wanted, "utf-8")


def digest(*names: str) -> str:
    """A digest over files of the checkout, where it lies and the Python behind `.venv`."""
    parts = [
        str(ROOT).encode(),
        str(PYTHON.resolve()).encode(),
        *((ROOT / name).read_bytes() for name in names),
    ]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def compile_translations() -> None:
    """Compiles each catalogue that is newer than its compiled form; those are not kept in git."""
    catalogues = (ROOT / "ledger" / "translations").glob("*/LC_MESSAGES/*.po")
    for source in catalogues:
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            command = ["babel.messages.frontend", "-q", "compile", "-i", str(source), "-o", str(target)]
            run([str(PYTHON), "-m", *command, "-l", source.parts[-3]], f"译文 {source.name} 没有编译成功。")


@contextlib.contextmanager
def one_at_a_time() -> "Iterator[None]":
    """Holds back a second start of the same checkout until the first has installed."""
    with Path(__file__).open("rb") as held:
        if os.name != "nt":
            fcntl = importlib.import_module("fcntl")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


# --- What the tests need and say ----------------------------------------------------------------------------


def install_system_packages() -> "list[str]":
    """Brings the browser, pdftotext and Chinese fonts where that is possible; what is still missing else."""
    missing = missing_system_packages()
    if missing and shutil.which("apt-get") and os.geteuid() == 0:
        print(f"正在用 apt 安装 {' '.join(missing)} ……", flush=True)
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update"], ["install", "-y", "--no-install-recommends", *missing]):
            subprocess.run(["apt-get", "-qq", *step], env=environment, stdout=subprocess.DEVNULL, check=False)
        missing = missing_system_packages()
    return missing


def missing_system_packages() -> "list[str]":
    """The Debian packages of which nothing is on this machine."""
    missing = [package for program, package in SYSTEM_PACKAGES.items() if not shutil.which(program)]
    if shutil.which("fc-list"):
        listed = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, check=False).stdout
    else:
        listed = b""
    return missing if listed.strip() else [*missing, CHINESE_FONTS]


def succeeds(name: str, command: "list[str]") -> bool:
    """Whether a tool of the environment, run in the checkout, was content."""
    print(f"== {name}", flush=True)
    return subprocess.run([str(PYTHON), "-m", *command], cwd=ROOT, check=False).returncode == 0


def read_skipped(report: Path) -> "dict[str, str]":
    """The tests that pytest's report names as skipped, each with its reason."""
    if not report.exists():
        return {}
    skipped = {}
    for case in Xml.parse(report).iter("testcase"):  # noqa: S314 - written by our own pytest
        mark = case.find("skipped")
        if mark is not None and mark.get("type") == "pytest.skip":
            skipped[f"{case.get('classname')}::{case.get('name')}"] = mark.get("message", "")
    return skipped


def tell_skipped(skipped: "dict[str, str]", missing: "list[str]") -> None:
    """Says which tests did not run and why, and what would let them."""
    for name, reason in sorted(skipped.items()):
        print(f"跳过 {name}：{reason}")
    if missing:
        command = as_root(["apt-get", "install", "-y", "--no-install-recommends", *missing])
        print(f"缺少 {'、'.join(missing)}，需要它们的测试没有运行。在 Debian 上：\n    {command}")


# --- Processes ----------------------------------------------------------------------------------------------


def as_root(command: "list[str]") -> str:
    """The command as it is typed here, with sudo where one is not root."""
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return shlex.join(command if is_root else ["sudo", *command])


def run(command: "list[str]", refusal: str) -> None:
    """Runs a step of the installation, and refuses with a sentence if it failed."""
    if subprocess.run(command, check=False).returncode != 0:
        raise Refusal(refusal)


def hand_over(command: "list[str]") -> int:
    """Becomes the command where the system can do that, so that signals and status are its own."""
    if os.name != "nt":
        sys.stdout.flush()
        os.execv(command[0], command)
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
