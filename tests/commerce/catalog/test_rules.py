"""Collections whose products are chosen by rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from shopwright.commerce.catalog import (
    CollectionInput,
    CollectionInvalid,
    CollectionPatch,
    CollectionRules,
    CollectionView,
    ProductPatch,
    VariantInput,
    VariantPatch,
    add_to_collection,
    collection,
    create_collection,
    create_products,
    delete_product,
    membership,
    membership_backlog,
    preview_rules,
    remove_from_collection,
    set_collection_products,
    set_status,
    update_collection,
    update_product,
    update_variant,
)
from shopwright.commerce.catalog.types import ProductInput
from shopwright.commerce.channels import ChannelInfo
from shopwright.commerce.inventory.commands import receive
from shopwright.commerce.pricing import PriceChange, set_prices
from shopwright.platform.clock import now
from shopwright.platform.db import transaction
from shopwright.platform.events.outbox import enqueue
from shopwright.testing.queries import count_queries
from shopwright.testing.shop import Shop

from .conftest import MakeProduct, euros

Titles = Callable[..., list[str]]
Shelf = Callable[..., CollectionView]
Members = Callable[[], list[str]]


def rules(*conditions: dict[str, Any], match: str = "all") -> CollectionRules:
    return CollectionRules.model_validate({"match": match, "conditions": conditions})


@pytest.fixture
def shelf(shop: Shop) -> Shelf:
    """`shelf(condition, ...)`: a collection called Shelf, filled by its rules."""

    def build(*conditions: dict[str, Any], match: str = "all") -> CollectionView:
        made = create_collection(
            CollectionInput(title="Shelf", sort="title", rules=rules(*conditions, match=match))
        )
        shop.deliver()
        return made

    return build


@pytest.fixture
def members(shop: Shop, titles: Titles) -> Members:
    """What shoppers find in Shelf once the rules were asked."""

    def listed() -> list[str]:
        shop.deliver()
        assert membership_backlog() == 0
        return titles(collection="shelf", sort="title")

    return listed


TAG = {"field": "tag", "value": "linen"}
CHEAP = {"field": "price", "op": "at_most", "amount": 2000, "currency": "EUR"}
CASES: list[tuple[tuple[dict[str, Any], ...], str, list[str]]] = [
    ((TAG,), "all", ["Shirt", "Towel"]),
    (({**TAG, "op": "is_not"},), "all", ["Lamp"]),
    (({"field": "vendor", "value": "Acme"},), "all", ["Lamp", "Shirt"]),
    (({"field": "product_type", "value": "Shirts"},), "all", ["Shirt"]),
    ((CHEAP,), "all", ["Lamp", "Shirt"]),
    (({**CHEAP, "op": "at_least"},), "all", ["Shirt", "Towel"]),
    (({**CHEAP, "currency": "USD"},), "all", []),
    (({"field": "stock", "value": "in"},), "all", ["Shirt", "Towel"]),
    (({"field": "stock", "value": "out"},), "all", ["Lamp"]),
    (({"field": "created", "op": "newer_than", "days": 1},), "all", ["Lamp", "Shirt", "Towel"]),
    (({"field": "created", "op": "older_than", "days": 1},), "all", []),
    ((TAG, CHEAP), "all", ["Shirt"]),
    ((TAG, CHEAP), "any", ["Lamp", "Shirt", "Towel"]),
]


@pytest.mark.parametrize(("conditions", "match", "expected"), CASES)
def test_rules_choose_among_the_products_on_sale(
    make: MakeProduct,
    shelf: Shelf,
    members: Members,
    conditions: tuple[dict[str, Any], ...],
    match: str,
    expected: list[str],
) -> None:
    make("Shirt", tags=["linen"], vendor="Acme", product_type="Shirts", amount=2000)
    make("Towel", tags=["linen"], amount=3000)
    make("Lamp", vendor="Acme", variants=[VariantInput(prices=euros(500))])
    make("Draft", tags=["linen"], vendor="Acme", status="draft")
    shelf(*conditions, match=match)
    assert members() == expected
    preview = preview_rules(rules(*conditions, match=match))
    assert sorted(row.title for row in preview.products) == expected
    assert (preview.count, preview.exact) == (len(expected), True)


@pytest.mark.parametrize(
    "condition",
    [
        {"field": "color", "value": "red"},
        {"field": "tag"},
        {"field": "tag", "op": "contains", "value": "x"},
        {"field": "price", "op": "at_most", "amount": -1, "currency": "EUR"},
        {"field": "price", "op": "at_most", "amount": 1},
        {"field": "stock", "value": "low"},
        {"field": "created", "op": "newer_than", "days": 0},
    ],
)
def test_rules_are_typed(condition: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        rules(condition)
    with pytest.raises(ValidationError):
        rules()


def test_a_product_comes_and_goes_with_what_it_is(
    make: MakeProduct, shelf: Shelf, members: Members
) -> None:
    shelf(TAG)
    assert members() == []
    view = make("Shirt")
    (other,) = create_products(
        [ProductInput(title="Sheet", handle="sheet", status="draft", tags=("linen",))]
    )
    assert members() == []
    update_product(view.id, ProductPatch(tags=("linen",)))
    assert members() == ["Shirt"]
    update_variant(other.variants[0].id, VariantPatch(prices=euros(5)))
    set_status([other.id], "active")
    assert members() == ["Sheet", "Shirt"]
    set_status([view.id], "archived")
    assert members() == ["Sheet"]
    delete_product(other.id)
    assert members() == []


def test_a_product_comes_and_goes_with_its_price(
    make: MakeProduct, shelf: Shelf, members: Members
) -> None:
    view = make("Shirt", amount=2500)
    shelf(CHEAP)
    assert members() == []
    price = PriceChange(variant_id=view.variants[0].id, currency="EUR", amount=1900)
    set_prices([price])
    assert members() == ["Shirt"]
    set_prices([price.model_copy(update={"amount": 2001})])
    assert members() == []


def test_a_product_comes_and_goes_with_its_stock(
    make: MakeProduct, shelf: Shelf, members: Members, channel: ChannelInfo
) -> None:
    view = make("Shirt", variants=[VariantInput(prices=euros(5))])
    shelf({"field": "stock", "value": "in"})
    assert members() == []
    receive(view.variants[0].id, channel.location_ids[0], 1)
    assert members() == ["Shirt"]
    update_variant(view.variants[0].id, VariantPatch(active=False))
    assert members() == []


def test_products_grow_older_by_themselves(
    make: MakeProduct,
    shelf: Shelf,
    members: Members,
    time_machine_later: Callable[..., Any],
) -> None:
    make("Shirt")
    shelf({"field": "created", "op": "newer_than", "days": 30})
    assert members() == ["Shirt"]
    with time_machine_later(days=31):
        with transaction():
            enqueue(membership.AGE_JOB, run_at=now() - timedelta(seconds=1))
        assert members() == []


def test_other_rules_move_only_those_that_come_or_go(
    make: MakeProduct, shelf: Shelf, members: Members, shop: Shop
) -> None:
    for number in range(5):
        make(f"Linen {number}", tags=["linen", "odd" if number % 2 else "even"])
    made = shelf(TAG)
    update_collection(made.id, CollectionPatch(rules=rules({**TAG, "value": "even"})))
    assert membership_backlog() == 2
    assert members() == ["Linen 0", "Linen 2", "Linen 4"]


def test_progress_is_told_batch_by_batch(
    make: MakeProduct, shelf: Shelf, members: Members, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        make(f"Linen {number}", tags=["linen"])
    monkeypatch.setattr(membership, "BATCH", 2)
    waiting: list[int] = []
    settle = membership._settle

    def note(db: Any, ruled: Any, ids: Any) -> None:
        waiting.append(len(ids))
        settle(db, ruled, ids)

    monkeypatch.setattr(membership, "_settle", note)
    shelf(TAG)
    assert waiting == [2, 2, 1]
    assert len(members()) == 5


def test_what_rules_chose_can_be_kept_as_a_list_by_hand(
    make: MakeProduct, shelf: Shelf, members: Members
) -> None:
    view = make("Shirt", tags=["linen"])
    made = shelf(TAG)
    for change in (
        lambda: add_to_collection(made.id, [view.id]),
        lambda: set_collection_products(made.id, []),
        lambda: remove_from_collection(made.id, [view.id]),
    ):
        with pytest.raises(CollectionInvalid, match="Rules choose"):
            change()
    kept = update_collection(made.id, CollectionPatch(rules=None, sort="manual"))
    assert (kept.rules, kept.sort) == (None, "manual")
    update_product(view.id, ProductPatch(tags=()))
    assert members() == ["Shirt"]
    remove_from_collection(made.id, [view.id])
    assert members() == []


def test_rules_survive_and_have_no_order_made_by_hand(channel: object) -> None:
    made = create_collection(CollectionInput(title="Shelf", rules=rules(TAG, CHEAP, match="any")))
    assert made.sort == "newest"
    assert collection(made.id).rules == rules(TAG, CHEAP, match="any")
    with pytest.raises(CollectionInvalid):
        update_collection(made.id, CollectionPatch(sort="manual"))
    with pytest.raises(CollectionInvalid):
        create_collection(CollectionInput(title="Other", rules=rules(TAG), sort="manual"))
    assert (
        update_collection(made.id, CollectionPatch(title="Best", sort="best_selling")).sort
        == "best_selling"
    )


def test_a_batch_is_asked_in_a_few_statements_however_many_rules_there_are(
    make: MakeProduct, shop: Shop
) -> None:
    def cost() -> int:
        make("Shirt", tags=["linen"])
        with count_queries() as sent:
            membership.check_waiting()
        return len(sent)

    def shelves(count: int) -> None:
        for number in range(count):
            create_collection(
                CollectionInput(title=f"S{number}", rules=rules({**TAG, "value": f"{number}"}))
            )

    shelves(1)
    few = cost()
    shelves(30)
    assert cost() == few
    with count_queries() as sent:
        preview_rules(rules(TAG))
    assert len(sent) == 4
