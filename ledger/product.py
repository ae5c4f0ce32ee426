"""The version of the product that is installed."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def product_version() -> str:
    """The version as packages name it; "0" for a source that was never installed."""
    try:
        return version("taizhang")
    except PackageNotFoundError:
        return "0"
