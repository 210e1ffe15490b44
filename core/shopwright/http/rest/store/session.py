"""Signing in and out, and who I am."""

from __future__ import annotations

from uuid import UUID

from flask import request
from pydantic import Field

from shopwright.commerce.cart.counts import cart_count
from shopwright.commerce.customers import customer, login, logout
from shopwright.http.auth import (
    browser_of,
    current_caller,
    dropped_cookie,
    session_cookie,
    session_token,
)
from shopwright.http.rest.kit import PUBLIC, Api, Model, OutModel, Reply, Result, cart_token
from shopwright.http.rest.people import Email, Password
from shopwright.http.shoppers import SIGN_IN_RATES, bring_carts_together

api = Api("session", tag="Session", description="Signing in and out, and who is signed in.")


class LoginIn(Model):
    """A customer's credentials."""

    email: Email
    password: Password
    cart_id: UUID | None = Field(
        default=None, description="A guest's cart, to go on with; its token is in X-Cart-Token."
    )


class SessionOut(OutModel):
    """The customer who is signed in now. The session itself is in the cookie."""

    customer_id: UUID
    first_name: str
    last_name: str
    email: str
    cart_id: UUID | None = Field(description="The cart to go on with.")


class MeOut(OutModel):
    """What a cached page needs to know about who looks at it."""

    signed_in: bool
    first_name: str
    cart_id: UUID | None
    cart_count: int = Field(description="Units in the cart.")


@api.post(
    "/session",
    body=LoginIn,
    returns={201: SessionOut},
    access=PUBLIC,
    errors=(401,),
    limit=SIGN_IN_RATES,
    cart_token=True,
    summary="Sign in",
)
def sign_in(body: LoginIn) -> Result:
    """Sets the session's cookie. A guest's cart is merged into the customer's.

    Of a variant that is in both carts the larger quantity is kept. The answer is the same whether
    the address is unknown, unconfirmed or blocked, or the password is wrong.
    """
    opened = login(body.email, body.password, browser_of("customer"))
    found = customer(opened.account_id)
    out = SessionOut(
        customer_id=found.id,
        first_name=found.first_name,
        last_name=found.last_name,
        email=found.email,
        cart_id=_carts_brought_together(found.id, body.cart_id),
    )
    return Reply(out, headers=[session_cookie(opened)])


@api.delete("/session", access=PUBLIC, summary="Sign out")
def sign_out() -> Result:
    """Ends the session and drops its cookie; no error when nobody was signed in."""
    token = session_token(request, "customer")
    if token is not None:
        logout(token)
    return Reply(None, status=204, headers=[dropped_cookie("customer")])


@api.get(
    "/me",
    returns=MeOut,
    access=PUBLIC,
    errors=(401,),
    cart_token=True,
    summary="Who am I, and what is in my cart",
)
def me() -> Result:
    """What differs from shopper to shopper on a page that is the same for all."""
    caller = current_caller()
    count = cart_count(token=cart_token(), customer_id=caller.customer_id)
    return MeOut(
        signed_in=caller.customer_id is not None,
        first_name=caller.name if caller.customer_id is not None else "",
        cart_id=count.cart_id if count is not None else None,
        cart_count=count.units if count is not None else 0,
    )


def _carts_brought_together(customer_id: UUID, guest_cart_id: UUID | None) -> UUID | None:
    """The cart to go on with, after a guest's was merged in."""
    if guest_cart_id is not None:
        return bring_carts_together(customer_id, guest_cart_id, cart_token())
    own = cart_count(token=None, customer_id=customer_id)
    return own.cart_id if own is not None else None
