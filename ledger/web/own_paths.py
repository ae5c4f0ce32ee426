"""Where a page may send somebody on: to a path of ours and nowhere else."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from flask import current_app, request, url_for

# One slash and then neither another nor a backslash, which browsers take for one; no blanks or control
# characters, which they drop before they look.
OWN_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f-\xa0]*")


def own_path(value: str | None) -> str | None:
    """The value where it is a page of ours that can be opened, else None.

    A way back to the sign-in page stands for where that page itself would lead.
    """
    if value is None or OWN_PATH.fullmatch(value) is None:
        return None
    parts = urlsplit(value)
    if parts.path == url_for("sign_in.sign_in"):
        further = parse_qs(parts.query).get("next", [""])[0]
        return own_path(further) if len(further) < len(value) else None
    adapter = current_app.url_map.bind_to_environ(request.environ)
    return value if adapter.test(parts.path, "GET") else None
