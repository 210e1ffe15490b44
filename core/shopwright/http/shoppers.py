"""Who looks at a page, and what is in their cart: for plugins that draw the shop's pages.

The cookies are set here, with the answer to the request that is running, so that nobody else has to
know their rules. A guest's cart is opened by the token in one of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

from flask import Response, after_this_request, g, request

from shopwright.commerce.cart import (
    CartCount,
    cart_draft,
    create_cart,
    merge_into_customer,
    owned_cart,
)
from shopwright.commerce.cart.counts import cart_count
from shopwright.commerce.channels import channel as channel_named
from shopwright.commerce.channels import default_channel
from shopwright.commerce.customers import login, logout
from shopwright.http.auth import (
    browser_of,
    current_caller,
    dropped_cookie,
    session_cookie,
    session_token,
)
from shopwright.http.auth.cookies import cookie_header, cookie_value, token_cookie
from shopwright.http.forms import check_rate
from shopwright.platform.accounts import Browser, OpenedSession
from shopwright.platform.actor import Actor, acting_as
from shopwright.platform.errors import Conflict, NotFound
from shopwright.platform.plugins.routes import plugin_context
from shopwright.platform.runtime import runtime

SIGN_IN_RATES = "10/minute,100/hour;by=ip"
_CART = "shopwright_cart"
_COUNTED = "shopwright_cart_count"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shopper:
    """Who looks at a page. Guests have no `customer_id`, and no name."""

    customer_id: UUID | None
    session_id: UUID | None
    first_name: str

    @property
    def signed_in(self) -> bool:
        """Whether it is a customer whom we know."""
        return self.customer_id is not None


def current_shopper() -> Shopper:
    """Who looks at this page; a customer's is not cached. A browser without our cookies costs no query."""
    caller = current_caller()
    if caller.customer_id:
        _for_them_alone()
    return Shopper(
        customer_id=caller.customer_id,
        session_id=caller.session_id if caller.customer_id else None,
        first_name=caller.name if caller.customer_id else "",
    )


def current_cart() -> CartCount | None:
    """The shopper's cart and how many units are in it; None when there is none yet.

    The page is then not cached.
    """
    if _COUNTED not in g:
        token, customer_id = _cart_token(), current_shopper().customer_id
        setattr(g, _COUNTED, cart_count(token=token, customer_id=customer_id))
    found: CartCount | None = g.get(_COUNTED)
    return found


def open_cart(
    *, channel: str | None = None, currency: str | None = None, locale: str | None = None
) -> UUID:
    """The shopper's cart, made if there is none: in the shop's first channel by default."""
    found = current_cart()
    if found is not None:
        return found.cart_id
    place = channel_named(channel) if channel else default_channel()
    customer_id = current_shopper().customer_id
    made = create_cart(
        channel_id=place.id, currency=currency, locale=locale, customer_id=customer_id
    )
    if customer_id is None:
        answer_with(cookie_header(_CART, made.token, timedelta(days=runtime().settings.cart_days)))
    setattr(g, _COUNTED, CartCount(cart_id=made.cart_id, units=0))
    return made.cart_id


def sign_in(email: str, password: str) -> UUID:
    """Sign the shopper in, from the next request on; their cart joins the one that they have as a
    customer. Returns whose account it is.

    Raises `WrongCredentials` or `TooManyAttempts`, and `TooMany` for an address that tries often.
    """
    check_rate("session_sign_in", SIGN_IN_RATES)
    opened = login(email, password, this_browser())
    keep_signed_in(opened)
    token = _cart_token()
    guests = cart_count(token=token, customer_id=None)
    if guests is not None:
        bring_carts_together(opened.account_id, guests.cart_id, token)
    if token is not None:
        answer_with(cookie_header(_CART, "", timedelta(0)))
    return opened.account_id


def sign_out() -> None:
    """Sign the shopper out; no error for guests. The customer's cart waits for them."""
    token = session_token(request, "customer")
    if token is not None:
        logout(token)
    answer_with(dropped_cookie("customer"))


def this_browser(kind: Literal["customer", "staff"] = "customer") -> Browser:
    """The browser that asks, for commands that open a session, such as `change_password`."""
    return browser_of(kind)


def keep_signed_in(opened: OpenedSession) -> None:
    """Give the browser the session that a command has opened, a customer's or one of staff."""
    answer_with(session_cookie(opened))


def read_cookie(name: str) -> str | None:
    """What the running plugin had set by `set_cookie`, as the browser says: it may be made up.

    A page for which it was there is not cached; but a guest may get one that is cached already.
    """
    value = cookie_value(_own(name))
    if value is not None:
        _for_them_alone()
    return value


def set_cookie(name: str, value: str, *, max_age: timedelta | None = None) -> None:
    """Have the browser keep a cookie of the running plugin; without `max_age`, until it is closed.

    No script reads it, and other sites' forms do not send it. `max_age` of 0 removes it. For what
    nobody may forge use flask's `session`, which is signed; for secrets neither.
    """
    answer_with(cookie_header(_own(name), value, max_age))


def bring_carts_together(customer_id: UUID, guest_cart_id: UUID, token: str | None) -> UUID | None:
    """The customer's cart after the guest's was merged in. A cart never keeps anybody out."""
    try:
        owned_cart(guest_cart_id, token=token, customer_id=None)
        channel_id = cart_draft(guest_cart_id).channel_id
        with acting_as(Actor(kind="customer", id=customer_id, label="customer")):
            return merge_into_customer(customer_id, guest_cart_id, channel_id)
    except (NotFound, Conflict):
        pass  # not theirs, or being paid for right now: it stays what it is
    own = cart_count(token=None, customer_id=customer_id)
    return own.cart_id if own is not None else None


def answer_with(header: tuple[str, str]) -> None:
    """Send a header with the answer to the running request, which must then not be cached."""

    @after_this_request
    def _add(response: Response) -> Response:
        response.headers.add(*header)
        response.headers["Cache-Control"] = "no-store"
        return response


def _for_them_alone() -> None:
    """Whatever becomes of what was asked for: the answer may say it."""

    @after_this_request
    def _refuse_caches(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        return response


def _cart_token() -> str | None:
    _for_them_alone()
    return token_cookie(request, _CART)


def _own(name: str) -> str:
    return f"{plugin_context().id}_{name}"
