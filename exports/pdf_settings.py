"""The settings of the PDF library that every paper relies on, made in one place."""

from __future__ import annotations

from reportlab import rl_config


def settle() -> None:
    """Makes the settings; making them again changes nothing."""
    # Otherwise a colour written in a text would be evaluated as Python.
    rl_config.toColorCanUse = None  # type: ignore[assignment] # the stubs know only its default
    # The same value gives the same bytes: no clock and no random identifier in the file.
    rl_config.invariant = 1
    # Binary streams are a quarter smaller than their ASCII form, and faster to write.
    rl_config.useA85 = 0
