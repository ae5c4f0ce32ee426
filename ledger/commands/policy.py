"""`taizhang policy`: templates to begin from; check a document, publish it, list what is in force."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.clock import now, today
from ledger.commands.given import Given, pass_given
from ledger.commands.in_ledger import opened
from ledger.domain.credit.article import describe
from ledger.domain.credit.faults import PolicyFaultsError
from ledger.domain.errors import LedgerError
from ledger.domain.wording import N_, in_chinese
from ledger.services.place_names import naming_places
from ledger.services.policy_gallery import gallery as all_templates
from ledger.services.policy_gallery import gallery_template
from ledger.services.publish_policy import publish_policy
from ledger.services.read_policy import read_policy

if TYPE_CHECKING:
    from ledger.domain.people import Unit
    from ledger.store.unit_of_work import UnitOfWork

DOCUMENT = click.Path(path_type=Path, exists=True, dir_okay=False)


class NoUnitError(LedgerError):
    """There is no such unit, or several."""

    text = N_("没有唯一叫“%(name)s”的单位。可用的编号见 taizhang policy list 或人员页。")


@click.group()
def policy() -> None:
    """折算办法：样本、检查、发布、列出。"""


@policy.command()
@click.argument("name", metavar="[名称]", required=False)
def gallery(name: str | None) -> None:
    """列出可以照着写的样本；写明名称时给出这份样本的全文，可存成文件再改。"""
    if name is not None:
        click.echo(gallery_template(name).document, nl=False)
        return
    templates = all_templates()
    width = max(len(one.name) for one in templates)
    for one in templates:
        click.echo(f"{one.name:<{width}}  {one.title}：{one.about}")


@policy.command()
@click.argument("file", metavar="文件", type=DOCUMENT)
@click.pass_context
def check(ctx: click.Context, *, file: Path) -> None:
    """检查一份办法：有误则逐处指出并以状态 2 结束，无误则用平常的话写出来。"""
    try:
        found = read_policy(file.read_bytes())
    except PolicyFaultsError as error:
        show_faults(error)
        ctx.exit(2)
    click.echo(f"{found.title}\n{found.digest}\n")
    for section in describe(found, naming_places(in_chinese)):
        click.echo(section.title)
        click.echo("\n".join(f"　　{paragraph}" for paragraph in section.paragraphs) + "\n")


@policy.command()
@click.argument("file", metavar="文件", type=DOCUMENT)
@click.option("--unit", required=True, help="发布到哪个单位：编号，或没有重名的名称；下级单位沿用。")
@click.pass_context
@pass_given
def publish(given: Given, ctx: click.Context, *, file: Path, unit: str) -> None:
    """发布一份办法，并按它重新核算有关年度。"""
    with opened(given.config()) as uow:
        place = find_unit(uow, unit)
        try:
            version = publish_policy(uow, None, place, file.read_bytes(), on=today(), now=now())
        except PolicyFaultsError as error:
            show_faults(error)
            ctx.exit(2)
    click.echo(f"已发布：{place.name} {version.title} 第 {version.version} 版 {version.digest}")


@policy.command("list")
@pass_given
def list_policies(given: Given) -> None:
    """列出各单位的办法和版本。"""
    with opened(given.config()) as uow:
        units = {unit.id: unit for unit in uow.units.all()}
        for one in uow.policies.all():
            years = f"{one.years_from}–{one.years_to or ''}"
            state = "施行中" if one.status == "published" else "已代替"
            unit = units[one.unit_id]
            named = f"{unit.public_id} {unit.name}  {one.code} 第 {one.version} 版"
            click.echo(f"{named}  {years}  {state}  {one.digest[:19]}…")


def find_unit(uow: UnitOfWork, name: str) -> Unit:
    """The unit of this public id or name.

    Raises:
        NoUnitError: there is none, or the name is that of several.
    """
    with uow:
        found = [unit for unit in uow.units.all() if name in (unit.public_id, unit.name)]
    if len(found) != 1:
        raise NoUnitError(name=name)
    return found[0]


def show_faults(error: PolicyFaultsError) -> None:
    """Writes each fault in a line to standard error."""
    click.echo(error.say(), err=True)
    for fault in error.faults:
        click.echo(f"  {fault.say()}", err=True)
