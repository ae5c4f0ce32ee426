"""Marks for texts that people read: the Chinese sentence is the key of its translations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Say = Callable[[str], str]
"""Gives a text in the reader's language for its Chinese source; identity gives the Chinese."""


def N_(text: str) -> str:  # noqa: N802 - the name that gettext tools know
    """The text itself, marked for extraction; it is translated where it is shown."""
    return text


def in_chinese(text: str) -> str:
    """The source text as it stands: what is said where no language was chosen."""
    return text


@dataclass(frozen=True)
class Sentence:
    """A sentence with named parameters, translated and filled in only where it is shown.

    A parameter that is itself a Sentence is said first; one that is a str marked by `N_` in `terms` is
    translated before it is filled in.
    """

    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    terms: Mapping[str, str] = field(default_factory=dict)

    def say(self, say: Say = in_chinese) -> str:
        """The whole sentence in the language of `say`."""
        filled = {k: v.say(say) if isinstance(v, Sentence) else v for k, v in self.values.items()}
        filled.update({k: say(v) for k, v in self.terms.items()})
        return self._of_one(filled, say) % filled if filled else say(self.text)

    def _of_one(self, filled: Mapping[str, object], say: Say) -> str:
        """The text in the language of `say`; where something is just 1, by the words that it has for one.

        These are known by the text with that 1 in it ("1 天", see `singulars`); Chinese has none.
        """
        for name, value in filled.items():
            if value in (1, "1") and f"%({name})s" in self.text:
                one = self.text.replace(f"%({name})s", "1")
                if (said := say(one)) != one:
                    return said
        return say(self.text)

    def __str__(self) -> str:
        return self.say()


@dataclass(frozen=True)
class Joined(Sentence):
    """Several sentences or words in a row; its text is the mark between them, in the reader's language."""

    parts: tuple[Sentence | str, ...] = ()

    def say(self, say: Say = in_chinese) -> str:
        """All of them in the language of `say`, with the mark between."""
        return say(self.text).join(one.say(say) if isinstance(one, Sentence) else one for one in self.parts)


def as_plain(sentence: Sentence) -> dict[str, Any]:
    """A sentence as JSON can hold it, to be said in any language later; `of_plain` reads it."""
    plain: dict[str, Any] = {"text": sentence.text}
    if sentence.values:
        plain["values"] = {name: _plain(value) for name, value in sentence.values.items()}
    if sentence.terms:
        plain["terms"] = dict(sentence.terms)
    if isinstance(sentence, Joined):
        plain["parts"] = [_plain(part) for part in sentence.parts]
    return plain


def of_plain(plain: Mapping[str, Any]) -> Sentence:
    """The sentence that `as_plain` gave, its values as numbers and texts.

    Raises:
        ValueError: it is none.
    """
    try:
        values = {name: _of_plain(value) for name, value in plain.get("values", {}).items()}
        parts = plain.get("parts")
        if parts is not None:
            return Joined(str(plain["text"]), parts=tuple(_of_plain(part) for part in parts))
        found = Sentence(str(plain["text"]), values, plain.get("terms", {}))
        found.say()
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("this is no sentence") from error
    return found


def _plain(value: object) -> Any:
    if isinstance(value, Sentence):
        return as_plain(value)
    return value if isinstance(value, int) else str(value)


def _of_plain(value: Any) -> Any:
    return of_plain(value) if isinstance(value, dict) else value
