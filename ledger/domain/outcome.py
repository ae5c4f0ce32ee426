"""An outcome: what came of entries, shared among cadres, counted once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from ledger.domain.errors import InvalidError
from ledger.domain.vocabulary import OUTCOME_KINDS
from ledger.domain.wording import N_, Sentence

LONGEST = {"title": 200, "level": 40, "reference": 500, "note": 4000}
"""How many characters each text takes."""


class OutcomeStatus(StrEnum):
    """Where an outcome is on its way."""

    RECORDED = "recorded"
    VERIFIED = "verified"
    REFUSED = "refused"


@dataclass(frozen=True)
class OutcomeDraft:
    """What a person fills in: shares by person, entries by key."""

    kind: str
    title: str
    on: date
    level: str = ""
    reference: str = ""
    note: str = ""
    shares: tuple[tuple[int, Fraction], ...] = ()
    entry_ids: tuple[int, ...] = ()

    def checked(self, *, on: date) -> OutcomeDraft:
        """The same draft, found well formed on the day `on`.

        Raises:
            InvalidError: with a sentence per faulty field.
        """
        faults: dict[str, Sentence] = {}
        if self.kind not in OUTCOME_KINDS:
            faults["kind"] = Sentence(N_("请选一种成果。"))
        if not self.title.strip():
            faults["title"] = Sentence(N_("请写成果的名称。"))
        if self.on > on:
            faults["on"] = Sentence(N_("日期还没有到，成果形成之后再登记。"))
        if self.on.year < 2000:
            faults["on"] = Sentence(N_("年份过早，请检查日期。"))
        people = [person for person, _ in self.shares]
        if not people or len(set(people)) != len(people):
            faults["shares"] = Sentence(N_("每位参与干部写一次，至少一位。"))
        elif any(not 0 < share <= 1 for _, share in self.shares) or sum(s for _, s in self.shares) > 1:
            faults["shares"] = Sentence(N_("各人份额之和不能超过 1，例如两人各 1/2。"))
        for name, most in LONGEST.items():
            if len(getattr(self, name)) > most:
                faults[name] = Sentence(N_("请缩短到 %(most)s 字以内。"), {"most": most})
            if "\x00" in getattr(self, name):
                faults[name] = Sentence(N_("文字里有无法保存的控制字符，请删去后再提交。"))
        if faults:
            raise InvalidError(faults)
        return self


@dataclass(frozen=True)
class Outcome:
    """An outcome as it stands."""

    id: int
    public_id: str
    draft: OutcomeDraft
    status: OutcomeStatus
    version: int
    recorded_by: int
    created_at: datetime
    decided_by: int | None = None
    decided_at: datetime | None = None
    decided_for: int | None = None
    """The reviewer in whose stead a deputy decided."""
    reason: str = ""
    source_key: str | None = None
