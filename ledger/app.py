"""The application: all its wiring, read from top to bottom."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Flask
from flask_babel import Babel
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from ledger.language import TRANSLATIONS
from ledger.resources import resource_dir
from ledger.web import (
    blueprints,
    errors,
    filters,
    guard,
    headers,
    navigation,
    preferences,
    quarantine,
    translating,
)
from ledger.web.context import init_databases
from ledger.web.sign_in import init_sign_in

if TYPE_CHECKING:
    from ledger.config import Config


def create_app(config: Config) -> Flask:
    """The web application for a configuration whose data folder is initialised."""
    app = Flask("ledger", template_folder=str(resource_dir("templates")))
    configure(app, config)
    init_databases(app, config.database_url, config.threads)
    app.before_request(guard.check)  # ahead of the tokens: who is signed out goes to sign in
    app.before_request(quarantine.check)
    CSRFProtect(app)
    Bootstrap5(app)
    Babel(
        app,
        default_locale="zh_Hans",
        default_timezone="Asia/Shanghai",
        default_translation_directories=str(TRANSLATIONS),
        locale_selector=preferences.choose_locale,
    )
    init_sign_in(app, config)
    app.after_request(headers.protect)
    app.context_processor(navigation.for_templates)
    translating.register(app)
    filters.register(app)
    errors.register(app)
    blueprints.register(app)
    if config.proxy_hops:
        hops = config.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def configure(app: Flask, config: Config) -> None:
    """Put the configuration where Flask and its extensions look for it."""
    app.config.update(
        TAIZHANG=config,
        SECRET_KEY=config.secret_key,
        TRUSTED_HOSTS=list(config.trusted_hosts) or None,
        MAX_CONTENT_LENGTH=config.upload_limit_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,
        MAX_FORM_PARTS=5000,
        PERMANENT_SESSION_LIFETIME=timedelta(minutes=config.session_idle_minutes),
        SESSION_COOKIE_NAME="taizhang",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=config.base_url.startswith("https://"),
        WTF_CSRF_TIME_LIMIT=None,
        BOOTSTRAP_SERVE_LOCAL=True,
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=30),
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
