"""The shape of the house, read from the source: who may import whom, and the manner every file keeps."""

from __future__ import annotations

import ast
import configparser
import functools
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ("ledger", "exports")
LONGEST_FILE = 350
LONGEST_FUNCTION = 40

STANDARD = frozenset({*sys.stdlib_module_names, "__future__"})

ARROWS: dict[str, set[str]] = {
    "ledger.domain": {"ledger.domain"},
    "exports": {"exports", "ledger.domain", "reportlab", "fontTools", "segno", "xlsxwriter"},
    "ledger.files": {"ledger.files", "ledger.domain", "python_calamine"},
    "ledger.store": {"ledger.domain", "ledger.store", "ledger.resources"}
    | {"sqlalchemy", "alembic", "pysqlite3", "pypinyin"},
    "ledger.services": {"ledger.domain", "ledger.services", "ledger.store", "ledger.files"}
    | {
        "ledger.clock",
        "ledger.resources",
        "ledger.signing_key",
        "ledger.uncollected",
        "argon2",
        "zxcvbn",
        "holidays",
        "rfc8785",
    },
}
"""Each room and what its files may import beside the standard library. The web and what wires are not in it:
they may reach everything below, with the exceptions of FORBIDDEN."""

FORBIDDEN: dict[str, tuple[str, ...]] = {
    "ledger.web": ("ledger.commands", "ledger.cli", "ledger.app", "ledger.store.rows", "alembic"),
    "ledger.commands": ("ledger.web", "ledger.cli", "ledger.store.rows"),
}

WITHOUT_WEB = ("ledger.domain", "ledger.files", "ledger.store", "ledger.services", "exports")
WEB_LIBRARIES = (
    "flask",
    "flask_babel",
    "flask_security",
    "werkzeug",
    "wtforms",
    "jinja2",
    "waitress",
    "click",
)


def sources(*rooms: str) -> list[Path]:
    """The Python files below some folders of the project, in a fixed order."""
    return sorted(
        path for room in rooms for path in (ROOT / room).rglob("*.py") if "__pycache__" not in path.parts
    )


def module_name(path: Path) -> str:
    """The dotted name of a file of the project."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@functools.cache
def tree_of(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text("utf-8"), str(path))


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Each module that a file imports, as far as names tell, and the line; imports for typing count too."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def below(name: str, room: str) -> bool:
    """Whether a dotted name is a room or in it."""
    return name == room or name.startswith(room + ".")


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """All functions and methods of a file."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def where(path: Path, line: int, what: str) -> str:
    """A finding as an editor can jump to it."""
    return f"{path.relative_to(ROOT)}:{line}: {what}"


def is_stdlib(name: str) -> bool:
    """Whether a module comes with Python."""
    return name.split(".", maxsplit=1)[0] in STANDARD


@pytest.mark.parametrize("room", ARROWS)
def test_a_room_imports_only_what_lies_below_it(room: str) -> None:
    wrong = [
        where(path, line, name)
        for path in sources(room.replace(".", "/"))
        for name, line in imports(path)
        if not is_stdlib(name) and not any(below(name, allowed) for allowed in ARROWS[room])
    ]
    assert wrong == []


@pytest.mark.parametrize("room", FORBIDDEN)
def test_the_upper_rooms_do_not_reach_round_the_services(room: str) -> None:
    wrong = [
        where(path, line, name)
        for path in sources(room.replace(".", "/"))
        for name, line in imports(path)
        if any(below(name, forbidden) for forbidden in FORBIDDEN[room])
    ]
    assert wrong == []


def test_every_room_of_the_program_is_in_the_tables() -> None:
    rooms = {module_name(path) for path in sources("ledger") if path.name == "__init__.py"}
    known = (*ARROWS, *FORBIDDEN)
    assert [
        room for room in sorted(rooms) if room != "ledger" and not any(below(room, k) for k in known)
    ] == []


def test_nothing_below_the_web_knows_the_web() -> None:
    wrong = [
        where(path, line, name)
        for path in sources(*(room.replace(".", "/") for room in WITHOUT_WEB))
        for name, line in imports(path)
        if name.split(".")[0] in WEB_LIBRARIES
    ]
    assert wrong == []


CLOCKS = {
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("time", "time"),
}


