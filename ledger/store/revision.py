"""The version of the schema: which one a database is at, and which one this program needs.

Every command asks. The migrations' own library takes longer to import than most commands take to run, so it
is left to those that migrate (ledger/store/schema.py): here the heads of the scripts are read as text.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from ledger.resources import resource_dir

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_REVISION = re.compile(r"""^revision(?:: [^=]+)? = ["'](\w+)["']""", re.MULTILINE)
_BEFORE = re.compile(r"""^down_revision(?:: [^=]+)? = ["'](\w+)["']""", re.MULTILINE)


class SeveralHeadsError(RuntimeError):
    """The migrations of this installation do not end in one revision."""


@cache
def head_revision() -> str:
    """The newest revision that this installation knows.

    Raises:
        SeveralHeadsError: there is none, or more than one that no other follows.
    """
    scripts = [path.read_text("utf-8") for path in (resource_dir("migrations") / "versions").glob("*.py")]
    revisions = {found[1] for script in scripts if (found := _REVISION.search(script))}
    heads = revisions - {found[1] for script in scripts if (found := _BEFORE.search(script))}
    if len(heads) != 1:
        raise SeveralHeadsError(", ".join(sorted(heads)))
    return heads.pop()


def current_revision(engine: Engine) -> str | None:
    """The revision that a database is at; None for an empty one."""
    with engine.connect() as connection:
        return revision_on(connection)


def revision_on(connection: Connection) -> str | None:
    """The same, asked on a connection; several of a database that was half merged, with commas between."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalars(text("SELECT version_num FROM alembic_version ORDER BY version_num"))
    return ", ".join(found) or None
