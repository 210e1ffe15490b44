"""Forms of pages: whether one was sent from our own page, and not by another site's.

A page that is the same for everybody holds no token: its forms are believed by where the browser
says that they come from. All others carry a token, which belongs to this browser and to who is
signed in there.
"""

from __future__ import annotations

import hmac
import secrets
from urllib.parse import urlsplit

from flask import Response, after_this_request, current_app, g, request

from shopwright.http.auth.cookies import cookie_header, session_token, token_cookie
from shopwright.http.rest.kit import current_actor
from shopwright.http.rest.kit.runtime import runtime as kit_runtime
from shopwright.http.security import CrossOrigin, LimitRule
from shopwright.platform.errors import Forbidden

_COOKIE = "shopwright_form"


class StaleForm(Forbidden):
    """403: the form's token is missing or of an earlier visit. Show the form again, as it was filled in."""

    code = "stale_form"

    def __init__(self) -> None:
        super().__init__("This page was open for too long. Please send the form once more.")


def form_token() -> str:
    """The token for the forms of this page, which is then not cached. It sets a cookie.

    It is good until the browser is closed, or somebody signs in or out there.
    """
    secret: str | None = g.get(_COOKIE)
    if secret is None:
        secret = _give_secret()
        setattr(g, _COOKIE, secret)
    return _sign(secret)


def _give_secret() -> str:
    """What this browser has already, or a new one, sent with the answer."""
    known = token_cookie(request, _COOKIE)
    secret = known or secrets.token_urlsafe(32)

    @after_this_request
    def _keep(response: Response) -> Response:
        if known is None:
            response.headers.add(*cookie_header(_COOKIE, secret, None))
        response.headers["Cache-Control"] = "no-store"
        return response

    return secret


def check_form(token: str | None, *, cacheable: bool = False) -> bool:
    """Check a form that was sent, before anything is done.

    True: go on. A form of a page that is not cached needs its token, else `StaleForm` is raised. The
    form of a `cacheable` page has none, and is believed by where it was sent from; False means that
    the browser does not say: show a page that asks once more, with a token. Another site's form
    raises `CrossOrigin`.
    """
    secret = token_cookie(request, _COOKIE)
    if token and secret and hmac.compare_digest(token.encode(), _sign(secret).encode()):
        return True
    if not cacheable or token:
        raise StaleForm()
    return _is_sent_from_here()


def check_rate(scope: str, rates: str) -> None:
    """Count one request under `scope`; raises `TooMany` when it is one too many.

    `rates` are as endpoints declare them: `"10/minute"`, `"5/minute,50/day;by=actor"`.
    """
    limits = kit_runtime().limits
    if limits is not None:
        limits.check(scope, LimitRule.parse(rates), lambda: current_actor().key)


def _is_sent_from_here() -> bool:
    """By what browsers tell of themselves, the surest first; False when they do not."""
    headers = request.headers
    site = headers.get("Sec-Fetch-Site")
    if site is not None and site != "none":
        return _ours(site == "same-origin")
    for name in ("Origin", "Referer"):
        sent = urlsplit(headers.get(name, ""))
        if sent.scheme:
            own = urlsplit(request.host_url)
            return _ours((sent.scheme, sent.netloc) == (own.scheme, own.netloc))
    return False


def _ours(is_ours: bool) -> bool:
    if not is_ours:
        raise CrossOrigin()
    return True


def _sign(secret: str) -> str:
    """Of this browser, and of whoever is signed in."""
    signed_in = session_token(request, "staff"), session_token(request, "customer")
    message = "\n".join(("form", secret, *(token or "" for token in signed_in)))
    key = str(current_app.secret_key).encode()
    return hmac.digest(key, message.encode(), "sha256").hex()
