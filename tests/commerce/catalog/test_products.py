"""Creating, changing and removing products."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError
from shopwright import hooks
from shopwright.commerce.catalog import (
    HandleTaken,
    HasStock,
    ProductDraft,
    ProductInput,
    ProductInvalid,
    ProductPatch,
    ProductView,
    UnknownProduct,
    VariantInput,
    create_category,
    create_product,
    delete_product,
    product,
    product_id_by_handle,
    replace_product,
    set_status,
    update_product,
    variants_by_sku,
)
from shopwright.commerce.catalog.types import CategoryInput, PictureInput
from shopwright.commerce.inventory.commands import adjust
from shopwright.platform.audit import AuditEntry
from shopwright.platform.db import read
from shopwright.platform.errors import Invalid, PreconditionFailed, Problem
from shopwright.platform.hooks.context import Context
from shopwright.platform.ids import uuid7
from shopwright.platform.plugins.plugin import Plugin
from shopwright.platform.plugins.registry import Registry
from shopwright.testing.plugins import registry_of
from sqlalchemy import select

from .conftest import MakeProduct, euros


class Fussy(Plugin):
    """Wants vendors for what is sold."""

    @hooks.product_validate
    def vendors(self, draft: ProductDraft, ctx: Context) -> list[Problem]:
        if draft.product.status == "active" and draft.product.vendor == "nobody":
            return [Problem(code="no_vendor", message="Name the vendor.", field="vendor")]
        return []


@pytest.fixture
def registry() -> Registry:
    """One plugin, with a veto."""
    return registry_of(Fussy)


def test_a_product_has_at_least_one_variant(channel: object) -> None:
    view = create_product(ProductInput(title="Vase"))
    assert [variant.options for variant in view.variants] == [{}]
    assert view.status == "draft"


def test_a_whole_product_is_made_in_one_go(channel: object, make: MakeProduct) -> None:
    category = create_category(CategoryInput(title="Shirts"))
    view = make(
        "Crème Shirt",
        vendor="Acme",
        tags=["linen", "Linen", "summer"],
        category_ids=[category.id],
        description_html="<p>Soft</p>",
        variants=[
            VariantInput(options={"Size": size, "Color": "Red"}, sku=f"CS-{size}", prices=euros(5))
            for size in "SML"
        ],
    )
    assert view.handle == "creme-shirt"
    assert view.tags == ("linen", "summer")
    assert view.category_ids == (category.id,)
    assert [(option.name, option.values) for option in view.options] == [
        ("Size", ("S", "M", "L")),
        ("Color", ("Red",)),
    ]
    assert [variant.title for variant in view.variants] == ["S / Red", "M / Red", "L / Red"]
    assert [variant.prices[0].amount for variant in view.variants] == [5, 5, 5]
    assert view.published_at is not None
    assert variants_by_sku(["CS-M", "nobody's"]) == {"CS-M": (view.variants[1].id, view.id)}


def test_scripts_are_taken_out_of_descriptions(make: MakeProduct) -> None:
    html = '<p onclick="x()">Hi</p><script>alert(1)</script><a href="javascript:x">y</a>'
    view = make("Vase", description_html=html)
    assert view.description_html == '<p>Hi</p><a rel="noopener noreferrer">y</a>'


def test_handles_are_made_from_titles_and_never_collide(make: MakeProduct) -> None:
    assert [make("Oak Table").handle for _ in range(3)] == [
        "oak-table",
        "oak-table-2",
        "oak-table-3",
    ]
    assert make("+++").handle == "product"


def test_many_products_of_one_title_all_get_handles(make: MakeProduct) -> None:
    handles = {make("Cup").handle for _ in range(22)}
    assert len(handles) == 22


def test_a_handle_that_is_asked_for_is_normalized_or_refused(make: MakeProduct) -> None:
    assert make("Table", handle="My Table").handle == "my-table"
    with pytest.raises(HandleTaken) as refused:
        make("Another", handle="my-table")
    assert refused.value.problems[0].field == "handle"


def test_a_handle_can_change_and_be_kept(make: MakeProduct) -> None:
    view = make("Table")
    assert update_product(view.id, ProductPatch(handle="desk")).handle == "desk"
    assert update_product(view.id, ProductPatch(handle="desk")).handle == "desk"
    assert product_id_by_handle("table") is None
    assert product_id_by_handle("desk") == view.id


def test_a_patch_changes_what_it_names_only(make: MakeProduct) -> None:
    view = make("Shirt", sizes="SM", vendor="Acme", tags=["a"])
    changed = update_product(view.id, ProductPatch(title="Blouse", tags=()))
    assert changed.title == "Blouse"
    assert changed.tags == ()
    assert changed.vendor == "Acme"
    assert changed.handle == "shirt"
    assert [variant.id for variant in changed.variants] == [v.id for v in view.variants]
    assert changed.version != view.version


def test_replacing_keeps_variants_that_match_and_removes_the_rest(make: MakeProduct) -> None:
    view = make("Shirt", sizes="SML")
    ids = {variant.title: variant.id for variant in view.variants}
    replaced = replace_product(
        view.id,
        ProductInput(
            title="Shirt",
            status="active",
            variants=[
                VariantInput(options={"Size": "L"}, prices=euros(1)),
                VariantInput(id=ids["S"], options={"Size": "XS"}, prices=euros(1)),
                VariantInput(options={"Size": "XL"}, prices=euros(1)),
            ],
        ),
    )
    assert [variant.title for variant in replaced.variants] == ["L", "XS", "XL"]
    assert replaced.variants[0].id == ids["L"]
    assert replaced.variants[1].id == ids["S"]
    assert replaced.variants[2].id not in ids.values()
    assert replaced.options[0].values == ("L", "XS", "XL")


def test_an_old_version_cannot_overwrite_a_newer_one(make: MakeProduct) -> None:
    view = make("Shirt")
    update_product(view.id, ProductPatch(title="Blouse"), version=view.version)
    with pytest.raises(PreconditionFailed):
        update_product(view.id, ProductPatch(title="Tunic"), version=view.version)
    assert product(view.id).title == "Blouse"


def test_publishing_many_at_once(
    make: MakeProduct, emitted: Callable[[str], list[dict[str, Any]]]
) -> None:
    drafts = [make(f"Cup {n}", status="draft") for n in range(3)]
    already = make("Mug")
    ids = [view.id for view in (*drafts, already)]
    assert set_status(ids, "active") == 3
    assert set_status(ids, "active") == 0
    assert all(product(product_id).status == "active" for product_id in ids)
    assert [event["changed"] for event in emitted("product_updated")] == [["status"]] * 3


def test_the_date_of_publication_can_be_chosen(make: MakeProduct) -> None:
    moment = datetime(2020, 5, 17, 12, tzinfo=UTC)
    view = make("Cup", published_at=moment)
    assert view.published_at == moment
    assert set_status([view.id], "draft") == 1
    set_status([view.id], "active")
    assert product(view.id).published_at == moment


def test_deleting_takes_everything_along(
    make: MakeProduct, emitted: Callable[[str], list[dict[str, Any]]]
) -> None:
    view = make("Shirt", variants=[VariantInput(sku="S-1", prices=euros(1))], tags=["a"])
    delete_product(view.id)
    with pytest.raises(UnknownProduct):
        product(view.id)
    assert emitted("product_deleted")[0]["skus"] == ["S-1"]
    assert make("Shirt", variants=[VariantInput(sku="S-1", prices=euros(1))]).handle == "shirt"


def test_what_has_stock_or_had_it_cannot_be_deleted(make: MakeProduct, channel: Any) -> None:
    view = make("Shirt", variants=[VariantInput(sku="S-1", prices=euros(1))])
    variant, place = view.variants[0].id, channel.location_ids[0]
    adjust(variant, place, 3, cause="received")
    with pytest.raises(HasStock, match="SKU 'S-1'"):
        delete_product(view.id)
    adjust(variant, place, -3, cause="correction")
    with pytest.raises(HasStock, match="archive"):
        delete_product(view.id)
    assert set_status([view.id], "archived") == 1


@pytest.mark.parametrize(
    ("fields", "field", "code"),
    [
        ({"category_ids": [uuid7()]}, "category_ids.0", "unknown_category"),
        ({"media": [PictureInput(media_id=uuid7())]}, "media.0.media_id", "unknown_picture"),
        ({"variants": [VariantInput(media_id=uuid7())]}, "variants.0.media_id", "unknown_picture"),
    ],
)
def test_unknown_things_are_named_with_their_place(
    make: MakeProduct, fields: dict[str, Any], field: str, code: str
) -> None:
    with pytest.raises(ProductInvalid) as refused:
        make("Vase", **fields)
    assert [(p.field, p.code) for p in refused.value.problems] == [(field, code)]


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"title": "two\nlines"},
        {"title": "Vase", "status": "sold"},
        {"title": "Vase", "color": "red"},
        {"title": "Vase", "published_at": datetime(2020, 1, 1)},  # noqa: DTZ001
        {"title": "Vase", "variants": [{"weight_grams": -1}]},
    ],
)
def test_inputs_are_checked_before_anything_happens(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ProductInput(**fields)


def test_a_plugin_can_refuse_a_product(make: MakeProduct) -> None:
    with pytest.raises(Invalid) as refused:
        make("Vase", vendor="nobody")
    assert refused.value.problems[0].code == "no_vendor"
    assert product_id_by_handle("vase") is None


def test_changes_are_in_the_audit_log(make: MakeProduct) -> None:
    view: ProductView = make("Vase")
    update_product(view.id, ProductPatch(title="Jug"))
    delete_product(view.id)
    with read() as db:
        found = db.scalars(
            select(AuditEntry.action)
            .where(AuditEntry.subject == f"product:{view.id}")
            .order_by(AuditEntry.id)
        )
        assert list(found) == ["product.create", "product.update", "product.delete"]
