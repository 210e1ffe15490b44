"""What staff do, over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from openapi_spec_validator import validate
from shopwright import Context
from shopwright.commerce.cart import (
    add_line,
    cart_view,
    set_codes,
    set_contact,
    set_payment_method,
    set_shipping_option,
)
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.checkout import complete
from shopwright.commerce.staff import create_api_key
from shopwright.platform import audit
from shopwright.testing.shop import ADDRESS, Shop

URL = "/api/v1/plugins/promotions"
TEN: dict[str, Any] = {"name": "Ten", "action": {"kind": "percent_off", "percent": "10"}}


class Staff:
    """Somebody who may do this, and nothing else."""

    def __init__(self, shop: Shop, *permissions: str) -> None:
        self.client = shop.client()
        self.headers = {"Authorization": f"Bearer {create_api_key('test', permissions).key}"}

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        return self.client.open(
            URL + path, method=method, json=body, headers=self.headers | headers
        )

    def json(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        answer = self.send(method, path, body)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer.get_json(silent=True)

    def make(self, **values: Any) -> Any:
        return self.json("POST", "/promotions", TEN | values, status=201)


@pytest.fixture
def staff(shop: Shop) -> Staff:
    return Staff(shop, "promotions:read", "promotions:write")


def test_nobody_makes_promotions_without_the_right(shop: Shop) -> None:
    reader = Staff(shop, "promotions:read")
    assert reader.send("POST", "/promotions", TEN).status_code == 403
    assert shop.client().get(f"{URL}/promotions").status_code == 401
    assert reader.json("GET", "/promotions")["items"] == []


def test_a_promotion_is_read_as_it_was_made(staff: Staff) -> None:
    made = staff.make(
        codes=["spring"],
        channels=["web"],
        limit_total=5,
        conditions=[
            {"kind": "subtotal_at_least", "amounts": {"EUR": 5000}},
            {"kind": "customer_group_is", "groups": ["Trade"]},
        ],
    )
    assert staff.json("GET", f"/promotions/{made['id']}") == made
    assert (made["codes"], made["status"], made["used"]) == (["SPRING"], "running", 0)
    assert [item["kind"] for item in made["conditions"]] == [
        "subtotal_at_least",
        "customer_group_is",
    ]
    assert made["action"]["percent"] == "10"


NONSENSE: list[tuple[dict[str, Any], str]] = [
    ({"name": ""}, "#/name"),
    ({"codes": ["a b!"]}, "#/codes/0"),
    ({"lane": "Not A Lane"}, "#/lane"),
    ({"limit_total": 0}, "#/limit_total"),
    ({"action": {"kind": "percent_off", "percent": "101"}}, "#/action/percent"),
    ({"action": {"kind": "amount_off", "amounts": {"EURO": 5}}}, "#/action/amounts/EURO"),
    ({"action": {"kind": "gold"}}, "#/action"),
    ({"conditions": [{"kind": "country_is", "countries": ["Germany"]}]}, "#/conditions/0"),
    ({"automatic": True, "codes": ["TEN"]}, "#"),
    ({"starts_at": "2026-02-01T00:00:00Z", "ends_at": "2026-01-01T00:00:00Z"}, "#"),
]


def test_what_makes_no_sense_is_refused_where_it_stands(staff: Staff) -> None:
    for values, pointer in NONSENSE:
        answer = staff.send("POST", "/promotions", TEN | values)
        assert answer.status_code == 422, values
        (error,) = answer.get_json()["errors"]
        assert error["pointer"].startswith(pointer), values


def test_the_form_names_every_condition_and_action(staff: Staff) -> None:
    schema = staff.json("GET", "/schema")
    action = schema["properties"]["action"]["discriminator"]["mapping"]
    condition = schema["properties"]["conditions"]["items"]["discriminator"]["mapping"]
    assert set(action) == {"percent_off", "amount_off", "free_shipping", "buy_x_get_y"}
    assert set(condition) == {
        "subtotal_at_least",
        "quantity_at_least",
        "items_are",
        "country_is",
        "customer_group_is",
        "first_order",
    }


def test_a_change_replaces_it_unless_somebody_was_quicker(staff: Staff) -> None:
    made = staff.make(codes=["TEN", "ZEHN"])
    path = f"/promotions/{made['id']}"
    etag = staff.send("GET", path).headers["ETag"]
    changed = TEN | {"name": "Eleven", "codes": ["TEN", "ONZE"]}
    assert staff.send("PUT", path, changed, **{"If-Match": etag}).status_code == 200
    assert staff.send("PUT", path, TEN, **{"If-Match": etag}).status_code == 412
    assert staff.send("GET", path, **{"If-None-Match": etag}).status_code == 200
    found = staff.json("GET", path)
    assert (found["name"], sorted(found["codes"])) == ("Eleven", ["ONZE", "TEN"])


def test_a_code_belongs_to_one_promotion(staff: Staff) -> None:
    staff.make(codes=["TEN"])
    refused = staff.json("POST", "/promotions", TEN | {"codes": ["ten"]}, status=409)
    assert refused["code"] == "promotion_code_taken"
    assert len(staff.json("GET", "/promotions")["items"]) == 1


def buy(shop: Shop, *codes: str) -> UUID:
    cart_id = shop.cart({shop.product(price=2000): 1})
    set_codes(cart_id, codes)
    done = complete(cart_id, expected_total=None, return_url="https://shop.example/")
    return done.order_id


def test_what_orders_have_cannot_be_taken_from_them(shop: Shop, staff: Staff) -> None:
    made = staff.make(codes=["TEN"], limit_total=5)
    path = f"/promotions/{made['id']}"
    buy(shop, "TEN")
    buy(shop, "TEN")
    for change, code in (
        ({"codes": ["TEN"], "limit_total": 1}, "promotion_limit_too_low"),
        ({"codes": []}, "promotion_code_used"),
    ):
        assert staff.json("PUT", path, TEN | change, status=409)["code"] == code
    (item,) = staff.json("GET", f"{path}/codes")["items"]
    refused = staff.json("DELETE", f"{path}/codes/{item['id']}", status=409)
    assert refused["code"] == "promotion_code_used"


def test_usage_is_told_in_sums_and_by_order(shop: Shop, staff: Staff) -> None:
    made = staff.make(codes=["TEN"])
    path = f"/promotions/{made['id']}"
    orders = [buy(shop, "TEN"), buy(shop, "TEN")]
    assert staff.json("GET", f"{path}/usage") == {
        "orders": 2,
        "customers": 1,
        "returned": 0,
        "beyond": 0,
        "given": {"EUR": 400},
    }
    uses = staff.json("GET", f"{path}/uses?limit=1")
    following = staff.json("GET", f"{path}/uses?limit=1&cursor={uses['next']}")
    found = [uses["items"][0]["order_id"], following["items"][0]["order_id"]]
    assert found == [str(key) for key in reversed(orders)]
    assert following["next"] is None
    assert staff.json("GET", "/books") == []


def test_generated_codes_are_many_different_and_listed(staff: Staff) -> None:
    made = staff.make()
    path = f"/promotions/{made['id']}/codes"
    body = {"count": 1200, "prefix": "vip-"}
    codes = staff.json("POST", path, body, status=201)["codes"]
    assert len(set(codes)) == 1200
    assert all(code.startswith("VIP-") and len(code) == 14 for code in codes)
    page = staff.json("GET", f"{path}?limit=100")
    more = staff.json("GET", f"{path}?limit=100&cursor={page['next']}")
    listed = [item["code"] for item in [*page["items"], *more["items"]]]
    assert listed == sorted(codes)[:200]
    assert {item["limit_total"] for item in page["items"]} == {1}
    assert staff.json("GET", f"/promotions/{made['id']}")["generated"] == 1200
    staff.json("DELETE", f"{path}/{page['items'][0]['id']}", status=204)
    staff.json("DELETE", f"{path}/{page['items'][0]['id']}", status=204)
    assert staff.json("GET", f"/promotions/{made['id']}")["generated"] == 1199


def test_an_automatic_promotion_has_no_codes(staff: Staff) -> None:
    made = staff.make(automatic=True)
    path = f"/promotions/{made['id']}/codes"
    assert staff.json("POST", path, {"count": 1}, status=409)["code"] == "promotion_automatic"


def test_an_archived_promotion_is_out_of_use_and_kept(shop: Shop, staff: Staff) -> None:
    made = staff.make(codes=["TEN"])
    path = f"/promotions/{made['id']}"
    buy(shop, "TEN")
    for _ in range(2):
        staff.json("DELETE", path, status=204)
    assert staff.json("PUT", path, TEN, status=409)["code"] == "promotion_archived"
    assert staff.json("GET", path)["status"] == "archived"
    assert staff.json("GET", f"{path}/usage")["orders"] == 1
    cart_id = shop.cart({shop.product(price=2000): 1})
    set_codes(cart_id, ("TEN",))
    assert cart_view(cart_id).totals.discount.amount == 0


def test_many_are_changed_together_or_not_at_all(staff: Staff) -> None:
    keys = [staff.make(name=f"Number {number}")["id"] for number in range(3)]
    staff.json("DELETE", f"/promotions/{keys[2]}", status=204)
    refused = staff.json("POST", "/promotions/bulk", {"ids": keys, "action": "disable"}, status=409)
    assert refused["code"] == "promotion_archived"
    assert {item["enabled"] for item in staff.json("GET", "/promotions")["items"]} == {True}
    staff.json("POST", "/promotions/bulk", {"ids": keys[:2], "action": "disable"}, status=204)
    assert {item["enabled"] for item in staff.json("GET", "/promotions")["items"]} == {False}


def test_the_list_is_narrowed_by_status_name_and_code(staff: Staff) -> None:
    staff.make(name="Spring sale", codes=["TEN"])
    staff.make(name="Summer sale", ends_at="2020-01-01T00:00:00Z")
    staff.make(name="Winter sale", starts_at="2199-01-01T00:00:00Z")
    staff.make(name="Old sale", enabled=False)
    gone = staff.make(name="Gone")
    staff.json("DELETE", f"/promotions/{gone['id']}", status=204)
    for query, names in (
        ("", ["Old sale", "Winter sale", "Summer sale", "Spring sale"]),
        ("?status=running", ["Spring sale"]),
        ("?status=ended", ["Summer sale"]),
        ("?status=scheduled", ["Winter sale"]),
        ("?status=disabled", ["Old sale"]),
        ("?status=archived", ["Gone"]),
        ("?status=used_up", []),
        ("?text=SUMMER", ["Summer sale"]),
        ("?text=ten", ["Spring sale"]),
    ):
        items = staff.json("GET", f"/promotions{query}")["items"]
        assert [item["name"] for item in items] == names, query
        wanted = query.partition("status=")[2]
        assert all(item["status"] == wanted for item in items if wanted)


def test_a_promotion_that_is_not_there_is_not_found(staff: Staff) -> None:
    nowhere = f"/promotions/{UUID(int=1)}"
    for method, path, body in (
        ("GET", "", None),
        ("PUT", "", TEN),
        ("DELETE", "", None),
        ("GET", "/codes", None),
        ("POST", "/codes", {"count": 1}),
        ("GET", "/usage", None),
        ("GET", "/uses", None),
    ):
        refused = staff.json(method, nowhere + path, body, status=404)
        assert refused["code"] == "promotion_not_found"


def test_every_change_stands_in_the_audit_log(staff: Staff, ctx: Context) -> None:
    made = staff.make(codes=["TEN"])
    path = f"/promotions/{made['id']}"
    staff.json("PUT", path, TEN | {"codes": ["TEN"]})
    staff.json("POST", f"{path}/codes", {"count": 1}, status=201)
    staff.json("POST", "/promotions/bulk", {"ids": [made["id"]], "action": "disable"}, status=204)
    staff.json("DELETE", path, status=204)
    about = audit.AuditFilter(subject=f"promotions:{made['id']}")
    assert [entry.action for entry in reversed(audit.entries(about))] == [
        "promotions.create",
        "promotions.change",
        "promotions.generate",
        "promotions.disable",
        "promotions.archive",
    ]


def test_codes_stay_out_of_the_audit_log(staff: Staff) -> None:
    staff.make(codes=["SECRET"])
    assert "SECRET" not in str([entry.data for entry in audit.entries()])


def test_it_stands_in_the_documentation_of_the_api(shop: Shop) -> None:
    document = shop.client().get("/api/openapi.json").get_json()
    validate(document)
    body = document["paths"][f"{URL}/promotions"]["post"]["requestBody"]
    (name,) = [body["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]]
    form = document["components"]["schemas"][name]
    assert "BuyGet" in str(form["properties"]["action"])


def test_a_shopper_reads_which_code_somebody_else_used_up(
    shop: Shop, staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_defaults()
    staff.make(codes=["TEN"], limit_total=1)
    buy(shop, "TEN")
    made = shop.client().post("/api/v1/carts", json={}).get_json()
    cart_id, headers = UUID(made["cart"]["id"]), {"X-Cart-Token": made["token"]}
    add_line(cart_id, shop.product(price=2000), 1)
    set_contact(cart_id, email="grace@example.com", shipping_address=ADDRESS)
    set_shipping_option(cart_id, "test_post:letter")
    set_payment_method(cart_id, "scripted:card")
    set_codes(cart_id, ("ten",))
    # The last use goes between this cart's calculation and its order.
    monkeypatch.setattr("shopwright_promotions.candidates._reached", lambda limit, used: False)
    path = f"/api/v1/carts/{cart_id}"
    refused = shop.client().post(f"{path}/complete", json={}, headers=headers)
    assert refused.status_code == 409
    assert refused.get_json()["code"] == "promotion_used_up"
    assert "TEN" in refused.get_json()["detail"]
    monkeypatch.undo()
    (code,) = shop.client().get(path, headers=headers).get_json()["codes"]
    assert (code["applied"], code["reason"]) == (False, "exhausted")
