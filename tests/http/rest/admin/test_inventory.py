"""Stock and locations over REST."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from shopwright.commerce.inventory.models import StockLevel
from shopwright.platform.db import transaction
from shopwright.testing.shop import Shop
from shopwright.testing.stockroom import Stockroom
from sqlalchemy import update

ADMIN = "/api/v1/admin"


@pytest.fixture
def room(shop: Shop) -> Stockroom:
    return Stockroom()


def place(variant_id: UUID, location_id: UUID, **more: Any) -> dict[str, Any]:
    return {"variant_id": str(variant_id), "location_id": str(location_id), **more}


def code(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json["code"]


def test_a_location_is_made_changed_and_removed(owner: FlaskClient) -> None:
    address = {
        "country": "DE",
        "address1": "Lindenstraße 4",
        "city": "Berlin",
        "postal_code": "10969",
    }
    body = {"handle": "berlin", "name": "Berlin", "address": address}
    made = owner.post(f"{ADMIN}/locations", json=body)
    assert made.status_code == 201
    assert made.json is not None
    assert made.json["address"]["company"] == "Berlin"
    path = f"{ADMIN}/locations/{made.json['id']}"
    assert owner.get(path).json == made.json
    changed = owner.patch(path, json={"name": "Mitte", "address": None, "active": False}).json
    assert changed == {**made.json, "name": "Mitte", "address": None, "active": False}
    listed = owner.get(f"{ADMIN}/locations").json
    assert listed is not None
    assert changed in listed["items"]
    assert owner.delete(path).status_code == 204
    assert code(owner.get(path)) == (404, "location_not_found")


def test_what_is_wrong_with_a_location_is_named(owner: FlaskClient, room: Stockroom) -> None:
    body = {"handle": "berlin", "name": "Berlin"}
    owner.post(f"{ADMIN}/locations", json=body)
    assert code(owner.post(f"{ADMIN}/locations", json=body)) == (422, "location_invalid")
    bad = {**body, "handle": "b", "address": {"country": "DE", "city": "Berlin"}}
    answer = owner.post(f"{ADMIN}/locations", json=bad)
    assert code(answer) == (422, "invalid_address")
    room.variant(units=1)
    assert code(owner.delete(f"{ADMIN}/locations/{room.main}")) == (409, "location_in_use")


def test_units_come_are_counted_adjusted_and_moved(owner: FlaskClient, room: Stockroom) -> None:
    annex = room.location("annex")
    shirt = room.variant()
    receipt = owner.post(
        f"{ADMIN}/stock/receipts", json=place(shirt, room.main, quantity=10, reference="PO 17")
    )
    assert receipt.status_code == 201
    assert receipt.json is not None
    assert (receipt.json["on_hand"], receipt.json["available"]) == (10, 10)
    counted = owner.post(f"{ADMIN}/stock/counts", json=place(shirt, room.main, on_hand=9))
    assert counted.json is not None
    assert counted.json["level"]["on_hand"] == 9
    adjusted = owner.post(
        f"{ADMIN}/stock/adjustments", json=place(shirt, room.main, delta=-2, cause="damaged")
    )
    assert adjusted.json is not None
    assert adjusted.json["on_hand"] == 7
    moved = owner.post(
        f"{ADMIN}/stock/transfers",
        json={
            "variant_id": str(shirt),
            "from_location_id": str(room.main),
            "to_location_id": str(annex),
            "quantity": 3,
        },
    )
    assert moved.json is not None
    assert (moved.json["source"]["on_hand"], moved.json["target"]["on_hand"]) == (4, 3)
    ledger = owner.get(f"{ADMIN}/stock/movements", query_string={"level_id": receipt.json["id"]})
    assert ledger.json is not None
    assert [row["delta"] for row in ledger.json["items"]] == [-3, -2, -1, 10]
    assert [row["on_hand_after"] for row in ledger.json["items"]] == [4, 7, 9, 10]
    assert ledger.json["items"][0]["actor"].startswith("staff:")


def test_a_receipt_sent_twice_with_one_key_arrives_once(
    owner: FlaskClient, room: Stockroom
) -> None:
    shirt = room.variant()
    body = place(shirt, room.main, quantity=10)
    for _ in range(2):
        answer = owner.post(
            f"{ADMIN}/stock/receipts", json=body, headers={"Idempotency-Key": "delivery-17"}
        )
        assert answer.status_code == 201
    assert room.level(shirt).on_hand == 10


def test_a_count_below_the_promises_names_them_until_it_is_accepted(
    owner: FlaskClient, room: Stockroom
) -> None:
    shirt = room.variant(units=5)
    order = room.order({shirt: 2})
    hold = room.holds(room.hold({shirt: 3}))[0]
    body = place(shirt, room.main, on_hand=1)
    refused = owner.post(f"{ADMIN}/stock/counts", json=body)
    assert code(refused) == (409, "count_below_held")
    assert refused.json is not None
    assert [problem["units"] for problem in refused.json["errors"]] == [3, 2]
    done = owner.post(f"{ADMIN}/stock/counts", json={**body, "accept": True})
    assert done.json is not None
    assert done.json["released_holds"] == [str(hold.id)]
    assert done.json["short_units"] == 1
    assert room.holds(order)[0].backordered == 1


def test_faults_of_stock_are_typed(owner: FlaskClient, room: Stockroom) -> None:
    shirt, gift_card = room.variant(units=1), room.variant(policy="untracked")
    adjust = f"{ADMIN}/stock/adjustments"
    assert code(owner.post(adjust, json=place(uuid4(), room.main, delta=1))) == (
        404,
        "variant_not_found",
    )
    assert code(owner.post(adjust, json=place(shirt, uuid4(), delta=1))) == (
        404,
        "location_not_found",
    )
    assert code(owner.post(adjust, json=place(gift_card, room.main, delta=1))) == (
        422,
        "variant_untracked",
    )
    assert code(owner.post(adjust, json=place(shirt, room.main, delta=0))) == (
        422,
        "adjustment_invalid",
    )
    assert code(owner.post(adjust, json=place(shirt, room.main, delta=-2))) == (
        409,
        "count_below_held",
    )
    body = {
        "variant_id": str(shirt),
        "from_location_id": str(room.main),
        "to_location_id": str(room.location("annex")),
        "quantity": 2,
    }
    assert code(owner.post(f"{ADMIN}/stock/transfers", json=body)) == (409, "out_of_stock")


def test_levels_are_listed_in_pages_and_by_what_they_lack(
    owner: FlaskClient, room: Stockroom
) -> None:
    shirt, socks = room.variant(units=5), room.variant(units=3)
    level = room.level(shirt)
    threshold = owner.patch(f"{ADMIN}/stock/levels/{level.id}", json={"low_threshold": 5})
    assert threshold.json is not None
    assert threshold.json["low_threshold"] == 5
    path = f"{ADMIN}/stock/levels"
    low = owner.get(path, query_string={"shortage": "low"}).json
    assert low is not None
    assert [row["variant_id"] for row in low["items"]] == [str(shirt)]
    first = owner.get(path, query_string={"limit": 1}).json
    assert first is not None
    rest = owner.get(path, query_string={"limit": 1, "cursor": first["next"]}).json
    assert rest is not None
    assert [first["items"][0]["variant_id"], rest["items"][0]["variant_id"]] == [
        str(shirt),
        str(socks),
    ]
    assert rest["next"] is None
    assert owner.get(f"{path}/{level.id}").json == {**first["items"][0]}
    assert code(owner.get(f"{path}/{uuid4()}")) == (404, "stock_level_not_found")


def test_promises_of_a_level_are_listed_in_pages(owner: FlaskClient, room: Stockroom) -> None:
    shirt = room.variant(units=5)
    owners = [room.hold({shirt: 1}) for _ in range(3)]
    path = f"{ADMIN}/stock/levels/{room.level(shirt).id}/holds"
    seen: list[str] = []
    query: dict[str, Any] = {"limit": 2}
    while True:
        page = owner.get(path, query_string=query).json
        assert page is not None
        seen += [row["cart_id"] for row in page["items"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert seen == [str(one.cart_id) for one in reversed(owners)]
    none = owner.get(path, query_string={"state": "expired"}).json
    assert none is not None
    assert none["items"] == []
    missing = owner.get(f"{ADMIN}/stock/levels/{uuid4()}/holds")
    assert code(missing) == (404, "stock_level_not_found")


def test_why_a_level_is_what_it_is(owner: FlaskClient, room: Stockroom) -> None:
    shirt = room.variant(units=47)
    room.hold({shirt: 2})
    path = f"{ADMIN}/stock/levels/{room.level(shirt).id}/explanation"
    answer = owner.get(path).json
    assert answer is not None
    assert answer["level"]["on_hand"] == 47
    assert [(item["cause"], item["units"]) for item in answer["causes"]] == [("received", 47)]
    assert (answer["held_in_carts"], answer["held_by_orders"]) == (2, 0)
    assert answer["books_agree"] is True


def test_many_levels_are_set_at_once(owner: FlaskClient, room: Stockroom) -> None:
    shirt, socks = room.variant(), room.variant()
    items = [
        place(shirt, room.main, on_hand=5),
        place(uuid4(), room.main, on_hand=1),
        place(socks, room.main, on_hand=-1),
    ]
    answer = owner.put(f"{ADMIN}/stock/levels", json={"items": items, "reference": "sync"})
    assert answer.json is not None
    assert (answer.json["changed"], answer.json["unchanged"]) == (1, 0)
    assert [(row["index"], row["code"]) for row in answer.json["refused"]] == [
        (1, "unknown_variant"),
        (2, "out_of_range"),
    ]
    assert room.level(shirt).on_hand == 5


def test_the_books_are_reconciled_and_differences_corrected(
    owner: FlaskClient, room: Stockroom, shop: Shop
) -> None:
    shirt = room.variant(units=5)
    with transaction() as db:
        db.execute(update(StockLevel).values(on_hand=6))
    assert owner.post(f"{ADMIN}/stock/reconciliations").status_code == 202
    shop.deliver()
    path = f"{ADMIN}/stock/discrepancies"
    found = owner.get(path).json
    assert found is not None
    [row] = found["items"]
    assert (row["kind"], row["expected"], row["found"]) == ("on_hand", 5, 6)
    resolve = f"{path}/{row['id']}/resolve"
    done = owner.post(resolve, json={"note": "a box behind the door"})
    assert done.status_code == 200
    assert code(owner.post(resolve, json={"note": "again"})) == (
        409,
        "stock_discrepancy_not_correctable",
    )
    listed = owner.get(path, query_string={"resolved": "true"}).json
    assert listed is not None
    assert listed["items"] == [done.json]
    assert room.level(shirt).on_hand == 6
    missing = owner.post(f"{path}/{uuid4()}/resolve", json={"note": "x"})
    assert code(missing) == (404, "stock_discrepancy_not_found")


def test_support_may_look_and_the_warehouse_may_touch(
    as_role: Callable[[str], FlaskClient], room: Stockroom
) -> None:
    shirt = room.variant(units=5)
    body = place(shirt, room.main, delta=1)
    support, warehouse = as_role("support"), as_role("warehouse")
    assert support.get(f"{ADMIN}/stock/levels").status_code == 200
    assert support.post(f"{ADMIN}/stock/adjustments", json=body).status_code == 403
    assert warehouse.post(f"{ADMIN}/stock/adjustments", json=body).status_code == 201
