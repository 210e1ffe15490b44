"""The two cookies of people: one for customers, one for staff, so that a browser can hold both.

They hold a random token and nothing else. How long a session lives is decided by its row; the
customer's cookie only has to outlive it, and the staff's ends with the browser.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from flask import Request, request
from werkzeug.http import dump_cookie

from shopwright.platform.accounts import OpenedSession
from shopwright.platform.runtime import runtime

Kind = Literal["customer", "staff"]
_NAMES: dict[Kind, str] = {"customer": "shopwright_session", "staff": "shopwright_staff"}
_CUSTOMER_MAX_AGE = timedelta(days=400)  # the most that browsers accept
_LONGEST_TOKEN = 64


def session_token(asking: Request, kind: Kind) -> str | None:
    """The token that the browser sent, if it may be one."""
    token = asking.cookies.get(_name(kind))
    return token if token and len(token) <= _LONGEST_TOKEN and token.isascii() else None


def session_cookie(opened: OpenedSession) -> tuple[str, str]:
    """The header that signs a browser in."""
    kind: Kind = "staff" if opened.kind == "staff" else "customer"
    max_age = _CUSTOMER_MAX_AGE if kind == "customer" else None
    return _header(kind, opened.token, max_age)


def dropped_cookie(kind: Kind) -> tuple[str, str]:
    """The header that makes a browser forget the token."""
    return _header(kind, "", timedelta(0))


def _header(kind: Kind, value: str, max_age: timedelta | None) -> tuple[str, str]:
    cookie = dump_cookie(
        _name(kind),
        value,
        max_age=max_age,
        path="/",
        secure=_secure(),
        httponly=True,
        samesite="Lax",
    )
    return "Set-Cookie", cookie


def _name(kind: Kind) -> str:
    """With HTTPS the browser itself enforces, by the prefix, that no other host has set it."""
    return f"__Host-{_NAMES[kind]}" if _secure() else _NAMES[kind]


def _secure() -> bool:
    return request.is_secure or runtime().settings.public_url.startswith("https://")
