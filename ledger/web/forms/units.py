"""The field by which a unit of one's department is chosen: from a list, or of many by its name."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup
from wtforms import Field, ValidationError
from wtforms.widgets import html_params

from ledger.store.readings_units import few_units, find_units_below, placed
from ledger.web.context import actor, reading
from ledger.web.forms.base import UNKEEPABLE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.domain.people import Unit
    from ledger.store.readings_units import PlacedUnit


PUBLIC_ID = re.compile("[a-z0-9]{14}")


class UnitField(Field):
    """A unit of the actor's department, by its name in addresses; "" where none was chosen.

    Few are offered as a list. Of many, names are suggested while one types, and what was typed is looked for
    when the form is sent; where it means several, they are offered to choose from.
    """

    data: str

    def __init__(self, label: Any = None, *, optional: bool = False, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.is_optional = optional
        self.typed = ""
        self.candidates: Sequence[PlacedUnit] = ()

    @cached_property
    def listed(self) -> list[Unit] | None:
        """All there are to choose from; None where they are too many."""
        return few_units(reading().session, actor())

    @property
    def unit(self) -> Unit | None:
        """The unit that was chosen, if it is one of the actor's."""
        found = reading().units.by_public_id(self.data) if PUBLIC_ID.fullmatch(self.data) else None
        return found if found is not None and actor().in_department(found.path) else None

    def process_data(self, value: Any) -> None:
        """The unit that the form begins with."""
        self.data = value or ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """What was typed or chosen; what was chosen among several comes last."""
        if valuelist:
            self.typed = next((value for value in reversed(valuelist) if value), "").strip()
            self.data = self.typed
            self._look_for()

    def _look_for(self) -> None:
        if not self.typed or self.unit is not None:
            return
        self.data = ""
        if self.listed is None and not UNKEEPABLE.search(self.typed):
            self.candidates = find_units_below(reading().session, actor(), self.typed)
            if len(self.candidates) == 1:
                self.data = self.candidates[0].unit.public_id

    def pre_validate(self, form: Any) -> None:
        """Pass only where a unit was found, or none is needed.

        Raises:
            ValidationError: otherwise.
        """
        del form
        if self.unit is not None or (self.is_optional and not self.typed):
            return
        if not self.typed:
            raise ValidationError(_("请选一项。"))
        if len(self.candidates) > 1:
            raise ValidationError(_("有几个相符的，请选一个；没有要找的，请写得更完整。"))
        raise ValidationError(_("没有找到“%(text)s”，请核对后再试。", text=self.typed))

    def __call__(self, **kwargs: Any) -> Markup:
        """The list, or the box to type in with what it suggests."""
        return self._typing(kwargs) if self.listed is None else self._list(self.listed, kwargs)

    def _list(self, units: Sequence[Unit], kwargs: dict[str, Any]) -> Markup:
        top = min((len(unit.path) for unit in units), default=8)
        options = [(unit.public_id, "　" * ((len(unit.path) - top) // 8) + unit.name) for unit in units]
        if self.is_optional:
            options.insert(0, ("", _("全部")))
        option = Markup('<option value="{}"{}>{}</option>')
        chosen = Markup(" selected")
        inside = Markup("").join(
            option.format(code, chosen if code == self.data else "", name) for code, name in options
        )
        return Markup("<select {}>{}</select>").format(self._attributes(kwargs), inside)

    def _typing(self, kwargs: dict[str, Any]) -> Markup:
        kwargs |= {"type": "search", "list": f"{self.id}-found", "autocomplete": "off", "maxlength": "200"}
        kwargs |= {"hx-get": url_for("units.find"), "hx-target": f"#{self.id}-found"}
        kwargs |= {"hx-trigger": "input changed delay:300ms", "hx-include": "this"}
        kwargs |= {"value": self._written(), "placeholder": _("单位名称，或“上级 / 单位”")}
        box = Markup('<input {}><datalist id="{}-found"></datalist>')
        shown = box.format(self._attributes(kwargs), self.id)
        if len(self.candidates) < 2:
            return shown
        choice = Markup(
            '<label for="{0}-{1}"><input type="radio" class="tick" id="{0}-{1}" name="{2}" value="{3}">'
            " {4}</label>"
        )
        choices = Markup("").join(
            choice.format(self.id, at, self.name, one.unit.public_id, one.written)
            for at, one in enumerate(self.candidates)
        )
        return shown + Markup('<div class="choose-list">{}</div>').format(choices)

    def _written(self) -> str:
        unit = self.unit
        return self.typed if unit is None else placed(reading().session, actor(), [unit])[0].written

    def _attributes(self, given: dict[str, Any]) -> Markup:
        return Markup(html_params(id=self.id, name=self.name, **given))  # noqa: S704 - it escapes them
