"""What plugins can read of a cart."""

from __future__ import annotations

from shopwright.commerce.cart import (
    DraftLine,
    acknowledge,
    add_line,
    cart_draft,
    change_line,
    create_cart,
    set_note,
)
from shopwright.commerce.catalog import (
    CategoryInput,
    ProductPatch,
    create_category,
    update_product,
)
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.customers import NewCustomer, create_customer
from shopwright.testing.shop import Shop


def _line(shop: Shop, patch: ProductPatch) -> DraftLine:
    variant_id = shop.product()
    (line,) = cart_draft(shop.cart({variant_id: 1})).lines
    update_product(line.product_id, patch)
    (line,) = cart_draft(shop.cart({variant_id: 1})).lines
    return line


def test_a_line_knows_its_vendor_its_tags_and_every_category_above_it(shop: Shop) -> None:
    kitchen = create_category(CategoryInput(title="Kitchen")).id
    mugs = create_category(CategoryInput(title="Mugs", parent_id=kitchen)).id
    tags = ("gift, small", "Steingut")
    line = _line(shop, ProductPatch(vendor="Alder", tags=tags, category_ids=(mugs,)))
    assert line.vendor == "Alder"
    assert line.tags == frozenset(tags)
    assert line.categories == {mugs, kitchen}


def test_a_line_of_a_product_in_no_category_has_none(shop: Shop) -> None:
    line = _line(shop, ProductPatch(vendor=""))
    assert (line.vendor, line.tags, line.categories) == ("", frozenset(), frozenset())


def test_whatever_is_done_with_a_cart_it_keeps_its_customers_group(shop: Shop) -> None:
    ada = create_customer(
        NewCustomer(email="ada@example.com", first_name="Ada", last_name="B", group="trade")
    )
    cart_id = create_cart(channel_id=install_defaults().id, customer_id=ada).cart_id
    assert acknowledge(cart_id) == cart_draft(cart_id)
    assert acknowledge(cart_id).customer_group == "trade"
    added = add_line(cart_id, shop.product(), 1)
    assert added.customer_group == "trade"
    assert change_line(cart_id, added.lines[0].id, 2).customer_group == "trade"
    assert set_note(cart_id, "Thanks!").customer_group == "trade"
