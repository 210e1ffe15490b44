"""The order that this browser has just placed, and how it is shown."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from flask import abort
from shopwright import read_cookie, set_cookie
from shopwright.commerce.catalog import cards_of
from shopwright.commerce.checkout import Completion, completion_of, order_token, token_opens
from shopwright.commerce.orders import OrderView, order_view
from shopwright.commerce.payments import payments_of

from shopwright_storefront.present import orders as present
from shopwright_storefront.present.cards import card
from shopwright_storefront.theme_api.v1 import Order
from shopwright_storefront.views.visit import Visit

_COOKIE = "order"
_KEPT = timedelta(days=1)


def remember_order(completion: Completion) -> None:
    """For the pages that follow; the order's token stays out of addresses."""
    value = f"{completion.order_id}.{completion.order_token}"
    set_cookie(_COOKIE, value, max_age=_KEPT)


def remembered_order() -> UUID | None:
    """The order of this browser, if the token is right."""
    order_id, _, token = (read_cookie(_COOKIE) or "").partition(".")
    return opened(order_id, token)


def opened(order_id: str, token: str) -> UUID | None:
    """The order, if the token opens it."""
    try:
        number = UUID(order_id)
    except ValueError:
        return None
    return number if token.isascii() and token_opens(number, token) else None


def shown(found: OrderView, here: Visit, *, url: str = "") -> Order:
    """As its buyer sees it, with what is left to be paid."""
    ids = list(dict.fromkeys(line.product_id for line in found.lines))
    cards = {n: card(doc, here.language) for n, doc in cards_of(here.market, ids).items()}
    action = completion_of(found.id).next_action
    is_open = found.state in ("pending", "awaiting_payment")
    to_pay = action.url if action and action.kind == "redirect" and is_open else None
    attempts = payments_of(found.id).attempts
    own = url or status_url(found.id, here)
    return present.order(
        found,
        cards,
        here.language,
        url=own,
        paid_with=attempts[-1].paid_with if attempts else "",
        instructions=action.text if action and action.kind == "instructions" and is_open else "",
        pay_url=to_pay,
        invoice_url=_invoice_url(own) if has_invoice(found) else None,
    )


def has_invoice(found: OrderView) -> bool:
    """Whether one was issued: it was paid, or goods left, or staff wanted it."""
    return found.invoice_number is not None


def _invoice_url(url: str) -> str:
    path, mark, query = url.partition("?")
    return f"{path}/invoice{mark}{query}"


def status_url(order_id: UUID, here: Visit) -> str:
    """Where a guest sees the order later."""
    return here.language.path(f"/orders/{order_id}?token={order_token(order_id)}")


def own_order() -> OrderView:
    """The one that this browser placed; 404 where it placed none."""
    order_id = remembered_order()
    if order_id is None:
        abort(404)
    return order_view(order_id)
