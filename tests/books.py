"""Books for tests of checkpoints: a posted year, the key that signs it, and a checkpoint over it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ledger.domain.checkpoint import SignedCheckpoint
from ledger.domain.entry import EntryStatus
from ledger.domain.outcome import OutcomeStatus
from ledger.domain.posted_facts import entry_posting, outcome_posting
from ledger.services.checkpoint_files import checkpoint_folder
from ledger.services.make_checkpoint import Seal, Tables, make_checkpoint
from ledger.services.recompute_years import recompute_year
from ledger.services.verify_ledger import Verification, verify_ledger
from ledger.signing_key import make_signing_key
from ledger.store.readings_verification import trail_head, unposted
from ledger.store.table_text import digests_text, table_digests
from tests.cast import NOW, TODAY
from tests.year_facts import fill_year

if TYPE_CHECKING:
    from datetime import datetime

    from ledger.store.unit_of_work import UnitOfWork
    from tests.conftest import Act


def post_everything(uow: UnitOfWork) -> None:
    """Post what is approved or verified and was not, and count the year again."""
    with uow:
        missing = unposted(uow.session)
        entries = {key for table, key in missing if table == "entry"}
        outcomes = {key for table, key in missing if table == "outcome"}
        people = [person.id for person in uow.people.by_ids(range(1, 50)).values()]
        records = [
            entry_posting(one, "sha256")
            for one in uow.entries.of_year(people, TODAY.year, EntryStatus.APPROVED)
            if one.id in entries
        ] + [
            outcome_posting(one, "sha256")
            for one in uow.outcomes.of_year(people, TODAY.year)
            if one.status is OutcomeStatus.VERIFIED and one.id in outcomes
        ]
        uow.journal.append(records, account_id=None, at=NOW)
        uow.commit()
    recompute_year(uow, TODAY.year, on=TODAY, now=NOW)


def keep_books(uow: UnitOfWork, act: Act, data_dir: Path) -> Seal:
    """A posted year with a key and no checkpoint yet."""
    fill_year(uow, act("alice"), act("bob"))
    post_everything(uow)
    make_signing_key(data_dir / "signing.key")
    return Seal(data_dir / "signing.key", checkpoint_folder(data_dir))


def tables_of(uow: UnitOfWork) -> Tables:
    """The digests of the tables now."""
    with uow:
        return Tables(trail_head(uow.session), *digests_text(table_digests(uow.session)))


def sign(uow: UnitOfWork, seal: Seal, *, now: datetime = NOW, force: bool = True) -> SignedCheckpoint:
    """A checkpoint over everything."""
    made = make_checkpoint(uow, seal, now=now, tables=tables_of(uow), force=force)
    assert made is not None
    return made


def verified(uow: UnitOfWork, seal: Seal, **more: object) -> Verification:
    """What a verification finds on the day of the tests."""
    return verify_ledger(uow, seal, on=TODAY, now=NOW, **more)  # type: ignore[arg-type]


def said(found: Verification) -> list[str]:
    """The damages in words."""
    return [one.say() for one in found.damages]
