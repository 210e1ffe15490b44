"""Same-origin checks: a cookie alone never authenticates a request that another site made.

Browsers say where an unsafe request comes from, in `Sec-Fetch-Site` or at least in `Origin`.
Programs send neither, and carry their own credentials.
"""

from __future__ import annotations

from collections.abc import Collection

from flask import request

from shopwright.platform.errors import Forbidden


class CrossOrigin(Forbidden):
    """A browser on another site made the request."""

    code = "cross_origin"

    def __init__(self) -> None:
        super().__init__(
            "Requests from other sites are refused; the shop's operator can allow the origin "
            "in the setting cors_origins."
        )


def require_own_origin(trusted: Collection[str]) -> None:
    """Raise `CrossOrigin` unless the request is of our own site, of a trusted one, or no browser's."""
    environ = request.environ
    site = environ.get("HTTP_SEC_FETCH_SITE")
    if site in ("same-origin", "none"):
        return
    origin = environ.get("HTTP_ORIGIN")
    if origin is None:
        if site is None:
            return
        raise CrossOrigin()
    if origin in trusted or (site is None and origin == request.host_url.rstrip("/")):
        return
    raise CrossOrigin()
