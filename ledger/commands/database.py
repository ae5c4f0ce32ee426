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
    """The engine of the installation's database.

    Raises:
        OldSchemaError: the database is missing or not at the newest schema.
    """
    wanted = head_revision()
    if not config.data_dir.is_dir():
        raise OldSchemaError(now=N_("空库"), wanted=wanted)
    engine = make_engine(config.database_url)
    now = current_revision(engine)
    if now != wanted:
        engine.dispose()
        raise OldSchemaError(now=now or N_("空库"), wanted=wanted)
    return engine
