"""Our cookies: `SameSite=Lax`, `HttpOnly`, for this host and all its paths, and `Secure` with HTTPS.

Two are of people: one for customers, one for staff, so that a browser can hold both. They hold a
random token and nothing else. How long a session lives is decided by its row; the customer's cookie
only has to outlive it, and the staff's ends with the browser.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from flask import Flask, Request, request
from flask.sessions import SecureCookieSessionInterface
from werkzeug.http import dump_cookie

from shopwright.platform.accounts import OpenedSession
from shopwright.platform.runtime import runtime

Kind = Literal["customer", "staff"]
LONGEST = timedelta(days=400)  # the most that browsers accept
_NAMES: dict[Kind, str] = {"customer": "shopwright_session", "staff": "shopwright_staff"}
_LONGEST_TOKEN = 64


def token_cookie(asking: Request, name: str) -> str | None:
    """The token in our cookie `name`, if it may be one."""
    token = asking.cookies.get(_secured(name))
    return token if token and len(token) <= _LONGEST_TOKEN and token.isascii() else None


def cookie_value(name: str) -> str | None:
    """What the browser sent in our cookie `name`."""
    return request.cookies.get(_secured(name))


def cookie_header(name: str, value: str, max_age: timedelta | None) -> tuple[str, str]:
    """The header that sets our cookie `name`; without `max_age` it ends with the browser."""
    cookie = dump_cookie(
        _secured(name),
        value,
        max_age=max_age,
        path="/",
        secure=_secure(),
        httponly=True,
        samesite="Lax",
    )
    return "Set-Cookie", cookie


def session_token(asking: Request, kind: Kind) -> str | None:
    """The token that the browser sent, if it may be one."""
    return token_cookie(asking, _NAMES[kind])


def session_cookie(opened: OpenedSession) -> tuple[str, str]:
    """The header that signs a browser in."""
    kind: Kind = "staff" if opened.kind == "staff" else "customer"
    return cookie_header(_NAMES[kind], opened.token, LONGEST if kind == "customer" else None)


def dropped_cookie(kind: Kind) -> tuple[str, str]:
    """The header that makes a browser forget the token."""
    return cookie_header(_NAMES[kind], "", timedelta(0))


class PageSession(SecureCookieSessionInterface):
    """Flask's own `session`, signed and readable by its browser: for flashed messages and the like."""

    def get_cookie_name(self, app: Flask) -> str:
        """Under the same rules as ours."""
        return _secured("shopwright_page")

    def get_cookie_samesite(self, app: Flask) -> str:
        """Not sent along by other sites' forms."""
        return "Lax"

    def get_cookie_secure(self, app: Flask) -> bool:
        """Where the shop has HTTPS."""
        return _secure()


def _secured(name: str) -> str:
    """With HTTPS the browser itself enforces, by the prefix, that no other host has set it."""
    return f"__Host-{name}" if _secure() else name


def _secure() -> bool:
    return request.is_secure or runtime().settings.public_url.startswith("https://")
