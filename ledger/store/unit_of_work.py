"""The unit of work: repositories over one transaction that rolls back unless committed."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Self

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.orm import Session

from ledger.store.accounts import Accounts
from ledger.store.assessments import Assessments
from ledger.store.batches import Batches
from ledger.store.checkpoints import Checkpoints
from ledger.store.corrections import Corrections
from ledger.store.delegations import Delegations
from ledger.store.engine import address_of, reading_engine
from ledger.store.entries import Entries
from ledger.store.form_keys import FormKeys
from ledger.store.holidays import Holidays
from ledger.store.issued import Issued
from ledger.store.journal import Journal
from ledger.store.keeping import Keeping
from ledger.store.late_requests import LateRequests
from ledger.store.outcomes import Outcomes
from ledger.store.people import People
from ledger.store.periods import Periods
from ledger.store.policies import Policies
from ledger.store.policy_drafts import PolicyDrafts
from ledger.store.suggestions import Suggestions
from ledger.store.topics import Presets, Topics
from ledger.store.trail import Trail
from ledger.store.units import Units
from ledger.store.uploads import Uploads

if TYPE_CHECKING:
    from types import TracebackType

DISK_FAILED = "disk I/O error"
"""SQLite's words where the disk failed while it wrote what is to last."""


class UnsureCommitError(SQLAlchemyError):
    """The database broke away at the very COMMIT: nobody knows whether it lasts.

    Whatever fails before that moment was not saved, and comes as the database's own error.
    """


def is_unsure(error: DBAPIError) -> bool:
    """Whether COMMIT may have been carried out though it failed: the answer, not the act, may be lost.

    Where the database itself answers that it could not, it did not.
    """
    return error.connection_invalidated or DISK_FAILED in str(error.orig)


class UnitOfWork:
    """One transaction and what can be done in it.

    `with uow:` begins it; leaving without `uow.commit()` undoes everything. A service commits once.
    `journal_hash` names the algorithm of new postings; those that stand keep their own. `month_grace_days`
    is after how many working days of the next month a month locks; 0: months do not lock.
    """

    def __init__(self, session: Session, *, journal_hash: str = "sha256", month_grace_days: int = 0) -> None:
        self.session = session
        self.month_grace_days = month_grace_days
        self.accounts = Accounts(session)
        self.delegations = Delegations(session)
        self.assessments = Assessments(session)
        self.checkpoints = Checkpoints(session)
        self.batches = Batches(session)
        self.corrections = Corrections(session)
        self.entries = Entries(session)
        self.form_keys = FormKeys(session)
        self.issued = Issued(session)
        self.journal = Journal(session, journal_hash)
        self.holidays = Holidays(session)
        self.keeping = Keeping(session)
        self.late_requests = LateRequests(session)
        self.outcomes = Outcomes(session)
        self.people = People(session)
        self.periods = Periods(session)
        self.policies = Policies(session)
        self.policy_drafts = PolicyDrafts(session)
        self.presets = Presets(session)
        self.suggestions = Suggestions(session)
        self.topics = Topics(session)
        self.trail = Trail(session)
        self.units = Units(session)
        self.uploads = Uploads(session)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None or not issubclass(kind, UnsureCommitError):
            self.session.rollback()
            return
        with suppress(SQLAlchemyError):  # what went wrong is said by the error that is on its way
            self.session.rollback()

    @property
    def address(self) -> str | None:
        """Where another process finds the same ledger; None where none can."""
        return address_of(self.session.get_bind().engine)

    def ping(self) -> None:
        """Ask the database for nothing, to see that it answers."""
        self.session.execute(select(1))

    def commit(self) -> None:
        """Make everything done so far last.

        Raises:
            UnsureCommitError: it may last or not, see there.
        """
        self.session.flush()
        try:
            self.session.commit()
        except DBAPIError as error:
            if is_unsure(error):
                raise UnsureCommitError(str(error.orig)) from error
            raise


def reading_at(address: str) -> UnitOfWork:
    """A unit of work on a ledger elsewhere that can't write, and sees one moment throughout a transaction."""
    return UnitOfWork(Session(reading_engine(address), expire_on_commit=False))
