"""The journal, for the organisation department's subtree and the audit administrator: read, by number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request

from ledger.clock import now
from ledger.domain.errors import NotFoundError
from ledger.domain.journal import ACT_NAMES, KIND_NAMES, hash_of, leaf_bytes
from ledger.domain.permissions import Permission
from ledger.services.view_journal import note_journal_view
from ledger.store.readings_journal import journal_line, journal_page
from ledger.web.context import actor, reading, writing
from ledger.web.forms.journal import LARGEST_NUMBER, JournalForm
from ledger.web.guard import found_or_404, requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("journal", __name__, url_prefix="/journal")


@bp.get("")
@requires(Permission.JOURNAL_SEE)
def list_journal() -> ResponseReturnValue:
    """The postings in the actor's sight, the latest first; that one looked is recorded."""
    form = JournalForm(request.args)
    form.validate()
    note_journal_view(writing(), actor(), asked=request.query_string.decode("ascii", "replace"), now=now())
    found = journal_page(reading().session, actor(), form.wanted())
    kept = {name: value for name, value in request.args.items() if name in form and name != "before"}
    return render_template(
        "journal/list.html", form=form, found=found, kept=kept, act_names=ACT_NAMES, kind_names=KIND_NAMES
    )


@bp.get("/<number>")
@requires(Permission.JOURNAL_SEE)
def show(number: str) -> ResponseReturnValue:
    """One posting: its leaf as it was hashed, its hash, and the one before."""
    if not re.fullmatch(r"[1-9][0-9]{0,9}", number) or int(number) > LARGEST_NUMBER:
        raise NotFoundError
    uow, seq = reading(), int(number)
    line = found_or_404(journal_line(uow.session, actor(), seq))
    before = uow.journal.get(seq - 1)
    previous = "" if before is None else before.hash
    note_journal_view(writing(), actor(), seq=seq, now=now())
    return render_template(
        "journal/show.html",
        line=line,
        posting=line.posting,
        leaf=leaf_bytes(line.posting).decode(),
        whole=hash_of(line.posting) == line.posting.hash,
        joined=line.posting.previous == previous,
        before_seen=before is not None and journal_line(uow.session, actor(), seq - 1) is not None,
        act_names=ACT_NAMES,
        kind_names=KIND_NAMES,
    )
