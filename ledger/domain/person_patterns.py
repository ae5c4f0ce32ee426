"""Patterns that see a person's name in Chinese free text; the name is the group `it`.

Chinese has no spaces between words, so a name is looked for only where the words around it announce one.
They are matched against the text with its full-width forms made half-width, so only these stand here.
"""

from __future__ import annotations

import re

_COMMON = (
    "王李张刘陈杨黄赵周吴徐孙朱马胡郭何林罗郑梁谢宋唐许邓韩冯曹彭曾肖萧田董袁潘蒋蔡余"
    "杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范廖石金韦贾夏付傅邹熊孟秦阎闫薛侯雷白龙段郝孔邵史毛万顾赖武康贺严尹钱"
    "戴莫覃欧邱俞柳翁阮倪樊瞿颜耿聂焦芦章陶殷"
)
"""Surnames that rarely begin or end another word."""
_ALL = _COMMON + (
    "高方安于时常向成江洪温古包左施季华易齐庄毕祝申牛伍葛关乔文梅管凌纪涂裴辛路项房舒屈卜祁童卓骆游詹尤翟穆鲁麦车"
    "柯费桂盛柴喻蒲苗蓝曲丛边饶占桑苑冉谷海明党商计查代巫连甘岳"
)
_DOUBLE = "欧阳|司马|上官|诸葛|司徒|东方|皇甫|尉迟|公孙|令狐|慕容|夏侯|端木"
_NOT_GIVEN = (
    "是的有在和与及家住个你您他她它我们来从因于被把将也都就不很电联身今年手现某先女小同老"
    "为这那并对向到说要请由反生村区县市镇"
)
"""Characters that end a name where they stand: they begin the next word far more often."""

_HAN = r"[\u4e00-\u9fff\u3400-\u4dbf\U00020000-\U0003134f]"
_GIVEN = rf"(?:(?![{_NOT_GIVEN}]){_HAN})"
_SURNAME = rf"(?:{_DOUBLE}|[{_ALL}])"
_SURE_SURNAME = rf"(?:{_DOUBLE}|[{_COMMON}])"
_FULL = rf"{_SURNAME}{_GIVEN}{{1,2}}"
_STOP = r"(?=[\s,、。;:(!?]|$)"
_OPEN, _CLOSE = '“"「『‘《<【', '”"」』’》>】'
_CALLED = "我叫|本人叫|我的名字叫|我的名字是|名叫"
_WHO = "姓名|联系人|反映人|投诉人|来信人|来电人|信访人|举报人|当事人|申请人|留言人"
_HANDLE = "网友|网民|昵称|网名|用户名?|ID"

NAME_PATTERNS: tuple[re.Pattern[str], ...] = (
    re.compile(rf"(?:{_CALLED})\s?(?P<it>{_SURNAME}(?!某){_HAN}{{1,3}}){_STOP}"),
    re.compile(rf"(?:{_CALLED})\s?(?P<it>{_FULL})"),
    re.compile(
        rf"(?:{_WHO}|业主|户主|村民|居民|本人)(?::\s{{0,3}}|\s{{1,3}})(?P<it>{_FULL}|{_SURNAME})"
        r"(?=[\s\W]|$|联系|电话|手机|先生|女士|主任|经理)"
    ),
    re.compile(
        rf"(?:{_WHO}|村民|居民|户主)(?P<it>{_SURE_SURNAME}{_GIVEN}{{1,2}})"
        r"(?=[\s,、。;:(!]|$|联系|电话|手机|身份证|男|女|是|家住|住)"
    ),
    re.compile(
        rf"(?<![对关由等终至某])(?P<it>{_SURNAME}{_GIVEN}{{0,2}})"
        r"(?=\s?(?:老先生|先生|女士|小姐|大爷|大妈|大娘|老人家|阿姨))"
    ),
    re.compile(rf"(?P<it>(?!(?<=主)任){_SURE_SURNAME}{_GIVEN}{{0,2}})(?=同志)"),
    re.compile(
        rf"(?:{_HANDLE}|市民|群众|居民|村民|留言人)\s?:?\s?[{_OPEN}]+\s?"
        rf"(?P<it>(?!某某\s?[{_CLOSE}])[^{_OPEN}{_CLOSE}\n]{{1,20}})(?=[{_CLOSE}])"
    ),
    re.compile(
        rf"(?:{_HANDLE})\s?:?\s?"
        r"(?P<it>(?:[A-Za-z][A-Za-z0-9_-]{0,20}\d{3,12}|[0-9]{4}-?[0-9]{4,8})(?![A-Za-z0-9_])(?![年月元人户名]))"
    ),
    re.compile(
        r"网友\s?(?P<it>(?![您你某]|朋友|同志|[^:]{0,6}(?:[答回]复|反映|留言|如下|来信))[^\s,。:;“”\"〔〕]{2,8})(?=:\s{0,4}[您你]好)"
    ),
)
