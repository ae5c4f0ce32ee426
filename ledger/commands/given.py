"""What was given before the name of a command, and the configuration that follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from ledger.config import Config, load_config
from ledger.domain.calendar import FIRST_YEAR, LAST_YEAR

if TYPE_CHECKING:
    from pathlib import Path


YEAR = click.IntRange(FIRST_YEAR, LAST_YEAR)
"""The years that there are ledgers of, as an option takes them."""


@dataclass(frozen=True)
class Given:
    """The global options; a command that needs an installation asks it for the configuration."""

    data: Path | None = None

    def config(self, **settings: object) -> Config:
        """The configuration, with settings of the command's own options; None stands for not given."""
        return load_config(self.data, given=settings)


pass_given = click.make_pass_decorator(Given, ensure=True)
"""Gives a command the global options as its first argument."""
