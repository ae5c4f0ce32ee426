"""People of the organisation department's subtree: found, looked at, entered, appointed, on leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ledger.clock import now, today
from ledger.domain.errors import ForbiddenError, InvalidError, NotFoundError
from ledger.domain.people import Person, posting_on
from ledger.domain.permissions import Permission
from ledger.services.manage_people import (
    add_leave,
    add_person,
    appoint_person,
    change_person,
    end_posting,
    managed_person,
    remove_leave,
)
from ledger.store.readings_departments import roots_of
from ledger.store.readings_people import people_page
from ledger.store.readings_units import in_official_order
from ledger.web.context import actor, reading, writing
from ledger.web.forms.base import ConfirmForm
from ledger.web.forms.people import (
    AppointForm,
    EndForm,
    LeaveForm,
    NewPersonForm,
    PersonForm,
    UnitAsked,
    given,
)
from ledger.web.guard import found_or_404, requires

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.typing import ResponseReturnValue
    from flask_wtf import FlaskForm

bp = Blueprint("people", __name__, url_prefix="/people")


@bp.get("")
@requires(Permission.PEOPLE_SEE)
def list_people() -> ResponseReturnValue:
    """The people of the subtree in official order, found by name, pinyin, initials or number."""
    session, form = reading().session, UnitAsked(request.args)
    well, chosen = form.validate(), form.unit.unit
    roots = [chosen] if chosen else in_official_order(session, roots_of(session, actor()))
    text = request.args.get("q", "").strip()
    asked = request.args.get("page", 1, type=int)
    found = people_page(session, actor(), roots if well else [], today(), asked, text=text)
    return render_template(
        "people/list.html",
        found=found,
        text=text,
        chosen=chosen,
        form=form,
        person_address=url_for(".show", public_id="-")[:-1],
        link=lambda to: url_for(".list_people", q=text or None, unit=chosen and chosen.public_id, page=to),
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def new() -> ResponseReturnValue:
    """Enter a person with the first appointment."""
    form = NewPersonForm(unit=request.args.get("unit"))
    form.offer()
    if form.validate_on_submit():
        try:
            name = add_person(
                writing(),
                actor(),
                form.person(),
                form.posting(),
                on=today(),
                now=now(),
                form_key=form.once(),
            )
        except InvalidError as error:
            form.add_faults(error)
        else:
            flash(_("已登记。"))
            return redirect(url_for(".show", public_id=name))
    return _form_page(form, "people/new.html")


@bp.get("/<public_id>")
@requires(Permission.PEOPLE_SEE)
def show(public_id: str) -> ResponseReturnValue:
    """One person: appointments, leave, whether there is an account, the way to the year."""
    uow = reading()
    person = found_or_404(uow.people.by_public_id(public_id, actor()))
    postings = uow.people.postings_of(person.id)
    return render_template(
        "people/show.html",
        person=person,
        postings=list(reversed(postings)),
        units=uow.units.by_ids({posting.unit_id for posting in postings}),
        present=posting_on(postings, today()),
        absences=uow.people.absences([person.id])[person.id],
        account=uow.accounts.of_person(person.id),
        years=uow.assessments.years_of(person.id),
        managed=_is_managed(public_id),
    )


@bp.route("/<public_id>/edit", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def edit(public_id: str) -> ResponseReturnValue:
    """Correct a person's name or number."""
    person = managed_person(reading(), actor(), public_id)
    form = PersonForm(name=person.name, staff_no=person.staff_no)

    def write() -> None:
        draft = form.person()
        change_person(writing(), actor(), public_id, draft, now=now(), form_key=form.once())

    return _written(form, write, person) or _form_page(form, "people/edit.html", person)


@bp.route("/<public_id>/appoint", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def appoint(public_id: str) -> ResponseReturnValue:
    """Record a further appointment."""
    person = managed_person(reading(), actor(), public_id)
    form = AppointForm()
    form.offer()
    postings = reading().people.postings_of(person.id)
    present = posting_on(postings, today()) or postings[-1]
    if not form.is_submitted():
        form.show(present, reading().units.get(present.unit_id))

    def write() -> None:
        appoint_person(
            writing(),
            actor(),
            public_id,
            form.posting(),
            end_before=form.end_before.data,
            on=today(),
            now=now(),
            form_key=form.once(),
        )

    return _written(form, write, person) or _form_page(form, "people/appoint.html", person)


@bp.route("/<public_id>/postings/<posting_id>/end", methods=["GET", "POST"], endpoint="end_posting")
@requires(Permission.PEOPLE_MANAGE)
def end(public_id: str, posting_id: str) -> ResponseReturnValue:
    """Let an appointment end on a day."""
    person = managed_person(reading(), actor(), public_id)
    postings = {posting.public_id: posting for posting in reading().people.postings_of(person.id)}
    posting = found_or_404(postings.get(posting_id))
    form = EndForm(ends_on=posting.ends_on)

    def write() -> None:
        day, key = given(form.ends_on.data), form.once()
        end_posting(writing(), actor(), public_id, posting_id, day, on=today(), now=now(), form_key=key)

    return _written(form, write, person) or _form_page(form, "people/end.html", person, posting=posting)


@bp.route("/<public_id>/leave", methods=["GET", "POST"])
@requires(Permission.PEOPLE_MANAGE)
def leave(public_id: str) -> ResponseReturnValue:
    """Record leave."""
    person = managed_person(reading(), actor(), public_id)
    form = LeaveForm()

    def write() -> None:
        draft, key = form.leave(), form.once()
        add_leave(writing(), actor(), public_id, draft, on=today(), now=now(), form_key=key)

    return _written(form, write, person) or _form_page(form, "people/leave.html", person)


@bp.post("/<public_id>/leave/<leave_id>/remove", endpoint="remove_leave")
@requires(Permission.PEOPLE_MANAGE)
def take_leave_out(public_id: str, leave_id: str) -> ResponseReturnValue:
    """Take leave out again."""
    form = ConfirmForm()
    if form.validate_on_submit():
        key = form.once()
        remove_leave(writing(), actor(), public_id, leave_id, on=today(), now=now(), form_key=key)
        flash(_("已删除，相关年度已重新核算。"))
    return redirect(url_for(".show", public_id=public_id))


def _written(form: FlaskForm, write: Callable[[], None], person: Person) -> ResponseReturnValue | None:
    """The way back to the person after a write; None where the form is to be shown."""
    if not form.validate_on_submit():
        return None
    try:
        write()
    except InvalidError as error:
        form.add_faults(error)
        return None
    flash(_("已保存，相关年度已重新核算。"))
    return redirect(url_for(".show", public_id=person.public_id))


def _form_page(
    form: FlaskForm, template: str, person: Person | None = None, **more: object
) -> ResponseReturnValue:
    page = render_template(template, form=form, person=person, **more)
    return page, 422 if form.is_submitted() else 200


def _is_managed(public_id: str) -> bool:
    """Whether the actor may change this person: seen is not yet managed."""
    try:
        managed_person(reading(), actor(), public_id)
    except (ForbiddenError, NotFoundError):
        return False
    return True
