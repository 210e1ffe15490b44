"""Adding many products at once does what adding them one by one does."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

import pytest
from shopwright import Context, Plugin, hooks
from shopwright.commerce.catalog import (
    CategoryInput,
    HandleTaken,
    OptionInput,
    PictureInput,
    ProductDraft,
    ProductInput,
    ProductInvalid,
    ProductView,
    SkuTaken,
    VariantInput,
    create_category,
    create_product,
    create_products,
    product,
)
from shopwright.commerce.catalog.commands import bulk
from shopwright.commerce.catalog.models import Product, ProductDocument
from shopwright.commerce.channels import default_channel, install_defaults
from shopwright.commerce.pricing import PriceInput
from shopwright.platform.db import read
from shopwright.platform.errors import Invalid, Problem
from shopwright.platform.events.models import OutboxEvent
from shopwright.platform.ids import uuid7
from shopwright.platform.media import add_media_from_url
from shopwright.platform.plugins.registry import Registry
from shopwright.platform.runtime import runtime
from shopwright.testing.plugins import registry_of
from shopwright.testing.shop import Shop
from sqlalchemy import event, func, select


class Fussy(Plugin):
    """A plugin that does not like pink."""

    @hooks.product_validate
    def no_pink(self, draft: ProductDraft, ctx: Context) -> list[Problem]:
        pink = "pink" in draft.product.title.casefold()
        return [Problem(code="no_pink", message="No pink.", field="title")] if pink else []


@pytest.fixture
def registry() -> Registry:
    return registry_of(Fussy)


def whole(handle: str) -> ProductInput:
    install_defaults()
    price = PriceInput(currency="EUR", amount=2000, price_list_id=default_channel().price_list_id)
    front = add_media_from_url("https://pictures.example/front.jpg")
    side = add_media_from_url("https://pictures.example/side.jpg")
    return ProductInput(
        title="Shirt",
        handle=handle,
        status="active",
        description_html="<p>Soft<script>alert(1)</script></p>",
        vendor="Weaver",
        product_type="Clothing",
        seo_description="Of linen.",
        tags=("Linen", "linen", "new"),
        category_ids=(create_category(CategoryInput(title=f"For {handle}")).id,),
        options=(OptionInput(name="Size", values=("L", "S")),),
        variants=(
            VariantInput(sku=f"{handle}-S", options={"Size": "S"}, prices=(price,), weight_grams=9),
            VariantInput(options={"Size": "L"}, media_id=side, policy="untracked"),
        ),
        media=(PictureInput(media_id=front, alt="Front"), PictureInput(media_id=front)),
    )


def told(view: ProductView) -> dict[str, Any]:
    """A product without what differs between any two."""
    found = dataclasses.asdict(view)
    for name in ("id", "handle", "created_at", "updated_at", "published_at", "version"):
        del found[name]
    del found["category_ids"]
    for option in found["options"]:
        del option["id"]
    for variant in found["variants"]:
        for name in ("id", "product_id", "sku"):
            del variant[name]
        for price in variant["prices"]:
            del price["variant_id"]
    return found


def test_they_are_what_they_would_be_one_by_one(shop: Shop) -> None:
    alone = create_product(whole("alone"))
    first, second = create_products([whole("first"), whole("second")])
    assert told(first) == told(second) == told(alone)
    assert product(first.id) == first
    assert len(first.category_ids) == 1
    with read() as db:
        documents = db.scalar(select(func.count()).select_from(ProductDocument))
        events = db.scalars(
            select(OutboxEvent.name).where(OutboxEvent.name == "product_created")
        ).all()
    assert (documents, len(events)) == (3, 3)


def test_a_product_without_variants_gets_one(shop: Shop) -> None:
    (view,) = create_products([ProductInput(title="Mug", handle="Mug")])
    assert (view.handle, len(view.variants), view.published_at) == ("mug", 1, None)
    assert create_products([]) == []


def test_the_number_of_statements_is_the_same(shop: Shop) -> None:
    statements: list[str] = []

    @event.listens_for(runtime().database.engine, "before_cursor_execute")
    def remember(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    def cost(count: int) -> int:
        inputs = [whole(f"p-{count}-{n}") for n in range(count)]
        statements.clear()
        create_products(inputs)
        return len(statements)

    assert cost(20) <= cost(2) + 2


@pytest.mark.parametrize(
    ("broken", "error", "field"),
    [
        (lambda p: {"handle": None}, ProductInvalid, "handle"),
        (lambda p: {"category_ids": (uuid7(),)}, ProductInvalid, "category_ids.0"),
        (
            lambda p: {"media": (PictureInput(media_id=uuid7()),)},
            ProductInvalid,
            "media.0.media_id",
        ),
        (
            lambda p: {"variants": (VariantInput(options={"Size": "XL"}),)},
            ProductInvalid,
            "variants.0.options",
        ),
        (lambda p: {"variants": (p.variants[0], p.variants[0])}, ProductInvalid, None),
        (
            lambda p: {
                "variants": (
                    p.variants[0].model_copy(update={"sku": "first-S"}),
                    p.variants[1],
                )
            },
            SkuTaken,
            "variants.0.sku",
        ),
        (lambda p: {"title": "Pink shirt"}, Invalid, "title"),
    ],
)
def test_all_or_none_and_the_fault_says_where(
    shop: Shop,
    broken: Callable[[ProductInput], dict[str, Any]],
    error: type[Exception],
    field: str | None,
) -> None:
    good = whole("first")
    bad = whole("second")
    bad = bad.model_copy(update=broken(bad))
    with pytest.raises(error) as caught:
        create_products([good, bad])
    fields = {problem.field for problem in caught.value.problems}  # type: ignore[attr-defined]
    assert fields == {f"products.1.{field}"} or field is None
    with read() as db:
        assert db.scalar(select(func.count()).select_from(Product)) == 0


def test_a_sku_or_handle_that_is_taken_is_refused(shop: Shop) -> None:
    create_products([whole("first")])
    with pytest.raises(HandleTaken, match="first"):
        create_products([whole("first")])
    with pytest.raises(HandleTaken, match="other"):
        create_products([ProductInput(title="A", handle=h) for h in ("other", "Other")])
    taken = ProductInput(
        title="A", handle="a", variants=(VariantInput(sku="first-S"), VariantInput(sku="x"))
    )
    with pytest.raises(ProductInvalid):
        create_products([taken])
    with pytest.raises(SkuTaken, match="belongs to the product 'first'"):
        create_products([ProductInput(title="A", handle="a", variants=taken.variants[:1])])


def test_more_than_a_batch_is_a_mistake_of_the_caller(shop: Shop) -> None:
    with pytest.raises(ValueError, match="at most 100"):
        create_products([ProductInput(title="A", handle=f"a-{n}") for n in range(101)])


def test_a_sku_that_is_taken_in_the_same_moment_is_a_typed_error(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_products([whole("first")])
    monkeypatch.setattr(bulk, "_check_skus", lambda db, planned: None)
    taken = ProductInput(title="A", handle="a", variants=(VariantInput(sku="first-S"),))
    with pytest.raises(SkuTaken, match="just took"):
        create_products([taken])
