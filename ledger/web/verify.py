"""Whether a printed summary is genuine: anybody may ask, and hears no more than that."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, abort, current_app, render_template, request
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import DataRequired

from ledger.clock import now
from ledger.services.summary_code import read_code
from ledger.web.context import reading
from ledger.web.forms.base import LedgerForm
from ledger.web.guard import public

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("verify", __name__)

LIMIT = 20
WITHIN = timedelta(minutes=10)
MOST_ASKERS = 10_000


class VerifyForm(LedgerForm):
    """The code, as it is printed."""

    code = StringField(_l("核验码"), [DataRequired(_l("请输入纸面右上角的核验码。"))])


@dataclass
class Askers:
    """Who asked how often lately, in this process: a code is not to be found by trying."""

    asked: dict[str, deque[datetime]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def may_ask(self, address: str, at: datetime) -> bool:
        """Whether this address has a question left; it counts as asked."""
        with self.lock:
            if len(self.asked) > MOST_ASKERS:
                self.asked.clear()
            times = self.asked.setdefault(address, deque())
            while times and times[0] <= at - WITHIN:
                times.popleft()
            if len(times) >= LIMIT:
                return False
            times.append(at)
            return True


@dataclass(frozen=True)
class Answer:
    """What is said of a code: "current", "older" (with the day of the later issue) or "unknown"."""

    kind: str
    later: datetime | None = None


@bp.route("/verify", methods=["GET", "POST"])
@public
def verify() -> ResponseReturnValue:
    """A form for the code, and the answer."""
    form = VerifyForm()
    if not form.validate_on_submit():
        return render_template("verify/verify.html", form=form, answer=None), 422 if form.errors else 200
    askers: Askers = current_app.extensions.setdefault("askers", Askers())
    if not askers.may_ask(request.remote_addr or "", now()):
        abort(429)
    return render_template("verify/verify.html", form=form, answer=answer_to(form.code.data or ""))


def answer_to(written: str) -> Answer:
    """What is known of a code."""
    code = read_code(written)
    issued = None if code is None else reading().assessments.issued(code)
    if issued is None:
        return Answer("unknown")
    newest = reading().assessments.newest_issued(issued.person_id, issued.year)
    if newest is None or newest.id == issued.id:
        return Answer("current")
    return Answer("older", newest.issued_at)
