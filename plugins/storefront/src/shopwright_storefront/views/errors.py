"""What people see when something fails. Where the database is away, it is a plain page."""

from __future__ import annotations

from flask import Response, request
from flask.typing import ResponseReturnValue
from markupsafe import escape
from shopwright import ShopError
from werkzeug.exceptions import HTTPException

from shopwright_storefront.views.fields import said
from shopwright_storefront.views.moved import redirected
from shopwright_storefront.views.page import About, show
from shopwright_storefront.views.visit import visit

_GONE = 404
_CLOSED = 503
_PLAIN = (
    '<!doctype html><html lang="en"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width">'
    "<title>{title}</title><body><h1>{title}</h1><p>{text}</p></body></html>"
)


def error_page(error: HTTPException | ShopError) -> ResponseReturnValue:
    """404, 503 and all others, each by its template."""
    status = error.status if isinstance(error, ShopError) else error.code or 500
    try:
        if status == _GONE:
            return redirected(request.path) or _page("404", status)
        return _page("maintenance" if status == _CLOSED else "500", status, _told(error, status))
    except Exception:  # the page may need what has just failed: the database, say
        return _plain(status)


def _page(template: str, status: int, message: str = "") -> Response:
    title = visit().language.say(f"errors.{template}_title")
    messages = [("error", message)] if message else []
    about = About(title=title, hidden=True)
    return show(template, {}, about, status=status, messages=messages)


def _told(error: HTTPException | ShopError, status: int) -> str:
    """What the shopper can act on; nothing of our own failures."""
    return said(error) if isinstance(error, ShopError) and status < 500 else ""


def _plain(status: int) -> Response:
    title = "We will be back soon" if status == _CLOSED else "Something went wrong"
    text = "Please try again in a moment."
    response = Response(_PLAIN.format(title=escape(title), text=text), status, mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    return response
