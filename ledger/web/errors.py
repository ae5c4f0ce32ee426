"""One table from what went wrong to the status and the page that says so in words."""

from __future__ import annotations

import errno
import logging
from typing import TYPE_CHECKING

from flask import Flask, Response, current_app, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import (
    DataError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    PendingRollbackError,
    StatementError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

from ledger.domain.errors import ConflictError, ForbiddenError, InvalidError, LedgerError, NotFoundError
from ledger.domain.genuine import TooManyQuestionsError
from ledger.domain.period import ClosedPeriodError
from ledger.domain.wording import N_
from ledger.files.faults import FileTooLargeError, ReadersBusyError, TooHeavyError
from ledger.store.unit_of_work import UnsureCommitError
from ledger.web.context import actor_or_none
from ledger.web.guard import to_sign_in
from ledger.web.own_paths import own_path
from ledger.web.unavailable import unavailable

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

log = logging.getLogger(__name__)

STATUS_OF_REFUSAL: tuple[tuple[type[LedgerError], int], ...] = (
    (NotFoundError, 404),
    (ForbiddenError, 403),
    (ConflictError, 409),
    (InvalidError, 400),
    (TooManyQuestionsError, 429),
    (FileTooLargeError, 413),
    (TooHeavyError, 413),
    (ReadersBusyError, 503),
    (LedgerError, 400),
)

NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}
"""What the system says where a disk is full, read-only or failing."""

WORDS = {
    400: (N_("这次提交没有读懂"), N_("请回到上一页，检查填写的内容后再提交一次。")),
    401: (N_("请先登录"), N_("登录之后会回到这一页，已填写的内容还在。")),
    403: (N_("没有办理这一步的权限"), N_("如果工作需要，请向本单位的安全管理员申请。")),
    404: (N_("没有找到这一页"), N_("网址可能有误，也可能无权查看。")),
    405: (N_("这个网址不能这样打开"), N_("请从页面上的链接或按钮进入。")),
    409: (N_("这一项刚刚有了变化"), N_("请刷新页面，看过最新情况后再办。")),
    413: (N_("文件太大"), N_("请拆成几个较小的文件分别上传。")),
    429: (N_("请求太频繁"), N_("请过一会儿再试。")),
    500: (N_("系统出了点问题"), N_("这次操作没有保存。请稍后再试；若仍不行，请在投诉建议里告诉我们。")),
    503: (N_("现在太忙"), N_("请过一两分钟再试。")),
}


def register(app: Flask) -> None:
    """Give the application its error pages."""
    app.register_error_handler(LedgerError, on_refusal)
    app.register_error_handler(CSRFError, on_csrf)
    app.register_error_handler(HTTPException, on_http)
    for trouble in (OperationalError, InternalError, InterfaceError, PoolTimeoutError, PendingRollbackError):
        app.register_error_handler(trouble, on_database_trouble)
    app.register_error_handler(UnsureCommitError, on_unsure_commit)
    app.register_error_handler(IntegrityError, on_integrity)
    app.register_error_handler(DataError, on_odd_text)
    app.register_error_handler(StatementError, on_odd_text)
    app.register_error_handler(UnicodeError, on_odd_text)
    app.register_error_handler(Exception, on_anything)


def page(status: int, detail: str = "", title: str = "") -> tuple[str, int]:
    """The page for a status, with a more exact sentence and title where there are any."""
    usual, advice = (_(text) for text in WORDS.get(status, WORDS[400 if status < 500 else 500]))
    title = title or usual
    if detail and detail.rstrip("。.") != title:
        advice = detail
    template = "error_part.html" if request.headers.get("HX-Request") else "error.html"
    return render_template(template, status=status, title=title, advice=advice, again=again(status)), status


def again(status: int) -> str | None:
    """The page whose form came too late, to open it once more: what was typed is kept there."""
    if request.method != "POST" or status not in (400, 409):
        return None
    return own_path(request.form.get("form_page"))


def status_of(error: LedgerError) -> int:
    """The HTTP status of a refusal."""
    return next(status for kind, status in STATUS_OF_REFUSAL if isinstance(error, kind))


def on_refusal(error: LedgerError) -> ResponseReturnValue:
    """A refusal of the ledger, in its own sentence."""
    title = _("这一时期已经锁定或结账") if isinstance(error, ClosedPeriodError) else ""
    return page(status_of(error), error.say(_), title)


def on_csrf(error: CSRFError) -> ResponseReturnValue:
    """A form whose session is over: once more, or for the sign-in page a fresh one.

    Whoever has to sign in again was sent there by the guard already.
    """
    del error
    if actor_or_none() is None and request.endpoint == "sign_in.check_sign_in":
        return to_sign_in()
    return page(400, _("这张表单开得太久，已经失效。请刷新页面，已填写的内容会自动恢复，再提交一次即可。"))


def on_http(error: HTTPException) -> ResponseReturnValue:
    """Werkzeug's refusals, as our pages."""
    if error.code is None or error.code < 400:
        return error.get_response()
    if isinstance(error, SecurityError):
        # The host is not one of ours, so no address of ours can be made: words alone, without the frame.
        text = _("请用单位公布的网址打开调研台账。")
        return Response(text, status=400, mimetype="text/plain")
    if error.code == 413:
        most = current_app.config["MAX_CONTENT_LENGTH"] // (1024 * 1024)
        return page(413, _("一次最多上传 %(most)s MB，请拆成几个较小的文件分别上传。", most=most))
    methods = error.valid_methods if isinstance(error, MethodNotAllowed) else None
    return *page(error.code), {"Allow": ", ".join(methods)} if methods else {}


def on_integrity(error: IntegrityError) -> ResponseReturnValue:
    """A constraint of the schema held: somebody was faster, or the value is taken."""
    log.info("a constraint held: %s", error.orig)
    return page(409)


def on_odd_text(error: Exception) -> ResponseReturnValue:
    """Text or numbers that no database can keep."""
    log.info("could not be kept: %s", type(error).__name__)
    return page(400, _("文字里有无法保存的字符（例如残缺的表情符号或控制字符），请删去后再提交。"))


def on_database_trouble(error: Exception) -> ResponseReturnValue:
    """The database is busy, full, read-only or gone: nothing was saved, and the page says so."""
    log.error("the database could not be used on %s %s", request.method, request.path, exc_info=error)
    return unavailable()


def on_unsure_commit(error: UnsureCommitError) -> ResponseReturnValue:
    """The database broke away at COMMIT: the page says that nobody knows whether it was saved."""
    log.error("the answer to COMMIT was lost on %s %s", request.method, request.path, exc_info=error)
    return unavailable(unsure=True)


def on_anything(error: Exception) -> ResponseReturnValue:
    """What nobody expected: recorded in full, shown in words."""
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return on_database_trouble(error)
    log.error("unexpected on %s %s", request.method, request.path, exc_info=error)
    return page(500)
