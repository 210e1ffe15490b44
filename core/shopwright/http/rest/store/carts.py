"""Carts and checkout: from an empty cart to a placed order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shopwright.commerce import cart as carts
from shopwright.commerce import checkout
from shopwright.commerce.cart.totals import shipping_request
from shopwright.commerce.channels import channel as channel_named
from shopwright.commerce.channels import default_channel
from shopwright.commerce.payments.methods import payment_methods_for
from shopwright.commerce.shipping import quote
from shopwright.http.auth.resolve import current_caller
from shopwright.http.rest.kit import PUBLIC, Api, Model, OutModel, Result, cart_token
from shopwright.http.rest.shapes import AddressIn, own_url
from shopwright.http.rest.store.cart_shapes import (
    CartOut,
    CompletionOut,
    PaymentMethodOut,
    ShippingOptionOut,
    cart_out,
    completion_out,
)
from shopwright.platform.runtime import runtime

api = Api(
    "carts",
    tag="Carts",
    description="A guest's cart is opened by its token (`X-Cart-Token`), a customer's by signing in.",
)


class CartIn(Model):
    """All optional: by default the shop's first channel, its currency and language."""

    channel: str | None = Field(default=None, max_length=100)
    currency: str | None = Field(default=None, pattern=r"^[A-Z]{3}$")
    locale: str | None = Field(
        default=None, max_length=20, pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]+)*$"
    )


class NewCartOut(OutModel):
    """The cart; `token` is shown this once."""

    token: str
    cart: CartOut


class LineIn(Model):
    """A variant and how many. `options` are the shopper's own (an engraving)."""

    variant_id: UUID = Field(strict=False)
    quantity: int = Field(default=1, ge=1, le=1000)
    options: dict[str, str] = Field(default_factory=dict, max_length=20)


class QuantityIn(Model):
    """0 takes the line out."""

    quantity: int = Field(ge=0, le=1000)


class ContactIn(Model):
    """Who buys, and where it goes. What is left out stays as it was."""

    email: str | None = Field(
        default=None,
        max_length=254,
        pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
        examples=["a@b.example"],
    )
    shipping_address: AddressIn | None = None
    billing_address: AddressIn | None = None


class ChoiceIn(Model):
    """The `id` of what is on offer."""

    id: str = Field(min_length=1, max_length=200)


class CodesIn(Model):
    """All codes the shopper typed; the list replaces the one before."""

    codes: list[str] = Field(max_length=20)


class NoteIn(Model):
    """A message to the shop."""

    note: str = Field(max_length=2000)


class CompleteIn(Model):
    """`expected_total` is the total the shopper saw, in minor units: it must still be right.

    The addresses must be of the shop itself or of an origin that may call it.
    """

    expected_total: int | None = Field(default=None, ge=0)
    payment_options: dict[str, Annotated[str, Field(max_length=500)]] = Field(
        default_factory=dict,
        max_length=10,
        description="What the chosen way to pay asks for; its documentation names them.",
    )
    return_url: str | None = Field(
        default=None, max_length=1000, description="Where the shopper goes after paying."
    )
    cancel_url: str | None = Field(
        default=None, max_length=1000, description="Where the shopper goes after giving up."
    )


class ShippingOptionsOut(OutModel):
    """Ways to send the cart, cheapest first; empty while there is no address."""

    items: list[ShippingOptionOut]


class PaymentMethodsOut(OutModel):
    """Ways to pay for the cart."""

    items: list[PaymentMethodOut]


def _caller() -> carts.CartOwner:
    """The caller opens carts by token, or as their customer."""
    return carts.CartOwner(token=cart_token(), customer_id=current_caller().customer_id)


def _show(draft: carts.CartDraft) -> CartOut:
    return cart_out(carts.view_of(draft))


def _edit(cart_id: UUID, change: Callable[[carts.CartOwner], carts.CartDraft]) -> CartOut:
    """Change the caller's cart; a payment that is open for it is closed first."""
    owner = _caller()
    return _show(checkout.edit_cart(cart_id, lambda: change(owner)))


