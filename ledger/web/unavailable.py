"""The page for when the database can't be used: it asks the database for nothing and loses nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import current_app, request, session
from flask_babel import force_locale
from flask_babel import gettext as _

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

RETRY_AFTER = {"Retry-After": "10"}
CHINESE, OTHERS = "zh_Hans", ("en",)


def unavailable(*, unsure: bool = False) -> ResponseReturnValue:
    """What was filled in stands in the page, to be sent once more under the same key.

    Nothing was saved; where it is not known whether it was, `unsure`, the page says so.
    Who is asking and in which language they read is kept in the database: the cookie alone is asked here.
    """
    language = session.get("language")
    with force_locale(language if language in OTHERS else CHINESE):
        if request.headers.get("HX-Request"):
            advice = _unsure_advice() if unsure else _("暂时无法使用，请稍后再试。")
            return f'<p class="notice fault" role="alert">{advice}</p>', 503, RETRY_AFTER
        shown = str(language if language in OTHERS else "zh-Hans")
        return _page(shown, unsure=unsure), 503, RETRY_AFTER


def _page(language: str, *, unsure: bool) -> str:
    writes = request.method == "POST"
    advice = _("没有保存，请稍后再试；填写的内容还在。") if writes else _("暂时打不开，请稍后再试。")
    title = _("没有保存") if writes else _("暂时打不开")
    if writes and request.files:
        advice = _("没有保存，请稍后再试；文件要重新选择。")
    if unsure:
        title, advice = _("不知道是否已经保存"), _unsure_advice()
    # A form with a file can't be sent again from here, and no template of ours may ask the database.
    fields = list(request.form.items(multi=True)) if writes and not request.files else None
    template = current_app.jinja_env.get_template("unavailable.html")
    return template.render(
        lang=language,
        title=title,
        advice=advice,
        fields=fields,
        action=request.full_path.rstrip("?"),
        again=_("再提交一次"),
    )


def _unsure_advice() -> str:
    """What to do where nobody knows whether it was saved: only a form that has its key may come again."""
    if request.form.get("form_key") and not request.files:
        return str(
            _(
                "保存的那一刻数据库断开了，不知道是否已经保存。请稍后再提交一次：同一张表单只记一次，不会重复。"
            )
        )
    return str(
        _("保存的那一刻数据库断开了，不知道是否已经保存。请先回到原来的页面看一看，没有保存再重新提交。")
    )
