"""A shop with a channel, and short ways to make and read products."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from shopwright.commerce.catalog import ProductInput, ProductView, VariantInput, create_product
from shopwright.commerce.catalog.queries.storefront import (
    Filter,
    Market,
    Sort,
    list_cards,
    product_page,
)
from shopwright.commerce.channels import ChannelInfo, install_defaults
from shopwright.commerce.pricing import PriceInput
from shopwright.platform.db import read
from shopwright.platform.events.models import OutboxEvent
from shopwright.testing.shop import Shop
from sqlalchemy import select

MakeProduct = Callable[..., ProductView]


@pytest.fixture
def channel(shop: Shop) -> ChannelInfo:
    """The channel `web` of a new shop: EUR, English."""
    return install_defaults()


@pytest.fixture
def market(channel: ChannelInfo) -> Market:
    """The prices and language of `channel`."""
    return Market(price_list_id=channel.price_list_id, currency="EUR", locale="en")


def euros(amount: int, compare_at: int | None = None) -> tuple[PriceInput, ...]:
    """A price in cents."""
    return (PriceInput(currency="EUR", amount=amount, compare_at=compare_at),)


@pytest.fixture
def make(channel: ChannelInfo) -> MakeProduct:
    """`make("Shirt", sizes="SML", amount=2200)`: a product on sale, one variant per size."""

    def build(title: str, *, sizes: str = "", amount: int = 1000, **fields: Any) -> ProductView:
        variants = [
            VariantInput(options={"Size": size}, prices=euros(amount), policy="untracked")
            for size in sizes
        ]
        fields.setdefault(
            "variants", variants or [VariantInput(prices=euros(amount), policy="untracked")]
        )
        return create_product(ProductInput(title=title, **{"status": "active", **fields}))

    return build


@pytest.fixture
def titles(market: Market) -> Callable[..., list[str]]:
    """`titles(vendor="Acme", sort="title")`: the titles of a list, in order."""

    def listed(*, sort: Sort = "newest", limit: int = 100, **filters: Any) -> list[str]:
        page = list_cards(market, Filter(**filters), sort=sort, limit=limit)
        return [json.loads(item)["title"] for item in page.items]

    return listed


@pytest.fixture
def page(market: Market) -> Callable[[str], dict[str, Any]]:
    """`page("shirt")`: what a shopper reads of a product."""
    return lambda handle: dict(json.loads(product_page(market, handle)))


@pytest.fixture
def emitted(shop: Shop) -> Callable[[str], list[dict[str, Any]]]:
    """Payloads of the events of one name, in the order they happened."""

    def named(name: str) -> list[dict[str, Any]]:
        wanted = select(OutboxEvent.payload).where(OutboxEvent.name == name)
        with read() as db:
            return list(db.scalars(wanted.order_by(OutboxEvent.id)))

    return named
