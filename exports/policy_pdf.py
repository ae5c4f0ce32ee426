"""A policy in print: its article in plain words, with version and digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from exports.fonts import Fonts
from exports.page import Imprint, Paper
from exports.palette import SECOND
from exports.paper_sheet import LANGUAGES, NAME_LIMIT, PRODUCT, PaperSheet
from exports.text import capped, cleaned
from ledger.domain.credit.article import ArticleSection
from ledger.domain.wording import N_, Say

PARAGRAPH_LIMIT = 4000
_SIZE = 12.0


@dataclass(frozen=True)
class PrintedPolicy:
    """A version of a policy as it is printed; all texts in the reader's language."""

    language: str
    """"zh" or "en"."""
    title: str
    unit_name: str
    facts: tuple[tuple[str, str], ...]
    """Labels and values under the title: since when, which version, who published it."""
    digest: str
    sections: tuple[ArticleSection, ...]
    in_force: bool
    made_at: datetime


def policy_pdf(policy: PrintedPolicy, fonts: Fonts, say: Say) -> bytes:
    """The policy as the bytes of a PDF file."""
    sheet = PaperSheet(Paper(fonts, _imprint(policy, say)), say, policy.language)
    paper = sheet.paper
    sheet.title(policy.title)
    for label, value in policy.facts:
        sheet.labelled(label, value)
    paper.paragraph(sheet.fit(policy.digest, NAME_LIMIT), fonts.plain, 9, ink=SECOND)
    paper.y -= 6
    sheet.rule()
    indent = 2 * _SIZE if policy.language == "zh" else 0.0
    for section in policy.sections:
        sheet.plain_heading(sheet.fit(section.title, NAME_LIMIT), 40)
        for text in section.paragraphs:
            paper.paragraph(sheet.fit(text, PARAGRAPH_LIMIT), fonts.body, _SIZE, leading=1.75, indent=indent)
            paper.skip(2)
    paper.skip(8)
    sheet.remark(say(N_("折算比例是本单位规定。本文由办法的文件逐条生成，与核算所用的是同一份。")))
    paper.skip(8)
    sheet.made(policy.made_at)
    sheet.notes()
    return paper.finish().data


def _imprint(policy: PrintedPolicy, say: Say) -> Imprint:
    title, unit = capped(cleaned(policy.title), 100), cleaned(policy.unit_name)
    return Imprint(
        title=title,
        author=capped(unit, 100),
        subject=say(N_("折算口径")),
        language=LANGUAGES.get(policy.language, policy.language),
        head_left=title,
        head_right=capped(policy.digest, 23),
        foot=capped(unit, 60),
        producer=say(PRODUCT),
        made=policy.made_at,
        watermark="" if policy.in_force else say(N_("已由新版代替")),
    )
