"""A fault says in one line where it stands, what is written there and what is wrong with it."""

from __future__ import annotations

import pytest

from ledger.domain.credit.faults import LONGEST_SHOWN, CaseFaultsError, Fault, PolicyFaultsError, shown
from ledger.domain.wording import Sentence

WRONG = Sentence("应是%(what)s", {"what": "整数"})


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Fault("[day]", "minutes", "1", 7, WRONG), "第 7 行，[day] minutes = 1：应是整数"),
        (Fault("[day]", "minutes", "", 7, WRONG), "第 7 行，[day] minutes：应是整数"),
        (Fault("", "format", "2", None, WRONG), "format = 2：应是整数"),
        (Fault("entries[0]", "", "", None, WRONG), "entries[0]：应是整数"),
        (Fault("a\nb", "c", "", None, WRONG), "a\\u000ab c：应是整数"),
    ],
)
def test_a_fault_is_one_line(fault: Fault, said: str) -> None:
    assert fault.say() == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (True, "true"),
        (False, "false"),
        (None, "null"),
        (12, "12"),
        ([1, "a"], "[1, 'a']"),
        ("字\t\n", '"字\\u0009\\u000a"'),
    ],
)
def test_a_value_is_named_as_it_is_written(value: object, said: str) -> None:
    assert shown(value) == said


def test_a_number_that_python_will_not_write_out_is_named_by_a_mark() -> None:
    assert shown(10**5000) == "…"


def test_a_long_value_is_cut_with_a_mark() -> None:
    just = "字" * (LONGEST_SHOWN - 2)
    assert shown(just) == f'"{just}"'
    assert shown(just + "多") == f'"{just}…'
    assert len(shown(just * 9)) == LONGEST_SHOWN


def test_a_refusal_counts_its_faults() -> None:
    faults = (Fault("", "a", "", None, WRONG), Fault("", "b", "", None, WRONG))
    assert str(PolicyFaultsError(faults)) == "折算办法有 2 处不符合要求，请逐处改正。"
    assert str(CaseFaultsError(faults)) == "核算材料有 2 处不符合要求，请逐处改正。"
    assert CaseFaultsError(faults).faults == faults
