"""Files brought for import, between upload, check and import."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from ledger.store.rows import UploadRow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Upload:
    """A file under way; the content is gone once it is finished."""

    id: int
    public_id: str
    account_id: int | None
    purpose: str
    file_name: str
    sha256: str
    content: bytes | None
    choices: Mapping[str, Any]
    created_at: datetime
    finished_at: datetime | None
    result: Mapping[str, Any]


def to_upload(row: UploadRow) -> Upload:
    """The upload that a row holds."""
    return Upload(
        id=row.id,
        public_id=row.public_id,
        account_id=row.account_id,
        purpose=row.purpose,
        file_name=row.file_name,
        sha256=row.sha256,
        content=row.content,
        choices=row.choices,
        created_at=row.created_at,
        finished_at=row.finished_at,
        result=row.result,
    )


class Uploads:
    """The files under way."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def add(
        self, account_id: int | None, purpose: str, file_name: str, content: bytes, now: datetime
    ) -> Upload:
        """Keep a file that was just brought."""
        row = UploadRow(
            account_id=account_id,
            purpose=purpose,
            file_name=file_name[:200],
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
            created_at=now,
        )
        self.session.add(row)
        self.session.flush()
        return to_upload(row)

    def of_account(self, public_id: str, account_id: int, purpose: str) -> Upload | None:
        """The upload with this name, for who brought it."""
        query = select(UploadRow).where(
            UploadRow.public_id == public_id,
            UploadRow.account_id == account_id,
            UploadRow.purpose == purpose,
        )
        row = self.session.scalar(query, execution_options={"populate_existing": True})
        return None if row is None else to_upload(row)

    def choose(self, upload_id: int, choices: Mapping[str, Any]) -> None:
        """Keep what the person chose so far."""
        row = self.session.get_one(UploadRow, upload_id)
        row.choices = dict(choices)
        self.session.flush()

    def finish(self, upload_id: int, result: Mapping[str, Any], now: datetime) -> None:
        """Keep the result and let the content go."""
        row = self.session.get_one(UploadRow, upload_id)
        row.result, row.finished_at, row.content = dict(result), now, None
        self.session.flush()

    def forget_before(self, moment: datetime, now: datetime) -> None:
        """Let the content of uploads go that nobody finished."""
        self.session.execute(
            update(UploadRow)
            .where(UploadRow.created_at < moment, UploadRow.finished_at.is_(None))
            .values(content=None, finished_at=now)
        )
