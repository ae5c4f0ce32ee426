"""What is wrong with a document or a case: every fault at once, each with its place and its sentence."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.domain.errors import LedgerError
from ledger.domain.wording import N_, Say, Sentence, in_chinese

LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, named by table, key and value, and by line where it can be had."""

    table: str
    key: str
    value: str
    line: int | None
    sentence: Sentence

    def say(self, say: Say = in_chinese) -> str:
        """The fault in one line."""
        where = one_line(f"{self.table} {self.key}".strip())
        if self.value:
            where = f"{where} = {self.value}"
        text = self.sentence.say(say)
        if self.line is None:
            return Sentence(N_("%(where)s：%(what)s"), {"where": where, "what": text}).say(say)
        return Sentence(
            N_("第 %(line)s 行，%(where)s：%(what)s"), {"line": self.line, "where": where, "what": text}
        ).say(say)


class FaultsError(LedgerError):
    """Something was refused as a whole; `faults` names everything that is wrong with it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        super().__init__(count=len(faults))


class PolicyFaultsError(FaultsError):
    """The policy document cannot be used."""

    text = N_("折算办法有 %(count)s 处不符合要求，请逐处改正。")


class CaseFaultsError(FaultsError):
    """The case cannot be assessed."""

    text = N_("核算材料有 %(count)s 处不符合要求，请逐处改正。")


def shown(value: object) -> str:
    """A value as it can be named in one line: short, without line breaks or control characters."""
    text = one_line(f'"{value}"' if isinstance(value, str) else _plain(value))
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def one_line(text: str) -> str:
    """A text in which whatever cannot be printed is written as its code."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    try:
        return str(value)
    except ValueError:
        # Python refuses to write out a number of thousands of digits.
        return "…"
