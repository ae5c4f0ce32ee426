"""What a request knows: the databases, who is acting, whose ledger is open."""

from __future__ import annotations

import logging
from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, cast

from flask import current_app, g, session
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy.exc import SQLAlchemyError

from ledger.clock import today
from ledger.domain.errors import ForbiddenError
from ledger.store.engine import engine_options, prepare
from ledger.store.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from ledger.config import Config
    from ledger.domain.people import Person
    from ledger.domain.permissions import Actor

log = logging.getLogger(__name__)

Teardown = Callable[[BaseException | None], None]

WRITE, READ = "default", "read"

db = SQLAlchemy(session_options={"expire_on_commit": False})


def init_databases(app: Flask, url: str, threads: int) -> None:
    """Give the application its two engines: one that writes, one that can only read.

    Args:
        app: the application.
        url: where the database is.
        threads: how many requests are answered at a time; none of them has to wait for another's connection.
    """
    enough = {"url": url, "pool_size": threads}
    app.config["SQLALCHEMY_ENGINES"] = {
        WRITE: enough | engine_options(url),
        READ: enough | engine_options(url, read_only=True),
    }
    db.init_app(app)
    # There are no asynchronous sessions; closing them would start an event loop in every request.
    closing = [done for done in app.teardown_appcontext_funcs if not iscoroutinefunction(done)]
    app.teardown_appcontext_funcs[:] = [quietly(cast("Teardown", done)) for done in closing]
    with app.app_context():
        prepare(db.get_engine(WRITE), read_only=False)
        prepare(db.get_engine(READ), read_only=True)


def quietly(close: Teardown) -> Teardown:
    """What closes the sessions, where a connection may have broken meanwhile.

    Rolling back on a connection that is gone raises. By then the answer is made, and may tell of something
    that was saved: it must not turn into a failure. A file that is sent while it is made comes here twice,
    after the view and after its last piece: what it opened in between is given back as well.
    """

    def done(error: BaseException | None) -> None:
        for session_in_use in g.get("sessions_in_use", ()):
            try:
                session_in_use.close()
            except SQLAlchemyError as broken:
                log.warning("a connection broke before it was given back", exc_info=broken)
                session_in_use.invalidate()
        close(error)

    return done


def writing() -> UnitOfWork:
    """The unit of work for a change, as services take it."""
    return _working_on(db.get_session(WRITE))


def _working_on(session: Session) -> UnitOfWork:
    """A unit of work as this installation keeps its books."""
    config: Config = current_app.config["TAIZHANG"]
    g.setdefault("sessions_in_use", []).append(session)
    return UnitOfWork(session, journal_hash=config.journal_hash, month_grace_days=config.month_grace_days)


def reading() -> UnitOfWork:
    """The repositories for a page, on a connection that cannot write."""
    if "reading" not in g:
        read_session = db.get_session(READ)
        read_session.bind = db.get_engine(READ)
        g.reading = _working_on(read_session)
    found: UnitOfWork = g.reading
    return found


def set_actor(actor: Actor | None) -> None:
    """Say who is acting in this request; the guard does, before any view."""
    g.actor = actor


def actor_or_none() -> Actor | None:
    """Who is acting, or nobody."""
    found: Actor | None = g.get("actor")
    return found


def actor() -> Actor:
    """Who is acting; views behind the guard always have someone."""
    found = actor_or_none()
    if found is None:
        raise ForbiddenError
    return found


def subject() -> Person:
    """The cadre whose ledger is open: the actor, or whom the actor chose among those served.

    Raises:
        ForbiddenError: when the actor enters for nobody.
    """
    if "subject" not in g:
        g.subject = reading().people.get(subject_id())
    found: Person = g.subject
    return found


def subject_id() -> int:
    """The key of the cadre whose ledger is open, for which nothing needs to be read. Raises as `subject`."""
    served = actor().served_cadres
    if not served:
        raise ForbiddenError
    chosen = session.get("subject")
    return chosen if chosen in served else served[0]


def this_year() -> int:
    """The calendar year in China today."""
    return today().year
