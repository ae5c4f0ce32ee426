"""Tables as text, and digests of it: what a checkpoint covers beside the journal."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Boolean, Table, select, text

import ledger.store.rows  # noqa: F401 - fills the metadata
from ledger.domain.journal import canonical_json
from ledger.store.base import Base, Moment

if TYPE_CHECKING:
    from sqlalchemy import Column
    from sqlalchemy.orm import Session

PART = 2000
SEALS = "sealed_assessment"
FORM, FORM_NOW = "form", "2"
"""How rows were written for the digests: 2 since they are the same on both databases."""
LINE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, check_circular=False)
PLAIN = frozenset({type(None), str, int, bool, dict, list})
"""What JSON has as it is."""

COVERED: dict[str, tuple[str, ...]] = {
    "account": ("failed_count", "locked_until", "language", "large_type"),
    "adjustment": (),
    "agreement": (),
    "appointment": (),
    "closed_year": (),
    "correction": (),
    "entry": (),
    "entry_link": (),
    "holiday_notice": (),
    "issued_file": (),
    "issued_summary": (),
    "late_request": (),
    "leave": (),
    "outcome": (),
    "outcome_entry": (),
    "outcome_share": (),
    "person": (),
    "policy": (),
    "role_grant": (),
    "suggestion": (),
    "topic": (),
    "trail": (),
    "unit": (),
    "year_closing": (),
}
"""The tables that change only where the trail says so, and the columns of theirs that change without it.

Not among them: the journal, what was posted and the seals, which are checked for themselves; kept
assessments, which are counted again; keys of forms, files on their way in and presets, which are nobody's
books.
"""


def covered_tables() -> list[Table]:
    """The covered tables that this version has, by name."""
    return [Base.metadata.tables[name] for name in sorted(COVERED) if name in Base.metadata.tables]


def table_digest(session: Session, table: Table, last_id: int | None = None) -> str:
    """The digest of a table's rows in the order of their keys, one line of JSON each."""
    found = hashlib.sha256()
    for row in _raw_rows(session, table, last_id):
        found.update(line_of(row) + b"\n")
    return "sha256:" + found.hexdigest()


def table_digests(session: Session) -> dict[str, str]:
    """The digests of all covered tables."""
    found = {table.name: table_digest(session, table) for table in covered_tables()}
    return found | schema_digest(session) | {FORM: FORM_NOW}


def schema_digest(session: Session) -> dict[str, str]:
    """The digest of the schema and its guards, by its revision; SQLite alone keeps it as text."""
    if session.get_bind().dialect.name != "sqlite":
        return {}
    revision = session.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    rows = session.execute(text("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"))
    written = json.dumps([list(row) for row in rows], ensure_ascii=False)
    return {f"schema {revision}": text_digest(written)}


def digests_text(digests: dict[str, str]) -> tuple[str, str]:
    """Digests of tables as canonical JSON, and the digest of that."""
    written = canonical_json(digests).decode()
    return written, text_digest(written)


def text_digest(written: str) -> str:
    """The digest of a text."""
    return "sha256:" + hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


def _raw_rows(session: Session, table: Table, last_id: int | None) -> Iterator[dict[str, Any]]:
    """The rows as the driver gives them, on SQLite with moments, truth and tables as PostgreSQL has them.

    So a digest stays what it was when the books move to another database. What is not in the form in which
    the ledger writes its kind is left as it is, and does not pass for what it reads like.
    """
    columns = sorted((one for one in table.c if one.name not in COVERED.get(table.name, ())), key=_name)
    names = [one.name for one in columns]
    order = ", ".join(f'"{one.name}"' for one in table.primary_key.columns)
    where = "" if last_id is None else f" WHERE id <= {last_id:d}"
    chosen = ", ".join(f'"{name}"' for name in names)
    query = f'SELECT {chosen} FROM "{table.name}"{where} ORDER BY {order}'  # noqa: S608
    found = session.connection().exec_driver_sql(query, execution_options={"stream_results": True})
    meant = _meant(columns) if session.get_bind().dialect.name == "sqlite" else []
    for part in found.partitions(PART):
        for row in part:
            values = dict(zip(names, row, strict=True))
            for name, of in meant:
                values[name] = of(values[name])
            yield values


def _name(column: Column[Any]) -> str:
    return column.name


def _meant(columns: Sequence[Column[Any]]) -> list[tuple[str, Callable[[Any], object]]]:
    """The columns that SQLite keeps in a form of its own, each with what gives the value that is meant."""
    found: list[tuple[str, Callable[[Any], object]]] = []
    for column in columns:
        if isinstance(column.type, Moment):
            found.append((column.name, _moment))
        elif isinstance(column.type, Boolean):
            found.append((column.name, _truth))
        elif isinstance(column.type, JSON):
            found.append((column.name, _table))
    return found


def _moment(value: object) -> object:
    if not isinstance(value, str) or value[10:11] != " ":
        return value
    return value.replace(" ", "T", 1).removesuffix(".000000") + "Z"


def _truth(value: object) -> object:
    return value == 1 if type(value) is int and value in (0, 1) else value


@lru_cache(maxsize=4096)
def _table(value: object) -> object:
    """What a JSON column holds, whatever the order of its keys."""
    if not isinstance(value, str):
        return value
    found = json.loads(value)
    return found if json.dumps(found) == value else value


def lines_of(session: Session, table: Table) -> Iterator[bytes]:
    """Each row as one line of JSON, in the order of the keys; dates ISO, moments UTC with Z."""
    columns = sorted(table.c, key=lambda one: one.name)
    names = [column.name for column in columns]
    query = select(*columns).order_by(*table.primary_key.columns).execution_options(yield_per=PART)
    for row in session.execute(query):
        yield line_of(dict(zip(names, row, strict=True)))


def line_of(row: dict[str, Any]) -> bytes:
    """A row as one line of JSON."""
    if not PLAIN.issuperset(map(type, row.values())):
        row = {name: plain_value(value) for name, value in row.items()}
    return LINE.encode(row).encode("utf-8", "surrogatepass")


def plain_value(value: object) -> object:
    """A value as JSON has it."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    return {type(value).__name__: str(value)}


def seal_lines(session: Session) -> list[dict[str, Any]]:
    """The seals of closed years in order, each as an export holds it: all columns, and the digest of them."""
    table = Base.metadata.tables.get(SEALS)
    if table is None:
        return []
    found = []
    for line in lines_of(session, table):
        row: dict[str, Any] = json.loads(line)
        found.append(row | {"digest": "sha256:" + hashlib.sha256(line).hexdigest()})
    return found


def seals_figure(seals: Sequence[dict[str, Any]]) -> tuple[int, str]:
    """How many seals there are, and the digest of their digests; "" for none."""
    together = "\n".join(str(seal["digest"]) for seal in seals)
    return len(seals), "sha256:" + hashlib.sha256(together.encode()).hexdigest() if seals else ""
