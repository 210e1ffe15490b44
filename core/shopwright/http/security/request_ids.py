"""One id per request, in the answer, in every log line and in every problem report."""

from __future__ import annotations

import re
import secrets

from flask import has_request_context, request

HEADER = "X-Request-ID"
ENVIRON = "shopwright.request_id"
_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")


def assign(environ: dict[str, object]) -> str:
    """Take over the id that a proxy or client sent, if it is a sane one, or make a new one."""
    sent = environ.get("HTTP_X_REQUEST_ID")
    name = sent if isinstance(sent, str) and _SANE.fullmatch(sent) else secrets.token_hex(12)
    environ[ENVIRON] = name
    return name


def request_id() -> str:
    """The id of the current request; empty outside of one."""
    return str(request.environ.get(ENVIRON, "")) if has_request_context() else ""
