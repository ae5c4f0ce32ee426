"""The year of a cadre on paper: an internal form of A4 pages, for signature and file.

The same summary in the same fonts gives the same bytes.
"""

from __future__ import annotations

from exports.fonts import Fonts
from exports.page import Imprint, LoosePages, Paper, Printed
from exports.paper_sheet import LANGUAGES, PRODUCT
from exports.summary_parts import (
    PREVIEW,
    SummaryPaper,
    write_closing,
    write_derivations,
    write_head,
    write_policy,
)
from exports.summary_tables import (
    write_accounts,
    write_entries,
    write_months,
    write_outcomes,
    write_requirements,
)
from exports.text import capped, cleaned
from ledger.domain.summary import Summary
from ledger.domain.wording import N_, Say


def summary_pdf(summary: Summary, fonts: Fonts, say: Say) -> bytes:
    """The summary as the bytes of a PDF file."""
    return print_summary(summary, fonts, say).data


def print_summary(summary: Summary, fonts: Fonts, say: Say) -> Printed:
    """The summary as a PDF file, with its count of pages and the characters that no font had."""
    return write_summary(summary, fonts, say).finish()


def loose_summary(summary: Summary, fonts: Fonts, say: Say) -> LoosePages:
    """The pages of the summary, to be bound into a volume."""
    return write_summary(summary, fonts, say).loosen()


def write_summary(summary: Summary, fonts: Fonts, say: Say) -> Paper:
    """The paper with the whole summary on it, not finished yet."""
    title = say(N_("%(year)s 年度调研总结")) % {"year": summary.year}
    sheet = SummaryPaper(Paper(fonts, _imprint(summary, title, say)), summary, say)
    write_head(sheet, title)
    write_requirements(sheet)
    write_months(sheet)
    write_accounts(sheet)
    write_outcomes(sheet)
    write_entries(sheet)
    write_policy(sheet)
    write_closing(sheet)
    write_derivations(sheet)
    sheet.notes()
    return sheet.paper


def _imprint(summary: Summary, title: str, say: Say) -> Imprint:
    name, unit = cleaned(summary.cadre_name), cleaned(summary.unit_name)
    return Imprint(
        title=f"{title} {capped(name, 60)}",
        author=capped(unit, 100),
        subject=say(N_("到基层调研：实地与网上")),
        language=LANGUAGES.get(summary.language, summary.language),
        head_left=f"{title}　{capped(name, 12)}　{capped(unit, 60)}",
        head_right=capped(cleaned(summary.code), 60) or say(PREVIEW),
        foot=capped(cleaned(summary.checkpoint), 80),
        producer=say(PRODUCT),
        made=summary.issued_at,
        watermark="" if summary.closed else say(N_("未结账")),
    )
