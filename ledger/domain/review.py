"""What may become of an entry or outcome, as a table, and who may never decide."""

from __future__ import annotations

from enum import StrEnum

from ledger.domain.entry import EntryStatus
from ledger.domain.errors import ConflictError, ForbiddenError
from ledger.domain.outcome import OutcomeStatus
from ledger.domain.vocabulary import STATUSES
from ledger.domain.wording import N_, Sentence


class Act(StrEnum):
    """What someone does to an entry."""

    EDIT = "edit"
    SUBMIT = "submit"
    OFFER = "offer"
    """A delegate hands it in, and the cadre is asked to confirm it."""
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    RETURN = "return"
    REVERSE = "reverse"
    UNDO = "undo"


TRANSITIONS: dict[tuple[EntryStatus, Act], EntryStatus] = {
    (EntryStatus.DRAFT, Act.EDIT): EntryStatus.DRAFT,
    (EntryStatus.RETURNED, Act.EDIT): EntryStatus.RETURNED,
    (EntryStatus.WITHDRAWN, Act.EDIT): EntryStatus.DRAFT,
    (EntryStatus.UNCONFIRMED, Act.EDIT): EntryStatus.DRAFT,
    (EntryStatus.DRAFT, Act.OFFER): EntryStatus.UNCONFIRMED,
    (EntryStatus.RETURNED, Act.OFFER): EntryStatus.UNCONFIRMED,
    (EntryStatus.WITHDRAWN, Act.OFFER): EntryStatus.UNCONFIRMED,
    (EntryStatus.UNCONFIRMED, Act.SUBMIT): EntryStatus.SUBMITTED,
    (EntryStatus.UNCONFIRMED, Act.WITHDRAW): EntryStatus.WITHDRAWN,
    (EntryStatus.DRAFT, Act.SUBMIT): EntryStatus.SUBMITTED,
    (EntryStatus.RETURNED, Act.SUBMIT): EntryStatus.SUBMITTED,
    (EntryStatus.WITHDRAWN, Act.SUBMIT): EntryStatus.SUBMITTED,
    (EntryStatus.DRAFT, Act.WITHDRAW): EntryStatus.WITHDRAWN,
    (EntryStatus.RETURNED, Act.WITHDRAW): EntryStatus.WITHDRAWN,
    (EntryStatus.SUBMITTED, Act.WITHDRAW): EntryStatus.WITHDRAWN,
    (EntryStatus.SUBMITTED, Act.APPROVE): EntryStatus.APPROVED,
    (EntryStatus.SUBMITTED, Act.RETURN): EntryStatus.RETURNED,
    (EntryStatus.APPROVED, Act.REVERSE): EntryStatus.RETURNED,
    (EntryStatus.APPROVED, Act.UNDO): EntryStatus.SUBMITTED,
}

OUTCOME_DECISIONS = {OutcomeStatus.VERIFIED, OutcomeStatus.REFUSED}


class AlreadyMovedError(ConflictError):
    """The entry is in a state in which this cannot be done."""

    text = N_("这条台账现在是“%(status)s”，不能再这样办理。请刷新后查看。")


class OwnRecordError(ForbiddenError):
    """Nobody decides on what is their own or what they entered themselves."""

    text = N_("本人的、本人录入、修改或提交的，不能由本人审核，请由其他审核人办理。")


class AlreadyDecidedError(ConflictError):
    """The outcome was decided before."""

    text = N_("这项成果已经办理过了，请刷新后查看。")


def after(status: EntryStatus, act: Act) -> EntryStatus:
    """The state that the act leads to.

    Raises:
        AlreadyMovedError: where the table has no such step.
    """
    try:
        return TRANSITIONS[status, act]
    except KeyError:
        raise AlreadyMovedError(status=Sentence(STATUSES[status])) from None


def allowed(status: EntryStatus, act: Act) -> bool:
    """Whether the table has such a step."""
    return (status, act) in TRANSITIONS


def check_other_person(
    deciding: int, deciding_person: int | None, accounts: set[int], people: set[int]
) -> None:
    """Pass only if who decides is none of those who entered it and none of those it belongs to.

    Raises:
        OwnRecordError: otherwise.
    """
    if deciding in accounts or (deciding_person is not None and deciding_person in people):
        raise OwnRecordError
