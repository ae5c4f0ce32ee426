"""`taizhang password`: set an account's password on the server, when nobody else may."""

from __future__ import annotations

import click

from ledger.clock import now
from ledger.commands.given import Given, pass_given
from ledger.commands.in_ledger import opened
from ledger.services.manage_accounts import set_password_on_server


@click.command()
@click.argument("username", metavar="用户名")
@pass_given
def password(given: Given, username: str) -> None:
    """为账号设一个新密码，下次登录时须更改；会留痕。用于管理员忘记密码。"""
    with opened(given.config()) as uow:
        typed: str = click.prompt("新密码", hide_input=True, confirmation_prompt="再输一次新密码")
        set_password_on_server(uow, username, typed, now=now())
    click.echo(f"{username} 的密码已更换，原有登录全部失效，下次登录时须再改。")
