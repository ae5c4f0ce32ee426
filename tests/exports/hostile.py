"""Texts made to be hard to print, each as the piece that is repeated."""

from __future__ import annotations

HOSTILE = {
    "marks upon marks": "a" + "\u0301\u0302\u0323" * 300,
    "one mark": "\u0301",
    "nowhere to break": "a",
    "closing only": "，",
    "opening only": "（",
    "opening and gaps": "（ ",
    "a gap before closing": "中" + " " * 900 + "，",
    "wide gaps": "中" + "\u3000" * 900 + "，",
    "turned round": "\u202e\u0627\u0644\u0639\u0631 ",
    "families": "\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "empty lines": "\n",
    "lines of closing": "a\n，\n",
    "invisible": "\u200b",
    "control characters": "\x07",
    "all at once": "中a，（ \u3000)\u0301\n",
}
