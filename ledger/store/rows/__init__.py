"""All rows of the ledger; importing this package fills the metadata.

Its modules do not put off their annotations: SQLAlchemy would have to parse each from its text, which takes a
quarter of the time in which all rows are made.
"""

from ledger.store.rows.accounts import AccountRow, AgreementRow, GrantRow
from ledger.store.rows.assessments import AssessmentRow, IssuedSummaryRow
from ledger.store.rows.batches import BatchItemRow, BatchPartRow, BatchRow, WorkerRow
from ledger.store.rows.checkpoints import CheckpointRow
from ledger.store.rows.entries import EntryLinkRow, EntryRow, PresetRow, TopicRow
from ledger.store.rows.genuine import IssuedFileRow, QuestionRow
from ledger.store.rows.holidays import HolidayNoticeRow
from ledger.store.rows.journal import (
    JournalRow,
    PostedEntryRow,
    PostedOutcomeEntryRow,
    PostedOutcomeRow,
    PostedShareRow,
)
from ledger.store.rows.keeping import KeepingRow
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
from ledger.store.rows.policies import PolicyDraftEditorRow, PolicyDraftRow, PolicyRow
from ledger.store.rows.records import FormKeyRow, SuggestionRow, TrailRow, UploadRow

__all__ = [
    "AccountRow",
    "AdjustmentRow",
    "AgreementRow",
    "AppointmentRow",
    "AssessmentRow",
    "BatchItemRow",
    "BatchPartRow",
    "BatchRow",
    "CheckpointRow",
    "ClosedYearRow",
    "CorrectionRow",
    "EntryLinkRow",
    "EntryRow",
    "FormKeyRow",
    "GrantRow",
    "HolidayNoticeRow",
    "IssuedFileRow",
    "IssuedSummaryRow",
    "JournalRow",
    "KeepingRow",
    "LateRequestRow",
    "LeaveRow",
    "OutcomeEntryRow",
    "OutcomeRow",
    "OutcomeShareRow",
    "PersonRow",
    "PolicyDraftEditorRow",
    "PolicyDraftRow",
    "PolicyRow",
    "PostedEntryRow",
    "PostedOutcomeEntryRow",
    "PostedOutcomeRow",
    "PostedShareRow",
    "PresetRow",
    "QuestionRow",
    "SealedAssessmentRow",
    "SuggestionRow",
    "TopicRow",
    "TrailRow",
    "UnitRow",
    "UploadRow",
    "WorkerRow",
    "YearClosingRow",
]
