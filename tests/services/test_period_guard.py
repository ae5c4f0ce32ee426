"""Every service that writes asks the guard of closed periods, or says here why it need not."""

from __future__ import annotations

import ast
from pathlib import Path

SERVICES = Path(__file__).parents[2] / "ledger" / "services"
GUARDS = {"check_open", "check_spans", "check_terms", "check_policy_years"}

NOT_FACTS = "writes no fact that a year is counted from"
EXEMPT = {
    "change_password": NOT_FACTS,
    "close_year": "is the closing itself, under the lock that the guard shares",
    "demo_data": "fills an empty ledger, in which nothing is closed",
    "demo_entries": "fills an empty ledger, in which nothing is closed",
    "grant_roles": NOT_FACTS,
    "handle_suggestion": NOT_FACTS,
    "import_messages.keep_messages": "keeps a file; its rows are written by import_messages, which asks",
    "import_messages.choose_columns": "chooses columns of a kept file; nothing is written from it",
    "import_roster.keep_roster": "keeps a file; its rows are written by import_roster, which asks",
    "import_roster.choose_roster_columns": "chooses columns of a kept file; nothing is written from it",
    "keep_preset": NOT_FACTS,
    "log_entry.link_check": "a link carries no figure: a visit of this year may check an older finding",
    "log_late": "opens a month or asks for it: that is the way round the lock",
    "manage_accounts": NOT_FACTS,
    "manage_people.change_person": "a name or a number carries no figure; seals keep the name of their day",
    "manage_units.add_unit": "a new unit has nobody in it",
    "manage_units.plant_unit": "a new unit has nobody in it",
    "note_look": NOT_FACTS,
    "open_year": "assesses whoever has no assessment yet; whoever is sealed has one",
    "recompute_years": "assesses again from the facts and skips sealed years",
    "reopen_year": "is the reopening itself, under the lock that the guard shares",
    "set_preferences": NOT_FACTS,
    "sign_in": NOT_FACTS,
    "view_trail": NOT_FACTS,
    "write_suggestion": NOT_FACTS,
    "ask_genuine": NOT_FACTS,
    "issue_summary": "issues a paper about a year; its figures stay as they are",
    "print_batch": "issues papers about a year; its figures stay as they are",
    "keep_workers": NOT_FACTS,
    "note_export": NOT_FACTS,
    "note_full_export": NOT_FACTS,
    "agree_delegation": NOT_FACTS,
    "name_deputy": NOT_FACTS,
    "view_journal": NOT_FACTS,
    "draft_policy": "a draft is not in force; publish_draft asks",
    "keep_calendar": "what is sealed keeps its calendar; years that are sealed are not assessed again",
    "make_checkpoint": "signs what is there",
    "verify_books": "records that the books were verified",
    "back_up": "records that a backup was made",
    "restore": "puts a whole ledger back where none is",
    "import_all": "fills an empty ledger with a whole one",
}


def functions() -> dict[str, dict[str, ast.FunctionDef]]:
    """The functions of each module of the services."""
    return {
        path.stem: {
            node.name: node
            for node in ast.parse(path.read_text("utf-8")).body
            if isinstance(node, ast.FunctionDef)
        }
        for path in sorted(SERVICES.glob("*.py"))
    }


def called(node: ast.FunctionDef) -> set[str]:
    """The names that a function calls, of functions and methods."""
    names = set()
    for one in ast.walk(node):
        if isinstance(one, ast.Call):
            names.add(one.func.attr if isinstance(one.func, ast.Attribute) else getattr(one.func, "id", ""))
    return names


def reached(name: str, known: dict[str, ast.FunctionDef]) -> set[str]:
    """All that a function calls, by however many functions of the services."""
    found, waiting = set[str](), [name]
    while waiting:
        node = known.get(waiting.pop())
        new = set() if node is None else called(node) - found
        found |= new
        waiting += new
    return found


def test_every_service_that_commits_asks_the_guard_or_is_exempt_for_a_reason() -> None:
    modules = functions()
    known = {name: node for found in modules.values() for name, node in found.items()}
    writing = {
        (module, name)
        for module, found in modules.items()
        for name, node in found.items()
        if "commit" in called(node) or (name[0] != "_" and "commit" in reached(name, known))
    }
    unguarded = {(module, name) for module, name in writing if not GUARDS & reached(name, known)}
    without_reason = {
        f"{module}.{name}"
        for module, name in unguarded
        if module not in EXEMPT and f"{module}.{name}" not in EXEMPT
    }
    assert without_reason == set()
    needed = {module for module, _ in writing} | {f"{module}.{name}" for module, name in writing}
    assert {name for name in EXEMPT if name not in needed} == set()
