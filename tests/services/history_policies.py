"""Policies for random histories: small ones, put together so that their bounds bind often."""

from __future__ import annotations

from random import Random
from typing import Any

from tests.oracle.toml_text import toml_text

Table = dict[str, Any]

WEIGHTS: list[Table] = [
    {"channel": "online", "modes": ["browse"], "rate": "1/2"},
    {"channel": "online", "platforms": ["wechat", "weibo"], "rate": "2/3"},
    {"weekdays": [6, 7], "rate": "1/7"},
    {"channel": "field", "contact_point": True, "rate": "3/2", "generous": True},
]
CAPS: list[Table] = [
    {"account": "online", "per": "day", "at_most": "4h"},
    {"account": "online", "per": "month", "at_most": "2d"},
    {"account": "field", "per": "quarter", "at_most": "5d"},
    {"account": "field", "at_most": "9d"},
]
EXCHANGES: list[Table] = [
    {"code": "time", "from": "online", "to": "field", "rate": "1/2", "at_most": "1/3"},
    {"code": "paper", "from": "policy_adopted", "to": "field", "each": "1d", "spends": True},
    {
        "code": "closed",
        "from": "message_closed",
        "to": "field",
        "each": "30m",
        "beyond": True,
        "at_most": "2h",
    },
]
PLAIN: list[Table] = [
    {"at_least": "6d", "who": {"ranks": ["131", "132"]}},
    {"at_least": "20d", "who": {"unit_levels": ["township"]}},
    {"at_least": "3d"},
]
OTHERS: list[Table] = [
    {"measure": "days", "account": "field", "earned_only": True, "at_least": "1/2", "of": "plain"},
    {"measure": "outcomes", "kinds": ["research_report", "policy_adopted"], "at_least": 1},
    {"measure": "outcomes", "levels": ["county"], "at_least": 2, "per": "half"},
    {"measure": "visits", "at_least": 3, "per": "quarter", "each": "0.5d"},
    {"measure": "longest_stay", "at_least": "2d", "times": 2, "prorate": True},
    {"measure": "topics", "at_least": 2},
    {"measure": "places", "at_least": 2, "places_at": "township", "per": "half"},
    {"measure": "share", "account": "field", "at_least": "1/10", "per": "month", "prorate": True},
    {"measure": "sum", "what": "households", "at_least": 9},
    {"measure": "days", "account": "online", "at_least": "1d", "per": "month", "weekdays": [1, 2, 3, 4, 5]},
]


def policy_document(rng: Random, number: int) -> bytes:
    """A policy that differs from every other one by its number."""
    document: Table = {"format": 1, "code": "history", "title": f"试行办法 {number}", "basis": ["示例"]}
    document["years_from"] = rng.choice([2025, 2026, 2026])
    document["day"] = {"minutes": rng.choice([480, 480, 420])}
    document["count"] = {
        "min_minutes": rng.choice(["0m", "30m"]),
        "late_days": rng.choice([3, 400, 400]),
        "rest_days": rng.random() < 0.8,
        "leave_days": rng.random() < 0.7,
        "outcome_required": rng.random() < 0.25,
    }
    for name, tables in (("weight", WEIGHTS), ("cap", CAPS), ("exchange", EXCHANGES)):
        document[name] = _some(rng, tables)
    if rng.random() < 0.5:
        document["ceiling"] = [{"to": "field", "at_most": rng.choice(["1/2", "1d", "0d"])}]
    plain: Table = {"code": "plain", "title": "到基层调研", "measure": "days", "account": "field"}
    plain["prorate"] = rng.random() < 0.5
    document["requirement"] = [plain | table for table in PLAIN]
    document["requirement"] += [
        {"code": f"more-{at}", "title": "其他", **table} for at, table in enumerate(_some(rng, OTHERS))
    ]
    return toml_text({key: value for key, value in document.items() if value != []}).encode()


def _some(rng: Random, tables: list[Table]) -> list[Table]:
    """A few of the tables, in their order."""
    return [table for table in tables if rng.random() < 0.5]
