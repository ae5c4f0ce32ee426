"""账册核验: the last checkpoint, to be copied and kept elsewhere, and what the last verification found."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from flask import Blueprint, current_app, flash, render_template
from flask_babel import gettext as _

from ledger.clock import now
from ledger.domain.checkpoint import SignedCheckpoint, read_checkpoint
from ledger.domain.errors import LedgerError
from ledger.domain.permissions import Permission
from ledger.domain.signed_note import NoteError
from ledger.services.checkpoint_files import checkpoint_folder
from ledger.services.make_checkpoint import Seal, make_checkpoint
from ledger.services.verify_ledger import VerificationRecord, last_verification
from ledger.web.context import reading, writing
from ledger.web.guard import requires

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ledger.config import Config

bp = Blueprint("books", __name__, url_prefix="/books")


@bp.get("")
@requires(Permission.BOOKS_SEE)
def show() -> ResponseReturnValue:
    """The newest checkpoint and the last verification."""
    config: Config = current_app.config["TAIZHANG"]
    row = reading().checkpoints.last()
    record = last_verification(checkpoint_folder(config.data_dir))
    return render_template(
        "books/show.html",
        note=None if row is None else row.note,
        signed=None if row is None else signed_of(row.note),
        record=record,
        verified_at=None if record is None else moment_of(record),
    )


def sign_the_books() -> None:
    """Sign a checkpoint over what was just done; where that fails the act stands, and it is said."""
    config: Config = current_app.config["TAIZHANG"]
    seal = Seal(config.signing_key_file, checkpoint_folder(config.data_dir))
    try:
        make_checkpoint(writing(), seal, now=now())
    except (LedgerError, OSError):
        current_app.logger.exception("no checkpoint was signed")
        flash(_("账册检查点没有签成，不影响刚才的办理；请系统管理员运行 taizhang checkpoint make。"), "fault")


def signed_of(note: str) -> SignedCheckpoint | None:
    """The checkpoint of a note; None where it was damaged."""
    try:
        return read_checkpoint(note)
    except NoteError:
        return None


def moment_of(record: VerificationRecord) -> datetime | None:
    """When a verification was; None where its record was damaged."""
    try:
        return datetime.fromisoformat(record.at)
    except ValueError:
        return None
