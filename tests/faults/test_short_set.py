"""Faults in every run of the tests: nothing acknowledged is lost, nothing doubled or left between."""

from __future__ import annotations

import pytest

from faults.running import FAULTS, IN_EVERY_RUN
from tests.databases import Databases


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("backend", "name"), [(backend, name) for backend, names in IN_EVERY_RUN.items() for name in names]
)
def test_the_promise_is_kept_under(backend: str, name: str) -> None:
    databases = Databases(backend)
    try:
        outcome = FAULTS[name](databases, short=True)
    finally:
        databases.close()
    assert outcome.is_well, outcome.line(name, backend, 0)
