"""Small files of handled messages, made for tests."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

HEADS = ("留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "答复意见", "答复时间")
REAL = Path(__file__).resolve().parents[2] / "shared/data/messages/messages_with_replies.xlsx"
NOT_HERE = "shared/data holds real messages beside the checkout; it is absent here"


def message(number: object, day: str = "2026-03-02", **cells: str) -> list[str]:
    """One row: a message about a road, replied to on a day."""
    found = {
        "user": "热心网友甲",
        "subject": f"关于第{number}号路灯的反映",
        "asked": "2026-02-20 08:30",
        "text": "我叫王小明，电话13812345678，村口路灯不亮。",
        "reply": "热心网友甲：您好！路灯已于本月修好，感谢反映。",
    } | cells
    return [
        str(number),
        found["user"],
        found["subject"],
        found["asked"],
        found["text"],
        found["reply"],
        f"{day} 10:00",
    ]


def csv_file(rows: Sequence[Sequence[str]], heads: Sequence[str] = HEADS, *, errors: str = "strict") -> bytes:
    """The rows as a CSV file with a byte order mark, as spreadsheet programs write it.

    `errors`: what becomes of characters that UTF-8 does not have.
    """
    out = io.StringIO()
    csv.writer(out).writerows([heads, *rows])
    return out.getvalue().encode("utf-8-sig", errors)
