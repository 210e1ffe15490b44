"""Cross-origin requests to the API, for exactly the origins that the operator lists.

Never `*`: listed origins may send credentials, and nobody else gets any of these headers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

ALLOWED_METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE"
ALLOWED_HEADERS = (
    "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, X-Cart-Token, "
    "X-Order-Token, X-Request-ID"
)
EXPOSED_HEADERS = "ETag, Idempotent-Replayed, Location, Retry-After, X-Request-ID"
_PREFLIGHT_SECONDS = "7200"
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?|https?://\[[0-9a-f:]+\](:\d{1,5})?")


class Cors:
    """Decides by a list of origins; an empty list means that CORS is off."""

    def __init__(self, origins: Iterable[str]) -> None:
        self.origins = frozenset(origins)
        for origin in self.origins:
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(
                    f"cors_origins: {origin!r} is no origin; write it as 'https://shop.example', "
                    "in lower case, without path and without wildcard"
                )

    def is_preflight(self, environ: dict[str, Any]) -> bool:
        """Whether a listed origin asks for permission; others are left to the routing."""
        return (
            environ["REQUEST_METHOD"] == "OPTIONS"
            and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ
            and environ.get("HTTP_ORIGIN") in self.origins
        )

    def preflight_headers(self) -> list[tuple[str, str]]:
        """What a listed origin may send; `add_headers` says that it may at all."""
        return [
            ("Access-Control-Allow-Methods", ALLOWED_METHODS),
            ("Access-Control-Allow-Headers", ALLOWED_HEADERS),
            ("Access-Control-Max-Age", _PREFLIGHT_SECONDS),
        ]

    def add_headers(self, environ: dict[str, Any], headers: list[tuple[str, str]]) -> None:
        """Let a listed origin read the answer, and tell caches that it depends on the origin."""
        if not self.origins:
            return
        headers.append(("Vary", "Origin"))
        origin = environ.get("HTTP_ORIGIN")
        if origin in self.origins:
            headers += [
                ("Access-Control-Allow-Origin", origin),
                ("Access-Control-Allow-Credentials", "true"),
                ("Access-Control-Expose-Headers", EXPOSED_HEADERS),
            ]
