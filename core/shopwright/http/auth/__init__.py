"""Who is asking: cookies of people, keys of programs, resolved in one place."""

from __future__ import annotations

from flask import Flask

from shopwright.http.auth.acting import Acting
from shopwright.http.auth.caller import Caller
from shopwright.http.auth.cookies import (
    PageSession,
    dropped_cookie,
    session_cookie,
    session_token,
)
from shopwright.http.auth.people import People, Person
from shopwright.http.auth.resolve import browser_of, current_caller, resolve_actor

__all__ = [
    "Caller",
    "Person",
    "browser_of",
    "current_caller",
    "dropped_cookie",
    "init_app",
    "resolve_actor",
    "session_cookie",
    "session_token",
]


def init_app(app: Flask) -> None:
    """Know people by their cookies, and act as the caller in every request."""
    app.session_interface = PageSession()
    People().init_app(app)
    Acting(app)
