"""Security headers on every answer. A view that sets one of them itself keeps its own."""

from __future__ import annotations

from typing import Any

# The core sends no HTML; what does (the documentation page, plugins) brings its own policy.
POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
HEADERS = (
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", POLICY),
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    (
        "Permissions-Policy",
        "camera=(), geolocation=(), microphone=(), usb=(), browsing-topics=()",
    ),
)
_NAMES = frozenset(name.lower() for name, _ in HEADERS)
_HSTS = ("Strict-Transport-Security", "max-age=31536000")


def add_security_headers(environ: dict[str, Any], headers: list[tuple[str, str]]) -> None:
    """Add what the view left out; HSTS only where the request came over HTTPS."""
    taken = _NAMES.intersection([name.lower() for name, _ in headers])
    if taken:
        headers.extend(pair for pair in HEADERS if pair[0].lower() not in taken)
    else:
        headers.extend(HEADERS)
    if environ["wsgi.url_scheme"] == "https":
        headers.append(_HSTS)
