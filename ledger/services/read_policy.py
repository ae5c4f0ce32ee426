"""Read a policy that somebody wrote, and hold it to what there is in the world, such as time zones."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from ledger.domain.credit.document import parse_policy

if TYPE_CHECKING:
    from ledger.domain.credit.policy import Policy


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    """The names of the time zones that there are."""
    return frozenset(available_timezones())


def read_policy(source: bytes) -> Policy:
    """The policy that a document states which is not published yet.

    Raises:
        PolicyFaultsError: with every fault, named by table, key, value and line.
    """
    return parse_policy(source, _zones())
