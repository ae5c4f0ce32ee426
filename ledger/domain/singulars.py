"""Texts that other languages say otherwise of just one; Chinese does not, and so they go by their 1."""

from __future__ import annotations

from ledger.domain.wording import N_

OF_ONE = (
    N_("1 天"),
    N_("1 天 %(rest)s"),
    N_("1天"),
    N_("1小时"),
    N_("1 次"),
    N_("每个不少于 1 次"),
    N_("1 项"),
    N_("%(account)s 1 项 × %(each)s"),
    N_("1 个"),
    N_("1 处"),
    N_("%(amount)s（%(account)s，1 次）"),
    N_("约 1 天，即 %(exact)s"),
    N_("%(name)s：1 次，%(amount)s"),
    N_("本条计实地 1 天。"),
    N_("本条约折算 1 天（网上计 %(minutes)s）。"),
    N_("补记超过 1 天，不计"),
    N_("事后超过 1 天才补记的不计。"),
    N_("折算办法有 1 处不符合要求，请逐处改正。"),
    N_("核算材料有 1 处不符合要求，请逐处改正。"),
)
"""Marked for extraction here; `Sentence` finds them."""
