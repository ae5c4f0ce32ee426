"""Keys of forms: the same form sent twice acts once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, update

from ledger.domain.errors import ConflictError
from ledger.domain.wording import N_
from ledger.store.base import table_of
from ledger.store.by_database import ByDatabase
from ledger.store.rows import FormKeyRow

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


FORM_KEY = table_of(FormKeyRow)
CLAIMING = ByDatabase(lambda insert: insert(FORM_KEY).on_conflict_do_nothing().returning(FORM_KEY.c.key))
"""The statement that takes a key."""

SETTLING = (
    update(FORM_KEY)
    .where(FORM_KEY.c.account_id == bindparam("of_account"), FORM_KEY.c.key == bindparam("of_key"))
    .values(result=bindparam("outcome"))
)


class KeyReusedError(ConflictError):
    """The key of a form came again with other content."""

    text = N_("这张表单已经提交过，这次的内容与上次不同。请到列表查看上次的结果，需要时另记一条。")


class FormKeys:
    """The keys that forms carried."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def claim(self, account_id: int, key: str, body_digest: str, now: datetime) -> str | None:
        """Take a key for this transaction: None when it is new, else what came of the form the first time.

        A second request with the key waits here until the first has committed, and then gets its result.

        Raises:
            KeyReusedError: when the key was used with other content.
        """
        values = {
            "account_id": account_id,
            "key": key,
            "body_digest": body_digest,
            "result": "",
            "used_at": now,
        }
        added = self.session.execute(CLAIMING[self.session.get_bind().dialect.name], values)
        if added.first() is not None:
            return None
        row = self.session.get_one(FormKeyRow, (account_id, key), populate_existing=True)
        if row.body_digest != body_digest:
            raise KeyReusedError
        return row.result

    def settle(self, account_id: int, key: str, result: str) -> None:
        """Keep what came of the form, in the same transaction."""
        known = {"of_account": account_id, "of_key": key}
        self.session.execute(SETTLING, known | {"outcome": result[:500]})
