"""The forms of delegation: an agreement with a delegate, a deputy who reviews in one's stead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, StringField
from wtforms.validators import InputRequired, Length

from ledger.web.forms.base import LedgerForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.domain.delegation import Delegate

NEEDED = InputRequired(_l("请填写这一项。"))


class AgreementForm(LedgerForm):
    """With whom, and for which days."""

    delegate = RadioField(_l("代录人"), [InputRequired(_l("请选一位。"))])
    begins_on = DateField(_l("从哪天起"), [NEEDED])
    ends_on = DateField(_l("到哪天止"), [NEEDED])

    def offer(self, delegates: Sequence[Delegate]) -> None:
        """Offer those who enter for the cadre; a single one is chosen already."""
        self.delegate.choices = [(one.public_id, one.name) for one in delegates]
        if len(delegates) == 1:
            self.delegate.data = self.delegate.data or delegates[0].public_id


class DeputyForm(LedgerForm):
    """Who reviews in one's stead, and for which days."""

    username = StringField(
        _l("请谁代审（用户名）"), [NEEDED, Length(max=64)], render_kw={"autocomplete": "off"}
    )
    begins_on = DateField(_l("从哪天起"), [NEEDED])
    ends_on = DateField(_l("到哪天止"), [NEEDED])
