"""Whether a paper is genuine, as anybody who holds it may hear: no name, no figure."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ledger.domain.errors import LedgerError
from ledger.domain.wording import N_, Sentence

MOST_QUESTIONS = 20
"""How many questions one asker may put within `WITHIN`."""
WITHIN = timedelta(minutes=10)
_ONE_HOUSE = 64


class Genuine(StrEnum):
    """What a code or a file turned out to be."""

    CURRENT = "current"
    """Issued here, and nothing newer was issued of the same cadre and year."""
    SUPERSEDED = "superseded"
    """Issued here, and something newer was issued since."""
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Answer:
    """What is said of a code or a file."""

    kind: Genuine
    later: datetime | None = None
    """When the newer one was issued."""
    superseded: int = 0
    """How many of the summaries in the file have a newer one …"""
    count: int = 1
    """… of how many."""


UNKNOWN = Answer(Genuine.UNKNOWN)


class TooManyQuestionsError(LedgerError):
    """Somebody asks so often that codes might be found by trying."""

    text = N_("核验太频繁，请十分钟后再试。")


def asker_of(address: str) -> str:
    """Who asks, by network address; in IPv6 a whole house, which has as many addresses as it likes."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    if mapped is not None:
        return str(mapped)
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(found), _ONE_HOUSE), strict=False))
    return str(found)


def said_of_code(answer: Answer, day: str) -> Sentence:
    """The answer about a code in a sentence; `day` is the moment of the newer one as the reader writes it."""
    if answer.kind is Genuine.CURRENT:
        return Sentence(
            N_("此件由本系统签发，是最近一次签发的。请再核对纸面上的姓名、年度与截止日期没有改动。")
        )
    if answer.kind is Genuine.SUPERSEDED:
        text = N_("此件由本系统签发，但 %(day)s 之后又签发过新的一份，请以新的为准。")
        return Sentence(text, {"day": day})
    return Sentence(N_("没有这个核验码。请检查是否抄错；如果没有抄错，这份材料不是本系统签发的。"))


def said_of_file(answer: Answer, day: str) -> Sentence:
    """The answer about a file in a sentence."""
    if answer.kind is Genuine.UNKNOWN:
        return Sentence(
            N_(
                "这个文件与本系统签发的任何一份都不完全相同：或者不是本系统签发的，或者被改动过、另存过、扫描过。"
                "可以再输入纸面右上角的核验码。"
            )
        )
    if answer.kind is Genuine.CURRENT:
        return Sentence(N_("这个文件由本系统签发，一个字节也没有改动，是最近一次签发的。"))
    if answer.count > 1:
        text = N_(
            "这个文件由本系统签发，一个字节也没有改动；其中 %(count)s 份年度总结里，有 %(superseded)s 份"
            "后来又签发过新的（最近的在 %(day)s），请以新的为准。"
        )
        return Sentence(text, {"count": answer.count, "superseded": answer.superseded, "day": day})
    text = N_("这个文件由本系统签发，一个字节也没有改动，但 %(day)s 又签发过新的一份，请以新的为准。")
    return Sentence(text, {"day": day})
