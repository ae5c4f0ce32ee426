"""Issue summaries: each gets a code under which it can be checked, and is on record with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from ledger.domain.summary import Summary
from ledger.domain.trail import TrailTag
from ledger.domain.wording import N_, Say
from ledger.services.summary_code import canonical, code_of, content_digest
from ledger.services.year_summary import NoYearError, content_of, load_years, summary_of

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class ToIssue:
    """A summary with its code that is not on record as issued yet."""

    person_id: int
    summary: Summary
    content_digest: str


def issue_summary(
    uow: UnitOfWork,
    actor: Actor | None,
    person_id: int,
    year: int,
    *,
    key: str,
    address: str,
    on: date,
    now: datetime,
    say: Say,
    language: str,
) -> Summary:
    """The summary with its verification code, recorded as issued; no actor: the command line.

    The code is made under the installation's secret `key`; `address` is where it can be checked.

    Raises:
        NoYearError: the person held no appointment in the year.
        NoSecretKeyError: there is no key.
    """
    with uow:
        found = summaries_to_issue(
            uow, [person_id], year, key=key, address=address, on=on, now=now, say=say, language=language
        )
        if person_id not in found:
            raise NoYearError
        record_issue(uow, found[person_id], None if actor is None else actor.account_id)
        uow.commit()
    return found[person_id].summary


def summaries_to_issue(
    uow: UnitOfWork,
    person_ids: Sequence[int],
    year: int,
    *,
    key: str,
    address: str,
    on: date,
    now: datetime,
    say: Say,
    language: str,
) -> dict[int, ToIssue]:
    """The summaries of some cadres with their codes, nothing recorded yet; who has no year is left out.

    Raises:
        NoSecretKeyError: there is no key.
    """
    hint = say(N_("在 %(address)s 输入核验码，可查此件真伪。")) % {"address": address}
    found = {}
    for person_id, whole in load_years(uow, person_ids, year, on=on).items():
        summary = summary_of(whole, on=on, now=now, say=say, language=language)
        written = canonical(content_of(whole, on=summary.as_of))
        coded = replace(summary, code=code_of(written, key), verify_hint=hint)
        found[person_id] = ToIssue(person_id, coded, content_digest(written))
    return found


def record_issue(uow: UnitOfWork, made: ToIssue, account_id: int | None) -> None:
    """Put a summary on record as issued, inside the transaction of whoever issues it."""
    summary, person_id, code = made.summary, made.person_id, made.summary.code
    uow.assessments.issue(
        code,
        person_id,
        summary.year,
        as_of=summary.as_of,
        content_digest=made.content_digest,
        policy_digest=summary.policy_digest,
        issued_at=summary.issued_at,
        issued_by=account_id,
    )
    uow.trail.append(
        TrailTag.SUMMARY_ISSUED,
        at=summary.issued_at,
        account_id=account_id,
        object_kind="summary",
        subject_id=person_id,
        changes={"year": (None, summary.year), "code": (None, code)},
    )
