"""Forms of pages that are the same for everybody: whether they were sent from here."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import abort, request
from flask.typing import ResponseReturnValue
from shopwright import check_form

from shopwright_storefront.render.forms import CSRF, HONEYPOT, IDEMPOTENCY
from shopwright_storefront.views.fields import field
from shopwright_storefront.views.page import About, show
from shopwright_storefront.views.visit import visit

_OURS = frozenset({CSRF, IDEMPOTENCY})


def checked(go_on: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """What `go_on` answers; or a page that asks once more, where the browser tells nothing."""
    if check_form(request.form.get(CSRF), cacheable=True):
        return go_on()
    here = visit()
    hidden = [
        field(name, "", value=value, type="hidden")
        for name, value in request.form.items(multi=True)
        if name not in _OURS
    ]
    objects = {"action": request.path, "fields": hidden}
    about = About(title=here.language.say("errors.confirm_title"), hidden=True)
    return show("confirm", objects, about, personal=True)


def uuid_of(text: str | None) -> UUID:
    """An id that a form or an address says; 404 for what is none."""
    try:
        return UUID(text or "")
    except ValueError:
        abort(404)


def is_trapped() -> bool:
    """Whether a program filled in the control that people do not see."""
    return bool(request.form.get(HONEYPOT))


def local(url: str | None, default: str) -> str:
    """A path of the shop's; `default` for what leads anywhere else."""
    is_path = bool(url) and str(url).startswith("/") and not str(url).startswith(("//", "/\\"))
    return str(url) if is_path else default