@api.post(
    "/carts",
    body=CartIn,
    returns={201: NewCartOut},
    access=PUBLIC,
    errors=(401, 404, 409),
    idempotent=True,
    repeatable=True,
    summary="Start a cart",
)
def create(body: CartIn) -> Result:
    """A signed-in customer's cart belongs to the customer; a guest's to whoever holds the token."""
    channel = channel_named(body.channel) if body.channel else default_channel()
    customer_id = current_caller().customer_id
    if customer_id is not None:
        own = carts.merge_into_customer(customer_id, None, channel.id)
        if own is not None:
            return NewCartOut(token="", cart=_show(carts.cart_draft(own)))
    made = carts.create_cart(
        channel_id=channel.id,
        currency=body.currency,
        locale=body.locale,
        customer_id=customer_id,
    )
    return NewCartOut(token=made.token, cart=_show(made.draft))


@api.get(
    "/carts/<uuid:cart_id>",
    returns=CartOut,
    access=PUBLIC,
    errors=(401,),
    cart_token=True,
    summary="Read a cart",
)
def show(cart_id: UUID) -> Result:
    """With its totals, and what changed since the shopper looked last."""
    return _show(carts.cart_draft(cart_id, owner=_caller()))


@api.post(
    "/carts/<uuid:cart_id>/lines",
    body=LineIn,
    returns={201: CartOut},
    access=PUBLIC,
    errors=(401, 404, 409),
    idempotent=True,
    cart_token=True,
    summary="Add an item",
)
def add_line(cart_id: UUID, body: LineIn) -> Result:
    """The same item with the same options joins the line that is there."""
    return _edit(
        cart_id,
        lambda owner: carts.add_line(
            cart_id, body.variant_id, body.quantity, body.options, owner=owner
        ),
    )


@api.patch(
    "/carts/<uuid:cart_id>/lines/<uuid:line_id>",
    body=QuantityIn,
    returns=CartOut,
    access=PUBLIC,
    errors=(401, 404, 409),
    cart_token=True,
    summary="Change a quantity",
)
def change_line(cart_id: UUID, line_id: UUID, body: QuantityIn) -> Result:
    """0 takes the line out."""
    return _edit(
        cart_id, lambda owner: carts.change_line(cart_id, line_id, body.quantity, owner=owner)
    )


@api.delete(
    "/carts/<uuid:cart_id>/lines/<uuid:line_id>",
    returns=CartOut,
    access=PUBLIC,
    errors=(401, 404, 409),
    cart_token=True,
    summary="Take an item out",
)
def remove_line(cart_id: UUID, line_id: UUID) -> Result:
    """Answers with the cart as it is then."""
    return _edit(cart_id, lambda owner: carts.change_line(cart_id, line_id, 0, owner=owner))


@api.put(
    "/carts/<uuid:cart_id>/contact",
    body=ContactIn,
    returns=CartOut,
    access=PUBLIC,
    errors=(401, 404, 409),
    cart_token=True,
    summary="Say who buys and where it goes",
)
def set_contact(cart_id: UUID, body: ContactIn) -> Result:
    """Addresses are checked by their country's rules."""
    shipping, billing = body.shipping_address, body.billing_address
    ship_to = shipping.checked("shipping_address") if shipping else None
    bill_to = billing.checked("billing_address") if billing else None
    return _edit(
        cart_id,
        lambda owner: carts.set_contact(
            cart_id,
            email=body.email,
            shipping_address=ship_to,
            billing_address=bill_to,
            owner=owner,
        ),
    )


@api.get(
    "/carts/<uuid:cart_id>/shipping-options",
    returns=ShippingOptionsOut,
    access=PUBLIC,
    errors=(401,),
    cart_token=True,
    summary="List ways to send it",
)
def shipping_options(cart_id: UUID) -> Result:
    """Needs a shipping address."""
    request = shipping_request(carts.cart_draft(cart_id, owner=_caller()))
    options = quote(request) if request else ()
    return ShippingOptionsOut(items=[ShippingOptionOut.of(option) for option in options])


