"""`taizhang import`: handled messages of a message board become drafts of a cadre."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.clock import now, today
from ledger.commands.cadre_option import the_cadre
from ledger.commands.given import Given, pass_given
from ledger.commands.in_ledger import opened
from ledger.domain.errors import LedgerError
from ledger.domain.masking import MASKED_NAMES
from ledger.domain.messages import FIELD_NAMES, MessageField, recognise
from ledger.domain.tables import plain_name
from ledger.domain.wording import N_
from ledger.services.check_messages import (
    LEAST_MINUTES,
    MOST_MINUTES,
    MessageCheck,
    MessageTable,
    check_messages,
    read_messages,
)
from ledger.services.import_messages import import_checked_file

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.domain.people import Person
    from ledger.store.unit_of_work import UnitOfWork

SHOWN_FAULTS = 50


class NoAccountError(LedgerError):
    """The cadre has no account, and an entry needs one who entered it."""

    text = N_("%(name)s 还没有账号。导入的台账要记在干部本人的账号下，请先由系统管理员建立账号。")


class ColumnError(LedgerError):
    """A column was named that the file does not have, or for something that is no field."""

    text = N_("看不懂 --column %(given)s。请写成 项目=列名，项目为：%(fields)s；文件里的列有：%(columns)s。")


@click.command("import")
@click.argument("file", metavar="文件", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--cadre", required=True, help="给哪位干部导入：公开编号、工号，或不重名的姓名。")
@click.option(
    "--minutes-per-reply",
    "minutes",
    required=True,
    type=click.IntRange(LEAST_MINUTES, MOST_MINUTES),
    help="每条答复用了多少分钟，由本人申报。",
)
@click.option("--column", "columns", multiple=True, help="指定列，例如 reply=答复意见；可以写多次。")
@click.option("--dry-run", is_flag=True, help="只试导，不写入。")
@click.option("--skip-faulty", is_flag=True, help="有问题的行略过，其余照常导入。")
@pass_given
@click.pass_context
def import_messages(
    ctx: click.Context,
    given: Given,
    file: Path,
    cadre: str,
    minutes: int,
    columns: tuple[str, ...],
    *,
    dry_run: bool,
    skip_faulty: bool,
) -> None:
    """导入办理过的网民留言（XLSX、CSV、JSON），每条成为一条草稿和一项留言办结。

    有问题的行会逐条列出，并以状态 1 结束、不写入任何内容；加 --skip-faulty 则略过它们。
    """
    content = file.read_bytes()
    table = read_messages(file.name, content)
    with opened(given.config()) as uow:
        uow.month_grace_days = 0  # from here years before the ledger are brought in; closed years stay closed
        with uow:
            person = the_cadre(uow, cadre)
        chosen = chosen_columns(table, columns)
        check = check_messages(uow, table, person.id, minutes, columns=chosen, on=today())
        for line in report(check, person):
            click.echo(line)
        if check.missing or (check.faulty and not skip_faulty):
            click.echo("没有写入任何内容。", err=True)
            ctx.exit(1)
        if not dry_run and check.good:
            take(uow, check, person, file.name, content)


def take(uow: UnitOfWork, check: MessageCheck, person: Person, name: str, content: bytes) -> None:
    """Writes the good rows and says how many.

    Raises:
        NoAccountError: the cadre has no account.
    """
    with uow:
        account = uow.accounts.of_person(person.id)
    if account is None:
        raise NoAccountError(name=person.name)
    count = import_checked_file(uow, check, person.id, account.id, name, content, on=today(), now=now())
    click.echo(f"已为 {person.name} 导入 {count} 条草稿和 {count} 项留言办结，请登录后提交审核。")


def chosen_columns(table: MessageTable, written: Iterable[str]) -> dict[MessageField, int]:
    """The columns as recognised, corrected by what was written as field=column.

    Raises:
        ColumnError: naming what was not understood.
    """
    chosen = recognise(table.columns)
    for one in written:
        field, _, name = one.partition("=")
        of = next((f for f in MessageField if field.strip() in (f.value, FIELD_NAMES[f])), None)
        names = [plain_name(column) for column in table.columns]
        if of is None or plain_name(name) not in names:
            fields = "、".join(f.value for f in MessageField)
            raise ColumnError(given=one, fields=fields, columns="、".join(table.columns))
        at = names.index(plain_name(name))
        chosen = {f: c for f, c in chosen.items() if c != at} | {of: at}
    return chosen


def report(check: MessageCheck, person: Person) -> list[str]:
    """The dry run in lines: columns, counts, what was masked, each faulty cell."""
    lines = [f"给 {person.name} 导入，每条答复 {check.minutes} 分钟。列："]
    for of in MessageField:
        at = check.chosen.get(of)
        lines.append(f"  {FIELD_NAMES[of]} ← {'（没有）' if at is None else check.table.columns[at]}")
    if check.missing:
        names = "、".join(FIELD_NAMES[of] for of in check.missing)
        return [*lines, f"缺少这些列：{names}。请用 --column 指定，例如 --column reply=答复意见"]
    lines.append(
        f"共 {len(check.table.rows)} 行：可导入 {len(check.good)}，有问题 {check.faulty_rows}，"
        f"本人名下已有 {check.here}，已由他人登记 {check.elsewhere}。"
    )
    if check.masked:
        lines.append(
            "已遮盖：" + "、".join(f"{MASKED_NAMES[kind]} {n} 处" for kind, n in check.masked.items())
        )
    for fault in check.faulty[:SHOWN_FAULTS]:
        lines.append(f"  第 {fault.row} 行 {fault.column}：{fault.sentence.say()}")
    if len(check.faulty) > SHOWN_FAULTS:
        lines.append(f"  …… 还有 {len(check.faulty) - SHOWN_FAULTS} 处")
    return lines
