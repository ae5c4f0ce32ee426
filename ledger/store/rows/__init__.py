"""All rows of the ledger; importing this package fills the metadata."""

from __future__ import annotations

from ledger.store.rows.accounts import AccountRow, GrantRow
from ledger.store.rows.assessments import AssessmentRow, IssuedSummaryRow
from ledger.store.rows.entries import EntryLinkRow, EntryRow, PresetRow, TopicRow
from ledger.store.rows.journal import (
    JournalRow,
    PostedEntryRow,
    PostedOutcomeEntryRow,
    PostedOutcomeRow,
    PostedShareRow,
)
from ledger.store.rows.outcomes import OutcomeEntryRow, OutcomeRow, OutcomeShareRow
from ledger.store.rows.people import AppointmentRow, LeaveRow, PersonRow, UnitRow
from ledger.store.rows.periods import (
    AdjustmentRow,
    ClosedYearRow,
    CorrectionRow,
    LateRequestRow,
    SealedAssessmentRow,
    YearClosingRow,
)
from ledger.store.rows.policies import PolicyRow
from ledger.store.rows.records import FormKeyRow, SuggestionRow, TrailRow, UploadRow

__all__ = [
    "AccountRow",
    "AdjustmentRow",
    "AppointmentRow",
    "AssessmentRow",
    "ClosedYearRow",
    "CorrectionRow",
    "EntryLinkRow",
    "EntryRow",
    "FormKeyRow",
    "GrantRow",
    "IssuedSummaryRow",
    "JournalRow",
    "LateRequestRow",
    "LeaveRow",
    "OutcomeEntryRow",
    "OutcomeRow",
    "OutcomeShareRow",
    "PersonRow",
    "PolicyRow",
    "PostedEntryRow",
    "PostedOutcomeEntryRow",
    "PostedOutcomeRow",
    "PostedShareRow",
    "PresetRow",
    "SealedAssessmentRow",
    "SuggestionRow",
    "TopicRow",
    "TrailRow",
    "UnitRow",
    "UploadRow",
    "YearClosingRow",
]
