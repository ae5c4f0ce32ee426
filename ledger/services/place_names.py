"""Places in what is said of a policy or a figure: by their names, where the engine knows only their codes."""

from __future__ import annotations

from ledger.domain.wording import Say
from ledger.store.divisions import CODE_DIGITS, name_of_place


def naming_places(say: Say) -> Say:
    """As `say`, but a text that is the code of a place becomes its name (GB/T 2260).

    A township or village goes by its county's name and its code; a code without a name stays as it is.
    """

    def named(text: str) -> str:
        return (_name(text) if text.isdecimal() else None) or say(text)

    return named


def _name(code: str) -> str | None:
    county = name_of_place(code[:CODE_DIGITS])
    return f"{county} {code}" if county and len(code) > CODE_DIGITS else county
