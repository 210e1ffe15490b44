"""The word that shoppers see of stock, and when it changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from shopwright.commerce.catalog import (
    ProductView,
    VariantInput,
    VariantPatch,
    refresh_stock_state,
    set_status,
    variant,
)
from shopwright.commerce.catalog.commands.variant_edits import update_variant
from shopwright.commerce.catalog.stock_state import best, state_of
from shopwright.commerce.inventory.models import StockLevel
from shopwright.platform.db import transaction
from shopwright.testing.queries import count_queries

from .conftest import MakeProduct, euros

Page = Callable[[str], dict[str, Any]]
Emitted = Callable[[str], list[dict[str, Any]]]


@pytest.mark.parametrize(
    ("policy", "available", "threshold", "state"),
    [
        ("deny", 5, 0, "in"),
        ("deny", 5, 5, "low"),
        ("deny", 0, 5, "out"),
        ("deny", -1, 0, "out"),
        ("backorder", 0, 0, "backorder"),
        ("backorder", 1, 3, "low"),
        ("untracked", 0, 3, "in"),
    ],
)
def test_the_word_follows_policy_and_units(
    policy: str, available: int, threshold: int, state: str
) -> None:
    assert state_of(policy, available, threshold) == state


def test_a_product_is_as_available_as_its_best_variant() -> None:
    assert best(["out", "low", "backorder"]) == "low"
    assert best([]) == "out"


@pytest.fixture
def shirt(make: MakeProduct) -> ProductView:
    """Two variants that are counted."""
    return make(
        "Shirt",
        variants=[VariantInput(options={"Size": size}, prices=euros(1)) for size in "SM"],
    )


@pytest.fixture
def count(channel: Any) -> Callable[..., None]:
    """`count(variant_id, units, held=0, low=None)`: write a level, then refresh as inventory does."""

    def write(variant_id: Any, units: int, held: int = 0, low: int | None = None) -> None:
        with transaction() as db:
            row = db.query(StockLevel).filter_by(variant_id=variant_id).one_or_none()
            if row is None:
                row = StockLevel(variant_id=variant_id, location_id=channel.location_ids[0])
                db.add(row)
            row.on_hand, row.held, row.low_threshold = units, held, low
            db.flush()
            refresh_stock_state(db, [variant_id])

    return write


def test_crossings_reach_lists_and_pages(
    shirt: ProductView, count: Callable[..., None], page: Page, titles: Callable[..., list[str]]
) -> None:
    assert page("shirt")["stock_state"] == "out"
    count(shirt.variants[1].id, 9, low=3)
    assert [v["stock_state"] for v in page("shirt")["variants"]] == ["out", "in"]
    assert titles(in_stock=True) == ["Shirt"]
    count(shirt.variants[1].id, 9, held=6, low=3)
    assert page("shirt")["stock_state"] == "low"
    count(shirt.variants[1].id, 9, held=9, low=3)
    assert page("shirt")["stock_state"] == "out"
    assert titles(in_stock=True) == []


def test_only_crossings_are_told(
    shirt: ProductView, count: Callable[..., None], emitted: Emitted
) -> None:
    for units in (5, 4, 3, 2):
        count(shirt.variants[0].id, units)
    assert [event["changed"] for event in emitted("product_updated")] == [["stock_state"]]


def test_a_change_that_crosses_nothing_is_one_query(
    shirt: ProductView, count: Callable[..., None]
) -> None:
    count(shirt.variants[0].id, 5)
    with transaction() as db, count_queries() as sent:
        refresh_stock_state(db, [variant.id for variant in shirt.variants])
    assert len(sent) == 1


def test_an_edit_changes_the_word_too(shirt: ProductView, page: Page) -> None:
    update_variant(shirt.variants[0].id, VariantPatch(policy="backorder"))
    assert variant(shirt.variants[0].id).stock_state == "backorder"
    assert page("shirt")["stock_state"] == "backorder"


def test_a_draft_knows_its_word_when_it_is_published(
    make: MakeProduct, count: Callable[..., None], page: Page
) -> None:
    view = make("Draft", status="draft", variants=[VariantInput(prices=euros(1))])
    count(view.variants[0].id, 4)
    set_status([view.id], "active")
    assert page("draft")["stock_state"] == "in"
