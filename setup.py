"""Compiles the translations while the wheel is built; everything else is said in setup.cfg."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from setuptools import setup
from setuptools.command.build_py import build_py

SOURCE = Path("ledger/translations")


class BuildWithTranslations(build_py):
    """The usual step, and a compiled catalogue (.mo) for each one that people edit (.po)."""

    def run(self) -> None:
        """Copies the modules and data, then writes the catalogues beside them."""
        super().run()
        target = Path() if self.editable_mode else Path(self.build_lib)
        for catalogue in sorted(SOURCE.glob("*/LC_MESSAGES/*.po")):
            compile_catalogue(catalogue, target / catalogue.with_suffix(".mo"))


def compile_catalogue(source: Path, target: Path) -> None:
    """Writes the translations of `source` to `target` in the form that gettext reads."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as text, target.open("wb") as compiled:
        write_mo(compiled, read_po(text, locale=source.parts[-3]))


setup(cmdclass={"build_py": BuildWithTranslations})
