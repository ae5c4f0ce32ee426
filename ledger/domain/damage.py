"""What a verification finds: which row of which table is not what it was, and in what way."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.domain.wording import N_, Say, Sentence, in_chinese


@dataclass(frozen=True)
class Damage:
    """One thing that is not as the books must be."""

    table: str
    key: str
    what: Sentence

    def sentence(self) -> Sentence:
        """The damage in a line, to be said in whatever language."""
        place = f"{self.table} {self.key}".strip()
        return Sentence(N_("%(place)s：%(what)s"), {"place": place, "what": self.what})

    def say(self, say: Say = in_chinese) -> str:
        """The damage in a line, in the language of `say`."""
        return self.sentence().say(say)


def damage(table: str, key: object, what: str, **values: object) -> Damage:
    """A damage in a few words."""
    return Damage(table, "" if key is None else str(key), Sentence(what, values))
