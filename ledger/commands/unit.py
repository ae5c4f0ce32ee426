"""`taizhang unit`: enter the first units of a new ledger, and list all of them."""

from __future__ import annotations

import click

from ledger.clock import now
from ledger.commands.given import Given, pass_given
from ledger.commands.in_ledger import opened
from ledger.commands.policy import find_unit
from ledger.domain.vocabulary import UNIT_LEVELS
from ledger.services.manage_units import plant_unit

DIGITS_A_LEVEL = 8


@click.group()
def unit() -> None:
    """单位：登记最上级单位、列出。下级单位平时由组织部门在网页里维护。"""


@unit.command()
@click.argument("name", metavar="名称")
@click.option("--level", required=True, type=click.Choice(list(UNIT_LEVELS)), help="单位层级。")
@click.option("--under", help="上级单位的编号，或没有重名的名称；不写即为最上级。")
@pass_given
def add(given: Given, name: str, level: str, under: str | None) -> None:
    """登记一个单位。"""
    with opened(given.config()) as uow:
        parent = None if under is None else find_unit(uow, under)
        planted = plant_unit(uow, parent, name, level, now=now())
    click.echo(f"已登记：{planted.public_id} {planted.name}（{UNIT_LEVELS[planted.level]}）")


@unit.command(name="list")
@pass_given
def list_units(given: Given) -> None:
    """按上下级列出全部单位：编号、名称、层级。"""
    with opened(given.config()) as uow:
        units = uow.units.all()
    for one in units:
        indent = "　" * (len(one.path) // DIGITS_A_LEVEL - 1)
        click.echo(f"{one.public_id}  {indent}{one.name}（{UNIT_LEVELS.get(one.level, one.level)}）")