@api.put(
    "/carts/<uuid:cart_id>/shipping-option",
    body=ChoiceIn,
    returns=CartOut,
    access=PUBLIC,
    errors=(401, 404, 409),
    cart_token=True,
    summary="Choose how to send it",
)
def set_shipping_option(cart_id: UUID, body: ChoiceIn) -> Result:
    """One of the shipping options."""
    return _edit(cart_id, lambda owner: carts.set_shipping_option(cart_id, body.id, owner=owner))


@api.get(
    "/carts/<uuid:cart_id>/payment-methods",
    returns=PaymentMethodsOut,
    access=PUBLIC,
    errors=(401,),
    cart_token=True,
    summary="List ways to pay",
)
def payment_methods(cart_id: UUID) -> Result:
    """What the enabled providers offer for this cart."""
    methods = payment_methods_for(carts.cart_draft(cart_id, owner=_caller()))
    return PaymentMethodsOut(items=[PaymentMethodOut.model_validate(item) for item in methods])


@api.put(
    "/carts/<uuid:cart_id>/payment-method",
    body=ChoiceIn,
    returns=CartOut,
    access=PUBLIC,
    errors=(401, 404, 409),
    cart_token=True,
    summary="Choose how to pay",
)
def set_payment_method(cart_id: UUID, body: ChoiceIn) -> Result:
    """One of the payment methods."""
    return _edit(cart_id, lambda owner: carts.set_payment_method(cart_id, body.id, owner=owner))


@api.put(
    "/carts/<uuid:cart_id>/codes",
    body=CodesIn,
    returns=CartOut,
    access=PUBLIC,
    errors=(401, 404, 409),
    limit="30/minute;by=ip",
    cart_token=True,
    summary="Enter codes",
)
def set_codes(cart_id: UUID, body: CodesIn) -> Result:
    """Coupons and the like; `codes` of the answer says of each whether it applies, or why not."""
    return _edit(cart_id, lambda owner: carts.set_codes(cart_id, tuple(body.codes), owner=owner))


@api.put(
    "/carts/<uuid:cart_id>/note",
    body=NoteIn,
    returns=CartOut,
    access=PUBLIC,
    errors=(401, 404, 409),
    cart_token=True,
    summary="Leave a message",
)
def set_note(cart_id: UUID, body: NoteIn) -> Result:
    """For the shop; it is copied into the order."""
    return _edit(cart_id, lambda owner: carts.set_note(cart_id, body.note, owner=owner))


@api.post(
    "/carts/<uuid:cart_id>/acknowledge",
    returns=CartOut,
    access=PUBLIC,
    errors=(401,),
    cart_token=True,
    summary="Acknowledge changes",
)
def acknowledge(cart_id: UUID) -> Result:
    """The shopper has seen the changed prices and availability; `changes` is empty afterwards."""
    return _show(carts.acknowledge(cart_id, owner=_caller()))


@api.post(
    "/carts/<uuid:cart_id>/complete",
    body=CompleteIn,
    returns={201: CompletionOut},
    access=PUBLIC,
    errors=(401, 404, 409),
    idempotent=True,
    repeatable=True,
    cart_token=True,
    limit="30/minute;by=ip",
    summary="Place the order",
)
def complete(cart_id: UUID, body: CompleteIn) -> Result:
    """Holds the stock and begins the payment. However often it is called, there is one order."""
    home = runtime().settings.public_url
    completion = checkout.complete(
        cart_id,
        expected_total=body.expected_total,
        return_url=own_url(body.return_url or home, "return_url"),
        cancel_url=own_url(body.cancel_url or body.return_url or home, "cancel_url"),
        options=body.payment_options,
        owner=_caller(),
    )
    return completion_out(completion)


@api.delete(
    "/carts/<uuid:cart_id>/payment",
    returns=CartOut,
    access=PUBLIC,
    errors=(401,),
    cart_token=True,
    summary="Cancel the open payment",
)
def cancel_payment(cart_id: UUID) -> Result:
    """The cart can be changed again; its stock is held for some more minutes."""
    caller = _caller()
    carts.owned_cart(cart_id, token=caller.token, customer_id=caller.customer_id)
    checkout.cancel_payment(cart_id)
    return _show(carts.cart_draft(cart_id))
