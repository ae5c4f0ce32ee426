"""Fixtures: the built fonts, kept between runs because they take seconds to make."""

from __future__ import annotations

import pytest

from exports.fonts import Fonts, load_fonts


@pytest.fixture(scope="session")
def fonts(request: pytest.FixtureRequest) -> Fonts:
    """The fonts of the papers, without an office's own."""
    assert request.config.cache is not None
    return load_fonts(request.config.cache.mkdir("fonts"))
