"""The gallery of policy templates: complete documents to begin a policy of one's own from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.domain.errors import LedgerError
from ledger.domain.wording import N_, Say
from ledger.resources import resource_dir

GALLERY: Mapping[str, tuple[str, str]] = {
    "national": (
        N_("全国基线"),
        N_("省部级三十天、市县级六十天，每年一篇报告。"),
    ),
    "exchange": (
        N_("网上实地互换互补"),
        N_("在全国基线上，让网上调研和成果补足一部分天数。"),
    ),
    "ranks-and-posts": (
        N_("分职级职务的天数"),
        N_("同一要求写几张表，自上而下取第一张相符的。"),
    ),
    "monthly-days": (
        N_("按月下基层"),
        N_("每月都要到基层，这个月多的不能补那个月。"),
    ),
    "stationed-stay": (
        N_("蹲点调研"),
        N_("全年天数之外，要有一次住下来的较长蹲点。"),
    ),
    "visits-and-days": (
        N_("次数和天数并重"),
        N_("下去几次、一共几天，两样都要够。"),
    ),
    "quarterly-visits": (
        N_("按季度走访"),
        N_("每季度至少下去一次，不论长短。"),
    ),
    "village-stay": (
        N_("住村走访"),
        N_("按职级定住村天数，并走访一定户数。"),
    ),
    "household-visits": (
        N_("走访户次"),
        N_("每月走访若干户，特殊群体每季度走到。"),
    ),
    "contact-points": (
        N_("联系点覆盖"),
        N_("名单上的联系点，每季度走到八成五以上。"),
    ),
    "weekly-slot": (
        N_("每周固定驻点"),
        N_("每周一到联系点，半天以上。"),
    ),
    "working-time-share": (
        N_("工作时间份额"),
        N_("三分之一以上的工作日在基层。"),
    ),
    "substitution": (
        N_("报告和成果替代"),
        N_("起草的政策文件可以当报告，办成的实事可以抵天数。"),
    ),
    "topics": (
        N_("年度课题"),
        N_("每人每年至少一个课题，做深做实，按期交报告。"),
    ),
    "special-research": (
        N_("专题调研"),
        N_("一年两个月在基层，其中一个月做专题，还要有不打招呼的。"),
    ),
    "first-secretary": (
        N_("驻村和乡镇干部"),
        N_("驻村的按月算，乡镇的按季算。"),
    ),
}
"""The templates in the order shown: the title of each, and the sentence that goes on from it.

Each document begins with both."""

DEMO_TITLES = (N_("网上调研折算试行办法（示例）"), N_("网上调研折算试行办法（示例，往年补录）"))
"""The titles of the demo's own policies."""
_KNOWN_TITLES = frozenset((*(title for title, _about in GALLERY.values()), *DEMO_TITLES))


@dataclass(frozen=True, slots=True)
class GalleryTemplate:
    """A template: its name, its title and when it fits (marked for translation), and the document itself."""

    name: str
    title: str
    about: str
    document: bytes


class NoTemplateError(LedgerError):
    """There is no template of this name."""

    text = N_("没有叫“%(name)s”的样本。可用的名称见 taizhang policy gallery。")


def gallery() -> tuple[GalleryTemplate, ...]:
    """All templates, the national baseline first; each document is a valid policy."""
    return tuple(_read(name) for name in GALLERY)


def gallery_template(name: str) -> GalleryTemplate:
    """The template of this name.

    Raises:
        NoTemplateError: there is none.
    """
    if name not in GALLERY:
        raise NoTemplateError(name=name)
    return _read(name)


def policy_title(title: str, say: Say) -> str:
    """A policy's title in the reader's language, where it is one of ours; else as its unit wrote it."""
    return say(title) if title in _KNOWN_TITLES else title


def _read(name: str) -> GalleryTemplate:
    path = resource_dir("data") / "policies" / "gallery" / f"{name}.toml"
    title, about = GALLERY[name]
    return GalleryTemplate(name, title, about, path.read_bytes())
