"""The languages of the product outside of a request: the command line and jobs."""

from __future__ import annotations

import gettext
from functools import lru_cache
from pathlib import Path

from ledger.domain.wording import Say, in_chinese

TRANSLATIONS = Path(__file__).resolve().parent / "translations"
LANGUAGES = {"zh_Hans": "中文", "en": "English"}


@lru_cache(maxsize=8)
def say_in(language: str) -> Say:
    """Gives texts in a language; Chinese, the source, wherever there is no catalogue."""
    if language.startswith("zh"):
        return in_chinese
    catalogue = gettext.translation("messages", TRANSLATIONS, [language], fallback=True)
    return catalogue.gettext
