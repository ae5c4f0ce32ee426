"""How the installation stands: in full for the system administrator, in one word for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, current_app, render_template
from sqlalchemy.exc import SQLAlchemyError

from ledger.clock import now
from ledger.domain.health import STATE_NAMES, State, worst
from ledger.domain.permissions import Permission
from ledger.product import product_version
from ledger.services.check_health import Installation, check_health
from ledger.store.revision import head_revision, revision_on
from ledger.web.context import reading, writing
from ledger.web.guard import public, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("health", __name__)

OK, NOT_OK = {"status": "ok"}, {"status": "not ok"}


@bp.get("/health")
@requires(Permission.SYSTEM_SEE)
def show() -> ResponseReturnValue:
    """Everything on which the safety of the books rests, as it stands now, and what to do."""
    config = current_app.config["TAIZHANG"]
    version = product_version()
    installation = Installation(config.data_dir, config.secret_key_file, config.data_dir / "fonts", version)
    moment = now()
    found = check_health(writing(), installation, now=moment)
    order = list(State)
    return render_template(
        "health/show.html",
        findings=sorted(found, key=lambda finding: order.index(finding.state), reverse=True),
        state=worst(found),
        state_names=STATE_NAMES,
        version=version,
        seen_at=moment,
    )


@bp.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """Whether the service and its database answer."""
    try:
        reading().ping()
    except SQLAlchemyError:
        return NOT_OK, 503
    return OK


@bp.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Whether people can be sent here: the database answers, has our schema and is not in quarantine."""
    try:
        found = reading()
        current = revision_on(found.session.connection()) == head_revision()
        is_ready = current and not found.keeping.in_quarantine()
    except SQLAlchemyError:
        return NOT_OK, 503
    return OK if is_ready else (NOT_OK, 503)
