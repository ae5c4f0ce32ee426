"""The books as they lie in the database, for verification: raw values, which may be damaged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ledger.domain.journal import AFTER_BODY
from ledger.domain.posted_facts import ENTRY_FACTS, ENTRY_WORDS, OUTCOME_WORDS

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PART = 5000
AT_ONCE = 500
"""How many numbers of postings go into one statement."""
READING_FAULTS = (SQLAlchemyError, ValueError, TypeError, LookupError, ArithmeticError)
"""What is raised where the database can't give what it holds, or gives what can't be."""

JOURNAL = ("account_id", "act", "algorithm", "at", "body", *AFTER_BODY, "hash")
LIVE = "NOT EXISTS (SELECT 1 FROM journal r WHERE r.reverses = p.seq)"


def is_sqlite(session: Session) -> bool:
    """Whether the database is SQLite."""
    return session.get_bind().dialect.name == "sqlite"


class UnreadableError(ValueError):
    """The database can't give what it holds."""


def raw_rows(session: Session, query: str) -> Iterator[Sequence[Any]]:
    """The rows of a query as the driver gives them, without holding all of them.

    A text that is no UTF-8 is damage to be named: from there on texts are read with their broken bytes.

    Raises:
        UnreadableError: the database itself fails.
    """
    read = 0
    try:
        for row in _parts(session, query):
            yield row
            read += 1
    except DBAPIError as error:
        if not is_sqlite(session) or "UTF-8" not in str(error):
            raise UnreadableError(str(error.orig)) from error
        driver: Any = session.connection().connection.driver_connection
        strict, driver.text_factory = driver.text_factory, _lenient
        try:
            yield from _parts(session, f"{query} LIMIT -1 OFFSET {read}")
        except DBAPIError as worse:
            raise UnreadableError(str(worse.orig)) from worse
        finally:
            driver.text_factory = strict


def _parts(session: Session, query: str) -> Iterator[Sequence[Any]]:
    options = {"stream_results": True, "max_row_buffer": PART}
    found = session.connection().exec_driver_sql(query, execution_options=options)
    try:
        for part in found.partitions(PART):
            yield from part
    finally:
        found.close()


