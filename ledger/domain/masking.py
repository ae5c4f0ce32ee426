"""Citizens' names, nicknames and numbers taken out of free text, with what was taken out counted.

A text says what the matter was; who raised it is none of the ledger's business. The patterns lean towards
masking in places where a person is named (我叫, 联系人, 先生) and towards leaving alone elsewhere: thread
numbers, amounts, dates and hotlines stay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ledger.domain import number_patterns
from ledger.domain.person_patterns import NAME_PATTERNS
from ledger.domain.wording import N_


class Masked(StrEnum):
    """What was masked."""

    NAME = "name"
    PHONE = "phone"
    IDENTITY = "identity"
    ACCOUNT = "account"
    EMAIL = "email"
    PLATE = "plate"


MASKED_NAMES: Mapping[Masked, str] = {
    Masked.NAME: N_("姓名或网名"),
    Masked.PHONE: N_("电话号码"),
    Masked.IDENTITY: N_("证件号"),
    Masked.ACCOUNT: N_("账号"),
    Masked.EMAIL: N_("电子邮箱"),
    Masked.PLATE: N_("车牌号"),
}

SOMEBODY = "某某"
_PLACEHOLDERS: Mapping[Masked, str] = {
    Masked.NAME: SOMEBODY,
    Masked.PHONE: "〔电话〕",
    Masked.IDENTITY: "〔证件号〕",
    Masked.ACCOUNT: "〔账号〕",
    Masked.EMAIL: "〔邮箱〕",
    Masked.PLATE: "〔车牌〕",
}
NOBODY = frozenset(
    [
        *("网友", "网民", "市民", "群众", "居民", "村民", "业主", "用户", "匿名", "匿名网友", "匿名用户"),
        *("游客", "领导", "书记", "市长", "县长", "您好", "你好", "先生", "女士", "同志", "某某"),
    ]
)
"""What stands in a name column without naming anyone."""


@dataclass(frozen=True)
class MaskedText:
    """A text after masking, and how many places of each kind were masked."""

    text: str
    counts: Mapping[Masked, int] = field(default_factory=dict)


_Patterns = tuple[tuple[Masked, re.Pattern[str]], ...]

_PATTERNS: _Patterns = (
    *((Masked.EMAIL, pattern) for pattern in number_patterns.EMAIL),
    *((Masked.IDENTITY, pattern) for pattern in number_patterns.IDENTITY),
    *((Masked.ACCOUNT, pattern) for pattern in number_patterns.ACCOUNT),
    *((Masked.PHONE, pattern) for pattern in number_patterns.PHONE),
    *((Masked.PLATE, pattern) for pattern in number_patterns.PLATE),
    *((Masked.NAME, pattern) for pattern in NAME_PATTERNS),
)
_HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)}
"""Full-width forms and what they stand for, one character for one, so that positions stay."""
_ROUNDS = 12


def mask_text(text: str, *, names: Collection[str] = ()) -> MaskedText:
    """The text with what names a citizen replaced, and the counts; masking it again changes nothing.

    Args:
        text: free text of any length.
        names: names or nicknames known from elsewhere in the record, masked wherever they stand.
    """
    counts: Counter[Masked] = Counter()
    plain = text.translate(_HALF_WIDTH)
    # Most names stand nowhere in the text: to look first is much cheaper than to compile a pattern.
    known = _known_pattern([name for name in names if name.strip().translate(_HALF_WIDTH) in plain])
    patterns = ((Masked.NAME, known), *_PATTERNS) if known else _PATTERNS
    # What is masked can free its neighbour to be seen, so rounds go on until nothing changes.
    for _ in range(_ROUNDS):
        before = text
        text = _one_round(text, patterns, counts)
        if text == before:
            break
    return MaskedText(text, dict(counts))


def _one_round(text: str, patterns: _Patterns, counts: Counter[Masked]) -> str:
    """The text after each pattern once; patterns read it with its full-width forms made half-width."""
    plain = text.translate(_HALF_WIDTH)
    for kind, pattern in patterns:
        spans = [m.span("it") for m in pattern.finditer(plain)]
        if kind is Masked.PHONE:
            spans = [s for s in spans if not number_patterns.NUMBERED.search(plain, max(0, s[0] - 12), s[0])]
        if spans:
            counts[kind] += len(spans)
            text = _replaced(text, spans, _PLACEHOLDERS[kind])
            plain = _replaced(plain, spans, _PLACEHOLDERS[kind])
    return text


def _replaced(text: str, spans: list[tuple[int, int]], placeholder: str) -> str:
    parts, done = [], 0
    for begin, end in spans:
        parts += [text[done:begin], placeholder]
        done = end
    return "".join((*parts, text[done:]))


def _known_pattern(names: Collection[str]) -> re.Pattern[str] | None:
    """A pattern of the known names that are fit to be looked for; None when none is."""
    fit = sorted({name.strip() for name in names if _is_telling(name.strip())}, key=len, reverse=True)
    if not fit:
        return None
    either = "|".join(re.escape(name.translate(_HALF_WIDTH)) for name in fit)
    return re.compile(rf"(?<![A-Za-z0-9_])(?P<it>{either})(?![A-Za-z0-9_])")


def _is_telling(name: str) -> bool:
    """Whether a name column's text names someone and can be looked for without harm to other words."""
    if not 2 <= len(name) <= 40 or name in NOBODY or any(c in "〔〕某" for c in name):
        return False
    if name.isdigit() and len(name) < 6:
        return False
    return not any(name in shown for shown in _PLACEHOLDERS.values())
