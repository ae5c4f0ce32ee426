"""`taizhang verify-summary`: whether a file or a code is a summary that this installation issued."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.clock import CHINA
from ledger.commands.given import Given, pass_given
from ledger.commands.in_ledger import opened_for_reading
from ledger.domain.genuine import Answer, Genuine, said_of_code, said_of_file
from ledger.services.ask_genuine import ask_by_code, ask_by_file
from ledger.services.summary_code import read_code

if TYPE_CHECKING:
    from ledger.store.unit_of_work import UnitOfWork

STATUS = {Genuine.CURRENT: 0, Genuine.UNKNOWN: 1, Genuine.SUPERSEDED: 3}
MOST_MEMBERS = 20_000
PIECE = 1024 * 1024


@click.command("verify-summary")
@click.argument("file_or_code", metavar="文件或核验码")
@pass_given
def verify_summary(given: Given, *, file_or_code: str) -> None:
    """核验年度总结：给出文件（PDF、批量打印的 ZIP 或合订本）或核验码。

    结束状态：0 真实且最新；3 真实，但后来又签发过新的；1 没有签发过。
    """
    path = Path(file_or_code)
    by_code = read_code(file_or_code) is not None and not path.is_file()
    with opened_for_reading(given.config()) as uow, uow:
        answer = ask_by_code(uow, file_or_code) if by_code else ask_by_file(uow, digest_of(path))
        said = said_of_code if by_code else said_of_file
        click.echo(said(answer, day_of(answer)).say())
        if answer.kind is Genuine.UNKNOWN and not by_code and zipfile.is_zipfile(path):
            say_members(uow, path)
    click.get_current_context().exit(STATUS[answer.kind])


def digest_of(path: Path) -> str:
    """The digest of a file, read piece by piece.

    Raises:
        OSError: it can't be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def day_of(answer: Answer) -> str:
    """When the newer one was issued, in China's time."""
    return "" if answer.later is None else f"{answer.later.astimezone(CHINA):%Y-%m-%d %H:%M}"


def say_members(uow: UnitOfWork, path: Path) -> None:
    """Says of each file in an archive that was packed anew what is known of it; nothing is unpacked."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist()[:MOST_MEMBERS]:
            found = hashlib.sha256()
            with archive.open(name) as member:
                while piece := member.read(PIECE):
                    found.update(piece)
            answer = ask_by_file(uow, found.hexdigest())
            click.echo(f"  {name!a}：{said_of_file(answer, day_of(answer)).say()}")
