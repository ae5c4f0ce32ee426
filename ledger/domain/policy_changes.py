"""What one version of a policy says otherwise than the one before, section by section, in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.domain.credit.article import describe
from ledger.domain.credit.policy import Policy
from ledger.domain.wording import Say, in_chinese


@dataclass(frozen=True)
class SectionChange:
    """One section that changed: the sentences that fell away and those that came."""

    title: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


def changes(old: Policy, new: Policy, say: Say = in_chinese) -> tuple[SectionChange, ...]:
    """The sections that differ; the worked example follows from the others and is left out."""
    pairs = zip(describe(old, say)[:-1], describe(new, say)[:-1], strict=True)
    found = (
        SectionChange(
            title=after.title,
            removed=tuple(one for one in before.paragraphs if one not in after.paragraphs),
            added=tuple(one for one in after.paragraphs if one not in before.paragraphs),
        )
        for before, after in pairs
    )
    return tuple(one for one in found if one.removed or one.added)
