"""A policy document is refused as a whole, with every fault named."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from ledger.domain.credit.document import (
    check_year,
    parse_policy,
)
from ledger.domain.credit.faults import Fault, PolicyFaultsError
from tests.domain.credit.making import HEAD, OPEN, make_policy

PILOT = Path(__file__).parents[3] / "ledger/data/policies/pilot.toml"
REQUIREMENT = '[[requirement]]\ncode = "r"\nmeasure = "days"\naccount = "field"\nat_least = "1d"\n'
COUNTED = '[[requirement]]\ncode = "r"\nmeasure = "visits"\nat_least = 1\n'
OF_COUNTED = '[[requirement]]\ncode = "o"\nmeasure = "visits"\nat_least = "1/2"\nof = "r"\n'
RULE = '[[exchange]]\ncode = "x"\nfrom = "online"\nto = "field"\n'
BY_OUTCOME = '[[exchange]]\ncode = "x"\nfrom = "proposal"\nto = "field"\n'
CAP = '[[cap]]\naccount = "online"\nat_most = "1h"\nper = '


def faults_of(source: str) -> tuple[Fault, ...]:
    with pytest.raises(PolicyFaultsError) as caught:
        parse_policy(source.encode())
    return caught.value.faults


def test_the_pilot_policy_is_sound_and_is_named_by_the_digest_of_its_bytes() -> None:
    source = PILOT.read_bytes()
    assert parse_policy(source).digest == "sha256:" + hashlib.sha256(source).hexdigest()


FAULTY = (
    ("colour = 1\n" + REQUIREMENT, "colour"),
    ("[day]\nminutes = 481\n", "minutes"),
    ("[day]\nminutes = 0\n", "minutes"),
    ('[day]\nholidays = "XX"\n', "holidays"),
    (REQUIREMENT + "colour = 1\n", "colour"),
    (REQUIREMENT + "each = 1\n", "each"),
    (REQUIREMENT.replace("days", "hours"), "measure"),
    (REQUIREMENT.replace('"field"', '"proposal"'), "account"),
    (REQUIREMENT.replace('"1d"', "1"), "at_least"),
    (REQUIREMENT.replace('"1d"', '"0.001d"'), "at_least"),
    (REQUIREMENT.replace('"1d"', '"-1d"'), "at_least"),
    (REQUIREMENT.replace('at_least = "1d"\n', ""), "at_least"),
    (REQUIREMENT + 'who = { ranks = ["133"] }\n', "who.ranks"),
    (REQUIREMENT + 'who = { rank = ["132"] }\n', "who.rank"),
    (REQUIREMENT + 'per = "decade"\n', "per"),
    (REQUIREMENT + "per = { months = 5 }\n", "per.months"),
    (REQUIREMENT + 'per = { from = "02-30", to = "03-01" }\n', "per.from"),
    (REQUIREMENT + 'per = { from = "03-02", to = "03-01" }\n', "per.to"),
    (REQUIREMENT + 'place_levels = ["street"]\n', "place_levels"),
    (REQUIREMENT + "weekdays = [0]\n", "weekdays"),
    (REQUIREMENT + 'channel = "phone"\n', "channel"),
    (REQUIREMENT + 'of = "nothing"\n', "of"),
    (COUNTED + 'per = "week"\n' + OF_COUNTED, "of"),
    (COUNTED.replace("1", '"1/2"') + 'of = "r"\n', "of"),
    (COUNTED + OF_COUNTED + 'prorate = true\n', "prorate"),
    (COUNTED + OF_COUNTED.replace("1/2", "3/2"), "at_least"),
    (COUNTED + COUNTED + 'per = "month"\n', "code"),
    (COUNTED + "kinds = []\n", "kinds"),
    ('[[requirement]]\ncode = "r"\nmeasure = "outcomes"\nat_least = 1\nkinds = ["book"]\n', "kinds"),
    ('[[requirement]]\ncode = "r"\nmeasure = "outcomes"\nat_least = 1\nmodes = ["visit"]\n', "modes"),
    ('[[requirement]]\ncode = "r"\nmeasure = "sum"\nat_least = 1\n', "what"),
    ('[[requirement]]\ncode = "r"\nmeasure = "share"\nat_least = "4/3"\n', "at_least"),
    ('[[weight]]\nrate = "3/2"\n', "rate"),
    ("[[weight]]\nrate = 0.5\n", "rate"),
    ('[[weight]]\nchannel = "online"\n', "rate"),
    (RULE + 'rate = "3/2"\n', "rate"),
    (RULE + 'rate = "0"\n', "rate"),
    (RULE + 'rate = "1/0"\n', "rate"),
    (RULE, "rate"),
    (RULE + 'rate = "1/2"\neach = "1d"\n', "rate"),
    (RULE + 'rate = "1/2"\nspends = true\n', "spends"),
    (RULE + 'each = "1d"\n', "each"),
    (RULE + 'rate = "1/2"\nat_most = "4/3"\n', "at_most"),
    (RULE + 'rate = "1/2"\nat_most = 0.5\n', "at_most"),
    (RULE.replace('"online"', '"field"') + 'rate = "1/2"\n', "to"),
    (RULE.replace('to = "field"', 'to = "proposal"') + 'rate = "1/2"\n', "to"),
    (RULE.replace('"online"', '"book"') + 'each = "1d"\n', "from"),
    (BY_OUTCOME + 'rate = "1/2"\n', "rate"),
    (BY_OUTCOME + 'each = "0d"\n', "each"),
    (BY_OUTCOME + 'each = "1d"\nkeep = "1d"\n', "keep"),
    ('[[cap]]\naccount = "online"\nat_most = "1/3"\n', "at_most"),
    ('[[cap]]\naccount = "proposal"\nat_most = "1d"\n', "account"),
    ('[[ceiling]]\nto = "field"\nat_most = "1d"\n' * 2, "to"),
    ('[[ceiling]]\nto = "field"\nat_most = "2"\n', "at_most"),
    ('[[ceiling]]\nto = "field"\n', "at_most"),
)  # fmt: skip


def below_the_head(tables: str) -> str:
    """A document of these tables; what stands outside every table comes with the head."""
    first, _, rest = tables.partition("\n")
    return HEAD + tables if "[" in first else HEAD + first + "\n" + rest


REFUSED = [(tables, below_the_head(tables)) for tables, _ in FAULTY]


@pytest.mark.parametrize(("tables", "key"), FAULTY)
def test_each_fault_is_named_by_its_key(tables: str, key: str) -> None:
    assert key in [fault.key for fault in faults_of(below_the_head(tables))]


@pytest.mark.parametrize(
    ("head", "key"),
    [
        (HEAD.replace("format = 1", "format = 2"), "format"),
        (HEAD.replace('code = "p"', ""), "code"),
        (HEAD.replace('["依据"]', "[]"), "basis"),
        (HEAD.replace('basis = ["依据"]', ""), "basis"),
        (HEAD.replace("2020", "2020.5"), "years_from"),
        (HEAD + "years_to = 2019\n", "years_to"),
    ],
)
def test_the_head_must_be_sound(head: str, key: str) -> None:
    assert [fault.key for fault in faults_of(head)] == [key]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('"week"', '"month"'),
        ('"week"', '"half"'),
        ("{ months = 2 }", '"quarter"'),
        ('{ from = "01-15", to = "02-15" }', '"month"'),
        ('{ from = "01-05", to = "01-11" }', '"week"'),
        ('{ from = "01-01", to = "02-01" }', '{ from = "02-01", to = "03-01" }'),
    ],
)
def test_caps_that_do_not_nest_are_refused(one: str, other: str) -> None:
    assert [fault.key for fault in faults_of(HEAD + CAP + one + "\n" + CAP + other + "\n")] == ["per"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('"week"', '"year"'),
        ('"day"', '"week"'),
        ("{ months = 2 }", '"half"'),
        ('"month"', '{ from = "02-01", to = "02-29" }'),
        ('{ from = "01-01", to = "01-31" }', '{ from = "02-01", to = "03-01" }'),
        ('"month"', '"month"'),
    ],
)
def test_caps_that_nest_are_taken(one: str, other: str) -> None:
    assert len(make_policy(CAP + one + "\n" + CAP + other + "\n").caps) == 2


def test_caps_of_different_accounts_need_not_nest() -> None:
    assert make_policy(CAP + '"week"\n', (CAP + '"month"\n').replace("online", "field"))


def test_exchanges_in_a_circle_are_refused() -> None:
    back = '[[exchange]]\ncode = "y"\nfrom = "field"\nto = "online"\nrate = "1/2"\n'
    assert {fault.key for fault in faults_of(HEAD + RULE + 'rate = "1/2"\n' + back)} == {"to"}


def test_of_in_a_circle_is_refused() -> None:
    table = '[[requirement]]\ncode = "%s"\nmeasure = "visits"\nat_least = "1/2"\nof = "%s"\n'
    found = faults_of(HEAD + table % ("a", "b") + table % ("b", "c") + table % ("c", "a"))
    assert [fault.key for fault in found] == ["of"] * 3


def test_a_year_that_the_policy_does_not_govern_is_refused() -> None:
    policy = make_policy(head=HEAD + "years_to = 2026\n")
    check_year(policy, 2020)
    check_year(policy, 2026)
    for year in (2019, 2027):
        with pytest.raises(PolicyFaultsError):
            check_year(policy, year)


def test_a_generous_rate_is_taken_when_it_says_so() -> None:
    assert make_policy('[[weight]]\nrate = "3/2"\ngenerous = true\n', RULE + 'rate = "2"\ngenerous = true\n')


def test_all_faults_come_in_one_go_with_table_key_value_and_line() -> None:
    source = (
        'format = 1\ncode = "p"\nbasis = []\nyears_from = 2020\n[[cap]]\naccount = "phone"\nat_most = "1h"\n'
    )
    found = faults_of(source + "[[weight]]\nrate = 1.5\n")
    assert [(f.table, f.key, f.value, f.line) for f in found] == [
        ("", "basis", "[]", 3),
        ("[[cap]] 1", "account", '"phone"', 6),
        ("[[weight]] 1", "rate", "1.5", 9),
    ]
    assert all("\n" not in fault.say() for fault in found)


@pytest.mark.parametrize(
    "source",
    [
        b"\xff\xfe",
        b"a = ",
        b"a = 1\na = 2\n",
        b"\x00",
        b"a = " + b"[" * 5000,
        b"a = " + b"9" * 5000,
        b"a = nan",
        b"weight = 1\n",
        b"[requirement]\n",
        b'code = ["a"]\n[[requirement]]\ncode = [1]\n[[exchange]]\nfrom = [1]\nto = {}\n',
    ],
)
def test_what_is_no_document_is_a_fault_and_never_an_accident(source: bytes) -> None:
    with pytest.raises(PolicyFaultsError):
        parse_policy(source)


NOWHERE = HEAD + '[day]\ntime_zone = "Asia/Nowhere"\n' + REQUIREMENT


def test_a_time_zone_that_is_not_among_those_there_are_is_refused_where_it_stands() -> None:
    with pytest.raises(PolicyFaultsError) as caught:
        parse_policy(NOWHERE.encode(), {"Asia/Shanghai", "Asia/Urumqi"})
    fault = caught.value.faults[0]
    line = NOWHERE.splitlines().index('time_zone = "Asia/Nowhere"') + 1
    assert len(caught.value.faults) == 1
    assert (fault.key, fault.value, fault.line) == ("time_zone", '"Asia/Nowhere"', line)
    assert fault.sentence.say() == "没有这个时区，应写已有的时区名，如 Asia/Shanghai"


def test_a_time_zone_that_there_is_or_that_nobody_asked_about_is_read() -> None:
    urumqi = NOWHERE.replace("Nowhere", "Urumqi").encode()
    assert parse_policy(urumqi, {"Asia/Shanghai", "Asia/Urumqi"}).time_zone == "Asia/Urumqi"
    assert parse_policy(NOWHERE.encode()).time_zone == "Asia/Nowhere"


def test_what_cannot_be_the_name_of_a_time_zone_is_one_fault() -> None:
    with pytest.raises(PolicyFaultsError) as caught:
        parse_policy(NOWHERE.replace("Asia/Nowhere", "UTC+8!").encode(), {"Asia/Shanghai"})
    assert [fault.sentence.say() for fault in caught.value.faults] == ["应写时区名，如 Asia/Shanghai"]


def test_defaults_are_those_of_the_specification() -> None:
    policy = parse_policy((HEAD + REQUIREMENT).encode())
    assert (policy.day_minutes, policy.time_zone, policy.holidays) == (480, "Asia/Shanghai", "CN")
    assert not policy.count.rest_days
    assert not policy.count.leave_days
    assert policy.requirements[0].per.kind == "year"
    assert parse_policy((HEAD + OPEN).encode()).count.rest_days


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (".".join(["a"] * 50_000) + " = 1", "点太多"),
        (f"[{'.'.join(['a'] * 50_000)}]", "点太多"),
        (".".join(["a"] * 100) + " = 1", "嵌套得太深"),
        (f"a = {'[' * 13}{']' * 13}", "嵌套得太深"),
        (f"a = {'[' * 450}{']' * 450}", "嵌套得太深|不是有效的 TOML"),
        (f"a = {'[' * 50_000}{']' * 50_000}", "不是有效的 TOML"),
        (f"a = {'{a=' * 20_000}1{'}' * 20_000}", "不是有效的 TOML"),
        ("# " + "长" * 100_000, "文件太大"),
    ],
)
def test_a_document_made_to_take_hours_is_refused_at_once(text: str, words: str) -> None:
    fault, *more = faults_of(text)
    assert more == []
    assert re.search(words, fault.say())


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a b", 1, "少了等号"),
        ("a = 1\n= 1", 2, "这一行应写成“键 = 值”"),
        ("a = 文字", 1, "文字加引号"),
        ("a = 2026-13-01", 1, "一行只写一项|日期写成"),
        ("a = 1 b = 2", 1, "一行只写一项"),
        ("a = 'x\nb = 1", None, "结尾的引号"),
        ('a = "x', None, "结尾的引号"),
        ('a = "\\q"', 1, "反斜线要写两个"),
        ("[a\n", 1, "表头写在"),
        ("a = [1,\n[b]\n", 2, "列表少了结尾|值的写法"),
        ("a = [1 2]", 1, "列表少了结尾"),
        ('a = "\x01"', 1, "有不能用的字符"),
        ("a = {b = 1\n}", 1, "花括号里的内容写在一行"),
        ("[a]\n[a]", 2, "写了两次"),
        ("a = 1\na = 2\n", 2, "写了两次"),
        ("a = {b = 1, b = 2}", 1, "写了两次"),
        ("a = 1\x00", 1, "一行只写一项|有不能用的字符"),
    ],
)
def test_what_is_no_toml_is_told_in_our_own_words(text: str, line: int | None, words: str) -> None:
    (fault,) = faults_of(text)
    assert re.search(words, fault.sentence.say())
    assert not re.search("[a-z]{5}", fault.sentence.say().replace("false", ""))
    assert fault.line == line


def test_dots_in_words_and_lists_within_lists_are_no_fault_of_their_own() -> None:
    text = HEAD + f'note = "{"." * 150}"\n' + REQUIREMENT
    assert [one.key for one in faults_of(f"colour = {'[' * 11}{']' * 11}\n" + text)] == ["colour", "note"]


def test_spaces_in_and_around_a_header_take_no_longer_than_their_length() -> None:
    blank = " " * 40_000
    text = f'{HEAD}note = """\n[{blank}!\n[a{blank}.b{blank}!\n{blank}!\n"""\n[ day {blank}]\nminutes = 0\n'
    found = {one.key: one.line for one in faults_of(text)}
    assert found == {"note": HEAD.count("\n") + 1, "minutes": HEAD.count("\n") + 7}


def test_a_cap_without_an_account_is_refused() -> None:
    assert [fault.key for fault in faults_of(HEAD + '[[cap]]\nat_most = "1h"\nper = "day"\n')] == ["account"]


def test_a_decimal_number_is_told_what_to_write_instead() -> None:
    (fault,) = faults_of(HEAD + "[[weight]]\nrate = 0.5\n")
    assert (fault.key, fault.value) == ("rate", "0.5")
    assert "小数点" in fault.say()


def test_requirements_that_run_in_a_circle_are_refused_and_so_is_what_leads_into_it() -> None:
    into = OF_COUNTED.replace('"r"', '"a"')
    circle = [
        OF_COUNTED.replace('"o"', f'"{code}"').replace('"r"', f'"{of}"') for code, of in ("ab", "bc", "cb")
    ]
    found = faults_of(HEAD + into + "".join(circle))
    assert {fault.table for fault in found} >= {"[[requirement]] 3", "[[requirement]] 4"}
    assert all(fault.key == "of" for fault in found)
