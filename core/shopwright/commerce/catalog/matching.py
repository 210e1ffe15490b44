"""What the rules of collections mean, as conditions on `Product`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select

from shopwright.commerce.catalog.models import Product, ProductTag, Variant
from shopwright.commerce.catalog.rules import (
    CollectionRules,
    CreatedCondition,
    PriceCondition,
    StockCondition,
    TagCondition,
    TypeCondition,
    VendorCondition,
)
from shopwright.commerce.pricing.models import PriceList, ProductPrice
from shopwright.platform.clock import now


def matching(rules: CollectionRules) -> ColumnElement[bool]:
    """The rules as a condition on `Product`."""
    join = and_ if rules.match == "all" else or_
    return and_(
        Product.status == "active", join(*(_MEANINGS[c.field](c) for c in rules.conditions))
    )


def _tag(condition: TagCondition) -> ColumnElement[bool]:
    has = exists().where(ProductTag.product_id == Product.id, ProductTag.tag == condition.value)
    return _either(has, condition.op)


def _vendor(condition: VendorCondition) -> ColumnElement[bool]:
    return _either(Product.vendor == condition.value, condition.op)


def _type(condition: TypeCondition) -> ColumnElement[bool]:
    return _either(Product.product_type == condition.value, condition.op)


def _either(met: ColumnElement[bool], op: Literal["is", "is_not"]) -> ColumnElement[bool]:
    return met if op == "is" else not_(met)


def _price(condition: PriceCondition) -> ColumnElement[bool]:
    lowest = ProductPrice.min_amount
    default = select(PriceList.id).where(PriceList.handle == "default").scalar_subquery()
    return exists().where(
        ProductPrice.product_id == Product.id,
        ProductPrice.price_list_id == default,
        ProductPrice.currency == condition.currency,
        lowest >= condition.amount if condition.op == "at_least" else lowest <= condition.amount,
    )


def _stock(condition: StockCondition) -> ColumnElement[bool]:
    sold = exists().where(
        Variant.product_id == Product.id, Variant.active, Variant.stock_state != "out"
    )
    return sold if condition.value == "in" else not_(sold)


def _created(condition: CreatedCondition) -> ColumnElement[bool]:
    limit = now() - timedelta(days=condition.days)
    newer = condition.op == "newer_than"
    return Product.created_at >= limit if newer else Product.created_at < limit


_MEANINGS: Mapping[str, Callable[[Any], ColumnElement[bool]]] = {
    "tag": _tag,
    "vendor": _vendor,
    "product_type": _type,
    "price": _price,
    "stock": _stock,
    "created": _created,
}
