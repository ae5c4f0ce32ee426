"""The years that an address may ask for: of others there is no page, however large the number."""

from __future__ import annotations

from flask import request

from ledger.domain.calendar import FIRST_YEAR, LAST_YEAR
from ledger.domain.errors import NotFoundError
from ledger.web.context import this_year


def known_year(year: int) -> int:
    """The year itself.

    Raises:
        NotFoundError: it is none that a ledger could be of.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFoundError
    return year


def year_asked() -> int:
    """The year that the address names; the present one where it names none.

    Raises:
        NotFoundError: it is none that a ledger could be of.
    """
    return known_year(request.args.get("year", this_year(), type=int))
