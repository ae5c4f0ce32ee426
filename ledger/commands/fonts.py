"""`taizhang fonts`: the Chinese fonts that papers are printed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from exports.fonts import FontSlots, build_fonts, load_fonts
from ledger.commands.given import Given, pass_given

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.config import Config


@click.group()
def fonts() -> None:
    """准备 PDF 所用的字体。"""


@fonts.command()
@pass_given
def build(given: Given) -> None:
    """从思源黑体裁出打印用的字体，并检查本单位自备的字体；已经做好的不再重做。"""
    click.echo(f"字体已备好：{prepare_fonts(given.config())}")


def prepare_fonts(config: Config) -> Path:
    """The folder of the fonts of an installation, built if they were not, its own fonts tried."""
    folder = fonts_dir(config)
    folder.mkdir(parents=True, exist_ok=True)
    build_fonts(folder)
    own = config.fonts
    load_fonts(folder, FontSlots(title=own.title, body=own.body, kai=own.kai, hei=own.hei))
    return folder


def fonts_dir(config: Config) -> Path:
    """Where an installation keeps its built fonts."""
    return config.data_dir / "fonts"
