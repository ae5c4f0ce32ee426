"""Headers of every answer: nothing inline, nothing from elsewhere, nothing kept by shared caches."""

from __future__ import annotations

from flask import Response, request
from secure import Secure
from secure.headers import (
    CacheControl,
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    XContentTypeOptions,
    XFrameOptions,
)

POLICY = (
    ContentSecurityPolicy()
    .default_src("'self'")
    .script_src("'self'")
    .style_src("'self'")
    .img_src("'self'", "data:")
    .object_src("'none'")
    .base_uri("'none'")
    .form_action("'self'")
    .frame_ancestors("'none'")
)
HEADERS = Secure(
    csp=POLICY,
    coop=CrossOriginOpenerPolicy().same_origin(),
    permissions=PermissionsPolicy().geolocation().camera().microphone(),
    referrer=ReferrerPolicy().same_origin(),
    xcto=XContentTypeOptions().nosniff(),
    xfo=XFrameOptions().deny(),
    cache=CacheControl().no_store(),
).headers


def protect(response: Response) -> Response:
    """The answer with our headers; static files may be kept, pages never."""
    is_static = request.endpoint is not None and request.endpoint.endswith("static")
    for name, value in HEADERS.items():
        if name.lower() == "cache-control" and is_static:
            continue
        response.headers.setdefault(name, value)
        if name.lower() == "cache-control":
            response.headers[name] = value
    if not is_static:
        response.headers["Vary"] = "Cookie, HX-Request, Accept-Language"
    return response
