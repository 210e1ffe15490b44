"""Options and variants."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from shopwright.commerce.catalog import (
    HasStock,
    OptionInput,
    ProductInput,
    ProductInvalid,
    ProductPatch,
    SkuTaken,
    UnknownVariant,
    VariantInput,
    VariantPatch,
    create_product,
    product,
    update_product,
    variant,
)
from shopwright.commerce.catalog.commands.variant_edits import (
    add_variant,
    delete_variant,
    rename_option,
    reorder_variants,
    update_variant,
)
from shopwright.commerce.catalog.errors import UnknownOption
from shopwright.commerce.inventory.commands import adjust
from shopwright.platform.errors import ShopError
from shopwright.platform.ids import uuid7

from .conftest import MakeProduct, euros

Page = Callable[[str], dict[str, Any]]


def _codes(refused: pytest.ExceptionInfo[Any]) -> list[tuple[str | None, str]]:
    error: ShopError = refused.value
    return [(problem.field, problem.code) for problem in error.problems]


def test_every_fault_of_the_variants_is_named_at_once(channel: object) -> None:
    with pytest.raises(ProductInvalid) as refused:
        create_product(
            ProductInput(
                title="Shirt",
                options=[OptionInput(name="Size", values=["S", "M", "S"])],
                variants=[
                    VariantInput(options={"Size": "S"}, sku="A"),
                    VariantInput(options={"Size": "S"}, sku="A"),
                    VariantInput(options={"Size": "XL"}),
                    VariantInput(options={"Color": "Red"}),
                ],
            )
        )
    assert _codes(refused) == [
        ("options.0.values", "duplicate"),
        ("variants.1.options", "duplicate_variant"),
        ("variants.1.sku", "sku_taken"),
        ("variants.2.options", "unknown_value"),
        ("variants.3.options", "wrong_options"),
    ]


def test_a_product_has_three_options_at_most(channel: object) -> None:
    with pytest.raises(ValueError, match="at most 3"):
        VariantInput(options={"A": "1", "B": "1", "C": "1", "D": "1"})


def test_options_are_counted_and_named_once(channel: object) -> None:
    options = [OptionInput(name=name, values=["1"]) for name in ("A", "B", "B")]
    values = {"A": "1", "B": "1"}
    with pytest.raises(ProductInvalid) as refused:
        create_product(
            ProductInput(title="Shirt", options=options, variants=[VariantInput(options=values)])
        )
    assert _codes(refused) == [("options.2.name", "duplicate")]


def test_a_sku_belongs_to_one_variant_of_the_shop(make: MakeProduct) -> None:
    make("Lamp", variants=[VariantInput(sku="L-1", prices=euros(1))])
    with pytest.raises(SkuTaken, match="'L-1' belongs to 'lamp'") as refused:
        make("Light", variants=[VariantInput(sku="L-1", prices=euros(1))])
    assert _codes(refused) == [("variants.0.sku", "sku_taken")]
    assert refused.value.problems[0].meta == {"sku": "L-1", "held_by": "lamp"}


def test_variants_may_swap_skus_and_options(make: MakeProduct) -> None:
    view = make(
        "Lamp",
        variants=[
            VariantInput(options={"Size": "S"}, sku="L-1"),
            VariantInput(options={"Size": "M"}, sku="L-2"),
        ],
    )
    first, second = view.variants
    swapped = update_product(
        view.id,
        ProductPatch(
            variants=[
                VariantInput(id=first.id, options={"Size": "M"}, sku="L-2"),
                VariantInput(id=second.id, options={"Size": "S"}, sku="L-1"),
                VariantInput(options={"Size": "L"}, sku="L-3"),
            ]
        ),
    )
    assert [(v.id, v.sku, v.title) for v in swapped.variants][:2] == [
        (first.id, "L-2", "M"),
        (second.id, "L-1", "S"),
    ]


def test_a_new_variant_may_take_over_the_sku_that_another_gives_up(make: MakeProduct) -> None:
    view = make("Lamp", variants=[VariantInput(options={"Size": "S"}, sku="L-1")])
    changed = update_product(
        view.id,
        ProductPatch(
            variants=[
                VariantInput(options={"Size": "M"}, sku="L-1"),
                VariantInput(id=view.variants[0].id, options={"Size": "S"}, sku="L-0"),
            ]
        ),
    )
    assert [v.sku for v in changed.variants] == ["L-1", "L-0"]


def test_a_product_without_options_gains_some(make: MakeProduct) -> None:
    view = make("Lamp")
    changed = update_product(
        view.id, ProductPatch(variants=[VariantInput(options={"Size": "S"}, prices=euros(1))])
    )
    assert changed.variants[0].id == view.variants[0].id
    assert changed.options[0].name == "Size"


def test_prices_that_are_not_named_stay(make: MakeProduct) -> None:
    view = make("Lamp", sizes="SM", amount=900)
    changed = update_variant(view.variants[0].id, VariantPatch(weight_grams=5))
    assert changed.prices[0].amount == 900
    changed = update_variant(view.variants[0].id, VariantPatch(prices=euros(700)))
    assert [price.amount for price in changed.prices] == [700]
    assert variant(view.variants[1].id).prices[0].amount == 900


def test_prices_that_are_named_replace_all(make: MakeProduct) -> None:
    view = make("Lamp", amount=900)
    changed = update_variant(view.variants[0].id, VariantPatch(prices=()))
    assert changed.prices == ()


def test_adding_a_variant_adds_its_values_to_the_options(make: MakeProduct) -> None:
    view = make("Shirt", sizes="SM")
    added = add_variant(view.id, VariantInput(options={"Size": "L"}, sku="S-L"))
    found = product(view.id)
    assert found.options[0].values == ("S", "M", "L")
    assert found.variants[-1].id == added.id
    assert [v.id for v in found.variants[:2]] == [v.id for v in view.variants]


def test_problems_of_one_variant_point_into_it(make: MakeProduct) -> None:
    make("Lamp", variants=[VariantInput(sku="L-1", prices=euros(1))])
    view = make("Shirt", sizes="SM")
    with pytest.raises(SkuTaken) as refused:
        update_variant(view.variants[1].id, VariantPatch(sku="L-1"))
    assert _codes(refused) == [("sku", "sku_taken")]
    with pytest.raises(ProductInvalid) as invalid:
        add_variant(view.id, VariantInput(options={"Size": "S"}))
    assert _codes(invalid) == [("options", "duplicate_variant")]


def test_a_sku_can_be_taken_away(make: MakeProduct) -> None:
    view = make("Lamp", variants=[VariantInput(sku="L-1", barcode="40", prices=euros(1))])
    changed = update_variant(view.variants[0].id, VariantPatch(sku=None))
    assert (changed.sku, changed.barcode) == (None, "40")


def test_variants_can_be_reordered(make: MakeProduct, page: Page) -> None:
    view = make("Shirt", sizes="SML")
    ids = [v.id for v in view.variants]
    reorder_variants(view.id, ids[::-1])
    assert [v["title"] for v in page("shirt")["variants"]] == ["L", "M", "S"]
    with pytest.raises(ProductInvalid):
        reorder_variants(view.id, ids[:2])


def test_deleting_a_variant_shrinks_the_options_but_never_to_nothing(make: MakeProduct) -> None:
    view = make("Shirt", sizes="SM")
    delete_variant(view.variants[0].id)
    left = product(view.id)
    assert left.options[0].values == ("M",)
    with pytest.raises(ProductInvalid, match="only variant"):
        delete_variant(view.variants[1].id)
    with pytest.raises(UnknownVariant):
        delete_variant(view.variants[0].id)


def test_a_product_has_a_limited_number_of_variants(make: MakeProduct) -> None:
    sizes = [VariantInput(options={"N": str(n)}) for n in range(250)]
    view = make("Big", variants=sizes)
    with pytest.raises(ProductInvalid, match="at most 250"):
        add_variant(view.id, VariantInput(options={"N": "250"}))


def test_a_variant_with_stock_stays(make: MakeProduct, channel: Any) -> None:
    sized = [VariantInput(options={"Size": size}, prices=euros(1)) for size in "SM"]
    view = make("Shirt", variants=sized)
    adjust(view.variants[0].id, channel.location_ids[0], 1, cause="received")
    with pytest.raises(HasStock, match="'S'"):
        delete_variant(view.variants[0].id)


def test_inactive_variants_are_not_shown(make: MakeProduct, page: Page) -> None:
    view = make("Shirt", sizes="SM")
    update_variant(view.variants[0].id, VariantPatch(active=False))
    shown = page("shirt")
    assert [v["title"] for v in shown["variants"]] == ["M"]
    assert shown["options"] == [{"name": "Size", "values": ["M"], "swatches": {}}]


def test_renaming_an_option_keeps_the_variants(make: MakeProduct) -> None:
    view = make("Shirt", sizes="SM")
    option = view.options[0]
    changed = rename_option(view.id, option.id, name="Größe", values={"S": "M", "M": "S"})
    assert [v.id for v in changed.variants] == [v.id for v in view.variants]
    assert [v.options for v in changed.variants] == [{"Größe": "M"}, {"Größe": "S"}]
    assert (changed.options[0].id, changed.options[0].values) == (option.id, ("M", "S"))


def test_renaming_never_merges(make: MakeProduct) -> None:
    view = make("Shirt", sizes="SM")
    option = view.options[0]
    for values in ({"S": "M"}, {"L": "XL"}):
        with pytest.raises(ProductInvalid):
            rename_option(view.id, option.id, name="Size", values=values)
    with pytest.raises(UnknownOption):
        rename_option(view.id, uuid7(), name="Size")


def test_setting_options_alone_checks_the_variants(make: MakeProduct) -> None:
    view = make("Shirt", sizes="SM")
    options = [OptionInput(name="Size", values=["M", "S", "XL"])]
    assert update_product(view.id, ProductPatch(options=options)).options[0].values == (
        "M",
        "S",
        "XL",
    )
    with pytest.raises(ProductInvalid):
        update_product(view.id, ProductPatch(options=[OptionInput(name="Color", values=["Red"])]))


def test_unknown_variants_are_refused(make: MakeProduct) -> None:
    view = make("Lamp")
    with pytest.raises(ProductInvalid) as refused:
        update_product(view.id, ProductPatch(variants=[VariantInput(id=uuid7())]))
    assert _codes(refused) == [("variants.0.id", "unknown_variant")]
    with pytest.raises(UnknownVariant):
        update_variant(uuid7(), VariantPatch(sku="x"))
