"""`/admin/custom-fields`: what plugins add to things, for staff."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from shopwright import Context, Plugin, hooks
from shopwright.commerce.catalog import product, variant
from shopwright.commerce.custom_fields import CustomField
from shopwright.platform.plugins.registry import Registry
from shopwright.testing.plugins import registry_of
from shopwright.testing.shop import Shop

ROOT = "/api/v1/admin/custom-fields"


class GiftWrap(Plugin):
    id = "gift_wrap"

    @hooks.custom_fields
    def fields(self, ctx: Context) -> Iterable[CustomField]:
        yield CustomField(
            entity="product",
            name="fee",
            type=Decimal,
            label="Fee",
            help="Per piece.",
            public=True,
            default=Decimal("1.50"),
        )
        yield CustomField(entity="product", name="colors", type=list[str], label="Colors")
        yield CustomField(entity="customer", name="taste", type=str, label="Taste")


@pytest.fixture
def registry() -> Registry:
    return registry_of(GiftWrap)


@pytest.fixture
def mug(shop: Shop) -> UUID:
    """A published product."""
    return variant(shop.product()).product_id


def test_what_is_declared_is_listed_for_forms(owner: FlaskClient) -> None:
    items = owner.get(ROOT).get_json()["items"]

    assert [(item["entity"], item["name"]) for item in items] == [
        ("product", "gift_wrap.fee"),
        ("product", "gift_wrap.colors"),
        ("customer", "gift_wrap.taste"),
    ]
    assert (items[0]["label"], items[0]["help"], items[0]["public"]) == ("Fee", "Per piece.", True)
    assert items[0]["default"] == "1.50"
    assert items[1]["json_schema"]["type"] == "array"


def test_values_are_replaced_and_read(owner: FlaskClient, guest: FlaskClient, mug: UUID) -> None:
    path = f"{ROOT}/product/{mug}"
    sent = {"gift_wrap.fee": "2.00", "gift_wrap.colors": ["red"]}

    assert owner.put(path, json={"values": sent}).get_json() == {"values": sent}
    assert owner.get(path).get_json() == {"values": sent}
    shown = guest.get(f"/api/v1/products/{product(mug).handle}").get_json()
    assert shown["custom"] == {"gift_wrap.fee": "2.00"}


def test_what_is_left_out_goes_back_to_its_default(owner: FlaskClient, mug: UUID) -> None:
    path = f"{ROOT}/product/{mug}"
    owner.put(path, json={"values": {"gift_wrap.fee": "2.00", "gift_wrap.colors": ["red"]}})

    answer = owner.put(path, json={"values": {"gift_wrap.colors": ["blue"]}})

    assert answer.get_json()["values"] == {"gift_wrap.fee": "1.50", "gift_wrap.colors": ["blue"]}


def test_every_wrong_value_is_named_by_its_place_in_the_body(owner: FlaskClient, mug: UUID) -> None:
    values = {"gift_wrap.colors": ["red", 7], "gift_wrap.fees": 1}
    answer = owner.put(f"{ROOT}/product/{mug}", json={"values": values})

    assert (answer.status_code, answer.get_json()["code"]) == (422, "custom_values_invalid")
    pointers = {problem["pointer"] for problem in answer.get_json()["errors"]}
    assert pointers == {"#/values/gift_wrap.colors/1", "#/values/gift_wrap.fees"}


def test_whoever_may_not_see_customers_does_not_see_their_fields(
    as_role: Callable[[str], FlaskClient], ada: UUID, mug: UUID
) -> None:
    client = as_role("warehouse")

    assert client.get(f"{ROOT}/product/{mug}").status_code == 200
    assert client.get(f"{ROOT}/customer/{ada}").status_code == 403
