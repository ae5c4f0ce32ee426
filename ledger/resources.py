"""The folders of data that travel with the code, in a checkout, an editable install and a wheel alike."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).resolve().parent


def checkout_dir() -> Path | None:
    """The root of the checkout that this code runs from; None where it was installed from a wheel."""
    return HERE.parent if (HERE.parent / "setup.cfg").is_file() else None


def resource_dir(name: str) -> Path:
    """The folder called `name`: templates, migrations, static, data or translations.

    A wheel has all of them inside the package; a checkout keeps templates and migrations beside it. Other
    projects' folders in site-packages are never taken for ours: beside the package counts in a checkout only.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    root = checkout_dir()
    for place in (HERE / name, *([root / name] if root else [])):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"{name}: not part of this installation at {HERE}")
