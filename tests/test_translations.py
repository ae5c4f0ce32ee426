"""The English catalogue: every text that people read is in it, with the same parameters."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import click
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import ledger
from ledger.domain.errors import LedgerError

ROOT = Path(__file__).resolve().parent.parent
ENGLISH = ROOT / "ledger" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
CHINESE_OF_CLICK = ROOT / "ledger" / "translations" / "zh_Hans" / "LC_MESSAGES" / "click.po"
KEYWORDS = {"_": None, "N_": None, "_l": None, "say": None, "gettext": None, "ngettext": (1, 2)}
METHODS = [("ledger/**.py", "python"), ("exports/**.py", "python"), ("templates/**.html", "jinja2")]
OPTIONS = {"templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with ENGLISH.open("rb") as text:
        return read_po(text, locale="en")


def texts_of(message: Message) -> list[str]:
    return list(message.id) if isinstance(message.id, list | tuple) else [message.id]


def english_of(message: Message) -> list[str]:
    found = message.string
    return list(found) if isinstance(found, list | tuple) else [found or ""]


def parameters(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)", text))


def fields(text: str) -> set[str]:
    """The names that a text has filled in by `str.format`."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@cache
def said_here() -> frozenset[str]:
    """The texts that the program marks for translation."""
    found = extract_from_dir(ROOT, METHODS, OPTIONS, KEYWORDS)
    return frozenset(message[0] if isinstance(message, tuple) else message for _, _, message, _, _ in found)


def test_every_text_has_its_english(catalogue: Catalog) -> None:
    known = {texts_of(message)[0] for message in catalogue if message.id and all(english_of(message))}

    assert sorted(said_here() - known) == []


def test_the_english_has_the_same_parameters_and_no_chinese(catalogue: Catalog) -> None:
    wrong = [
        texts_of(message)[0]
        for message in catalogue
        if message.id
        for english in english_of(message)
        if parameters(english) != parameters(texts_of(message)[0]) or HAN.search(english)
    ]

    assert wrong == []


def test_no_text_has_a_per_cent_sign_that_a_page_would_take_for_a_parameter(catalogue: Catalog) -> None:
    texts = [text for message in catalogue if message.id for text in texts_of(message) + english_of(message)]

    assert [text for text in texts if re.search(r"%(?!\()", text.replace("%%", ""))] == []


def test_nothing_is_translated_that_nobody_says(catalogue: Catalog) -> None:
    known = {texts_of(message)[0] for message in catalogue if message.id}

    assert sorted(known - said_here()) == []


def test_all_that_click_says_has_its_chinese_and_needs_nothing_that_click_does_not_give() -> None:
    """The Chinese may leave out what click fills in, such as the English name of a kind of value."""
    with CHINESE_OF_CLICK.open("rb") as text:
        frame = read_po(text, locale="zh_Hans")
    found = extract_from_dir(Path(click.__file__).parent, [("**.py", "python")], None, KEYWORDS)
    said = {message[0] if isinstance(message, tuple) else message for _, _, message, _, _ in found}
    known = {texts_of(message)[0] for message in frame if message.id and all(english_of(message))}
    unfilled = [
        texts
        for message in frame
        if message.id
        for texts in [texts_of(message)]
        if not fields("".join(english_of(message))) <= fields("".join(texts))
    ]

    assert (sorted(said - known), sorted(known - said), unfilled) == ([], [], [])


def test_texts_address_nobody_and_do_not_cry_out() -> None:
    assert [text for text in said_here() if "您" in text or "！" in text] == []


WHAT_TO_DO = re.compile("请|先|[用见] taizhang|再运行|不用|不必|可以|才能|例如")
SAID_ELSEWHERE = {
    "ForbiddenError": "its page says whom to ask",
    "InvalidError": "its faults say it field by field",
    "NotAnExportError": "its reason says it",
    "UnsafeError": "each of its findings says it",
}


def every_refusal(kind: type[LedgerError] = LedgerError) -> Iterator[type[LedgerError]]:
    """All refusals of the ledger, wherever they are."""
    yield kind
    for each in kind.__subclasses__():
        yield from every_refusal(each)


def test_every_refusal_says_what_to_do() -> None:
    for module in pkgutil.walk_packages(ledger.__path__, "ledger."):
        if "migrations" not in module.name and module.name != "ledger.wsgi":
            importlib.import_module(module.name)
    silent = {kind.__name__ for kind in every_refusal() if not WHAT_TO_DO.search(kind.text)}

    assert silent - SAID_ELSEWHERE.keys() == set()


def test_the_catalogue_compiles(catalogue: Catalog, tmp_path: Path) -> None:
    with (tmp_path / "messages.mo").open("wb") as compiled:
        write_mo(compiled, catalogue)

    assert (tmp_path / "messages.mo").stat().st_size > 10_000


def test_templates_say_sentences_by_the_filter() -> None:
    """In a template `_` wants the template's context; a Sentence is said by the filter `said`."""
    templates = (ROOT / "templates").rglob("*.html")
    by_hand = [path.name for path in templates if "say(_)" in path.read_text("utf-8")]

    assert by_hand == []
