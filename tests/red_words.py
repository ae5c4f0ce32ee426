"""Words and names that a red line forbids, and what a page must say instead."""

from __future__ import annotations

import re

PRESENCE = re.compile(
    r"presence|online_(?:time|duration|seconds)|last_(?:seen|active|sign_in|login)|heartbeat|dwell|streak"
    r"|(?:^|(?<!contact)_)points?$|score|(?<!g)rank(?:ing|ed|_no)|leader_?board|league|check_?in|punch|badge|level_up|usage"
    r"|latitude|longitude|gps|geo_?location|screenshot|photo|selfie"
)
"""Names that a red line forbids for columns, routes and fields; the rank of a cadre is none of them."""

FORBIDDEN_WORDS = re.compile(
    r"打卡|签到|积分|排名|排行|榜单|光荣榜|名次|在线时长|活跃度|登录率|使用率|连续(?:登录|打卡|签到|.{0,8}天)|定位|人脸"
)
SAID_NOT_TO: frozenset[str] = frozenset()
"""Texts that may hold a forbidden word because they say that we do not do it; none does so far."""

WATCHING = re.compile(
    r"setInterval|sendBeacon|visibilitychange|beforeunload|mousemove|geolocation|getUserMedia|mediaDevices"
    r"|requestIdleCallback|new WebSocket|EventSource|navigator\.connection"
)
AMOUNTS = re.compile(
    r"field_earned|field_in|field_total|online_earned|online_out|reports|minutes|requirements|assessment\.status"
    r"|count\(|sum\(|\bpeople\b|earned|taken_in",
    re.IGNORECASE,
)
CSP = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