def test_only_the_clock_reads_the_clock() -> None:
    wrong = [
        where(path, node.lineno, f"{node.value.id}.{node.attr}")
        for path in sources(*PROGRAM)
        if path != ROOT / "ledger" / "clock.py"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if (node.value.id, node.attr) in CLOCKS
    ]
    assert wrong == []


ENVIRONMENT = ("os.environ", "os.environb", "os.getenv")


def handed_on(tree: ast.Module) -> set[ast.expr]:
    """The values that are unpacked whole into a dictionary, such as the environment of a child process."""
    tables = [node for node in ast.walk(tree) if isinstance(node, ast.Dict)]
    return {
        value for table in tables for key, value in zip(table.keys, table.values, strict=True) if key is None
    }


def test_only_the_configuration_reads_the_environment() -> None:
    wrong = [
        where(path, node.lineno, ast.unparse(node))
        for path in sources(*PROGRAM)
        if path != ROOT / "ledger" / "config.py"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in ENVIRONMENT
        if node not in handed_on(tree_of(path))
    ]
    wrong += [
        where(path, line, name)
        for path in sources(*PROGRAM)
        for name, line in imports(path)
        if name in ENVIRONMENT
    ]
    assert wrong == []


def test_only_services_and_the_unit_of_work_commit() -> None:
    # The engine's own connection passes COMMIT on, to let the next writer begin right behind it.
    allowed = {ROOT / f"ledger/store/{name}.py" for name in ("unit_of_work", "schema", "engine")}
    wrong = [
        where(path, node.lineno, "commit()")
        for path in sources(*PROGRAM)
        if path not in allowed and not below(module_name(path), "ledger.services")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]
    assert wrong == []


def test_imports_are_absolute_and_at_the_top() -> None:
    wrong = [
        where(path, node.lineno, "relative import")
        for path in sources(*PROGRAM, "tests")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ] + [
        where(path, inner.lineno, f"import inside {function.name}()")
        for path in sources(*PROGRAM, "tests")
        for function in functions(path)
        for inner in ast.walk(function)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]
    assert wrong == []


def test_there_is_no_util_module_and_no_name_that_hides_a_library() -> None:
    refused = {"util", "utils", "helper", "helpers", "common", "misc", "csv", "pdf", "json"}
    assert [str(path) for path in sources(*PROGRAM) if path.stem in refused] == []


def test_files_stay_short() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in [*sources(*PROGRAM, "tests"), ROOT / "run.py", ROOT / "setup.py"]
        if (lines := len(path.read_text("utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_functions_stay_short() -> None:
    long = [
        where(path, function.lineno, f"{function.name}() has {lines} lines")
        for path in [*sources(*PROGRAM, "tests"), ROOT / "run.py"]
        for function in functions(path)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    ]
    assert long == []


def public_definitions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """The classes, functions and methods of a file that others may call, not those inside functions."""
    inside: list[ast.stmt] = list(tree_of(path).body)
    for node in inside:
        if isinstance(node, ast.ClassDef):
            inside.extend(node.body)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name[0] != "_":
            yield node


def test_modules_classes_and_public_functions_say_what_they_give() -> None:
    silent = [where(path, 1, "module") for path in sources(*PROGRAM) if not ast.get_docstring(tree_of(path))]
    silent += [
        where(path, node.lineno, node.name)
        for path in sources(*PROGRAM)
        for node in public_definitions(path)
        if not ast.get_docstring(node)
    ]
    assert silent == []


def test_setup_cfg_names_every_package_of_the_checkout() -> None:
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", "utf-8")
    named = set(settings["options"]["packages"].split())
    found = {module_name(path) for path in sources(*PROGRAM) if path.name == "__init__.py"}
    found |= {"ledger.templates", "ledger.migrations", "ledger.migrations.versions", "ledger.verifier"}
    assert named == found


def test_every_python_file_lies_in_a_package() -> None:
    homeless = [
        str(p.relative_to(ROOT)) for p in sources(*PROGRAM) if not (p.parent / "__init__.py").exists()
    ]
    assert homeless == []


def test_migrations_import_nothing_of_ours() -> None:
    wrong = [
        where(path, line, name)
        for path in sources("migrations")
        for name, line in imports(path)
        if name.split(".")[0] in PROGRAM
    ]
    assert wrong == []
