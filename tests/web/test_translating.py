"""Texts looked up once in a request: each in the language of its reader, values never markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from flask import render_template_string

from ledger.web.translating import gettext

if TYPE_CHECKING:
    from flask import Flask

LANGUAGES = [("zh", "下载（5.0 MB）", "审核"), ("en", "Download (5.0 MB)", "Review")]


@pytest.mark.parametrize(("language", "with_value", "plain"), LANGUAGES)
def test_each_request_speaks_the_language_of_its_reader(
    app: Flask, language: str, with_value: str, plain: str
) -> None:
    for _again in range(2):
        with app.test_request_context("/", headers={"Accept-Language": language}):
            assert gettext("下载（%(size)s MB）", size="5.0") == with_value
            assert gettext("审核") == plain
            shown = render_template_string("{{ _('审核') }} {{ _('下载（%(size)s MB）', size='5.0') }}")
            assert shown == f"{plain} {with_value}"


def test_a_value_may_have_any_name(app: Flask) -> None:
    text = "没有用户名或姓名含有“%(text)s”的账号。"
    with app.test_request_context("/"):
        assert gettext(text, text="某") == text % {"text": "某"}
        assert render_template_string("{{ _(given, text='某') }}", given=text) == text % {"text": "某"}


def test_a_value_is_text_and_never_markup(app: Flask) -> None:
    with app.test_request_context("/"):
        shown = render_template_string("{{ _('下载（%(size)s MB）', size=given) }}", given="<b>5</b>")
    assert shown == "下载（&lt;b&gt;5&lt;/b&gt; MB）"
