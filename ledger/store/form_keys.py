"""Keys of forms: the same form sent twice acts once."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select, update

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

KNOWN = select(FORM_KEY.c.body_digest, FORM_KEY.c.result).where(
    FORM_KEY.c.account_id == bindparam("account_id"), FORM_KEY.c.key == bindparam("key")
)
SETTLING = (
    update(FORM_KEY)
    .where(FORM_KEY.c.account_id == bindparam("of_account"), FORM_KEY.c.key == bindparam("of_key"))
    .values(result=bindparam("outcome"))
)

LONGEST_RESULT = 500


class KeyReusedError(ConflictError):
    """The key of a form came again with other content."""

    text = N_("这张表单已经提交过，这次的内容与上次不同。请到列表查看上次的结果，需要时另记一条。")


class FormKeys:
    """The keys that forms carried."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def claim(
        self, account_id: int, key: str, body_digest: str, now: datetime, result: str = ""
    ) -> str | None:
        """Take a key for this transaction: None when it is new, else what came of the form the first time.

        A second request with the key waits here until the first has committed, and then gets its result.
        Where it is known beforehand what will come of it, that is its `result`, and nothing is to be settled.

        Raises:
            KeyReusedError: when the key was used with other content.
        """
        values = {
            "account_id": account_id,
            "key": key,
            "body_digest": body_digest,
            "result": result[:LONGEST_RESULT],
            "used_at": now,
        }
        connection = self.session.connection()
        if connection.execute(CLAIMING[connection.dialect.name], values).first() is not None:
            return None
        digest, known = connection.execute(KNOWN, {"account_id": account_id, "key": key}).one()
        if digest != body_digest:
            raise KeyReusedError
        return str(known)

    def settle(self, account_id: int, key: str, result: str) -> None:
        """Keep what came of the form, in the same transaction."""
        known = {"of_account": account_id, "of_key": key}
        self.session.connection().execute(SETTLING, known | {"outcome": result[:LONGEST_RESULT]})
