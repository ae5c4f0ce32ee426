"""The table of mutation testing counts honestly: what was not judged or not found is not killed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mutation import table

ENDS = {
    "x_f__mutmut_1": 1,
    "x_f__mutmut_2": 0,
    "x_f__mutmut_3": 33,
    "xǁPieceǁslots__mutmut_1": 0,
    "x_g__mutmut_1": 36,
}


@pytest.fixture(autouse=True)
def noted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two modules, of which one is not judged, and a list of equivalent mutants."""
    found = {f"{table.ENGINE}.cap.{name}": end for name, end in ENDS.items()}
    (tmp_path / "cap.py.meta").write_text(json.dumps({"exit_code_by_key": found}), "utf-8")
    fresh = {f"{table.ENGINE}.tally.x_t__mutmut_1": None}
    (tmp_path / "tally.py.meta").write_text(json.dumps({"exit_code_by_key": fresh}), "utf-8")
    (tmp_path / "facts.py.meta").write_text(json.dumps({"exit_code_by_key": {}}), "utf-8")
    listed = tmp_path / "mutants.md"
    listed.write_text("- `cap.f` × 1：次序不影响\n- `cap.Piece.slots` × 5：同上\n", "utf-8")
    monkeypatch.setattr(table, "NOTED", tmp_path)
    monkeypatch.setattr(table, "EQUIVALENT", listed)


def test_a_survivor_is_equivalent_only_as_often_as_it_is_listed() -> None:
    assert table.row_of("cap", table.equivalents()) == table.Row("cap", 5, 2, 3, 2, 0)


def test_what_was_not_judged_is_not_killed(capsys: pytest.CaptureFixture[str]) -> None:
    assert table.print_table(table.names_of_modules()) == 1
    *_, tally, total = capsys.readouterr().out.splitlines()
    assert tally.split() == ["tally", "1", "0", "0", "0", "1", "0.0%"]
    assert total.split() == ["all", "6", "2", "3", "2", "1", "33.3%"]


def test_survivors_are_named_as_mutmut_names_them() -> None:
    assert [name.rpartition(".")[2] for name in table.survivors(["cap", "tally"])] == [
        "x_f__mutmut_2",
        "x_f__mutmut_3",
        "xǁPieceǁslots__mutmut_1",
    ]
