"""The option `--cadre` of commands: a public id, a staff number, or a name that only one person bears."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ledger.domain.errors import LedgerError
from ledger.domain.wording import N_

if TYPE_CHECKING:
    from ledger.domain.people import Person
    from ledger.store.unit_of_work import UnitOfWork


class NoCadreError(LedgerError):
    """Nobody of that name or number is in the ledger."""

    text = N_("没有找到干部“%(given)s”。请写公开编号、工号，或者姓名全名。")


class SeveralCadresError(LedgerError):
    """The name is borne by several."""

    text = N_("叫“%(given)s”的有 %(count)s 人，请改写工号或公开编号：%(ids)s")


def the_cadre(uow: UnitOfWork, given: str) -> Person:
    """The one person that is meant.

    Raises:
        NoCadreError: nobody is.
        SeveralCadresError: several are.
    """
    found = uow.people.meant(given.strip())
    if not found:
        raise NoCadreError(given=given)
    if len(found) > 1:
        ids = "、".join(person.staff_no or person.public_id for person in found)
        raise SeveralCadresError(given=given, count=len(found), ids=ids)
    return found[0]
