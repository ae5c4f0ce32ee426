"""The lab of a department: turn what a policy says on a copy, and see at once who would cross the line."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import (
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _

from exports.trial_chart import TrialBars, trial_chart_svg
from ledger.clock import now, today
from ledger.domain.credit.knob_steps import shown, steps_of
from ledger.domain.credit.knobs import LONGEST
from ledger.domain.credit.writer import write_document
from ledger.domain.permissions import Permission
from ledger.domain.policy_changes import changes
from ledger.domain.policy_trial import Crossings, TriedCadre
from ledger.services.draft_policy import start_draft
from ledger.services.place_names import naming_places
from ledger.services.trial_ground import Grounds
from ledger.services.try_policy import (
    PolicyTrial,
    Scenario,
    TooManyCadresError,
    scenario_of,
    try_policy,
)
from ledger.store.books_watch import BooksWatch
from ledger.store.readings_departments import roots_of
from ledger.web.context import READ, actor, db, reading, writing
from ledger.web.departments import bp as departments_bp
from ledger.web.departments import chosen_filter, chosen_unit, units_above
from ledger.web.filters import rank
from ledger.web.forms.base import ConfirmForm
from ledger.web.guard import found_or_404, requires

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask.typing import ResponseReturnValue

    from ledger.domain.credit.knobs import Knob
    from ledger.domain.people import Unit

bp = departments_bp
MOST_NAMES = 200
"""So many of those who move are named at most in each direction; a unit below names the rest."""


@dataclass(frozen=True)
class KnobField:
    """A knob as a form shows it."""

    knob: Knob
    label: str
    present: str
    value: str
    steps: tuple[str, ...]
    at: int
    """The place of the value among the steps, for the slider."""
    fault: str


@dataclass(frozen=True)
class Direction:
    """Those whose standing would change the same way, in official order."""

    title: str
    people: tuple[TriedCadre, ...]
    more: int


@bp.get("/departments/<public_id>/lab")
@requires(Permission.DEPARTMENT_SEE)
def lab(public_id: str) -> Response | str:
    """A unit's policy in force, its values to be turned, and what that would change below the unit."""
    roots = roots_of(reading().session, actor())
    unit = found_or_404(chosen_unit(public_id, roots))
    year = chosen_filter().year
    version = reading().policies.governing(unit, year)
    above = units_above(unit, roots)
    if version is None:
        return render_template("departments/lab_none.html", unit=unit, year=year, above=above)
    scenario = scenario_of(version, request.args)
    trial, refusal = tried(unit, year, scenario)
    here = url_for(".lab", public_id=unit.public_id, year=year, **scenario.changes)  # type: ignore[arg-type]
    page = {
        "unit": unit,
        "above": above,
        "year": year,
        "scenario": scenario,
        "groups": grouped(fields_of(scenario)),
        "changed": ()
        if scenario.changed is None
        else changes(scenario.policy, scenario.changed, naming_places(_)),
        "trial": trial,
        "refusal": refusal,
        "other_faults": [fault.say(_) for fault in scenario.other_faults],
        "chart": "" if trial is None else picture(trial, compact=False),
        "small_chart": "" if trial is None else picture(trial, compact=True),
        "directions": [] if trial is None else directions(trial.movers),
        "here": here,
    }
    if not request.headers.get("HX-Request"):
        return render_template("departments/lab.html", **page)
    answer = make_response(render_template("departments/_lab_answer.html", **page))
    answer.headers["HX-Replace-Url"] = here
    return answer


@bp.post("/departments/<public_id>/lab/draft")
@requires(Permission.POLICY_DRAFT)
def draft_from_lab(public_id: str) -> ResponseReturnValue:
    """Begin a draft of the unit with what was turned in the lab; nothing is in force by it."""
    unit = found_or_404(chosen_unit(public_id, roots_of(reading().session, actor())))
    version = found_or_404(reading().policies.governing(unit, chosen_filter().year))
    scenario = scenario_of(version, request.args)
    document = write_document(scenario.tables).encode()
    made = start_draft(
        writing(), actor(), public_id, document, "trial", now=now(), form_key=ConfirmForm().once()
    )
    flash(_("已按这次试算起草，原来的办法没有变；改好、预览之后再提请发布。"))
    return redirect(url_for("policies.edit_draft", public_id=made))


def tried(unit: Unit, year: int, scenario: Scenario) -> tuple[PolicyTrial | None, str]:
    """What the scenario would change; else, in words, why that cannot be said."""
    if scenario.changed is None:
        return None, _("有的数值不能这样写，改好后这里会显示结果。")
    try:
        return try_policy(reading(), grounds(), unit, year, scenario, on=today()), ""
    except TooManyCadresError as error:
        return None, error.say(_)


def grounds() -> Grounds:
    """The grounds that this application read last."""
    kept = current_app.extensions.setdefault("taizhang_grounds", Grounds(BooksWatch(db.get_engine(READ))))
    return cast("Grounds", kept)


def fields_of(scenario: Scenario) -> list[KnobField]:
    """The knobs with what they say now and what is asked of them."""
    found = []
    for knob in scenario.knobs:
        steps, value = steps_of(knob), scenario.changes.get(knob.name, knob.written)
        fault = scenario.faults.get(knob.name)
        found.append(
            KnobField(
                knob=knob,
                label=knob.label.say(_),
                present=shown(knob.written, _),
                value=shown(value, _)[:LONGEST],
                steps=tuple(shown(step, _) for step in steps),
                at=steps.index(value) if value in steps else steps.index(knob.written) if steps else 0,
                fault="" if fault is None else fault.sentence.say(_),
            )
        )
    return found


def grouped(fields: Iterable[KnobField]) -> dict[str, list[KnobField]]:
    """The fields by the section of the article that they belong to."""
    found: dict[str, list[KnobField]] = {}
    for field in fields:
        found.setdefault(_(field.knob.section), []).append(field)
    return found


def picture(trial: PolicyTrial, *, compact: bool) -> str:
    """The address of a picture that holds the picture itself: it belongs to this one look."""
    groups = [bars(_("全部"), trial.whole)]
    if len(trial.ranks) > 1:
        groups += [bars(rank(code), crossings) for code, crossings in trial.ranks if crossings.owing]
    drawn = trial_chart_svg(groups, _, compact=compact)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn).decode("ascii")


def bars(name: str, crossings: Crossings) -> TrialBars:
    """One group of the picture."""
    before, after = crossings.before, crossings.after
    return TrialBars(
        name,
        (before["met"], before["short"], before["not_applicable"]),
        (after["met"], after["short"], after["not_applicable"]),
    )


def directions(movers: Iterable[TriedCadre]) -> list[Direction]:
    """Those who move, by which way; who would reach the line first, as the present policy's order has it."""
    wanted = {
        ("short", "met"): _("由尚差变为已达到"),
        ("met", "short"): _("由已达到变为尚差"),
    }
    found: dict[str, list[TriedCadre]] = {title: [] for title in (*wanted.values(), _("适用与否有变化"))}
    for one in movers:
        found[wanted.get((one.before, one.after), _("适用与否有变化"))].append(one)
    return [
        Direction(title, tuple(people[:MOST_NAMES]), max(len(people) - MOST_NAMES, 0))
        for title, people in found.items()
        if people
    ]
