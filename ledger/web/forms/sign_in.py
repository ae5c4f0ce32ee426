"""The forms of signing in and of changing one's password."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from ledger.services.once import FormKey
from ledger.services.passwords import LONGEST
from ledger.web.forms.base import LedgerForm

NEEDED = InputRequired(_l("请填写这一项。"))


class SignInForm(LedgerForm):
    """Username and password, and where to go afterwards."""

    username = StringField(
        _l("用户名"), [NEEDED, Length(max=64)], render_kw={"autocomplete": "username", "autofocus": True}
    )
    password = PasswordField(
        _l("密码"), [NEEDED, Length(max=LONGEST)], render_kw={"autocomplete": "current-password"}
    )
    next = HiddenField()


class PasswordForm(LedgerForm):
    """The old password and, twice, the new one."""

    old = PasswordField(
        _l("原密码"), [NEEDED, Length(max=LONGEST)], render_kw={"autocomplete": "current-password"}
    )
    new = PasswordField(_l("新密码"), [NEEDED], render_kw={"autocomplete": "new-password"})
    again = PasswordField(_l("再输一次新密码"), [NEEDED], render_kw={"autocomplete": "new-password"})

    def once(self) -> FormKey:
        """The key alone: a digest of passwords that is quick to compute must never be kept."""
        return FormKey(super().once().key, "")

    def validate_again(self, field: PasswordField) -> None:
        """Both must be the same, or a slip of the finger locks its owner out."""
        if field.data != self.new.data:
            raise ValidationError(_l("两次输入的新密码不一样，请重新输入。"))
