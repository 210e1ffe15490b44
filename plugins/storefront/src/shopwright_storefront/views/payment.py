"""From the Pay button to the thanks: to the provider's page, and back."""

from __future__ import annotations

from flask import Response, flash, redirect, request
from flask.typing import ResponseReturnValue
from shopwright.commerce.checkout import Completion, completion_of, settle_order
from shopwright.commerce.orders import order_view
from shopwright.commerce.payments import payments_of

from shopwright_storefront.views.bought import own_order, remembered_order, shown
from shopwright_storefront.views.links import route
from shopwright_storefront.views.page import About, show
from shopwright_storefront.views.visit import visit

_WAITING = ("creating", "processing", "authorized", "paid")


def after_paying(completion: Completion) -> ResponseReturnValue:
    """Where the shopper goes on."""
    here, action = visit(), completion.next_action
    if completion.number is not None or completion.checking_payment:
        return redirect(here.language.path("/checkout/thanks"), 303)
    if action is not None and action.kind == "redirect":
        return redirect(here.language.path("/checkout/pay"), 303)
    attempts = payments_of(completion.order_id).attempts
    if attempts and attempts[-1].state in _WAITING:
        return redirect(here.language.path("/checkout/thanks"), 303)
    flash(here.language.say("checkout.declined"), "error")
    return redirect(route("checkout"), 303)


def pay() -> ResponseReturnValue:
    """A page that leads to the provider's: forms may be sent to the shop alone, and a redirect
    would count as sending the form there.
    """
    order_id, here = remembered_order(), visit()
    action = completion_of(order_id).next_action if order_id else None
    if order_id is None or action is None or action.kind != "redirect":
        return redirect(here.language.path("/checkout/thanks" if order_id else "/cart"))
    objects = {"order": shown(order_view(order_id), here), "pay_url": action.url}
    about = About(title=here.language.say("checkout.going"), hidden=True)
    return show("checkout_pay", objects, about, personal=True)


def back() -> ResponseReturnValue:
    """Back from the provider: look what became of the payment."""
    order_id, here = remembered_order(), visit()
    if order_id is None:
        return redirect(route("cart"))
    completion = settle_order(order_id)
    attempts = payments_of(order_id).attempts
    is_waiting = completion.checking_payment or (attempts and attempts[-1].state in _WAITING)
    if completion.number is not None or is_waiting:
        return redirect(here.language.path("/checkout/thanks"))
    is_canceled = "canceled" in request.args or (attempts and attempts[-1].state == "open")
    flash(here.language.say(f"checkout.{'canceled' if is_canceled else 'declined'}"), "error")
    return redirect(route("checkout"))


def thanks() -> Response:
    """The order, or that we are still checking its payment."""
    here = visit()
    found = own_order()
    if found.number is None:
        settle_order(found.id)
        found = order_view(found.id)
    key = "thanks" if found.number is not None else "checking"
    about = About(title=here.language.say(f"order.{key}"), hidden=True)
    return show("checkout_thanks", {"order": shown(found, here)}, about, personal=True)
