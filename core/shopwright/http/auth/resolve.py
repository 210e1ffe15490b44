"""Finding the caller of a request: the one place where credentials are read."""

from __future__ import annotations

from typing import cast

from flask import Request, request
from flask_login import current_user

from shopwright.commerce.staff import InvalidApiKey, program_of
from shopwright.http.auth.caller import GUEST_CALLER, Caller
from shopwright.http.auth.cookies import Kind, session_token
from shopwright.http.auth.people import Person
from shopwright.http.rest.kit import current_actor
from shopwright.platform.accounts import Browser
from shopwright.platform.actor import Actor


def resolve_actor(asking: Request) -> Caller:
    """The caller: a program by its key, else a person by the cookie, else a guest.

    Raises `InvalidApiKey` for an `Authorization` that is no good key, whatever cookies say.
    """
    header = asking.headers.get("Authorization")
    if header is not None:
        return _program(header)
    person = current_user._get_current_object()
    return _person(person) if isinstance(person, Person) else GUEST_CALLER


def current_caller() -> Caller:
    """The caller of the current request, looked up once. Raises `InvalidApiKey`."""
    return cast(Caller, current_actor())


def browser_of(kind: Kind) -> Browser:
    """The browser that is signing in now; the session it may have had before ends with it."""
    return Browser(
        address=request.remote_addr or "",
        user_agent=request.headers.get("User-Agent", ""),
        replaces=session_token(request, kind),
    )


def _program(header: str) -> Caller:
    scheme, _, key = header.partition(" ")
    if scheme.lower() != "bearer":
        raise InvalidApiKey()
    found = program_of(key.strip())
    return Caller(
        actor=Actor(kind="api_key", id=found.key_id, label=found.name),
        permissions=found.permissions,
    )


def _person(person: Person) -> Caller:
    label = person.name if person.kind == "staff" else "customer"
    return Caller(
        actor=Actor(kind=person.kind, id=person.id, label=label),
        permissions=person.permissions,
        session_id=person.session_id,
        name=person.name,
    )
