"""What is personal on a page that is the same for everybody: asked for once, by a script."""

from __future__ import annotations

from flask import Response, jsonify
from shopwright import current_cart, current_shopper

from shopwright_storefront.views.visit import visit


def live() -> Response:
    """Who is here, and what is in the cart: no statement for a guest without one."""
    shopper, found = current_shopper(), current_cart()
    name = shopper.first_name
    response = jsonify(
        signed_in=shopper.customer_id is not None,
        greeting=visit().language.say("account.hello", name=name) if name else "",
        cart_count=found.units if found is not None else 0,
    )
    response.headers["Cache-Control"] = "no-store"
    return response