def _lenient(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def journal_rows(session: Session) -> Iterator[Sequence[Any]]:
    """All postings in order, their columns as in `JOURNAL`."""
    return raw_rows(session, f"SELECT {_names(JOURNAL)} FROM journal ORDER BY seq")  # noqa: S608


def posted_entry_rows(session: Session, seqs: Sequence[int] | None) -> Iterator[Sequence[Any]]:
    """Postings of entries: seq, body, object, version, person; the same three and the facts as typed.

    Args:
        session: on the books.
        seqs: which, in order; None for all.
    """
    facts = ", ".join(f"p.{_quoted(name)}" for name in ENTRY_FACTS)
    return _of_seqs(
        session,
        "SELECT j.seq, j.body, j.object_id, j.version, j.person_id, p.entry_id, p.version, p.person_id,"  # noqa: S608
        f" {facts} FROM journal j LEFT JOIN posted_entry p ON p.seq = j.seq"
        " WHERE j.act = 'posted' AND j.object_kind = 'entry'",
        seqs,
    )


def _of_seqs(session: Session, query: str, seqs: Sequence[int] | None) -> Iterator[Sequence[Any]]:
    """The rows of a query that has no order yet, in that of postings `j`: all, or those of some numbers."""
    order = " ORDER BY j.seq"
    if seqs is None:
        yield from raw_rows(session, query + order)
        return
    for begin in range(0, len(seqs), AT_ONCE):
        keys = ", ".join(str(int(seq)) for seq in seqs[begin : begin + AT_ONCE])
        yield from raw_rows(session, f"{query} AND j.seq IN ({keys}){order}")


def posted_outcome_rows(session: Session) -> Iterator[Sequence[Any]]:
    """Each posting of an outcome with its typed facts: seq, body, object; outcome, kind, level, date."""
    return raw_rows(
        session,
        "SELECT j.seq, j.body, j.object_id, p.outcome_id, p.kind, p.level, p.on_date"
        " FROM journal j LEFT JOIN posted_outcome p ON p.seq = j.seq"
        " WHERE j.act = 'posted' AND j.object_kind = 'outcome' ORDER BY j.seq",
    )


def posted_parts(session: Session) -> tuple[dict[int, list[list[int]]], dict[int, list[list[int]]]]:
    """By posting the shares and the entries of outcomes as typed, each with its position before it."""
    shares: dict[int, list[list[int]]] = {}
    query = "SELECT seq, position, person_id, part, whole FROM posted_share ORDER BY seq, position"
    for seq, *share in raw_rows(session, query):
        shares.setdefault(seq, []).append(share)
    entries: dict[int, list[list[int]]] = {}
    query = "SELECT seq, position, entry_id FROM posted_outcome_entry ORDER BY seq, position"
    for seq, *entry in raw_rows(session, query):
        entries.setdefault(seq, []).append(entry)
    return shares, entries


def stray_facts(session: Session) -> list[tuple[str, int]]:
    """Typed facts of which there is no posting: table and number."""
    found: list[tuple[str, int]] = []
    for table, kind in (("posted_entry", "entry"), ("posted_outcome", "outcome")):
        query = (
            f"SELECT p.seq FROM {table} p WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.seq = p.seq"  # noqa: S608
            f" AND j.act = 'posted' AND j.object_kind = '{kind}') ORDER BY p.seq"
        )
        found += [(table, row[0]) for row in raw_rows(session, query)]
    for table in ("posted_share", "posted_outcome_entry"):
        query = (
            f"SELECT DISTINCT p.seq FROM {table} p WHERE NOT EXISTS"  # noqa: S608
            " (SELECT 1 FROM posted_outcome o WHERE o.seq = p.seq) ORDER BY p.seq"
        )
        found += [(table, row[0]) for row in raw_rows(session, query)]
    return found


def unposted(session: Session) -> list[tuple[str, int]]:
    """Approved entries and verified outcomes that no live posting stands behind."""
    found: list[tuple[str, int]] = []
    for table, status in (("entry", "approved"), ("outcome", "verified")):
        query = (
            f"SELECT e.id FROM {table} e WHERE e.status = '{status}' AND NOT EXISTS (SELECT 1"  # noqa: S608
            f" FROM posted_{table} p WHERE p.{table}_id = e.id AND {LIVE}) ORDER BY e.id"
        )
        found += [(table, row[0]) for row in raw_rows(session, query)]
    return found


def live_entries(session: Session, seqs: Sequence[int] | None) -> Iterator[Sequence[Any]]:
    """Live postings of entries: seq, entry, person, body, algorithm; the entry as it is now.

    Args:
        session: on the books.
        seqs: which, in order; None for all.
    """
    now = ", ".join(
        f"e.{_quoted(name)}" for name in ("id", "status", "person_id", *ENTRY_FACTS, *ENTRY_WORDS)
    )
    return _of_seqs(
        session,
        f"SELECT p.seq, j.object_id, j.person_id, j.body, j.algorithm, {now}"  # noqa: S608
        " FROM posted_entry p JOIN journal j ON j.seq = p.seq LEFT JOIN entry e ON e.id = j.object_id"
        f" WHERE {LIVE}",
        seqs,
    )


def live_outcomes(session: Session) -> Iterator[Sequence[Any]]:
    """Each live posting of an outcome: seq, outcome, body, algorithm; state, facts and words of it now."""
    now = ", ".join(f"e.{name}" for name in ("id", "status", "kind", "level", "on_date", *OUTCOME_WORDS))
    return raw_rows(
        session,
        f"SELECT p.seq, j.object_id, j.body, j.algorithm, {now}"  # noqa: S608
        " FROM posted_outcome p JOIN journal j ON j.seq = p.seq LEFT JOIN outcome e ON e.id = j.object_id"
        f" WHERE {LIVE} ORDER BY p.seq",
    )


def parts_now(session: Session) -> tuple[dict[int, set[tuple[int, int, int]]], dict[int, set[int]]]:
    """By outcome its shares and its entries as they are now."""
    shares: dict[int, set[tuple[int, int, int]]] = {}
    for key, *share in raw_rows(session, "SELECT outcome_id, person_id, part, whole FROM outcome_share"):
        shares.setdefault(key, set()).add((share[0], share[1], share[2]))
    entries: dict[int, set[int]] = {}
    for key, entry in raw_rows(session, "SELECT outcome_id, entry_id FROM outcome_entry"):
        entries.setdefault(key, set()).add(entry)
    return shares, entries


def integrity_faults(session: Session) -> list[str]:
    """What SQLite itself finds wrong with its file; PostgreSQL is not asked: its pages carry checksums."""
    if not is_sqlite(session):
        return []
    found = [str(row[0]) for row in session.execute(text("PRAGMA integrity_check"))]
    strays = session.execute(text("PRAGMA foreign_key_check")).all()
    return [one for one in found if one != "ok"] + [f"{row[0]} {row[1]} -> {row[2]}" for row in strays]


@dataclass(frozen=True)
class Guard:
    """A guard of the schema."""

    name: str
    table: str


def guards(session: Session) -> set[Guard]:
    """The guards that the database has."""
    query = (
        "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
        if is_sqlite(session)
        else "SELECT tgname, tgrelid::regclass::text FROM pg_trigger"
        " WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    return {Guard(row[0], row[1]) for row in session.execute(text(query))}


def trail_head(session: Session) -> int:
    """The number of the last record of the trail."""
    return int(session.execute(text("SELECT coalesce(max(id), 0) FROM trail")).scalar_one())


def _names(names: Sequence[str]) -> str:
    return ", ".join(_quoted(name) for name in names)


def _quoted(name: str) -> str:
    """A name that no database takes for a word of its own."""
    return f'"{name}"'
