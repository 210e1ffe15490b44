"""Prices as lists and pages read them: rewritten with every change, in its transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from shopwright.commerce.pricing.catalog_tables import category_listings, products, variants
from shopwright.commerce.pricing.models import CategoryPrice, Price, ProductPrice
from shopwright.platform.cache import touch

MARK = b"\x01"
"""Separates ready pieces of JSON: a raw control character cannot occur within one."""

_NO_PRICE = b'"price":null,"compare_at":null'
_Key = tuple[UUID, UUID, str]  # product, price list, currency
_followers: list[Callable[[Session, Sequence[UUID]], None]] = []


def money_json(amount: int | None, currency: str) -> bytes:
    """`{"amount":2200,"currency":"EUR"}`, or `null`."""
    if amount is None:
        return b"null"
    return b'{"amount":%d,"currency":"%s"}' % (amount, currency.encode())


def price_json(amount: int, compare_at: int | None, currency: str) -> bytes:
    """The members of one variant's price; a `compare_at` that is no higher is left out."""
    struck = compare_at if compare_at is not None and compare_at > amount else None
    return b'"price":%s,"compare_at":%s' % (
        money_json(amount, currency),
        money_json(struck, currency),
    )


def lock_products(db: Session, product_ids: Iterable[UUID]) -> None:
    """Wait for others who rewrite what is read of these products. In one order, so none deadlock."""
    wanted = sorted(set(product_ids))
    db.execute(
        select(products.c.id)
        .where(products.c.id.in_(wanted))
        .order_by(products.c.id)
        .with_for_update()
    ).all()


def touch_products(product_ids: Iterable[UUID]) -> None:
    """What was cached of these products, and of all lists, is not shown any more."""
    touch("catalog", *(f"product:{product_id}" for product_id in product_ids))


def follow_ranges(follower: Callable[[Session, Sequence[UUID]], None]) -> None:
    """Call `follower` with the products whose ranges were rewritten, in the same transaction.

    For areas above this one, once, when they are imported.
    """
    _followers.append(follower)


def rewrite_ranges(db: Session, product_ids: Sequence[UUID]) -> None:
    """Write `product_prices` and `category_prices` of these products anew, and tell who follows.

    The caller holds their locks (`lock_products`), and has written `category_listings`.
    """
    ids = list(set(product_ids))
    _rewrite(db, ids)
    touch_products(ids)
    for follower in _followers:
        follower(db, ids)


def _rewrite(db: Session, ids: list[UUID]) -> None:
    db.execute(delete(ProductPrice).where(ProductPrice.product_id.in_(ids)))
    db.execute(delete(CategoryPrice).where(CategoryPrice.product_id.in_(ids)))
    rows = list(_ranges(db, ids))
    if not rows:
        return
    db.execute(insert(ProductPrice), rows)
    columns = ("category_id", "price_list_id", "currency", "min_amount", "product_id")
    listed = select(
        category_listings.c.category_id,
        ProductPrice.price_list_id,
        ProductPrice.currency,
        ProductPrice.min_amount,
        ProductPrice.product_id,
    ).join(ProductPrice, ProductPrice.product_id == category_listings.c.product_id)
    db.execute(
        insert(CategoryPrice).from_select(columns, listed.where(ProductPrice.product_id.in_(ids)))
    )


def _ranges(db: Session, product_ids: list[UUID]) -> Iterable[dict[str, Any]]:
    """One row per published product, list and currency in which any active variant has a price."""
    order: dict[UUID, list[UUID]] = defaultdict(list)
    sold = (
        select(variants.c.id, variants.c.product_id)
        .join(products, products.c.id == variants.c.product_id)
        .where(variants.c.product_id.in_(product_ids), variants.c.active)
        .where(products.c.status == "active")
        .order_by(variants.c.position, variants.c.id)
    )
    for variant_id, product_id in db.execute(sold):
        order[product_id].append(variant_id)
    prices: dict[_Key, dict[UUID, tuple[int, int | None]]] = defaultdict(dict)
    found = (
        select(
            variants.c.product_id,
            Price.price_list_id,
            Price.currency,
            Price.variant_id,
            Price.amount,
            Price.compare_at,
        )
        .join(variants, variants.c.id == Price.variant_id)
        .where(variants.c.product_id.in_(list(order)), variants.c.active)
    )
    for product_id, list_id, currency, variant_id, amount, compare_at in db.execute(found):
        prices[product_id, list_id, currency][variant_id] = (amount, compare_at)
    for key, by_variant in prices.items():
        yield _range(key, by_variant, order[key[0]])


def _range(
    key: _Key, prices: dict[UUID, tuple[int, int | None]], order: list[UUID]
) -> dict[str, Any]:
    product_id, price_list_id, currency = key
    cheapest, compare_at = min(prices.values(), key=lambda price: price[0])
    pieces = (
        price_json(*prices[variant_id], currency) if variant_id in prices else _NO_PRICE
        for variant_id in order
    )
    return {
        "product_id": product_id,
        "price_list_id": price_list_id,
        "currency": currency,
        "min_amount": cheapest,
        "max_amount": max(amount for amount, _ in prices.values()),
        "compare_at": compare_at if compare_at is not None and compare_at > cheapest else None,
        "variant_prices": MARK.join(pieces),
    }
