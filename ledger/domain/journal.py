"""The journal: postings in an unbroken order, each with the hash of the one before; never rewritten."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from ledger.domain.errors import ConflictError, LedgerError
from ledger.domain.wording import N_

LEAF = b"\x00"
"""What a leaf begins with where it is hashed, so that no inner node of a tree can pass for one (RFC 6962)."""

LARGEST_INTEGER = 2**53 - 1
"""The largest whole number that every reader of JSON reads exactly (RFC 8785)."""

ALGORITHMS = ("sha256", "sm3")
OPENING = N_("期初记账")
"""The reason of postings that a migration made of what an older ledger held; part of their hash."""

UNDONE = N_("审核后即时撤销")
"""The reason of an approval that is taken back at once."""


class JournalAct(StrEnum):
    """What a posting does."""

    POSTED = "posted"
    REVERSED = "reversed"
    ADJUSTED = "adjusted"
    CLOSED = "closed"
    REOPENED = "reopened"


ACT_NAMES = {
    JournalAct.POSTED: N_("记账"),
    JournalAct.REVERSED: N_("红字冲销"),
    JournalAct.ADJUSTED: N_("调整"),
    JournalAct.CLOSED: N_("结账"),
    JournalAct.REOPENED: N_("重开"),
}
KIND_NAMES = {
    "entry": N_("台账条目"),
    "outcome": N_("成果"),
    "year": N_("年度"),
    "adjustment": N_("调整事项"),
}


class ClockBackError(LedgerError):
    """The clock stands before the last posting."""

    text = N_(
        "时钟不对：服务器的时间是 %(now)s，早于最后一笔记账的 %(last)s。"
        "这次没有记账，请系统管理员校准时间后再办理。"
    )


class AlreadyPostedError(ConflictError):
    """Somebody posted, or reversed, the same at the same time."""

    text = N_("这一项刚刚已由别处办理，没有重复记账。请刷新后查看。")


@dataclass(frozen=True)
class NewPosting:
    """What is to be posted: facts (`body`) of one version of something, or the reversal of a posting."""

    act: JournalAct
    object_kind: str
    """entry, outcome, year or adjustment."""
    object_id: int
    version: int
    person_id: int | None
    """Whose record it is; absent where several share it."""
    year: int | None
    body: Mapping[str, Any] = field(default_factory=dict)
    """The facts, in values that JSON has; dates as ISO text."""
    reason: str = ""
    reverses: int | None = None


@dataclass(frozen=True)
class Posting(NewPosting):
    """A posting as it stands in the journal; `at` is in UTC, `previous` is "" for the first."""

    seq: int = 0
    at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    account_id: int | None = None
    """Who did it; absent for the command line."""
    previous: str = ""
    hash: str = ""
    algorithm: str = "sha256"


PLAIN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
AFTER_BODY = tuple(sorted(one.name for one in fields(Posting) if one.name > "body" and one.name != "hash"))


def canonical_json(value: object) -> bytes:
    """The one way of writing a value as JSON (RFC 8785), for texts, whole numbers, truth, lists and tables.

    Raises:
        ValueError: a number is no whole one or too large, a key is no text, or a text can't be kept as UTF-8.
    """
    return PLAIN.encode(_ordered(value)).encode()


def leaf_bytes(posting: Posting) -> bytes:
    """What is hashed of a posting: everything but the hash, in canonical JSON."""
    return _leaf(vars(posting), canonical_json(posting.body).decode())


def hash_of(posting: Posting) -> str:
    """The hash that a posting must have, with the name of its algorithm before it."""
    return digest(posting.algorithm, LEAF + leaf_bytes(posting))


def with_hash(values: Mapping[str, Any], body: str) -> Posting:
    """A posting of its fields without the hash; `body` is its body as canonical JSON."""
    return Posting(**values, hash=digest(values["algorithm"], LEAF + _leaf(values, body)))


def _leaf(values: Mapping[str, Any], body: str) -> bytes:
    """Canonical JSON put together around the body, for thousands are posted at once."""
    before = {
        "account_id": values["account_id"],
        "act": values["act"].value,
        "algorithm": values["algorithm"],
        "at": moment_text(values["at"]),
    }
    after = {name: values[name] for name in AFTER_BODY}
    return f'{PLAIN.encode(before)[:-1]},"body":{body},{PLAIN.encode(after)[1:]}'.encode()


def digest(algorithm: str, content: bytes) -> str:
    """The hash of bytes, as "sha256:…" or "sm3:…"."""
    if algorithm not in ALGORITHMS:
        raise ValueError(algorithm)
    return f"{algorithm}:{hashlib.new(algorithm, content).hexdigest()}"


def can_hash(algorithm: str) -> bool:
    """Whether this machine has the algorithm: SM3 comes with OpenSSL, and not with every build of it."""
    return algorithm in ALGORITHMS and algorithm in hashlib.algorithms_available


def moment_text(at: datetime) -> str:
    """A moment in UTC as ISO text with Z."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def reversal_of(posting: Posting, reason: str) -> NewPosting:
    """What cancels a posting exactly.

    Raises:
        ValueError: a reversal can't be reversed.
    """
    if posting.act is JournalAct.REVERSED:
        raise ValueError(posting.seq)
    return NewPosting(
        JournalAct.REVERSED,
        posting.object_kind,
        posting.object_id,
        posting.version,
        posting.person_id,
        posting.year,
        {},
        reason,
        posting.seq,
    )


def _ordered(value: Any) -> Any:
    """The value with the keys of its tables in order; made thousands of times, so common kinds come first."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if kind is int and -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
        return value
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        keys = sorted(value) if "".join(value).isascii() else sorted(value, key=_units)
        return {
            key: item if type(item := value[key]) is str or item is None else _ordered(item) for key in keys
        }
    if kind is list or kind is tuple:
        return [_ordered(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return str(value)
    raise ValueError(f"no canonical JSON for {kind.__name__} {value!r}")


def _units(key: str) -> bytes:
    """What keys are ordered by: their 16-bit units."""
    return key.encode("utf-16-be", "surrogatepass")
