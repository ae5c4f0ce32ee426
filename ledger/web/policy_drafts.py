"""Drafts of policies: the list, where to begin, and the editor with the form beside the text."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from flask import flash, make_response, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _

from ledger.clock import now
from ledger.domain.credit.article import describe
from ledger.domain.credit.document import parse_policy
from ledger.domain.errors import InvalidError, NotFoundError
from ledger.domain.permissions import Permission
from ledger.domain.policy_draft import DraftStatus, PolicyDraft, digest_of
from ledger.domain.ranks import RANKS
from ledger.domain.vocabulary import OUTCOME_KINDS
from ledger.domain.wording import N_, Sentence
from ledger.services.draft_policy import change_draft, load_draft, open_draft, propose_draft, start_draft
from ledger.services.once import FormKey
from ledger.services.place_names import naming_places
from ledger.services.policy_gallery import NoTemplateError, gallery, gallery_template
from ledger.services.publish_draft import may_publish
from ledger.web.context import actor, reading, this_year, writing
from ledger.web.forms.policy_drafts import CURRENT, FILE, GALLERY, BeginForm, DraftForm
from ledger.web.guard import found_or_404, requires
from ledger.web.policies import bp
from ledger.web.policy_editor import Editor, editor_of, taken

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from ledger.services.policy_gallery import GalleryTemplate


__all__ = ["bp"]

REST = {
    "requirement": N_("%(count)s 项要求"),
    "exchange": N_("%(count)s 条折算"),
    "ceiling": N_("%(count)s 个总上限"),
    "cap": N_("%(count)s 个上限"),
    "weight": N_("%(count)s 项计入比例"),
}
LAST_RANK = "160"
"""The ranks of leading posts and of office; those of staff are left to the text."""


@bp.get("/drafts")
@requires(Permission.POLICY_DRAFT)
def drafts() -> ResponseReturnValue:
    """The drafts of the department: those to publish first, then those under way."""
    found = reading().policy_drafts.open_in_sight(actor())
    mine = {one.draft.id: may_publish(reading(), actor(), one.draft) for one in found}
    return render_template("policies/drafts.html", drafts=found, second=mine)


@bp.get("/gallery/<name>")
@requires(Permission.POLICY_DRAFT)
def template(name: str) -> ResponseReturnValue:
    """A template as an article."""
    found = template_or_404(name)
    policy = parse_policy(found.document)
    return render_template(
        "policies/template.html", found=found, policy=policy, article=describe(policy, naming_places(_))
    )


def template_or_404(name: str) -> GalleryTemplate:
    """The template of this name.

    Raises:
        NotFoundError: there is none.
    """
    try:
        return gallery_template(name)
    except NoTemplateError:
        raise NotFoundError from None


@bp.route("/drafts/new", methods=["GET", "POST"])
@requires(Permission.POLICY_DRAFT)
def begin() -> ResponseReturnValue:
    """Begin a draft from a template, the version in force, or a file."""
    form = BeginForm(for_unit=request.args.get("unit"), origin=request.args.get("origin", CURRENT))
    form.offer(gallery())
    if form.validate_on_submit():
        try:
            document, origin = beginning(form)
            key = form.once_with(document)
            name = start_draft(
                writing(), actor(), form.for_unit.data, document, origin, now=now(), form_key=key
            )
        except InvalidError as error:
            form.add_faults(error)
        else:
            flash(_("已建立草稿，可以在表单或全文里修改。"))
            return redirect(url_for(".edit_draft", public_id=name))
    page = render_template("policies/begin.html", form=form, templates=gallery(), gallery_prefix=GALLERY)
    return page, 422 if form.is_submitted() else 200


def beginning(form: BeginForm) -> tuple[bytes, str]:
    """The document that was chosen, and where it is from.

    Raises:
        InvalidError: there is none.
    """
    origin = form.origin.data
    if origin == FILE:
        if not form.file.data:
            raise InvalidError({"file": Sentence(N_("请选择文件。"))})
        name, content = form.content()
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise InvalidError({"file": Sentence(N_("文件不是 UTF-8 编码"))}) from None
        return text.replace("\r\n", "\n").encode(), f"file:{name}"
    if origin == CURRENT:
        unit = found_or_404(reading().units.by_public_id(form.for_unit.data))
        version = reading().policies.governing(unit, this_year())
        if version is None:
            what = N_("这个单位还没有施行中的办法，请从样本或文件开始。")
            raise InvalidError({"origin": Sentence(what)})
        return version.document, f"version:{version.public_id}"
    return gallery_template(origin.removeprefix(GALLERY)).document, origin


@bp.route("/drafts/<public_id>", methods=["GET", "POST"])
@requires(Permission.POLICY_DRAFT)
def edit_draft(public_id: str) -> ResponseReturnValue:
    """The editor: the form beside the text; saving keeps faulty drafts as well."""
    draft = load_draft(reading(), actor(), public_id)
    if request.method == "GET" and draft.status is DraftStatus.PUBLISHED:
        version = next(one for one in reading().policies.all() if one.id == draft.policy_id)
        return redirect(url_for(".version", public_id=version.public_id))
    draft = open_draft(reading(), actor(), public_id)
    form = DraftForm(seen_edition=draft.edition)
    if not form.is_submitted():
        return editor_page(draft, editor_of(draft.document.decode("utf-8-sig")), form)
    editor = taken()
    well = form.validate()
    if not well or editor.conflict or request.form.get("add"):
        return editor_page(draft, editor, form), 200 if well and not editor.conflict else 422
    try:
        change_draft(
            writing(),
            actor(),
            public_id,
            editor.text.encode(),
            form.seen_edition.data or 0,
            now=now(),
            form_key=form.once(),
        )
    except InvalidError as error:
        form.add_faults(error)
        return editor_page(draft, editor, form), 422
    flash(saved_words(editor))
    if not editor.faults and request.form.get("then") == "preview":
        return redirect(url_for(".preview", public_id=public_id))
    if not editor.faults and request.form.get("then") == "propose":
        propose(public_id, editor, form.once())
    return redirect(url_for(".edit_draft", public_id=public_id))


def propose(public_id: str, editor: Editor, once: FormKey) -> None:
    """Ask for the text that was just saved to be published by another person."""
    digest, key = digest_of(editor.text.encode()), FormKey(f"{once.key[:55]}-proposed", once.body_digest)
    propose_draft(writing(), actor(), public_id, digest, now=now(), form_key=key)
    flash(_("已提请发布，请组织部门的另一个账号在“待发布”里核对后发布。"))


def saved_words(editor: Editor) -> str:
    """What is said after saving: how many faults there still are, and whether comments went."""
    said = _("已保存草稿。")
    if editor.faults:
        said = _("已保存草稿，还有 %(count)s 处要改。", count=len(editor.faults))
    return f"{said}{editor.note}"


@bp.post("/drafts/<public_id>/sync")
@requires(Permission.POLICY_DRAFT)
def sync(public_id: str) -> ResponseReturnValue:
    """The other side of the editor after one was changed; nothing is kept."""
    draft = open_draft(reading(), actor(), public_id)
    editor, side = taken(), request.form.get("side", "")
    whole = editor.rebuilt and side == "form"
    answer = make_response(
        render_template("policies/_sync.html", draft=draft, editor=editor, side=side, whole=whole, **words())
    )
    if whole:
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#panes", "outerHTML"
    return answer


def words() -> dict[str, Any]:
    """The lists that the form offers, and how the rest is spoken of."""
    return {
        "rank_options": [(rank.code, _(rank.name)) for rank in RANKS if rank.code <= LAST_RANK],
        "outcome_kinds": [(code, _(name)) for code, name in OUTCOME_KINDS.items()],
        "beyond_words": beyond_words,
    }


def beyond_words(beyond: Mapping[str, int]) -> str:
    """How many tables only the text says: 2 项要求、1 项权重."""
    named = [_(REST[table]) % {"count": many} for table, many in beyond.items()]
    return str(_("、")).join(named)


def editor_page(draft: PolicyDraft, editor: Editor, form: DraftForm) -> str:
    """The page of the editor."""
    (shown,) = reading().policy_drafts.with_names([draft])
    return render_template(
        "policies/editor.html",
        draft=draft,
        shown=shown,
        editor=editor,
        form=form,
        second=may_publish(reading(), actor(), draft),
        **words(),
    )


@bp.get("/drafts/<public_id>/document.toml")
@requires(Permission.POLICY_DRAFT)
def draft_document(public_id: str) -> ResponseReturnValue:
    """The text of a draft as a file."""
    draft = load_draft(reading(), actor(), public_id)
    return send_file(
        io.BytesIO(draft.document), "application/toml", as_attachment=True, download_name="draft.toml"
    )
