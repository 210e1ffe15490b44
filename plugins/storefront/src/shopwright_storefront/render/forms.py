"""`{% form %}` and `field`: forms that are sent, checked and read aloud rightly by themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from markupsafe import Markup, escape

from shopwright_storefront.render.current import Render, current_render
from shopwright_storefront.render.markup import NOTHING, attributes, markup, mistaken
from shopwright_storefront.render.sections import draw_snippet
from shopwright_storefront.render.slots import missing_slots
from shopwright_storefront.render.tags import OPENER

HONEYPOT = "website"
CSRF = "csrf_token"
IDEMPOTENCY = "idempotency_key"
RETURN_TO = "return_to"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A form. `route` is the name of its address among `routes`; `returns` goes back to the page.

    `token`: it makes sense on pages only that are never cached. `trap`: a control that people do
    not see. `once`: sending it twice must not do it twice.
    """

    route: str
    method: str = "post"
    token: bool = False
    trap: bool = False
    once: bool = False
    returns: bool = False


KINDS: Mapping[str, Kind] = {
    "cart_add": Kind(route="cart_add", once=True, returns=True),
    "cart": Kind(route="cart_update", returns=True),
    "coupon": Kind(route="coupon", returns=True),
    "checkout": Kind(route="checkout", token=True, once=True),
    "login": Kind(route="login", token=True),
    "register": Kind(route="register", token=True, trap=True),
    "reset": Kind(route="reset", token=True),
    "profile": Kind(route="profile", token=True),
    "address": Kind(route="addresses", token=True, once=True),
    "address_remove": Kind(route="addresses", token=True),
    "contact": Kind(route="contact", trap=True, returns=True),
    "search": Kind(route="search", method="get"),
    "filters": Kind(route="", method="get"),
    "locale": Kind(route="locale", returns=True),
    "verify": Kind(route="verify", token=True),
    "logout": Kind(route="logout", token=True),
    "password": Kind(route="profile", token=True),
    "privacy": Kind(route="privacy", token=True),
    "export": Kind(route="privacy", token=True),
    "confirm": Kind(route="", token=True),
}


def open_form(
    kind: str,
    subject: Mapping[str, Any] | None = None,
    caller: Callable[..., Markup] | None = None,
    **attrs: Any,
) -> Markup:
    """The form with its body. `subject` is what it is about: the product, the address.

    Other arguments become attributes of the `<form>`.
    """
    render = current_render()
    known = KINDS.get(kind)
    if known is None or caller is None or render.view is None:
        return mistaken(f"there is no form '{kind}'", kind, KINDS)
    if known.token and not render.view.csrf_token:
        return mistaken(f"the form '{kind}' cannot stand on a page that is cached")
    form = _form(render, kind)
    opened = {
        "method": known.method,
        "action": attrs.pop("action", None) or _action(render, known, subject),
        "class": attrs.pop("class", f"form-{kind.replace('_', '-')}"),
        "id": attrs.pop("id", None),
        "data-form": kind,
    }
    body = caller(form)
    missing = _missing_slots(render, kind, subject)
    problems = draw_snippet("form_problems", {"form": form}) if form["problems"] else NOTHING
    parts = (_hidden(render, kind, known, subject), problems, body, missing)
    inner = Markup("").join(parts)
    return markup(f"<form{attributes({**opened, **attrs})}>{inner}</form>")


def field(control: Mapping[str, Any] | None, **attrs: Any) -> Markup:
    """A control with its label, hint and problem, tied together for screen readers.

    Other arguments become attributes of the control. Nothing for a control that the form lacks.
    """
    if not control:
        return NOTHING
    if control["type"] == "hidden":
        return _input(control["name"], control["value"])
    identity = f"f-{control['name'].replace('[', '-').replace(']', '').replace('_', '-')}"
    told = [f"{identity}-{part}" for part in ("hint", "problem") if control[part]]
    values = {
        "id": identity,
        "name": control["name"],
        "required": control["required"],
        "autocomplete": control["autocomplete"] or None,
        "maxlength": control["maxlength"],
        "inputmode": control["inputmode"] or None,
        "aria-describedby": " ".join(told) or None,
        "aria-invalid": "true" if control["problem"] else None,
    }
    values = {"field": control, "id": identity, "attributes": attributes({**values, **attrs})}
    return draw_snippet("field", values)


def _form(render: Render, kind: str) -> dict[str, Any]:
    """As the body sees it: controls are there by their names, too."""
    assert render.view is not None
    given = render.view.forms.get(kind) or {}
    fields = dict(given.get("fields", {}))
    problems = list(given.get("problems", ()))
    return fields | {"fields": fields, "problems": problems, "sent": bool(given.get("sent"))}


def _action(render: Render, known: Kind, subject: Mapping[str, Any] | None) -> str:
    if not known.route:
        return str((subject or {}).get("url") or render.text_of("path"))
    return str(render.everywhere["routes"][known.route])


def _hidden(render: Render, kind: str, known: Kind, subject: Mapping[str, Any] | None) -> Markup:
    assert render.view is not None
    token = render.view.csrf_token if known.method == "post" else ""
    parts = [_input(CSRF, token)] if token else []
    if token and known.once:
        parts.append(_input(IDEMPOTENCY, token_hex(16)))
    if known.returns:
        parts.append(_input(RETURN_TO, render.text_of("path", "/")))
    if kind == "cart_add" and subject is not None:
        parts.append(_input("product", subject["id"]))
        if subject.get("variant_id"):
            parts.append(_input("variant", subject["variant_id"]))
    if kind == "address" and subject is not None:
        parts.append(_input("address", subject["id"]))
    if known.trap:
        label = f'<label>Website <input name="{HONEYPOT}" tabindex="-1" autocomplete="off"></label>'
        parts.append(markup(f"<div hidden>{label}</div>"))
    return Markup("").join(parts)


def _input(name: str, value: Any) -> Markup:
    return markup(f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">')


def _missing_slots(render: Render, kind: str, subject: Mapping[str, Any] | None) -> Markup:
    """Plugins' contents that belong to this form, and have not been shown before its end."""
    assert render.view is not None
    objects, template = render.objects, render.view.template
    product = objects.get("product")
    if kind == "cart_add" and product and subject and subject["id"] == product["id"]:
        return missing_slots("product", product=product)
    if kind == "cart":
        cart = objects.get("cart") or render.everywhere.get("cart")
        return missing_slots("cart_drawer" if template == "cart_drawer" else "cart", cart=cart)
    if kind == "checkout":
        return missing_slots("checkout", checkout=objects.get("checkout"))
    return NOTHING


FUNCTIONS: dict[str, Callable[..., Any]] = {OPENER: open_form, "field": field}
