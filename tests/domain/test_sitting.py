"""The time of a sitting, as people write it."""

from __future__ import annotations

import pytest

from ledger.domain.minutes import MinutesError, NoMinutesError
from ledger.domain.sitting import Sitting, read_sitting, written_sitting


@pytest.mark.parametrize(
    ("written", "sitting"),
    [
        ("14:30-15:10", Sitting(40, "14:30")),
        ("14：30～15：10", Sitting(40, "14:30")),
        ("9点05分至10点00分", Sitting(55, "09:05")),
        ("14:30 到 15:10", Sitting(40, "14:30")),
        ("23:30—0:20", Sitting(50, "23:30")),
        ("14:00-24:00", Sitting(600, "14:00")),
        ("90", Sitting(90)),
        ("1:30", Sitting(90)),
        ("1.5小时", Sitting(90)),
    ],
)
def test_a_span_gives_the_start_and_a_duration_does_not(written: str, sitting: Sitting) -> None:
    assert read_sitting(written) == sitting


@pytest.mark.parametrize("written", ["14:70-15:10", "25:00-26:00", "14:30-", "下午", "10:00-24:30"])
def test_what_is_no_time_is_refused(written: str) -> None:
    with pytest.raises(MinutesError):
        read_sitting(written)


def test_a_span_of_nothing_is_no_time() -> None:
    with pytest.raises(NoMinutesError):
        read_sitting("14:30-14:30")


@pytest.mark.parametrize("sitting", [Sitting(40, "14:30"), Sitting(50, "23:30"), Sitting(45)])
def test_what_a_form_shows_again_is_read_as_the_same(sitting: Sitting) -> None:
    assert read_sitting(written_sitting(sitting.minutes, sitting.start)) == sitting
