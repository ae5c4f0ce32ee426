"""While a restored ledger is in quarantine nobody works in it: one page says so, whoever comes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, render_template, request

from ledger.web.context import reading
from ledger.web.guard import PUBLIC_ENDPOINTS

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

OPEN = PUBLIC_ENDPOINTS | {
    "health.alive",
    "health.ready",
    "health.show",
    "sign_in.sign_in",
    "sign_in.check_sign_in",
    "sign_in.sign_out",
    "preferences.language",
}
"""What answers all the same: the system administrator's way to the health page, and what machines ask."""

RELEASED = "released from quarantine"


def check() -> ResponseReturnValue | None:
    """The page of quarantine, or the way on. A ledger that is out of it is not asked about again."""
    if current_app.extensions.get(RELEASED) or request.endpoint is None or request.endpoint in OPEN:
        return None
    if not reading().keeping.in_quarantine():
        current_app.extensions[RELEASED] = True
        return None
    return render_template("health/quarantine.html"), 503
