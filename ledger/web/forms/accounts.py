"""The forms of accounts and grants, with people and units found by what was typed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from ledger.domain.account import ROLES_OF_KIND
from ledger.domain.errors import InvalidError
from ledger.domain.permissions import Role
from ledger.domain.vocabulary import ROLES
from ledger.domain.wording import N_, Sentence
from ledger.web.forms.base import LedgerForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ledger.domain.account import Account
    from ledger.store.readings_accounts import Candidate

NEEDED = InputRequired(_l("请填写这一项。"))

KIND_NAMES = {
    "business": N_("业务账号（干部、代录人、审核人、组织部门）"),
    "system": N_("系统管理员账号"),
    "security": N_("安全管理员账号"),
    "audit": N_("审计管理员账号"),
}


class AccountForm(LedgerForm):
    """A new account: its username, and whose it is."""

    username = StringField(_l("用户名"), [NEEDED, Length(max=64)], render_kw={"autocomplete": "off"})
    person = StringField(_l("绑定干部"), [Optional(), Length(max=100)], render_kw={"autocomplete": "off"})
    person_choice = RadioField(_l("是哪一位"), choices=[], validate_choice=False)
    display_name = StringField(
        _l("使用人姓名"), [Optional(), Length(max=100)], render_kw={"autocomplete": "off"}
    )
    kind = SelectField(_l("账号类别"), default="business")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind.choices = [(kind, _(name)) for kind, name in KIND_NAMES.items()]


class GrantForm(LedgerForm):
    """A role, its scope, and the days on which it holds."""

    role = RadioField(_l("角色"), [NEEDED])
    unit = StringField(_l("单位"), [Optional(), Length(max=100)], render_kw={"autocomplete": "off"})
    unit_choice = RadioField(_l("是哪个单位"), choices=[], validate_choice=False)
    person = StringField(
        _l("为哪位干部代录"), [Optional(), Length(max=100)], render_kw={"autocomplete": "off"}
    )
    person_choice = RadioField(_l("是哪一位"), choices=[], validate_choice=False)
    begins_on = DateField(_l("从哪天起"), [NEEDED])
    ends_on = DateField(_l("到哪天止"), [Optional()])

    def offer_roles(self, account: Account) -> None:
        """Offer the roles that the account's kind can hold."""
        self.role.choices = [(role.value, _(ROLES[role.value])) for role in ROLES_OF_KIND[account.kind]]
        if len(self.role.choices) == 1:
            self.role.data = self.role.data or self.role.choices[0][0]

    @property
    def chosen_role(self) -> Role:
        """The role, once the form was found valid."""
        return Role(self.role.data)


def pick(field: StringField, choice: RadioField, found: Sequence[Candidate]) -> int | None:
    """The key of what was typed, or of what was chosen among several; None where nothing was typed.

    Raises:
        InvalidError: nothing was found, or several were, which the form then offers to choose from.
    """
    if not (field.data or "").strip():
        return None
    if not found:
        line = N_("没有找到“%(text)s”，请核对后再试。")
        raise InvalidError({field.short_name: Sentence(line, {"text": field.data})})
    if len(found) == 1:
        return found[0].id
    choice.choices = [(c.public_id, f"{c.name}（{c.beside}）" if c.beside else c.name) for c in found]
    chosen = [candidate.id for candidate in found if candidate.public_id == choice.data]
    if chosen:
        return chosen[0]
    line = N_("有几个相符的，请选一个；没有要找的，请写得更完整。")
    raise InvalidError({choice.short_name: Sentence(line)})
