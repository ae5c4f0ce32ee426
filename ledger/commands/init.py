"""`taizhang init`: makes an installation, with its first three administrators and no default passwords."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from sqlalchemy.orm import Session

from ledger.clock import now
from ledger.commands.demo_mark import is_demo
from ledger.commands.fonts import prepare_fonts
from ledger.commands.given import Given, pass_given
from ledger.config import ANSWERS, read_answers
from ledger.domain.errors import LedgerError
from ledger.domain.permissions import Role
from ledger.domain.wording import N_
from ledger.secret_key import make_secret_key
from ledger.services.manage_accounts import create_first_administrators
from ledger.services.passwords import password_fault
from ledger.signing_key import make_signing_key
from ledger.store.engine import make_engine
from ledger.store.schema import migrate
from ledger.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from ledger.config import Config

ADMINISTRATORS = {
    Role.SYSTEM: N_("系统管理员（账号与系统运行）"),
    Role.SECURITY: N_("安全管理员（授权）"),
    Role.AUDIT: N_("审计管理员（查看留痕）"),
}


NEXT_STEPS = """已初始化：{data}
接下来：
  1. 登记最上级单位：taizhang --data {data} unit add 单位名称 --level province
  2. 发布折算办法：  taizhang --data {data} policy publish 办法.toml --unit 单位名称
  3. 打开服务：      taizhang --data {data} serve
  4. 系统管理员建账号，安全管理员授权（先授一名组织部门人员），组织部门登记或导入人员。"""


class AlreadyInitialisedError(LedgerError):
    """A second `init` would void what the first key signed."""

    text = N_("%(data)s 已经初始化过，没有改动任何内容；可以直接运行 taizhang serve。")


class DemoDirectoryError(LedgerError):
    """Real use must not begin on demo data."""

    text = N_("%(data)s 里是演示数据。请为正式使用另选一个数据目录：taizhang --data 目录 init")


class AnswersMissingError(LedgerError):
    """An unattended `init` was not told everything that it would have asked."""

    text = N_("--from-env 还需要这些环境变量，请设好再运行：%(names)s")


@click.command()
@click.option("--from-env", is_flag=True, help=f"不询问，从 {ANSWERS}SYSTEM_USERNAME 等环境变量读取。")
@pass_given
def init(given: Given, *, from_env: bool) -> None:
    """建立数据目录、密钥、数据库和字体，并设立三名管理员。没有默认密码。"""
    config = given.config()
    refuse_used(config)
    administrators = answers_from_environment() if from_env else ask()
    config.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    prepare_fonts(config)
    engine = make_engine(config.database_url)
    migrate(engine)
    with Session(engine, expire_on_commit=False) as session:
        create_first_administrators(UnitOfWork(session), administrators, now=now())
    engine.dispose()
    if not config.signing_key_file.exists():
        make_signing_key(config.signing_key_file)
    # The key comes last: while it is missing, `init` may be run again and `serve` refuses.
    make_secret_key(config.secret_key_file)
    click.echo(NEXT_STEPS.format(data=config.data_dir))


def refuse_used(config: Config) -> None:
    """Refuses a data directory that is in use.

    Raises:
        DemoDirectoryError: it holds demo data.
        AlreadyInitialisedError: it has a key.
    """
    if is_demo(config.data_dir):
        raise DemoDirectoryError(data=config.data_dir)
    if config.secret_key:
        raise AlreadyInitialisedError(data=config.data_dir)


def ask() -> dict[Role, tuple[str, str]]:
    """The username and password of each administrator, as typed; passwords twice and unseen."""
    click.echo("请设立三名管理员：三人不能是同一人，也不能兼任业务角色。")
    answers = {}
    for role, title in ADMINISTRATORS.items():
        click.echo(f"\n{title}")
        username = click.prompt("用户名", type=str).strip()
        answers[role] = (username, ask_password(username))
    return answers


def ask_password(username: str) -> str:
    """A password that is good enough, asked for until it is."""
    while True:
        password: str = click.prompt("密码", hide_input=True, confirmation_prompt="再输一次密码")
        fault = password_fault(password, username=username)
        if fault is None:
            return password
        click.echo(fault.say())


def answers_from_environment() -> dict[Role, tuple[str, str]]:
    """The same from variables such as TAIZHANG_INIT_SYSTEM_USERNAME.

    Raises:
        AnswersMissingError: some are missing or empty; it names all of them.
    """
    said = read_answers()
    wanted = [f"{role.value}_{part}" for role in ADMINISTRATORS for part in ("username", "password")]
    missing = [ANSWERS + name.upper() for name in wanted if not said.get(name)]
    if missing:
        raise AnswersMissingError(names="、".join(missing))
    return {role: (said[f"{role.value}_username"], said[f"{role.value}_password"]) for role in ADMINISTRATORS}
