"""What is looked at before anything is made: no half demo is left in a shop that cannot have it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from shopwright.commerce.catalog import variants_by_sku
from shopwright.commerce.catalog.models import Product
from shopwright.commerce.customers import Address
from shopwright.commerce.payments import PaymentOffer
from shopwright.commerce.payments.methods import methods_on_offer
from shopwright.commerce.pricing import Money
from shopwright.commerce.shipping import Parcel, ShippingRequest, quote
from shopwright.demo.load.errors import DemoImpossible
from shopwright.demo.load.plan import DemoPlan
from shopwright.demo.people import OrderStory
from shopwright.platform.db import read

_CHANNEL = "web"
_SOME_ID = UUID(int=0)
_SOME_CENTS = 5000
_SOME_GRAMS = 900


def has_products() -> bool:
    """Whether somebody has put a product in."""
    with read() as db:
        return db.scalar(select(Product.id).limit(1)) is not None


def check_names(plan: DemoPlan) -> None:
    """Raise `DemoImpossible` when the shop's own products have the demo's handles or SKUs."""
    handles = [product.handle for product in plan.products]
    skus = [variant.sku for product in plan.products for variant in product.variants]
    with read() as db:
        taken = list(db.scalars(select(Product.handle).where(Product.handle.in_(handles))))
    taken += sorted(variants_by_sku(skus))
    if taken:
        raise DemoImpossible(
            f"Own products have the demo's handles or SKUs: {', '.join(taken[:5])}. Rename them, "
            "or load the demo into an empty shop."
        )


def check_trade(plan: DemoPlan) -> None:
    """Raise `DemoImpossible` when a story's order could not be sent, or not be paid for."""
    for (country, currency), story in {
        (s.shipping_address["country"], s.currency): s for s in plan.stories
    }.items():
        if not quote(_request(story)):
            raise DemoImpossible.without_shipping(country, currency)
    for (country, method), story in {
        (s.billing_address["country"], s.payment_method): s for s in plan.stories
    }.items():
        if method not in _methods(story):
            raise DemoImpossible.without_payment(method, country)


def _request(story: OrderStory) -> ShippingRequest:
    price = Money(_SOME_CENTS, story.currency)
    parcel = Parcel(
        line_id=_SOME_ID,
        product_id=_SOME_ID,
        variant_id=_SOME_ID,
        sku=None,
        quantity=1,
        weight_grams=_SOME_GRAMS,
        total=price,
    )
    return ShippingRequest(
        channel=_CHANNEL,
        destination=Address.from_dict(story.shipping_address),
        parcels=(parcel,),
        subtotal=price,
    )


def _methods(story: OrderStory) -> set[str]:
    offer = PaymentOffer(
        channel=_CHANNEL,
        country=story.billing_address["country"],
        total=Money(_SOME_CENTS, story.currency),
        email=story.buyer.email,
        requires_shipping=True,
    )
    return {method.id.partition(":")[2] for method in methods_on_offer(offer)}
