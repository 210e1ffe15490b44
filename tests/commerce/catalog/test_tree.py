"""Categories and collections."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from shopwright.commerce.catalog import (
    CategoryInput,
    CategoryInvalid,
    CategoryNotEmpty,
    CategoryPatch,
    CategoryView,
    CollectionInput,
    CollectionInvalid,
    CollectionPatch,
    HandleTaken,
    UnknownCategory,
    UnknownCollection,
    add_to_collection,
    categories,
    category,
    collection,
    collections,
    create_category,
    create_collection,
    delete_category,
    delete_collection,
    product,
    remove_from_collection,
    set_collection_products,
    update_category,
    update_collection,
)
from shopwright.commerce.catalog.queries.lists import products_of_collection
from shopwright.platform.errors import PreconditionFailed
from shopwright.platform.ids import uuid7
from shopwright.testing.shop import Shop

from .conftest import MakeProduct

Titles = Callable[..., list[str]]
Page = Callable[[str], dict[str, Any]]


def _node(title: str, parent: CategoryView | None = None, position: int = 0) -> CategoryView:
    parent_id = parent.id if parent else None
    return create_category(CategoryInput(title=title, parent_id=parent_id, position=position))


def test_the_tree_is_read_parents_first_siblings_in_order(channel: object) -> None:
    home = _node("Home", position=2)
    clothes = _node("Clothes", position=1)
    shirts = _node("Shirts", clothes, position=1)
    _node("Hats", clothes, position=2)
    assert [view.title for view in categories()] == ["Clothes", "Shirts", "Hats", "Home"]
    assert category(shirts.id).path == (clothes.id, shirts.id)
    assert category(home.id).path == (home.id,)


def test_a_category_lists_what_is_below_it(
    make: MakeProduct, titles: Titles, shop: Shop, page: Page
) -> None:
    clothes = _node("Clothes")
    shirts = _node("Shirts", clothes)
    make("Oxford", category_ids=[shirts.id])
    make("Scarf", category_ids=[clothes.id])
    make("Vase")
    assert titles(category="clothes") == ["Scarf", "Oxford"]
    assert titles(category="shirts") == ["Oxford"]
    assert titles(category="clothes", sort="price_asc") == ["Oxford", "Scarf"]
    assert titles(category="nowhere") == []
    assert page("oxford")["categories"] == [
        [{"handle": "clothes", "title": "Clothes"}, {"handle": "shirts", "title": "Shirts"}]
    ]


def test_moving_a_category_takes_everything_along(
    make: MakeProduct, titles: Titles, shop: Shop
) -> None:
    clothes, home = _node("Clothes"), _node("Home")
    shirts = _node("Shirts", clothes)
    linen = _node("Linen", shirts)
    make("Oxford", category_ids=[linen.id])
    moved = update_category(shirts.id, CategoryPatch(parent_id=home.id))
    assert moved.path == (home.id, shirts.id)
    assert category(linen.id).path == (home.id, shirts.id, linen.id)
    shop.deliver()
    assert titles(category="clothes") == []
    assert titles(category="home") == ["Oxford"]
    assert update_category(shirts.id, CategoryPatch(parent_id=None)).path == (shirts.id,)


def test_a_category_cannot_be_moved_below_itself(channel: object) -> None:
    clothes = _node("Clothes")
    shirts = _node("Shirts", clothes)
    for target in (clothes, shirts):
        with pytest.raises(CategoryInvalid) as refused:
            update_category(clothes.id, CategoryPatch(parent_id=target.id))
        assert refused.value.problems[0].code == "circle"
    with pytest.raises(CategoryInvalid):
        _node("Lost", CategoryView(**{**_fields(clothes), "id": uuid7()}))


def _fields(view: CategoryView) -> dict[str, Any]:
    return {name: getattr(view, name) for name in CategoryView.__dataclass_fields__}


def test_the_tree_has_a_depth_limit(channel: object) -> None:
    node = None
    for number in range(20):
        node = _node(f"Level {number}", node)
    with pytest.raises(CategoryInvalid, match="20 levels"):
        _node("Too deep", node)


def test_a_new_name_reaches_the_pages_of_its_products(
    make: MakeProduct, page: Page, shop: Shop
) -> None:
    shirts = _node("Shirts")
    make("Oxford", category_ids=[shirts.id])
    update_category(shirts.id, CategoryPatch(title="Blouses", handle="blouses"))
    shop.deliver()
    assert page("oxford")["categories"] == [[{"handle": "blouses", "title": "Blouses"}]]


def test_only_leaves_can_be_deleted_and_products_stay(
    make: MakeProduct, shop: Shop, page: Page
) -> None:
    clothes = _node("Clothes")
    shirts = _node("Shirts", clothes)
    view = make("Oxford", category_ids=[shirts.id])
    with pytest.raises(CategoryNotEmpty, match="'Shirts'"):
        delete_category(clothes.id)
    delete_category(shirts.id)
    shop.deliver()
    assert product(view.id).category_ids == ()
    assert page("oxford")["categories"] == []
    with pytest.raises(UnknownCategory):
        delete_category(shirts.id)


def test_category_handles_are_unique(channel: object) -> None:
    assert [_node("Sale").handle for _ in range(2)] == ["sale", "sale-2"]
    with pytest.raises(HandleTaken):
        create_category(CategoryInput(title="X", handle="sale"))


def test_an_old_version_of_a_category_cannot_overwrite(channel: object) -> None:
    view = _node("Sale")
    update_category(view.id, CategoryPatch(title="Last chance"), version=view.version)
    with pytest.raises(PreconditionFailed):
        update_category(view.id, CategoryPatch(title="Sale"), version=view.version)


def test_a_collection_keeps_the_order_of_its_products(make: MakeProduct, titles: Titles) -> None:
    a, b, c = (make(title) for title in ("A", "B", "C"))
    picks = create_collection(CollectionInput(title="Our picks"))
    assert set_collection_products(picks.id, [c.id, a.id, c.id]) == 2
    assert titles(collection="our-picks", sort="position") == ["C", "A"]
    assert titles(collection="our-picks") == ["C", "A"]
    assert titles(collection="our-picks", sort="title") == ["A", "C"]
    assert add_to_collection(picks.id, [a.id, b.id]) == 1
    assert titles(collection="our-picks", sort="position") == ["C", "A", "B"]
    remove_from_collection(picks.id, [a.id])
    assert [row.title for _, row in products_of_collection(picks.id, limit=10)] == ["C", "B"]


def test_a_collection_takes_known_products_only(make: MakeProduct) -> None:
    picks = create_collection(CollectionInput(title="Our picks"))
    with pytest.raises(CollectionInvalid) as refused:
        set_collection_products(picks.id, [make("A").id, uuid7()])
    assert [problem.field for problem in refused.value.problems] == ["product_ids.1"]


def test_a_collection_has_a_limited_length(
    make: MakeProduct, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [make(title).id for title in "ABC"]
    picks = create_collection(CollectionInput(title="Our picks"))
    monkeypatch.setattr("shopwright.commerce.catalog.commands.collections.MAX_PRODUCTS", 2)
    with pytest.raises(CollectionInvalid, match="at most 2"):
        set_collection_products(picks.id, ids)
    set_collection_products(picks.id, ids[:2])
    with pytest.raises(CollectionInvalid, match="at most 2"):
        add_to_collection(picks.id, ids[2:])


def test_an_unpublished_collection_lists_nothing(make: MakeProduct, titles: Titles) -> None:
    picks = create_collection(CollectionInput(title="Our picks", published=False))
    set_collection_products(picks.id, [make("A").id])
    assert titles(collection="our-picks") == []
    update_collection(picks.id, CollectionPatch(published=True))
    assert titles(collection="our-picks") == ["A"]


def test_collections_come_and_go(make: MakeProduct, channel: object) -> None:
    view = create_collection(CollectionInput(title="Our picks", description_html="<i>x</i>"))
    changed = update_collection(
        view.id, CollectionPatch(title="Picks", handle="picks"), version=view.version
    )
    assert (changed.title, changed.handle, changed.description_html) == (
        "Picks",
        "picks",
        "<i>x</i>",
    )
    assert [item.id for item in collections()] == [view.id]
    with pytest.raises(PreconditionFailed):
        update_collection(view.id, CollectionPatch(title="Z"), version=view.version)
    delete_collection(view.id)
    with pytest.raises(UnknownCollection):
        collection(view.id)
