"""Issue summaries: each gets a code under which it can be checked, and is on record with it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from ledger.domain.summary import Summary
from ledger.domain.trail import TrailTag
from ledger.domain.wording import N_, Say
from ledger.services.summary_code import canonical, code_of, content_digest
from ledger.services.year_summary import NoYearError, content_of, load_years, summary_of
from ledger.store.issued import Certificate
from ledger.store.trail import trail_record

if TYPE_CHECKING:
    from ledger.domain.permissions import Actor
    from ledger.store.unit_of_work import UnitOfWork

FACTS = ("person", "name", "unit", "post", "rank", "year", "as_of", "entries", "outcomes")
"""The parts of a summary's content that were put in, and not counted."""


class Issue(NamedTuple):
    """A summary that was issued, and the very file that is on record."""

    summary: Summary
    data: bytes


@dataclass(frozen=True)
class ToIssue:
    """A summary with its code that is not on record as issued yet."""

    summary: Summary
    certificate: Certificate


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
    draw: Callable[[Summary], bytes],
) -> Issue:
    """The summary with its verification code, recorded as issued with its file; no actor: the command line.

    The code is made under the installation's secret `key`; `address` is where it can be checked. `draw`
    makes the file, outside of any transaction; what cannot be drawn is not issued.

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
    made = found[person_id]
    data = draw(made.summary)
    with uow:
        sha256 = hashlib.sha256(data).hexdigest()
        record_issues(uow, [(made, sha256)], None if actor is None else actor.account_id, now=now)
        uow.commit()
    return Issue(made.summary, data)


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
        content = content_of(whole, on=summary.as_of)
        written = canonical(content)
        code = code_of(written, key)
        coded = replace(summary, code=code, verify_hint=hint, verify_url=f"{address}?code={code}")
        facts = {name: content[name] for name in FACTS}
        certificate = Certificate(
            code=coded.code,
            person_id=person_id,
            year=year,
            as_of=summary.as_of,
            content_digest=content_digest(written),
            inputs_digest=content_digest(canonical(facts)),
            policy_digest=summary.policy_digest,
        )
        found[person_id] = ToIssue(coded, certificate)
    return found


def record_issues(
    uow: UnitOfWork, made: Sequence[tuple[ToIssue, str]], account_id: int | None, *, now: datetime
) -> None:
    """Put summaries on record as issued, each in a file, inside the transaction of whoever issues them."""
    uow.issued.add_many([(one.certificate, sha256) for one, sha256 in made], at=now, by=account_id)
    uow.trail.append_many(
        [
            trail_record(
                TrailTag.SUMMARY_ISSUED,
                at=now,
                account_id=account_id,
                object_kind="summary",
                subject_id=one.certificate.person_id,
                changes={"year": (None, one.summary.year), "code": (None, one.summary.code)},
            )
            for one, _sha256 in made
        ]
    )
