"""Post what a ledger already holds as approved or verified, in the order of the decisions (期初记账).

Each posting carries who decided and when, and the reason 期初记账. Only what has no live posting is posted:
going down leaves the postings where they are, and coming up again posts nothing twice.

Revises: a1d1
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "a1d2"
down_revision = "a1d1"
branch_labels = None
depends_on = None

PART = 1000
REASON = "期初记账"
Table = dict[str, Any]

MOMENT = sa.DateTime(timezone=True)
SITTING = ["channel", "begins_on", "ends_on", "start", "minutes", "from_half", "to_half", "mode"]
FACTS = [*SITTING, "platform", "place_code", "contact_point", "topic_id", "counts", "logged_on"]
ENTRY_WORDS = ["place_name", "reference", "reached", "heard", "done", "companions"]
OUTCOME_WORDS = ["title", "reference", "note"]
TYPES: dict[str, Any] = {
    "counts": sa.JSON(),
    "contact_point": sa.Boolean(),
    "at": MOMENT,
    "decided_at": MOMENT,
}
TYPES |= dict.fromkeys(("begins_on", "ends_on", "logged_on", "on_date"), sa.Date())


def _table(name: str, columns: Sequence[str]) -> Any:
    return sa.table(name, *(sa.column(one, TYPES.get(one)) for one in columns))


DECISION = ("id", "version", "status", "decided_by", "decided_at")
ENTRY = _table("entry", [*DECISION, "person_id", *FACTS, *ENTRY_WORDS])
OUTCOME = _table("outcome", [*DECISION, "kind", "level", "on_date", *OUTCOME_WORDS])
SHARE = _table("outcome_share", ["id", "outcome_id", "person_id", "part", "whole"])
LINK = _table("outcome_entry", ["id", "outcome_id", "entry_id"])
NAMES = "account_id act algorithm at body object_id object_kind person_id previous reason reverses seq"
LEAF = (*NAMES.split(), "version", "year")
JOURNAL = _table("journal", [*LEAF, "hash"])
POSTED_ENTRY = _table("posted_entry", ["seq", "entry_id", "version", "person_id", *FACTS])
POSTED_OUTCOME = _table("posted_outcome", ["seq", "outcome_id", "kind", "level", "on_date"])
POSTED_SHARE = _table("posted_share", ["seq", "position", "person_id", "part", "whole"])
POSTED_LINK = _table("posted_outcome_entry", ["seq", "position", "entry_id"])
TABLES = (JOURNAL, POSTED_ENTRY, POSTED_OUTCOME, POSTED_SHARE, POSTED_LINK)


def upgrade() -> None:
    """Post, a part at a time."""
    connection = op.get_bind()
    last = connection.execute(sa.select(JOURNAL).order_by(JOURNAL.c.seq.desc()).limit(1)).mappings().first()
    seq, previous, since = (last["seq"], last["hash"], _utc(last["at"])) if last else (0, "", None)
    standing = connection.execute(_standing()).all()
    for begin in range(0, len(standing), PART):
        made: list[list[Table]] = [[] for _ in TABLES]
        for posting, typed in _postings(connection, standing[begin : begin + PART]):
            since = posting["at"] if since is None else max(since, posting["at"])
            seq += 1
            posting |= {"seq": seq, "previous": previous, "at": since}
            previous = posting["hash"] = _hash(posting)
            made[0].append(posting | {"body": _json(posting["body"])})
            for rows, more in zip(made[1:], typed, strict=True):
                rows += [row | {"seq": seq} for row in more]
        for table, rows in zip(TABLES, made, strict=True):
            if rows:
                connection.execute(sa.insert(table), rows)


def downgrade() -> None:
    """Leave what was posted: it does no harm below, and the journal is never rewritten."""


def _standing() -> Any:
    """The kind and key of all that is approved or verified without a live posting, as it was decided."""

    def of(kind: str, status: str) -> str:
        return (
            f"SELECT '{kind}' AS kind, t.id AS id, coalesce(t.decided_at, t.created_at) AS decided"
            f" FROM {kind} t"
            f" WHERE t.status = '{status}' AND NOT EXISTS (SELECT 1 FROM posted_{kind} p"
            f" WHERE p.{kind}_id = t.id AND NOT EXISTS (SELECT 1 FROM journal r WHERE r.reverses = p.seq))"
        )

    both = f"{of('entry', 'approved')} UNION ALL {of('outcome', 'verified')} ORDER BY decided, kind, id"
    return sa.text(both).columns(kind=sa.String(), id=sa.Integer(), decided=MOMENT)


def _postings(connection: Any, part: Sequence[Any]) -> Iterator[tuple[Table, list[list[Table]]]]:
    """Each of some standing things as a posting, with its rows in the tables of typed facts."""
    ids = {kind: [one.id for one in part if one.kind == kind] for kind in ("entry", "outcome")}
    entries = {row["id"]: row for row in _rows(connection, ENTRY, ENTRY.c.id, ids["entry"])}
    outcomes = {row["id"]: row for row in _rows(connection, OUTCOME, OUTCOME.c.id, ids["outcome"])}
    shares, links = (_rows(connection, table, table.c.outcome_id, ids["outcome"]) for table in (SHARE, LINK))
    for kind, key, decided in part:
        row = entries[key] if kind == "entry" else outcomes[key]
        posting: Table = {
            "account_id": row["decided_by"],
            "act": "posted",
            "algorithm": "sha256",
            "at": _utc(decided),
            "object_id": key,
            "object_kind": kind,
            "reason": REASON,
            "reverses": None,
            "version": row["version"],
        }
        if kind == "entry":
            yield posting | _of_entry(row), [[_typed_entry(row)], [], [], []]
        else:
            own = [one for one in shares if one["outcome_id"] == key]
            came = [one["entry_id"] for one in links if one["outcome_id"] == key]
            yield posting | _of_outcome(row, own, came), _typed_outcome(row, own, came)


def _rows(connection: Any, table: Any, column: Any, keys: Sequence[int]) -> list[Table]:
    query = sa.select(table).where(column.in_(keys)).order_by(table.c.id)
    return [dict(row) for row in connection.execute(query).mappings()] if keys else []


def _of_entry(row: Table) -> Table:
    body = {name: row[name] for name in FACTS} | {"words": _words(row, ENTRY_WORDS)}
    body["counts"] = {name: int(number) for name, number in row["counts"].items()}
    return {"person_id": row["person_id"], "year": row["begins_on"].year, "body": _plain(body)}


def _typed_entry(row: Table) -> Table:
    return {name: row[name] for name in (*FACTS, "version", "person_id")} | {"entry_id": row["id"]}


def _of_outcome(row: Table, shares: Sequence[Table], entries: Sequence[int]) -> Table:
    body = {name: row[name] for name in ("kind", "level", "on_date")} | {
        "shares": [[one["person_id"], one["part"], one["whole"]] for one in shares],
        "entry_ids": list(entries),
        "words": _words(row, OUTCOME_WORDS),
    }
    person = shares[0]["person_id"] if len(shares) == 1 else None
    return {"person_id": person, "year": row["on_date"].year, "body": _plain(body)}


def _typed_outcome(row: Table, shares: Sequence[Table], entries: Sequence[int]) -> list[list[Table]]:
    outcome = {name: row[name] for name in ("kind", "level", "on_date")} | {"outcome_id": row["id"]}
    parts = [
        {"position": at} | {name: one[name] for name in ("person_id", "part", "whole")}
        for at, one in enumerate(shares)
    ]
    return [[], [outcome], parts, [{"position": at, "entry_id": one} for at, one in enumerate(entries)]]


def _words(row: Table, names: Sequence[str]) -> str:
    words = _json({name: row[name] for name in names})
    return f"sha256:{hashlib.sha256(words.encode()).hexdigest()}"


def _hash(posting: Table) -> str:
    leaf = {name: posting[name] for name in LEAF}
    leaf["at"] = posting["at"].isoformat().replace("+00:00", "Z")
    return f"sha256:{hashlib.sha256(bytes(1) + _json(leaf).encode()).hexdigest()}"


def _json(value: object) -> str:
    """Canonical JSON (RFC 8785) of texts, whole numbers, truth, lists and tables."""
    return json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(value[key]) for key in sorted(value, key=lambda one: one.encode("utf-16-be"))}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) and not isinstance(value, datetime) else value


def _utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
