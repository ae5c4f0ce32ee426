"""The installation's database for a command, if it is there and of the schema that this program needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.domain.errors import LedgerError
from ledger.domain.wording import N_
from ledger.store.engine import make_engine
from ledger.store.revision import current_revision, head_revision

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from ledger.config import Config


class OldSchemaError(LedgerError):
    """The database is not at the version that this program needs."""

    text = N_("数据库结构是 %(now)s，程序需要 %(wanted)s。请先备份，再运行 taizhang db upgrade。")


def open_database(config: Config) -> Engine:
    """The engine of the installation's database; it is asked for its version though another writes to it.

    Raises:
        OldSchemaError: the database is missing or not at the newest schema.
    """
    wanted = head_revision()
    if not config.data_dir.is_dir():
        raise OldSchemaError(now=N_("空库"), wanted=wanted)
    reading = make_engine(config.database_url, read_only=True)
    now = current_revision(reading)
    reading.dispose()
    if now != wanted:
        raise OldSchemaError(now=now or N_("空库"), wanted=wanted)
    return make_engine(config.database_url)
