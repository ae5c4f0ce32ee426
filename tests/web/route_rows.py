"""How a row of the route table is read."""

from __future__ import annotations

from dataclasses import dataclass

ROLES = {
    "nobody": "",
    "cadre": "alice",
    "delegate": "eve",
    "reviewer": "rex",
    "department": "orla",
    "elsewhere": "olga",
    "system": "sam",
    "security": "sue",
    "audit": "ada",
}
"""The columns: each a role, and who of the scene plays it, holding that role alone."""

HATS = {"cadre and reviewer": "bob", "cadre and department": "dana"}
"""Who holds two roles; not in the table, but lists and pages have to agree for them as well."""


@dataclass(frozen=True)
class Row:
    """One line of the table: a request, the thing it is about, and what each role is answered."""

    method: str
    rule: str
    thing: str
    """The kind of the thing that the address names; "" where it names none."""
    field: str
    """Where the thing stands: "" in the path, "?name" in the query, "name" in the form."""
    answers: dict[str, str]
    """By role the expected letters: one for each holder's thing, or a single one for all of them."""

    @property
    def title(self) -> str:
        """The row in a few words, for names of tests."""
        place = f"{self.field}=" if self.field else ""
        return f"{self.method} {self.rule} {place}{self.thing}".strip()


def read_rows(text: str) -> list[Row]:
    """The rows of a table as it is written; lines that begin with # are for people alone."""
    rows = []
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        method, rule, thing, *letters = line.split()
        where, _, kind = thing.rpartition("=")
        answers = dict(zip(ROLES, letters, strict=True))
        rows.append(Row(method, rule, "" if kind == "." else kind, where, answers))
    return rows
