"""What is bought together, as plugins that recommend read it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from shopwright.commerce.catalog import set_status, variant
from shopwright.commerce.orders import Together, bought_together
from shopwright.commerce.orders.together import MOST_LINES
from shopwright.platform.clock import now
from shopwright.platform.db import transaction
from shopwright.testing.queries import count_queries
from shopwright.testing.shop import Shop
from sqlalchemy import text


def product_of(variant_id: UUID) -> UUID:
    return variant(variant_id).product_id


def counted(*, days: int = 30, minimum: int = 1, limit: int = 10) -> list[Together]:
    return bought_together(since=now() - timedelta(days=days), minimum=minimum, limit=limit)


def sell(shop: Shop, *orders: tuple[UUID, ...]) -> None:
    for wanted in orders:
        shop.place_order(dict.fromkeys(wanted, 1))
    shop.deliver()
    with transaction() as db:
        db.execute(text("UPDATE orders SET state = 'open'"))


def test_the_most_frequent_stand_first_and_rare_ones_not_at_all(shop: Shop) -> None:
    mug, pot, tray = (shop.product(name, stock=100) for name in ("Mug", "Pot", "Tray"))
    sell(shop, (mug, pot), (mug, pot, tray), (mug, pot), (tray,))
    found = {(one.product_id, one.other_id): one.orders for one in counted(minimum=2)}
    assert found == {
        (product_of(mug), product_of(pot)): 3,
        (product_of(pot), product_of(mug)): 3,
    }
    of_mug = [one.other_id for one in counted() if one.product_id == product_of(mug)]
    assert of_mug == [product_of(pot), product_of(tray)]
    assert len([one for one in counted(limit=1) if one.product_id == product_of(mug)]) == 1


def test_old_and_canceled_orders_and_products_off_sale_do_not_count(shop: Shop) -> None:
    mug, pot = shop.product("Mug", stock=100), shop.product("Pot", stock=100)
    sell(shop, (mug, pot))
    assert len(counted()) == 2
    with transaction() as db:
        db.execute(text("UPDATE orders SET state = 'canceled'"))
    assert counted() == []
    with transaction() as db:
        db.execute(text("UPDATE orders SET state = 'completed'"))
    assert bought_together(since=now() + timedelta(days=1), minimum=1, limit=5) == []
    set_status([product_of(pot)], "draft")
    assert counted() == []


def test_it_is_one_statement_and_leaves_huge_orders_alone(shop: Shop) -> None:
    many = tuple(shop.product(f"No. {number}") for number in range(MOST_LINES + 1))
    sell(shop, many)
    with count_queries() as queries:
        assert counted() == []
    assert len(queries) == 1
