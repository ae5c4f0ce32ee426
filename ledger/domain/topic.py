"""Policy areas that research is about, and what a person logs often."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.domain.wording import N_


@dataclass(frozen=True)
class Topic:
    """A policy area."""

    id: int
    code: str
    name: str


@dataclass(frozen=True)
class Preset:
    """What a person logs often, filled in by one tap."""

    id: int
    public_id: str
    person_id: int
    name: str
    channel: str
    mode: str
    minutes: int | None = None
    platform: str | None = None
    place_code: str | None = None
    place_name: str = ""
    topic_id: int | None = None


FIRST_TOPICS = {
    "party_building": N_("党的建设"),
    "economy": N_("经济发展"),
    "business_climate": N_("营商环境"),
    "rural": N_("乡村振兴"),
    "farming": N_("农业农村"),
    "urban": N_("城乡建设"),
    "housing": N_("住房保障"),
    "transport": N_("交通出行"),
    "environment": N_("生态环境"),
    "education": N_("教育"),
    "health": N_("医疗卫生"),
    "employment": N_("就业创业"),
    "social_security": N_("社会保障"),
    "elderly_children": N_("养老托育"),
    "culture": N_("文化旅游"),
    "safety": N_("安全生产"),
    "order": N_("社会治安"),
    "justice": N_("政法信访"),
    "governance": N_("基层治理"),
    "digital": N_("数字政务"),
    "other": N_("其他"),
}
"""What a new ledger begins with; each installation may add its own."""
