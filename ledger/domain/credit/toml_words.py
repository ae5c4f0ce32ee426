"""What the standard library finds wrong with the notation of a document, in words of our own.

The library says it in English, with one beginning for each kind of fault (`tomllib` of Python 3.11); what
begins otherwise, as a later Python may say it, is told without its kind.
"""

from __future__ import annotations

import re

from ledger.domain.wording import N_, Sentence

_AT_LINE = re.compile(r"at line (\d+)")

_STATEMENT = N_("不是有效的 TOML：这一行应写成“键 = 值”，或者方括号里的表头")
_VALUE = N_("不是有效的 TOML：值的写法不对。文字加引号，日期写成 2026-01-31，真假写 true 或 false")
_TABLE = N_("不是有效的 TOML：表头写在 [ ] 或 [[ ]] 之内，单独占一行")
_QUOTE = N_("不是有效的 TOML：文字少了结尾的引号")
_BACKSLASH = N_("不是有效的 TOML：文字里的反斜线要写两个")
_TWICE = N_("不是有效的 TOML：同一个键或表头写了两次，请删去一个")
_CHARACTER = N_("不是有效的 TOML：有不能用的字符，请删去")

_KINDS: tuple[tuple[str, str], ...] = (
    ("Invalid statement", _STATEMENT),
    ("Invalid initial character", _STATEMENT),
    ("Expected '=' after", N_("不是有效的 TOML：键和值之间少了等号")),
    ("Expected newline", N_("不是有效的 TOML：一行只写一项，值的后面多出了文字")),
    ("Expected ']", _TABLE),
    ("Expected \"'", _QUOTE),
    ("Unterminated string", _QUOTE),
    ("Unescaped '\\'", _BACKSLASH),
    ("Escaped character", _BACKSLASH),
    ("Unclosed array", N_("不是有效的 TOML：列表少了结尾的 ]")),
    ("Unclosed inline table", N_("不是有效的 TOML：花括号里的内容写在一行，以 } 结尾")),
    ("Invalid ", _VALUE),
    ("Cannot ", _TWICE),
    ("Duplicate ", _TWICE),
    ("Illegal character", _CHARACTER),
    ("Found invalid character", _CHARACTER),
)


def toml_fault(said: str) -> tuple[Sentence, int | None]:
    """What is wrong and on which line, from what the library said of it; None where it names no line."""
    line = _AT_LINE.search(said)
    text = next((text for begin, text in _KINDS if said.startswith(begin)), N_("不是有效的 TOML"))
    return Sentence(text), int(line[1]) if line else None
