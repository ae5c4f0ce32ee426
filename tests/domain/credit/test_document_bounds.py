"""Where a fault of a policy document stands, what is taken just on a bound, and what is said beyond it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from ledger.domain.credit.amounts import LARGEST
from ledger.domain.credit.document import (
    LARGEST_DOCUMENT,
    MOST_DOTS,
    parse_policy,
    policy_from_tables,
    tables_of,
)
from ledger.domain.credit.faults import PolicyFaultsError
from ledger.domain.credit.lines import Lines
from ledger.domain.credit.policy import Bound
from ledger.domain.credit.reader import LONGEST_TEXT
from tests.domain.credit.making import HEAD, OPEN, make_policy
from tests.domain.credit.test_document_refusals import (
    BY_OUTCOME,
    CAP,
    COUNTED,
    OF_COUNTED,
    REQUIREMENT,
    RULE,
    faults_of,
)

LINED = """\
[day]
minutes = 480

[[requirement]]
code = "a"

[requirement.who]
ranks = ["132"]

[[requirement]]
code = "b"
[requirement.who]
ranks = ["131"]
[[ "cap" ]]
per = { months = 5 }
per.to = 1
[cap.per]
to = 2
[ cap . per ]
from = 3
"""


@pytest.mark.parametrize(
    ("table", "number", "key", "line"),
    [
        ("day", 0, "minutes", 2),
        ("requirement", 0, "code", 5),
        ("requirement", 0, "who", 7),
        ("requirement", 0, "who.ranks", 8),
        ("requirement", 0, "who.posts", 7),
        ("requirement", 0, "ranks", 4),
        ("requirement", 1, "code", 11),
        ("requirement", 1, "who", 12),
        ("requirement", 1, "who.ranks", 13),
        ("requirement", 1, "nothing", 10),
        ("requirement", 2, "code", None),
        ("cap", 0, "per", 15),
        ("cap", 0, "per.months", 15),
        ("cap", 0, "per.to", 18),
        ("cap", 0, "per.from", 20),
        ("cap", 0, "", 14),
    ],
)
def test_a_key_is_found_on_its_line_or_where_what_it_stands_in_is(
    table: str, number: int, key: str, line: int | None
) -> None:
    assert Lines(LINED).line_of(table, number, key) == line


def test_what_stands_within_a_table_that_no_list_opened_is_found_in_its_first() -> None:
    lines = Lines('[cap.per]\nfrom = "01-01"\n')
    assert lines.line_of("cap", 0, "per.from") == 2
    assert lines.line_of("cap", 0, "per") == 1


@pytest.mark.parametrize(
    ("who", "line"),
    [
        ('who = { ranks = ["133"] }', 1),
        ('who.ranks = ["133"]', 1),
        ('[requirement.who]\nranks = ["133"]', 2),
        ('[requirement.who]\nposts = ["书记"]\nranks = [\n    "133",\n]', 3),
    ],
)
def test_a_fault_within_a_table_is_told_on_the_line_of_its_key(who: str, line: int) -> None:
    above = HEAD + REQUIREMENT
    (fault,) = faults_of(f"{above}{who}\n")
    assert (fault.key, fault.line) == ("who.ranks", above.count("\n") + line)


@pytest.mark.parametrize("minutes", [2, 480, 1440])
def test_a_day_of_any_even_length_is_what_durations_are_read_in(minutes: int) -> None:
    policy = parse_policy(
        f'{HEAD}[day]\nminutes = {minutes}\n{CAP}"week"\n'.replace('"1h"', '"1.5d"').encode()
    )
    assert (policy.day_minutes, policy.caps[0].minutes) == (minutes, minutes * 3 // 2)
    assert (policy.time_zone, policy.holidays) == ("Asia/Shanghai", "CN")


@pytest.mark.parametrize("minutes", ["481", "0", "1442", '"480"', "true", "48.5"])
def test_a_day_of_no_sound_length_is_one_fault_and_durations_are_read_as_if_it_were_usual(
    minutes: str,
) -> None:
    (fault,) = faults_of(f'{HEAD}[day]\nminutes = {minutes}\n{CAP}"week"\n'.replace('"1h"', '"0.5d"'))
    assert fault.key == "minutes"


def test_a_document_just_on_its_bounds_is_read() -> None:
    dots = f'title = "{"." * MOST_DOTS}"\n'
    text = HEAD.replace('title = "办法"\n', "") + dots + OPEN
    padded = text.encode() + b"#" * (LARGEST_DOCUMENT - len(text.encode()))
    assert parse_policy(padded).title == "." * MOST_DOTS
    with pytest.raises(PolicyFaultsError, match="1 处"):
        parse_policy(padded + b"#")


def test_tables_that_were_never_written_down_have_neither_digest_nor_lines() -> None:
    tables = tables_of((HEAD + REQUIREMENT).encode())
    assert policy_from_tables(tables) == replace(parse_policy((HEAD + REQUIREMENT).encode()), digest="")
    with pytest.raises(PolicyFaultsError) as caught:
        policy_from_tables(tables | {"code": 1, "day": {"time_zone": "UTC+8!"}})
    assert [(one.table, one.key, one.line) for one in caught.value.faults] == [
        ("", "code", None),
        ("[day]", "time_zone", None),
    ]
    assert policy_from_tables(tables | {"day": {"time_zone": "Asia/Nowhere"}}).time_zone == "Asia/Nowhere"


def test_every_ceiling_is_looked_at_after_one_that_is_faulty() -> None:
    ceilings = '[[ceiling]]\nto = "field"\n' + '[[ceiling]]\nto = "field"\nat_most = "1d"\n' * 2
    assert [(one.table, one.key) for one in faults_of(HEAD + ceilings)] == [
        ("[[ceiling]] 1", "at_most"),
        ("[[ceiling]] 3", "to"),
    ]


def test_what_has_no_line_is_named_before_what_stands_on_the_first() -> None:
    text = f'format = 2\ntitle = "办法"\nbasis = ["依据"]\nyears_from = 2020\n{REQUIREMENT}'
    assert [(one.key, one.line) for one in faults_of(text)] == [("code", None), ("format", 1)]


@pytest.mark.parametrize("title", ['"\\u0000"', '" "', '"\\n"', '""', f'"{"字" * (LONGEST_TEXT + 1)}"'])
def test_a_text_says_something_and_can_be_kept(title: str) -> None:
    text = HEAD.replace('title = "办法"', f"title = {title}") + REQUIREMENT
    (fault,) = faults_of(text)
    assert (fault.key, fault.sentence.say()) == ("title", "应写一段文字")


def test_a_text_may_be_as_long_as_any() -> None:
    text = HEAD.replace("办法", "字" * LONGEST_TEXT) + REQUIREMENT
    assert parse_policy(text.encode()).title == "字" * LONGEST_TEXT


@pytest.mark.parametrize(("rate", "read"), [("1", "1"), ("0", "0"), ('"1"', "1"), ('"2/4"', "1/2")])
def test_a_rate_is_a_whole_number_or_a_fraction(rate: str, read: str) -> None:
    assert str(make_policy(f"[[weight]]\nrate = {rate}\n").weights[0].rate) == read


@pytest.mark.parametrize("rate", ["true", "-1", '"x"', f"{LARGEST + 1}"])
def test_what_is_no_rate_is_told_how_to_write_one(rate: str) -> None:
    (fault,) = faults_of(HEAD + f"[[weight]]\nrate = {rate}\n")
    assert (fault.key, fault.sentence.say()) == ("rate", '应写成带引号的分数，如 "1/3"')


def test_a_rate_may_be_as_large_as_any_number() -> None:
    assert make_policy(f"[[weight]]\nrate = {LARGEST}\ngenerous = true\n").weights[0].rate == LARGEST


@pytest.mark.parametrize("key", ["at_least", "code", "measure", "account"])
def test_a_requirement_says_what_it_cannot_do_without(key: str) -> None:
    lines = [line for line in REQUIREMENT.splitlines() if not line.startswith(f"{key} ")]
    assert [one.key for one in faults_of(HEAD + "\n".join(lines))] == [key]


@pytest.mark.parametrize("table", [OF_COUNTED, COUNTED, COUNTED.replace('"visits"', '"share"')])
def test_every_measure_says_how_much(table: str) -> None:
    lines = [line for line in table.splitlines() if not line.startswith("at_least")]
    found = faults_of(
        HEAD + COUNTED.replace('"r"', '"other"') + "\n".join(lines).replace('of = "r"', 'of = "other"')
    )
    assert [(one.key, one.sentence.say()) for one in found] == [("at_least", "必须写明")]


def test_a_part_of_an_outcome_may_be_required() -> None:
    outcomes = '[[requirement]]\ncode = "o"\nmeasure = "outcomes"\nat_least = %s\n'
    assert [
        str(make_policy(outcomes % text).requirements[0].quotas[0].at_least) for text in ("2", '"1/2"')
    ] == [
        "2",
        "1/2",
    ]
    (fault,) = faults_of(HEAD + outcomes % '"x"')
    assert (fault.key, fault.sentence.say()) == ("at_least", "应写一个整数")


def test_a_number_may_be_as_large_as_any_and_no_larger() -> None:
    assert make_policy(COUNTED.replace("= 1", f"= {LARGEST}")).requirements[0].quotas[0].at_least == LARGEST
    (fault,) = faults_of(HEAD + COUNTED.replace("= 1", f"= {LARGEST + 1}"))
    assert fault.sentence.say() == f"应在 0 至 {LARGEST} 之间"


def test_a_requirement_without_a_title_is_called_by_its_code() -> None:
    titled = REQUIREMENT.replace('"r"', '"s"') + 'title = "到基层"\n'
    assert [one.quotas[0].title for one in make_policy(REQUIREMENT, titled).requirements] == ["r", "到基层"]


@pytest.mark.parametrize("measure", ["visits", "topics"])
def test_only_places_are_listed(measure: str) -> None:
    (fault,) = faults_of(HEAD + COUNTED.replace("visits", measure) + 'list = ["330106"]\n')
    assert (fault.key, fault.sentence.say()) == ("list", "没有这个键，或不能用在这里")


def test_what_refers_to_a_faulty_requirement_is_no_fault_of_its_own() -> None:
    faulty = COUNTED.replace('"visits"', '"hours"')
    assert [(one.table, one.key) for one in faults_of(HEAD + faulty + OF_COUNTED)] == [
        ("[[requirement]] 1", "measure")
    ]


def test_a_share_of_all_is_a_bound() -> None:
    policy = make_policy(
        RULE + 'rate = "1/2"\nat_most = "1"\n', '[[ceiling]]\nto = "field"\nat_most = "1/1"\n'
    )
    assert policy.exchanges[0].at_most == policy.ceilings[0].at_most == Bound(share=Fraction(1))


def test_the_least_duration_is_read_in_days_too() -> None:
    assert parse_policy((HEAD + '[count]\nmin_minutes = "0.5d"\n').encode()).count.min_minutes == 240


def test_a_faulty_cap_crosses_no_other() -> None:
    faulty = CAP + '{ from = "01-32", to = "02-01" }\n'
    assert [one.key for one in faults_of(HEAD + CAP + '"month"\n' + faulty)] == ["per.from"]
    unknown = CAP + '"week"\ncolour = 1\n'
    assert [one.key for one in faults_of(HEAD + unknown + CAP + '"month"\n')] == ["colour", "per"]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (b"\xff\xfe", "折算办法：文件不是 UTF-8 编码"),
        (b"#" * (LARGEST_DOCUMENT + 1), "折算办法：文件太大"),
        (b"#" + b"." * (MOST_DOTS + 1), "折算办法：有一行里的点太多"),
        (b"a = " + b"[" * 13 + b"]" * 13, "折算办法：表格或列表嵌套得太深"),
    ],
)
def test_what_cannot_be_read_at_all_is_told_why(source: bytes, said: str) -> None:
    with pytest.raises(PolicyFaultsError) as caught:
        parse_policy(source)
    assert [one.say() for one in caught.value.faults] == [said]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("format = 0", "只认得格式 1"),
        ("format = 2", "只认得格式 1"),
        ("years_from = 3000", "应在 1900 至 2999 之间"),
        ("years_from = 1899", "应在 1900 至 2999 之间"),
        ("years_from = true", "应写一个整数"),
    ],
)
def test_a_number_of_the_head_is_told_its_bounds(line: str, said: str) -> None:
    key = line.split(" ", maxsplit=1)[0]
    head = "\n".join(line if one.startswith(key) else one for one in HEAD.splitlines())
    (fault,) = faults_of(head + "\n" + REQUIREMENT)
    assert (fault.key, fault.sentence.say()) == (key, said)


def test_a_policy_may_be_of_one_year() -> None:
    policy = make_policy(head=HEAD + "years_to = 2020\n")
    assert (policy.years_from, policy.years_to) == (2020, 2020)


@pytest.mark.parametrize("key", ["code", "from", "to"])
def test_an_exchange_says_what_it_cannot_do_without(key: str) -> None:
    lines = [line for line in (RULE + 'rate = "1/2"').splitlines() if not line.startswith(f"{key} ")]
    assert [(one.key, one.sentence.say()) for one in faults_of(HEAD + "\n".join(lines))] == [
        (key, "必须写明")
    ]


def test_what_gives_into_a_circle_is_no_part_of_it() -> None:
    there = RULE + 'rate = "1/2"\n'
    back = '[[exchange]]\ncode = "y"\nfrom = "field"\nto = "online"\nrate = "1/2"\n'
    into = BY_OUTCOME.replace('"x"', '"z"') + 'each = "1d"\n'
    assert [(one.table, one.key) for one in faults_of(HEAD + there + back + into)] == [
        ("[[exchange]] 1", "to"),
        ("[[exchange]] 2", "to"),
    ]


def test_what_refers_to_a_reference_that_leads_nowhere_is_no_fault_of_its_own() -> None:
    lost = OF_COUNTED.replace('"r"', '"nothing"')
    onto = OF_COUNTED.replace('"o"', '"q"').replace('"r"', '"o"')
    assert [(one.table, one.key) for one in faults_of(HEAD + lost + onto)] == [("[[requirement]] 1", "of")]
