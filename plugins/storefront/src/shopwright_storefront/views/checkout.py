"""Checkout on one page: a guest's, by default. What is typed is kept, whatever happens."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from flask import Response, flash, redirect, request
from flask.typing import ResponseReturnValue
from shopwright import ShopError, StaleForm, check_form, current_cart, current_shopper
from shopwright.commerce import cart as carts
from shopwright.commerce.cart import CartDraft, shipping_request, view_of
from shopwright.commerce.checkout import complete, edit_cart
from shopwright.commerce.customers import Address, customer, default_address
from shopwright.commerce.payments import PaymentMethod, payment_methods_for
from shopwright.commerce.shipping import ShippingOption, quote

from shopwright_storefront.present import checkouts
from shopwright_storefront.render.forms import CSRF
from shopwright_storefront.theme_api.v1 import Problem
from shopwright_storefront.views.address_fields import address_problems
from shopwright_storefront.views.bought import remember_order
from shopwright_storefront.views.cart import line_cards
from shopwright_storefront.views.checkout_form import checkout_form
from shopwright_storefront.views.fields import problems_of
from shopwright_storefront.views.links import absolute, route
from shopwright_storefront.views.page import About, show
from shopwright_storefront.views.payment import after_paying
from shopwright_storefront.views.typed import BILLING, Typed
from shopwright_storefront.views.visit import Visit, asked, visit

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_CONTROLS: Mapping[str, str] = {
    "shipping_option": "delivery",
    "payment_method": "method",
    "email": "email",
    "shipping_address": "name",
    "billing_address": "name",
}


def checkout() -> ResponseReturnValue:
    """The page, as far as the cart knows it."""
    draft = _draft()
    if draft is None:
        return redirect(route("cart"))
    here = visit()
    return _page(draft, _kept(draft, here), here)


def place() -> ResponseReturnValue:
    """Keep what was typed; then quote again, or pay."""
    draft = _draft()
    if draft is None:
        return redirect(route("cart"), 303)
    here, given = visit(), asked()
    typed = Typed.sent(given)
    try:
        check_form(request.form.get(CSRF))
    except StaleForm:
        message = here.language.say("errors.stale")
        return _page(draft, typed, here, [Problem(code="stale", message=message, field="")])
    is_paying = given.get("do") != "update"
    if is_paying and here.preview is not None:
        message = here.language.say("preview.no_orders")
        return _page(draft, typed, here, [Problem(code="preview", message=message, field="")])
    problems = _contact_problems(typed, draft, here)
    try:
        draft = _keep(draft, typed, is_whole=not problems)
        if problems or not is_paying:
            return _page(draft, typed, here, problems if is_paying else ())
        return _pay(draft.cart_id, given.get("expected_total", ""), here)
    except ShopError as error:
        draft = carts.cart_draft(draft.cart_id)
        return _page(draft, typed, here, _told(error, draft, here))


def _pay(own: UUID, expected: str, here: Visit) -> ResponseReturnValue:
    back = here.language.path("/checkout/return")
    completion = complete(
        own,
        expected_total=int(expected) if expected.isdigit() else None,
        return_url=absolute(back),
        cancel_url=absolute(f"{back}?canceled=1"),
    )
    remember_order(completion)
    return after_paying(completion)


def _draft() -> CartDraft | None:
    """The shopper's cart, if there is something in it."""
    found = current_cart()
    return carts.cart_draft(found.cart_id) if found is not None and found.units else None


def _kept(draft: CartDraft, here: Visit) -> Typed:
    customer_id = current_shopper().customer_id
    person = customer(customer_id) if customer_id else None
    known = default_address(customer_id) if customer_id else None
    return Typed.kept(draft, here.channel.country, person, known)


def _contact_problems(typed: Typed, draft: CartDraft, here: Visit) -> list[Problem]:
    """All of it at once."""
    found = []
    if not _EMAIL.fullmatch(typed.email):
        message = here.language.say("form.email")
        found.append(Problem(code="invalid_email", message=message, field="email"))
    found += address_problems(typed.shipping_address, here.language)
    if not typed.billing_same:
        found += address_problems(typed.billing_address, here.language, prefix=BILLING)
    return found


def _keep(draft: CartDraft, typed: Typed, *, is_whole: bool) -> CartDraft:
    """In the cart, as far as it is good: each of these is a command of its own."""
    own = draft.cart_id
    if is_whole:
        shipping = typed.shipping_address if draft.requires_shipping else None
        draft = edit_cart(
            own,
            lambda: carts.set_contact(
                own,
                email=typed.email,
                shipping_address=shipping,
                billing_address=typed.billing_address,
            ),
        )
        delivery = _chosen(typed.delivery, draft.shipping_option, _rates(draft))
        if delivery and delivery != draft.shipping_option:
            draft = edit_cart(own, lambda: carts.set_shipping_option(own, delivery))
    method = _method(typed.method, draft)
    if method and method != draft.payment_method:
        draft = edit_cart(own, lambda: carts.set_payment_method(own, method))
    if typed.note != draft.note:
        draft = edit_cart(own, lambda: carts.set_note(own, typed.note))
    return draft


def _page(
    draft: CartDraft, typed: Typed, here: Visit, problems: Sequence[Problem] = ()
) -> Response:
    """The page, with delivery quoted for the country while there is no address."""
    seen = draft
    if draft.requires_shipping and draft.shipping_address is None:
        seen = replace(draft, shipping_address=Address(country=typed.shipping["country"] or "ZZ"))
    rates = _rates(seen)
    delivery = _chosen(typed.delivery, seen.shipping_option, rates)
    seen = replace(seen, shipping_option=delivery)
    view = view_of(seen)
    methods = payment_methods_for(seen, view.totals)
    shown = checkouts.checkout(
        view,
        line_cards(seen, here),
        rates,
        methods,
        here.language,
        method=_chosen_method(typed.method, seen.payment_method, methods),
        billing_same=typed.billing_same,
        problems=problems,
    )
    form = checkout_form(typed, shown, here, problems)
    shown = {**shown, "fields": form["fields"]}
    about = About(title=here.language.say("checkout.title"), hidden=True)
    status = 422 if problems else 200
    return show(
        "checkout", {"checkout": shown}, about, forms={"checkout": form}, personal=True,
        status=status,
    )  # fmt: skip


def _rates(draft: CartDraft) -> tuple[ShippingOption, ...]:
    wanted = shipping_request(draft)
    return tuple(quote(wanted)) if wanted is not None else ()


def _chosen(typed: str, kept: str | None, rates: Sequence[ShippingOption]) -> str | None:
    """What was chosen, if it is still on offer; else the cheapest, which is the first."""
    ids = [rate.id for rate in rates]
    return next((one for one in (typed, kept) if one in ids), ids[0] if ids else None)


def _chosen_method(typed: str, kept: str | None, methods: Sequence[PaymentMethod]) -> str | None:
    ids = [method.id for method in methods]
    return next((one for one in (typed, kept) if one in ids), ids[0] if ids else None)


def _method(typed: str, draft: CartDraft) -> str | None:
    return _chosen_method(typed, draft.payment_method, payment_methods_for(draft))


def _told(error: ShopError, draft: CartDraft, here: Visit) -> list[Problem]:
    """Why it cannot be paid like this."""
    if error.code == "total_changed":
        total = here.language.money(int(str(error.extra["total"])), str(error.extra["currency"]))
        message = here.language.say("checkout.total_changed", total=total["formatted"])
        return [Problem(code=error.code, message=message, field="")]
    if error.code == "payment_declined":
        flash(here.language.say("checkout.declined"), "error")
    return problems_of(error, _CONTROLS)
