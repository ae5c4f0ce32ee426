"""Patterns that see a person's numbers in free text; the number is the group `it`.

They are matched against the text with its full-width forms made half-width, so only these stand here.
Every repetition is bounded: a cell of a million letters takes no longer than a million letters.
"""

from __future__ import annotations

import re

_DASH = r"[-—–―]{1,2}"
_GAP = rf"(?:{_DASH}|\s)"
_SAYS = r"[\s:为是]{0,3}"
_FREE = r"(?<!\d)(?<!\d[.-])"
"""Not the tail of a longer number, a decimal or a numbered reference such as 2019-…"""
_NO_AMOUNT = r"(?![\d元万亿%年]|\.\d|-\d)"
_NO_DAY = r"(?!(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d(?!\d))"
_AND = r"\s?[、,;/或和]\s?"
_LOCAL = rf"{_NO_DAY}[2-9]\d{{6,7}}{_NO_AMOUNT}"
_PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"

EMAIL = (
    re.compile(
        r"(?P<it>(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4})"
    ),
)
IDENTITY = (
    re.compile(
        r"(?P<it>(?<!\d)[1-8]\d{5}(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d))"
    ),
    re.compile(rf"身份证(?:件?号码?)?{_SAYS}(?P<it>\d[\d*]{{13,16}}[\dXx*])"),
)
ACCOUNT = (
    re.compile(rf"(?:[Qq]{{2}}|扣扣|企鹅|Q群)(?:群|邮箱)?(?:号码?)?{_SAYS}(?P<it>(?<!\d)\d{{5,12}}(?!\d))"),
    re.compile(
        rf"(?:微信|薇信|[Vv][Xx]|V信)(?:号码?{_SAYS}|:\s{{0,2}})(?P<it>[A-Za-z0-9_][A-Za-z0-9_-]{{4,19}})"
    ),
    re.compile(rf"(?:银行卡|卡号|账号|帐号)(?:号码?)?{_SAYS}(?P<it>\d{{12,19}}(?!\d))"),
)
PHONE = (
    re.compile(rf"(?P<it>{_FREE}(?:\+?86{_GAP}?)?1[3-9]\d{_GAP}?\d{{4}}{_GAP}?\d{{4}}(?!\d))"),
    re.compile(
        rf"(?P<it>(?<!\d)(?:\(0\d{{2,3}}\)\s?|0\d{{2,3}}{_GAP})(?:\d{{3,4}}{_GAP}\d{{4,8}}|\d{{7,8}})"
        rf"(?:(?=(?:19|20)\d\d年)|(?:[-转]\d{{1,6}})?(?![\d元万亿%]|\.\d|-\d)))"
    ),
    re.compile(rf"(?P<it>{_FREE}0(?:10|2\d|[3-9]\d\d)\d{{7,8}}{_NO_AMOUNT})"),
    re.compile(
        r"(?:电话|手机|座机|联系方式|致电|拨打|来电|传真|[Tt][Ee][Ll])(?:号码?)?[\s:为是.,—-]{0,4}"
        rf"(?P<it>(?<!\d){_NO_DAY}(?:[2-9]\d{{2,3}}-?\d{{4}}|[48]00-?\d{{3,4}}-?\d{{3,4}}){_NO_AMOUNT})"
    ),
    # A list that goes on after a number is taken as a whole: one at a time would ask for a round each.
    re.compile(rf"〔电话〕{_AND}(?P<it>{_LOCAL}(?:{_AND}{_LOCAL})*)"),
)
PLATE = (
    re.compile(
        rf"(?P<it>[{_PROVINCES}][A-HJ-NP-Z][·.\s]?(?=[A-Z]{{0,5}}\d)[A-HJ-NP-Z0-9]{{4,5}}"
        r"[A-HJ-NP-Z0-9挂学警](?![A-Za-z0-9]))"
    ),
)
NUMBERED = re.compile(
    r"(?:编号|单号|工单|案号|流水号|订单号|文号|[Nn][Oo]\.?|(?<![A-Za-z])[Ii][Dd])[\s:号为是]{0,3}$"
)
"""What announces a reference number: such a number is no telephone, however it looks."""
