"""Whether a summary is genuine: anybody may ask by its code or with the file, and hears no more than that."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import StringField

from ledger.clock import now
from ledger.domain.genuine import Answer, said_of_code, said_of_file
from ledger.services.ask_genuine import ask_by_code, ask_by_file, count_question
from ledger.services.summary_code import read_code
from ledger.web.context import reading, writing
from ledger.web.filters import moment
from ledger.web.forms.base import LedgerForm
from ledger.web.guard import public

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("verify", __name__)


class VerifyForm(LedgerForm):
    """The code as it is printed, or the file itself; one of the two."""

    code = StringField(_l("核验码"))
    file = FileField(_l("或者文件"))

    def validate(self, extra_validators: object = None) -> bool:
        """Whether there is something to look for."""
        if not super().validate(extra_validators):
            return False
        if self.code.data or self.file.data:
            return True
        self.code.errors = [_("请输入纸面右上角的核验码，或者选择文件。")]
        return False


@bp.route("/verify", methods=["GET", "POST"])
@public
def verify() -> ResponseReturnValue:
    """A form for code or file, and the answer; the address of the printed square brings the code along."""
    form = VerifyForm()
    if not form.validate_on_submit():
        if request.method == "GET":
            form.code.data = read_code(request.args.get("code", "")) or ""
        return render_template("verify/verify.html", form=form, answer=None), 422 if form.errors else 200
    count_question(writing(), request.remote_addr or "", now=now())
    answer, said = answer_to(form)
    return render_template("verify/verify.html", form=form, answer=answer, said=said)


def answer_to(form: VerifyForm) -> tuple[Answer, str]:
    """What is known of what was brought, and the sentence for it; a file goes before a code."""
    if form.file.data:
        # The file is not looked into: only its bytes are counted up.
        digest = hashlib.file_digest(form.file.data.stream, "sha256").hexdigest()
        answer = ask_by_file(reading(), digest)
        return answer, said_of_file(answer, day_of(answer)).say(_)
    answer = ask_by_code(reading(), form.code.data or "")
    return answer, said_of_code(answer, day_of(answer)).say(_)


def day_of(answer: Answer) -> str:
    """When the newer one was issued, as the page writes it."""
    return "" if answer.later is None else moment(answer.later)
