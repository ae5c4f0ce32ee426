"""Signing in and out, and one's own password."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from ledger.clock import now, today
from ledger.domain.errors import InvalidError
from ledger.domain.permissions import Permission
from ledger.services import sign_in as service
from ledger.services.change_password import change_password
from ledger.web.context import actor, actor_or_none, reading, writing
from ledger.web.forms.base import ConfirmForm
from ledger.web.forms.sign_in import PasswordForm, SignInForm
from ledger.web.guard import public, requires
from ledger.web.own_paths import own_path

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ledger.config import Config
    from ledger.domain.account import Account
    from ledger.domain.permissions import Actor

bp = Blueprint("sign_in", __name__)

KEPT_ON_SIGN_IN = ("language",)


class SignedIn(UserMixin):  # type: ignore[misc]
    """Whose session this is, as flask-login asks for it, with the rights that the guard reads."""

    def __init__(self, account: Account, session_key: str, actor: Actor | None = None) -> None:
        self.account = account
        self.actor = actor
        self.account_id = account.id
        self.session_key = session_key
        self.must_change_password = account.must_change_password
        self.language = account.language
        self.large_type = account.large_type

    def get_id(self) -> str:
        """What the cookie carries: a key that a new password or signing out makes worthless."""
        return self.session_key


def init_sign_in(app: Flask, config: Config) -> None:
    """Let the application know from the cookie who is signed in; read only, on every request."""
    app.config["SIGN_IN_LOCK"] = service.Lock(config.login_attempts, config.login_lock_minutes)
    manager = LoginManager()
    manager.session_protection = None  # a phone changes its address on the way; the cookie is signed
    manager.user_loader(load)
    manager.init_app(app)


def load(session_key: str) -> SignedIn | None:
    """The owner of a session, unless it was ended or the account is out of use."""
    found = reading().accounts.of_session(session_key, today())
    return None if found is None else SignedIn(found[0], session_key, found[1])


def begin_session(account: Account, session_key: str) -> None:
    """Start a session of its own, with nothing in it of whoever used the browser before."""
    kept = {name: session[name] for name in KEPT_ON_SIGN_IN if name in session}
    session.clear()
    session.update(kept)
    session.permanent = True  # ends after a time without use, see PERMANENT_SESSION_LIFETIME
    login_user(SignedIn(account, session_key))


@bp.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """The page that asks who one is."""
    back = own_path(request.args.get("next"))
    if actor_or_none() is not None:
        return redirect(back or url_for("home.home"))
    return render_template("sign_in/sign_in.html", form=SignInForm(next=back or ""))


@bp.post("/sign-in")
@public
def check_sign_in() -> ResponseReturnValue:
    """Signs in and leads back to where one wanted to go, or says why not."""
    form = SignInForm()
    if form.validate_on_submit():
        lock = current_app.config["SIGN_IN_LOCK"]
        try:
            found = service.sign_in(
                writing(), form.username.data or "", form.password.data or "", lock=lock, now=now()
            )
        except InvalidError as error:
            form.add_faults(error)
        else:
            begin_session(found.account, found.session_key)
            return redirect(own_path(form.next.data) or url_for("home.home"))
    return render_template("sign_in/sign_in.html", form=form), 422


@bp.post("/sign-out")
@requires(Permission.SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    """Ends the session, here and wherever its cookie was copied to."""
    if ConfirmForm().validate_on_submit():
        service.sign_out(writing(), actor(), now=now())
        logout_user()
        session.clear()
        flash(_("已退出登录。"))
    return redirect(url_for("sign_in.sign_in"))


@bp.route("/password", methods=["GET", "POST"])
@requires(Permission.SIGNED_IN)
def password() -> ResponseReturnValue:
    """Changes one's own password; every other session of the account ends."""
    form = PasswordForm()
    if form.validate_on_submit():
        lock = current_app.config["SIGN_IN_LOCK"]
        old, new = form.old.data or "", form.new.data or ""
        try:
            found = change_password(writing(), actor(), old, new, lock=lock, now=now(), form_key=form.once())
        except InvalidError as error:
            form.add_faults(error)
        else:
            if found is not None:
                begin_session(found.account, found.session_key)
            flash(_("密码已修改，其他设备上的登录已经失效。"))
            return redirect(url_for("home.home"))
    page = render_template("sign_in/password.html", form=form, forced=current_user.must_change_password)
    return page, 422 if form.is_submitted() else 200
