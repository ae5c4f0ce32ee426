"""`taizhang assess`: the engine on two files, without a database; prints JSON."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ledger.domain.credit.assess import assess as run
from ledger.domain.credit.case import parse_case
from ledger.domain.credit.document import check_year
from ledger.domain.credit.facts import Case
from ledger.domain.credit.faults import CaseFaultsError, Fault, FaultsError
from ledger.domain.credit.policy import Policy
from ledger.domain.credit.report import as_json
from ledger.domain.wording import N_, Sentence
from ledger.services.read_policy import read_policy
from ledger.services.working_calendar import calendar_for

REFUSED = 2
"""The exit status for a document or a case that was refused."""


@click.command()
@click.option(
    "--policy", "policy_file", required=True, type=click.Path(path_type=Path), help="折算办法（TOML）"
)
@click.option("--case", "case_file", required=True, type=click.Path(path_type=Path), help="核算材料（JSON）")
@click.pass_context
def assess(ctx: click.Context, policy_file: Path, case_file: Path) -> None:
    """按折算办法核算一份材料，结果以 JSON 输出。"""
    policy, case, faults = _read_both(policy_file, case_file)
    if policy is None or case is None or faults:
        for fault in faults:
            click.echo(fault.say(), err=True)
        ctx.exit(REFUSED)
    assessment = run(
        policy,
        case.cadres,
        case.entries,
        case.outcomes,
        case.year,
        case.as_of,
        calendar_for((case.year,)),
        adjustments=case.adjustments,
    )
    text = json.dumps(as_json(assessment), ensure_ascii=False, indent=1)
    click.echo(text.encode())


def _read_both(policy_file: Path, case_file: Path) -> tuple[Policy | None, Case | None, list[Fault]]:
    """Both files as far as they can be read, and the faults of both together."""
    faults: list[Fault] = []
    policy, case = None, None
    try:
        policy = read_policy(_bytes_of(policy_file, N_("折算办法")))
    except FaultsError as error:
        faults += error.faults
    try:
        case = parse_case(_json_of(_bytes_of(case_file, N_("核算材料"))))
    except FaultsError as error:
        faults += error.faults
    if policy is not None and case is not None:
        try:
            check_year(policy, case.year)
        except FaultsError as error:
            faults += error.faults
    return policy, case, faults


def _bytes_of(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError):
        raise _refused(name, path, Sentence(N_("读不到这个文件"))) from None


def _json_of(source: bytes) -> object:
    """The decoded JSON; floats come out as such and are refused where they stand."""
    name = N_("核算材料")
    try:
        return json.loads(source.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise _refused(name, None, Sentence(N_("文件不是 UTF-8 编码"))) from None
    except (ValueError, RecursionError):
        raise _refused(name, None, Sentence(N_("不是有效的 JSON"))) from None


def _refused(name: str, path: Path | None, what: Sentence) -> CaseFaultsError:
    shown = "" if path is None else ascii(str(path))
    return CaseFaultsError((Fault(name, "", shown, None, what),))
