"""Entries whose postings have to be looked at closely: the database itself does not find them all the same.

The body of a posting is canonical JSON, so a database can write it from typed columns and compare the text,
which is much less work than to read each body. What it finds the same is the same to the letter; what it
does not, for whatever reason, is read and compared column by column.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any

from ledger.domain.merkle import ALGORITHMS
from ledger.domain.posted_facts import ENTRY_FACTS, ENTRY_WORDS
from ledger.store.readings_verification import LIVE, UnreadableError, is_sqlite, raw_rows

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

IN_ORDER = sorted((name, at) for at, name in enumerate(ENTRY_WORDS))
"""The words in the order of canonical JSON, each with its place among the columns."""

TAIL = ',"words":"'
"""What follows the facts in a body: `words` comes last among the keys."""

DIGEST = "abcdefghijklmnopqrstuvwxyz0123456789:"


def doubtful_typed(session: Session) -> list[int] | None:
    """Postings of entries, by number, whose typed facts need a closer look; None: all of them."""
    own = "j.object_id = p.entry_id AND j.version = p.version AND j.person_id = p.person_id"
    query = (
        "SELECT j.seq FROM journal j LEFT JOIN posted_entry p ON p.seq = j.seq"  # noqa: S608
        " WHERE j.act = 'posted' AND j.object_kind = 'entry'"
        f" AND NOT coalesce({own} AND {_says(session, 'p')}, FALSE) ORDER BY j.seq"
    )
    return _or_all(session, lambda: (row[0] for row in raw_rows(session, query)))


def doubtful_now(session: Session) -> list[int] | None:
    """Live postings of entries, by number, whose entry needs a closer look; None: all of them."""
    words = ", ".join(f'e."{name}"' for name in ENTRY_WORDS)
    query = (
        f"SELECT p.seq, j.algorithm, substr(j.body, {_at(session)} + {len(TAIL)}),"  # noqa: S608
        f" e.status = 'approved' AND e.person_id = j.person_id AND {_says(session, 'e')}, {words}"
        " FROM posted_entry p JOIN journal j ON j.seq = p.seq LEFT JOIN entry e ON e.id = j.object_id"
        f" WHERE {LIVE} ORDER BY p.seq"
    )

    def doubtful() -> Iterator[int]:
        for seq, algorithm, tail, is_same, *kept in raw_rows(session, query):
            if not is_same or tail != _tail(algorithm, kept):
                yield seq

    return _or_all(session, doubtful)


def _or_all(session: Session, doubtful: Callable[[], Iterator[int]]) -> list[int] | None:
    """The numbers; None where SQLite has something in a row that it can't write as JSON."""
    try:
        return list(doubtful())
    except UnreadableError:
        if not is_sqlite(session):
            raise
        return None


def _tail(algorithm: object, words: list[Any]) -> str:
    """What a body ends with after its facts, by the words beside them; "" where these can't be.

    It is `words_digest`, written for words that are always the same ones: they are hashed for every entry.
    """
    try:
        parts = [f'"{name}":{encode_basestring(words[at])}' for name, at in IN_ORDER]
        found = ALGORITHMS[str(algorithm)](f"{{{','.join(parts)}}}".encode())
    except (ValueError, TypeError, KeyError):
        return ""
    return f'{algorithm}:{found.hexdigest()}"}}'


def _says(session: Session, alias: str) -> str:
    """The condition that the body of posting `j` is made of the facts of a row and the digest of words."""
    at, head = _at(session), " || ".join(_parts(session, alias))
    return (
        f"j.body = {head} || substr(j.body, {at})"
        f" AND ltrim(substr(j.body, {at} + {len(TAIL)}), '{DIGEST}') = '\"}}'"
    )


def _at(session: Session) -> str:
    """Where the tail of a body begins."""
    return f"{'instr' if is_sqlite(session) else 'strpos'}(j.body, '{TAIL}')"


def _parts(session: Session, alias: str) -> Iterator[str]:
    """The facts of a row as the database writes them in canonical JSON, up to the tail."""
    for number, name in enumerate(sorted(ENTRY_FACTS)):
        yield f"""'{"," if number else "{"}"{name}":'"""
        column = f'{alias}."{name}"'
        if not is_sqlite(session):
            written = f"to_json({column})::text" if name != "counts" else f"{column}::text"
            spaceless = f"replace(replace({written}, ', ', ','), ': ', ':')" if name == "counts" else written
            yield f"coalesce({spaceless}, 'null')"
        elif name == "contact_point":
            yield f"CASE {column} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END"
        elif name == "counts":
            # Only as our columns have it: a blank behind each comma and colon, and none elsewhere.
            written = f"replace(replace(json({column}), ',', ', '), ':', ': ')"
            yield f"CASE {column} WHEN '{{}}' THEN '{{}}' WHEN {written} THEN json({column}) END"
        else:
            yield f"json_quote({column})"
