"""The state of the editor of a draft: the text, the form beside it, and each fault at its place."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import request
from flask_babel import gettext as _

from ledger.domain.credit.document import load_document
from ledger.domain.credit.faults import Fault, PolicyFaultsError
from ledger.domain.credit.policy import Policy
from ledger.domain.credit.writer import write_document
from ledger.domain.policy_edit import NEW, REMOVE, fields_posted, with_form
from ledger.domain.policy_form import PolicyForm, field_of, form_of
from ledger.services.read_policy import read_policy

PREFIX = "f-"
_COMMENT = re.compile(r"""^(?:[^"'#\n]|"[^"\n]*"|'[^'\n]*')*#""", re.MULTILINE)


@dataclass(frozen=True)
class ShownFault:
    """A fault in words, with the field and the line to which it leads."""

    text: str
    what: str
    """The same without its place, for where the place is seen."""
    line: int | None
    target: str
    """The element of the page to which it leads."""
    field: str | None


@dataclass
class Editor:
    """What the page of a draft shows of its text."""

    text: str
    form: PolicyForm | None = None
    """None where the text cannot be read as TOML at all."""
    policy: Policy | None = None
    faults: list[ShownFault] = field(default_factory=list)
    note: str = ""
    conflict: bool = False
    """The text and the form were both changed, each without the other: one has to be chosen."""
    rebuilt: bool = False
    """The form has other rows now, or has to be shown anew."""

    @property
    def lines(self) -> list[tuple[int, str]]:
        """The numbers of the lines, each with what is wrong there."""
        count = self.text.count("\n") + 1
        said: dict[int, list[str]] = {}
        for fault in self.faults:
            if fault.line is not None:
                said.setdefault(fault.line, []).append(fault.what)
        return [(number, " ".join(said.get(number, ()))) for number in range(1, count + 1)]

    @property
    def text_seen(self) -> str:
        """The name of the text, to tell whether it was changed since."""
        return _digest(self.text)

    @property
    def fields_seen(self) -> str:
        """The name of what the fields hold, to tell whether they were changed since."""
        return "" if self.form is None else _digest_of_fields(fields_posted(self.form, self.form.values))

    def at(self, name: str) -> list[str]:
        """What is wrong at a field or a row."""
        return [fault.what for fault in self.faults if fault.field == name]

    def value(self, name: str) -> str:
        """What stands in a field of one value."""
        values = () if self.form is None else self.form.values.get(name, ())
        return values[0] if values else ""

    def values(self, name: str) -> tuple[str, ...]:
        """What is ticked in a field of several values."""
        return () if self.form is None else self.form.values.get(name, ())


def editor_of(text: str, note: str = "") -> Editor:
    """The editor on a text, with all its faults."""
    found = Editor(text, note=note)
    try:
        found.form = form_of(load_document(text.encode())[1])
        found.policy = read_policy(text.encode())
    except PolicyFaultsError as error:
        found.faults = [_shown(fault, found.form) for fault in error.faults]
    return found


def _shown(fault: Fault, form: PolicyForm | None) -> ShownFault:
    name = None if form is None else field_of(fault, form)
    target = f"{PREFIX}{name}" if name else f"line-{fault.line}" if fault.line else "text"
    return ShownFault(fault.say(_), fault.sentence.say(_), fault.line, target, name)


def posted_fields() -> dict[str, tuple[str, ...]]:
    """What was sent for the fields of the form."""
    return {
        name[len(PREFIX) :]: tuple(values) for name, values in request.form.lists() if name.startswith(PREFIX)
    }


def posted_text() -> str:
    """The text as it was sent, with the ends of lines that documents have."""
    return request.form.get("text", "").replace("\r\n", "\n").replace("\r", "\n")


def taken() -> Editor:
    """What was sent, as one text: whichever side was changed is carried over to the other."""
    text, fields, add = posted_text(), posted_fields(), request.form.get("add", "")
    side = request.form.get("side", "")
    text_changed = _digest(text) != request.form.get("text_seen", "")
    seen = request.form.get("fields_seen", "")
    try:
        tables = load_document(text.encode("utf-8", "replace"))[1]
    except PolicyFaultsError:
        return editor_of(text)
    form = form_of(tables)
    removed = any(fields.get(row.field(REMOVE)) for row in form.rows)
    sent = fields_posted(form, fields)
    form_changed = bool(seen) and (removed or add in NEW or _digest_of_fields(sent) != seen)
    if not form_changed or side == "text-wins":
        return _rebuilt(editor_of(text))
    if text_changed and side != "form-wins":
        found = _rebuilt(editor_of(text))
        found.conflict = side != "form"
        said = _("文本刚刚改过，表单已按文本更新，请在表单里再改一次。")
        found.note = "" if found.conflict else said
        return found
    return _with_form(text, tables, fields, add)


def _rebuilt(found: Editor) -> Editor:
    found.rebuilt = True
    return found


def _with_form(
    text: str, tables: Mapping[str, Any], fields: Mapping[str, tuple[str, ...]], add: str
) -> Editor:
    changed = with_form(tables, fields, add)
    if changed == tables:
        return editor_of(text)
    lost = len(_COMMENT.findall(text))
    note = _("文本已按表单重写，原来的 %(count)s 处注释没有保留。", count=lost) if lost else ""
    found = editor_of(write_document(changed), note)
    found.rebuilt = _shape(tables) != _shape(changed)
    return found


def _shape(tables: Mapping[str, Any]) -> tuple[object, ...]:
    """Which rows the form has: with others it has to be shown anew."""
    form = form_of(tables)
    return form.rows, form.beyond


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _digest_of_fields(sent: Mapping[str, tuple[str, ...]]) -> str:
    return _digest(json.dumps({name: list(value) for name, value in sent.items() if value}, sort_keys=True))
