"""Changes of one product that happen at the same time; their readers never see them mixed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from shopwright.commerce.catalog import (
    CollectionInput,
    CollectionRules,
    ProductPatch,
    ProductView,
    SkuTaken,
    VariantInput,
    create_collection,
    refresh_stock_state,
    update_product,
)
from shopwright.commerce.catalog.membership import check_waiting
from shopwright.commerce.catalog.rebuild import rebuild_documents
from shopwright.commerce.inventory.commands import receive
from shopwright.commerce.inventory.models import StockLevel
from shopwright.commerce.pricing import PriceChange, set_prices
from shopwright.platform.db import transaction
from shopwright.platform.runtime import runtime
from shopwright.testing.shop import Shop
from sqlalchemy import update

from .conftest import MakeProduct, euros

Page = Callable[[str], dict[str, Any]]


def at_once(shop: Shop, *calls: Callable[[], object]) -> list[Exception]:
    """Run the calls in threads of their own; what they raised."""
    raised: list[Exception] = []

    def run(call: Callable[[], object]) -> None:
        with shop.app.app_context():
            try:
                call()
            except Exception as error:
                raised.append(error)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_the_last_units_of_two_variants_go_at_once(
    shop: Shop, make: MakeProduct, channel: Any, page: Page
) -> None:
    sizes = [VariantInput(options={"Size": size}, prices=euros(1)) for size in "SM"]
    view = make("Shirt", variants=sizes)
    ids = [variant.id for variant in view.variants]
    with transaction() as db:
        for variant_id in ids:
            db.add(
                StockLevel(variant_id=variant_id, location_id=channel.location_ids[0], on_hand=1)
            )
        db.flush()
        refresh_stock_state(db, ids)
    assert page("shirt")["stock_state"] == "in"
    # On PostgreSQL both have written their level before either looks at the product.
    barrier = threading.Barrier(1 if runtime().database.is_sqlite else 2)

    def sell(variant_id: Any) -> None:
        with transaction() as db:
            db.execute(update(StockLevel).where(StockLevel.variant_id == variant_id).values(held=1))
            barrier.wait(timeout=10)
            refresh_stock_state(db, [variant_id])

    assert at_once(shop, *(lambda v=v: sell(v) for v in ids)) == []
    assert page("shirt")["stock_state"] == "out"
    assert [v["stock_state"] for v in page("shirt")["variants"]] == ["out", "out"]


def test_rules_are_asked_while_products_learn_words_change_and_sell(
    shop: Shop, make: MakeProduct, channel: Any, titles: Callable[..., list[str]]
) -> None:
    linen = {"field": "tag", "value": "linen"}
    there = {"field": "stock", "value": "in"}
    create_collection(
        CollectionInput(
            title="Shelf",
            sort="title",
            rules=CollectionRules.model_validate({"conditions": [linen, there]}),
        )
    )
    views = [make(f"Thing {n}", variants=[VariantInput(prices=euros(1))]) for n in range(4)]

    def change(view: ProductView) -> None:
        for text in ("quilted jerkin", "woven basket", "turned bowl"):
            html = f"<p>A {text} and another {text}.</p>"
            update_product(view.id, ProductPatch(tags=("linen",), description_html=html))

    def stock(view: ProductView) -> None:
        for _ in range(3):
            receive(view.variants[0].id, channel.location_ids[0], 1)

    changes = [lambda v=view: change(v) for view in views]
    stocked = [lambda v=view: stock(v) for view in views[:2]]
    asked = [check_waiting, rebuild_documents, check_waiting]
    assert at_once(shop, *changes, *stocked, *asked) == []
    shop.deliver()
    assert titles(collection="shelf", sort="title") == ["Thing 0", "Thing 1"]


def test_prices_and_variants_change_at_once(shop: Shop, make: MakeProduct, page: Page) -> None:
    view = make("Shirt", sizes="SML")
    ids = [variant.id for variant in view.variants]

    def shrink_and_grow() -> None:
        for sizes in ("S", "SML", "SMLX", "LMS") * 2:
            variants = [
                VariantInput(options={"Size": size}, prices=euros(5), policy="untracked")
                for size in sizes
            ]
            update_product(view.id, ProductPatch(variants=variants))

    def reprice() -> None:
        for amount in range(1, 12):
            set_prices([PriceChange(variant_id=ids[0], currency="EUR", amount=amount)])
            assert page("shirt")["variants"]

    assert at_once(shop, shrink_and_grow, reprice) == []
    shown = {v["title"]: v["price"]["amount"] for v in page("shirt")["variants"]}
    assert set(shown) == {"L", "M", "S"}


def test_one_sku_wanted_by_two_goes_to_one(shop: Shop, make: MakeProduct) -> None:
    views = [make(f"Lamp {number}") for number in range(2)]
    barrier = threading.Barrier(2)

    def take(number: int) -> None:
        barrier.wait(timeout=10)
        variants = [VariantInput(sku="L-1", prices=euros(1))]
        update_product(views[number].id, ProductPatch(variants=variants))

    raised = at_once(shop, lambda: take(0), lambda: take(1))
    assert [type(error) for error in raised] == [SkuTaken]


@pytest.mark.parametrize("count", [4])
def test_products_of_one_title_made_at_once_all_exist(
    shop: Shop, make: MakeProduct, count: int
) -> None:
    handles: list[str] = []

    def create() -> None:
        handles.append(make("Vase").handle)

    assert at_once(shop, *[create] * count) == []
    assert len(set(handles)) == count
