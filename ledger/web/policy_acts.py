"""What is done with a draft: tried on real data, proposed, sent back, published; and versions compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ledger.clock import now, today
from ledger.domain.credit.article import describe
from ledger.domain.credit.faults import PolicyFaultsError
from ledger.domain.errors import InvalidError, NotFoundError
from ledger.domain.permissions import Permission
from ledger.domain.policy_changes import SectionChange, changes
from ledger.domain.policy_draft import DraftStatus, NotProposedError, PolicyDraft
from ledger.services.draft_policy import discard_draft, open_draft, withdraw_proposal
from ledger.services.place_names import naming_places
from ledger.services.preview_policy import Moved, Preview, preview_policy
from ledger.services.publish_draft import may_publish, publish_draft
from ledger.services.read_policy import read_policy
from ledger.services.ready_year import policy_of
from ledger.store.readings_policies import visible_policies
from ledger.web.asked import known_year
from ledger.web.context import actor, reading, this_year, writing
from ledger.web.forms.base import ConfirmForm
from ledger.web.forms.policy_drafts import SeenForm, SendBackForm
from ledger.web.guard import found_or_404, requires
from ledger.web.policies import found_in
from ledger.web.policy_drafts import bp
from ledger.web.years import open_first

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ledger.domain.credit.policy import Policy
    from ledger.domain.people import Unit

__all__ = ["bp"]

SHOWN = 200
"""So many cadres stand on one page of a preview."""


@bp.get("/drafts/<public_id>/preview")
@requires(Permission.POLICY_DRAFT)
def preview(public_id: str) -> ResponseReturnValue:
    """Who would move under the draft, on the facts of a year; nothing is written."""
    draft = open_draft(reading(), actor(), public_id)
    policy = sound_policy(draft)
    if policy is None:
        flash(_("草稿里还有要改的地方，改好之后才能预览。"), "fault")
        return redirect(url_for(".edit_draft", public_id=public_id))
    year = known_year(request.args.get("year", this_year(), type=int))
    if year > this_year():
        raise NotFoundError
    found = tried(draft, policy, year)
    kind = request.args.get("kind", "")
    kind = kind if kind in found.counts and kind != "same" else ""
    lines = chosen_lines(found, kind)
    page = max(1, request.args.get("page", 1, type=int))
    pages = max(1, -(-len(lines) // SHOWN))
    return render_template(
        "policies/preview.html",
        draft=draft,
        unit=unit_of(draft),
        policy=policy,
        found=found,
        kind=kind,
        lines=lines[(min(page, pages) - 1) * SHOWN : min(page, pages) * SHOWN],
        page=min(page, pages),
        pages=pages,
        changed=changes_from(found, policy),
    )


def tried(draft: PolicyDraft, policy: Policy, year: int) -> Preview:
    """The preview of a draft on the facts of a year."""
    open_first(year)
    return preview_policy(reading(), unit_of(draft), policy, year, as_of=today(), say=_)


def chosen_lines(found: Preview, kind: str) -> list[tuple[Unit, Moved]]:
    """Those who are to be shown, by unit: of one kind, or all who change their standing."""
    return [
        (group.unit, one)
        for group in found.units
        for one in group.moved
        if (one.move.kind == kind if kind else one.move.crosses)
    ]


def changes_from(found: Preview, policy: Policy) -> tuple[SectionChange, ...] | None:
    """What the policy says otherwise than the version in force; None where there is none."""
    return (
        None
        if found.version is None
        else changes(policy_of(found.version.document), policy, naming_places(_))
    )


def unit_of(draft: PolicyDraft) -> Unit:
    """The unit that a draft is for."""
    return found_or_404(reading().units.get(draft.unit_id))


def sound_policy(draft: PolicyDraft) -> Policy | None:
    """The policy that a draft says; None where it has faults."""
    try:
        return read_policy(draft.document)
    except PolicyFaultsError:
        return None


@bp.post("/drafts/<public_id>/withdraw")
@requires(Permission.POLICY_DRAFT)
def withdraw(public_id: str) -> ResponseReturnValue:
    """Take a proposal back, or send it back with a reason."""
    form = SendBackForm()
    reason = (form.reason.data or "").strip()
    if not form.validate():
        flash(" ".join(str(one) for errors in form.errors.values() for one in errors), "fault")
        return redirect(url_for(".edit_draft", public_id=public_id))
    try:
        withdraw_proposal(writing(), actor(), public_id, reason, now=now(), form_key=form.once())
    except InvalidError as error:
        flash(" ".join(sentence.say(_) for sentence in error.faults.values()), "fault")
    else:
        flash(_("已退回草稿。"))
    return redirect(url_for(".edit_draft", public_id=public_id))


@bp.post("/drafts/<public_id>/discard")
@requires(Permission.POLICY_DRAFT)
def discard(public_id: str) -> ResponseReturnValue:
    """Give a draft up."""
    discard_draft(writing(), actor(), public_id, now=now(), form_key=ConfirmForm().once())
    flash(_("已放弃这份草稿。"))
    return redirect(url_for(".drafts"))


@bp.route("/drafts/<public_id>/publish", methods=["GET", "POST"])
@requires(Permission.POLICY_PUBLISH)
def publish(public_id: str) -> ResponseReturnValue:
    """What a second person looks at before publishing: the article, what differs, who moves."""
    if request.method == "POST":
        form = SeenForm()
        seen = form.seen.data or ""
        name = publish_draft(writing(), actor(), public_id, seen, on=today(), now=now(), form_key=form.once())
        flash(_("已发布，有关年度已按新办法重新核算。"))
        return redirect(url_for(".version", public_id=name))
    draft = open_draft(reading(), actor(), public_id)
    policy = sound_policy(draft)
    if draft.status is not DraftStatus.PROPOSED or policy is None:
        raise NotProposedError
    (shown,) = reading().policy_drafts.with_names([draft])
    found = tried(draft, policy, this_year())
    return render_template(
        "policies/publish.html",
        draft=draft,
        shown=shown,
        policy=policy,
        article=describe(policy, naming_places(_)),
        found=found,
        changed=changes_from(found, policy),
        second=may_publish(reading(), actor(), draft),
        back=SendBackForm(formdata=None),
    )


@bp.get("/<public_id>/against/<other_id>")
@requires(Permission.POLICY_SEE)
def compare(public_id: str, other_id: str) -> ResponseReturnValue:
    """What one version says otherwise than another, in words."""
    adopted = visible_policies(reading(), actor(), this_year())
    new, old = found_in(adopted, public_id), found_in(adopted, other_id)
    return render_template(
        "policies/compare.html",
        new=new,
        old=old,
        changed=changes(policy_of(old.version.document), policy_of(new.version.document), naming_places(_)),
    )
