"""An appointment, a leave and a person's name as they are filled in: what a well-formed one is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from ledger.domain.errors import InvalidError
from ledger.domain.ranks import BY_CODE
from ledger.domain.roster import NAME_LENGTH, POST_LENGTH, STAFF_NUMBER_LENGTH, read_name
from ledger.domain.wording import N_, Sentence

EARLIEST = date(1950, 1, 1)
LATEST_YEAR = 2100


@dataclass(frozen=True)
class PostingDraft:
    """An appointment that is to be recorded; both ends inclusive."""

    unit_id: int
    rank: str
    post: str
    begins_on: date
    ends_on: date | None = None
    tags: tuple[str, ...] = ()
    position: int = 0

    def checked(self) -> PostingDraft:
        """The same, found well formed.

        Raises:
            InvalidError: with a sentence per faulty field.
        """
        faults: dict[str, Sentence] = {}
        if self.rank not in BY_CODE:
            faults["rank"] = Sentence(N_("请选一个职务层次。"))
        if not self.post.strip():
            faults["post"] = Sentence(N_("请写职务，例如 副县长。"))
        elif len(self.post) > POST_LENGTH or not self.post.isprintable():
            faults["post"] = Sentence(
                N_("职务请写在一行内，不超过 %(length)s 个字。"), {"length": POST_LENGTH}
            )
        faults.update(faults_of_span(self.begins_on, self.ends_on))
        if not 0 <= self.position < 10_000:
            faults["position"] = Sentence(N_("排位请写 0 到 9999 的整数。"))
        if faults:
            raise InvalidError(faults)
        return self


@dataclass(frozen=True)
class PersonDraft:
    """A person's name and staff number, put in the form in which they are kept."""

    name: str
    staff_no: str = ""

    def checked(self) -> PersonDraft:
        """The same, tidied and found well formed.

        Raises:
            InvalidError: with a sentence per faulty field.
        """
        name, number = read_name(self.name), "".join(self.staff_no.split())
        faults: dict[str, Sentence] = {}
        if not name:
            faults["name"] = Sentence(N_("请写姓名。"))
        elif len(name) > NAME_LENGTH or re.search(r"\d", name) or not name.isprintable():
            faults["name"] = Sentence(
                N_("姓名请写汉字或字母，不超过 %(length)s 个字。"), {"length": NAME_LENGTH}
            )
        if len(number) > STAFF_NUMBER_LENGTH or not number.isprintable():
            faults["staff_no"] = Sentence(
                N_("工号不超过 %(length)s 个字符，请缩短。"), {"length": STAFF_NUMBER_LENGTH}
            )
        if faults:
            raise InvalidError(faults)
        return PersonDraft(name, number)


@dataclass(frozen=True)
class LeaveDraft:
    """An interval of leave that is to be recorded; both ends inclusive."""

    begins_on: date
    ends_on: date
    reason: str

    def checked(self) -> LeaveDraft:
        """The same, found well formed.

        Raises:
            InvalidError: with a sentence per faulty field.
        """
        faults = faults_of_span(self.begins_on, self.ends_on)
        if not self.reason.strip() or len(self.reason) > 100 or not self.reason.isprintable():
            faults["reason"] = Sentence(N_("请写事由，例如 病假、脱产学习，不超过 100 个字。"))
        if faults:
            raise InvalidError(faults)
        return self


def faults_of_span(begins_on: date, ends_on: date | None) -> dict[str, Sentence]:
    """What is wrong with an interval of days, by field."""
    if not EARLIEST <= begins_on < date(LATEST_YEAR, 1, 1):
        return {"begins_on": Sentence(N_("年份不对，请检查日期。"))}
    if ends_on is not None and ends_on < begins_on:
        return {"ends_on": Sentence(N_("结束日期早于开始日期，请调整。"))}
    if ends_on is not None and ends_on.year >= LATEST_YEAR:
        return {"ends_on": Sentence(N_("年份不对，请检查日期。"))}
    return {}
