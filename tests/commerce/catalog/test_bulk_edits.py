"""Changing many products at once does what changing them one by one does."""

from __future__ import annotations

from typing import Any

import pytest
from shopwright.commerce.catalog import (
    HandleTaken,
    ProductChange,
    ProductInput,
    ProductInvalid,
    ProductPatch,
    ProductView,
    SkuTaken,
    UnknownProduct,
    VariantInput,
    create_products,
    product,
    update_products,
)
from shopwright.commerce.catalog.errors import Changed
from shopwright.commerce.catalog.models import ProductDocument
from shopwright.commerce.channels import install_defaults
from shopwright.platform.db import read
from shopwright.platform.events.models import OutboxEvent
from shopwright.platform.ids import uuid7
from shopwright.platform.runtime import runtime
from shopwright.testing.shop import Shop
from sqlalchemy import event, select


def made(count: int, start: int = 0) -> list[ProductView]:
    install_defaults()
    return create_products(
        [
            ProductInput(
                title="P",
                handle=f"p-{n}",
                status="active",
                variants=(VariantInput(sku=f"S-{n}"),),
            )
            for n in range(start, start + count)
        ]
    )


def change(view: ProductView, **fields: Any) -> ProductChange:
    return ProductChange(product_id=view.id, changes=ProductPatch(**fields), version=view.version)


def test_each_gets_its_own_change_and_all_are_published(shop: Shop) -> None:
    first, second, third = made(3)
    views = update_products(
        [change(third, tags=("new",), handle="Last"), change(first, title="First", status="draft")]
    )
    assert [view.id for view in views] == [third.id, first.id]
    assert product(third.id) == views[0]
    assert (views[0].tags, views[0].handle, views[1].title) == (("new",), "last", "First")
    assert product(second.id) == second
    with read() as db:
        handles = set(db.scalars(select(ProductDocument.handle)))
        told = db.scalars(
            select(OutboxEvent.payload).where(OutboxEvent.name == "product_updated")
        ).all()
    assert handles == {"last", "p-1"}
    assert [payload["changed"] for payload in told] == [["handle", "tags"], ["status", "title"]]
    assert update_products([]) == []


def test_plain_fields_cost_the_same_number_of_statements(shop: Shop) -> None:
    statements: list[str] = []

    @event.listens_for(runtime().database.engine, "before_cursor_execute")
    def remember(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    def cost(views: list[ProductView]) -> int:
        statements.clear()
        update_products([change(view, vendor="Potter") for view in views])
        return len(statements)

    few, many = made(2), made(20, start=2)
    assert cost(many) <= cost(few) + 2


def test_one_fault_keeps_all_as_they_are(shop: Shop) -> None:
    first, second = made(2)
    good = change(first, title="Good")
    taken = VariantInput(id=second.variants[0].id, sku="S-0")
    with pytest.raises(SkuTaken) as caught:
        update_products([good, change(second, variants=(taken,))])
    assert [problem.field for problem in caught.value.problems] == ["products.1.variants.0.sku"]
    with pytest.raises(ProductInvalid):
        update_products([good, change(second, category_ids=(uuid7(),))])
    with pytest.raises(HandleTaken):
        update_products([good, change(second, handle="p-0")])
    with pytest.raises(UnknownProduct):
        update_products([good, ProductChange(product_id=uuid7(), changes=ProductPatch())])
    with pytest.raises(ValueError, match="at most 100"):
        update_products([good] * 101)
    assert product(first.id) == first


def test_a_product_that_somebody_else_changed_is_refused(shop: Shop) -> None:
    first, second = made(2)
    update_products([change(second, title="Theirs")])
    with pytest.raises(Changed):
        update_products([change(first, title="Ours"), change(second, title="Ours")])
    assert product(first.id) == first
