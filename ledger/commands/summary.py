"""`taizhang summary`: the summary of a cadre's year as a PDF file."""

from __future__ import annotations

from pathlib import Path

import click

from exports.summary_pdf import summary_pdf
from ledger.clock import now, today
from ledger.commands.cadre_option import the_cadre
from ledger.commands.given import YEAR, Given, pass_given
from ledger.commands.in_ledger import opened
from ledger.language import say_in
from ledger.papers import fonts_of, signer_of
from ledger.services.issue_summary import issue_summary

LANGUAGES = {"zh": "zh_Hans", "en": "en"}


@click.command()
@click.option("--cadre", required=True, help="干部编号、工号，或没有重名的完整姓名。")
@click.option("--year", type=YEAR, required=True, help="年度。")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="PDF 文件。"
)
@click.option("--language", type=click.Choice(sorted(LANGUAGES)), default="zh", help="语言，默认中文。")
@pass_given
def summary(given: Given, *, cadre: str, year: int, output: Path, language: str) -> None:
    """生成一名干部的年度总结 PDF，并记下签发的核验码。"""
    config = given.config()
    check_writable(output)
    say, fonts, sign = say_in(LANGUAGES[language]), fonts_of(config), signer_of(config)
    with opened(config) as uow:
        with uow:
            person = the_cadre(uow, cadre)
        issued = issue_summary(
            uow,
            None,
            person.id,
            year,
            key=config.secret_key,
            address=f"{config.base_url}/verify",
            on=today(),
            now=now(),
            say=say,
            language=language,
            draw=lambda summary: sign(summary_pdf(summary, fonts, say)),
        )
    output.write_bytes(issued.data)
    click.echo(f"{output}（核验码 {issued.summary.code}）")


def check_writable(output: Path) -> None:
    """Passes if the file can be written: a summary is not to be issued that nobody gets.

    Raises:
        OSError: it cannot.
    """
    is_new = not output.exists()
    output.open("ab").close()
    if is_new:
        output.unlink()
