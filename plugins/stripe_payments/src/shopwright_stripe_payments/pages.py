"""The pages below `/x/stripe_payments/`: adding and removing a card in the account.

Forms of the shop's pages may be sent to the shop alone, and a redirect to Stripe would count as
sending one there: so a page of ours leads on.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from shopwright import (
    ShopError,
    check_form,
    check_rate,
    current_shopper,
    plugin_context,
)
from shopwright.commerce.customers import customer

from shopwright_stripe_payments import cards, saving
from shopwright_stripe_payments.connection import connection
from shopwright_stripe_payments.errors import CardNotFound
from shopwright_stripe_payments.saving import Place
from shopwright_stripe_payments.words import words

T = TypeVar("T")
# Trying cards for nothing is what thieves like.
ADDING = "5/minute,20/day;by=actor"
RETURNING = "20/minute;by=actor"
_POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'"

pages = Blueprint(
    "stripe_payments_cards", __name__, static_folder="static", template_folder="templates"
)


@pages.post("/cards")
def add() -> ResponseReturnValue:
    """On to Stripe's page."""
    place, customer_id = _place(), current_shopper().customer_id
    if customer_id is None:
        return redirect(place.path, 303)

    def begin() -> str:
        check_form(request.form.get("token"))
        check_rate("stripe_payments_add_card", ADDING)
        email = customer(customer_id).email
        done = url_for(".saved")
        return saving.page_for(plugin_context(), customer_id, email, place, done)

    url = _tried(begin, place)
    if url is None:
        return redirect(place.path, 303)
    return render_template(
        "stripe_payments_onward.html", url=url, said=words(place.locale), locale=place.locale
    )


@pages.get("/cards/saved")
def saved() -> ResponseReturnValue:
    """Back from there: the card is learned of at once, as it would be by the webhook."""
    place, customer_id = _place(), current_shopper().customer_id
    if customer_id is not None:
        said = words(place.locale)
        try:
            check_rate("stripe_payments_card_saved", RETURNING)
            found = saving.look(plugin_context(), customer_id, request.args.get("session", ""))
        except ShopError:
            flash(said["later"], "info")
        else:
            flash(said["saved" if found else "not_saved"], "success" if found else "error")
    return redirect(place.path, 303)


@pages.post("/cards/<uuid:card_id>/remove")
def remove(card_id: UUID) -> ResponseReturnValue:
    """Stripe forgets it as well."""
    place, customer_id = _place(), current_shopper().customer_id
    if customer_id is None:
        return redirect(place.path, 303)

    def forget() -> bool:
        check_form(request.form.get("token"))
        ctx = plugin_context()
        account = connection(ctx.settings)
        if account is None:
            raise CardNotFound
        cards.remove(ctx, account, customer_id, card_id)
        return True

    if _tried(forget, place):
        flash(words(place.locale)["removed"], "success")
    return redirect(place.path, 303)


@pages.after_request
def protect(response: Response) -> Response:
    """Nothing of these pages is kept, or told to others."""
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    if not (request.endpoint or "").endswith(".static"):
        response.headers["Cache-Control"] = "no-store"
    return response


def _tried(what: Callable[[], T], place: Place) -> T | None:
    """None when it was refused, which the next page says."""
    try:
        return what()
    except ShopError as error:
        flash(words(place.locale).get(error.code) or str(error), "error")
        return None


def _place() -> Place:
    """Where the customer comes from; anything but a path of this shop is its first page."""
    asked = request.values.get("back", "")
    own = asked.startswith("/") and asked[1:2] not in ("/", "\\")
    return Place(path=asked if own else "/", locale=request.values.get("locale", "en")[:20])
