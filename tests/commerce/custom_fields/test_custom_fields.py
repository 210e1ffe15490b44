"""Fields that plugins add to products, variants, categories, customers and orders."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import BaseModel, Field, PydanticUserError
from shopwright import Context, Plugin, hooks
from shopwright.commerce.catalog import (
    CategoryInput,
    ProductPatch,
    create_category,
    delete_category,
    delete_product,
    product,
    product_page,
    product_updated,
    queue_all_documents,
    rebuild_backlog,
    update_product,
    variant,
)
from shopwright.commerce.catalog.consumers import rewrite_documents
from shopwright.commerce.catalog.queries.storefront import Market
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.custom_fields import (
    CustomField,
    CustomValuesInvalid,
    Entity,
    UnknownHolder,
    custom_values,
    custom_values_of,
    declared_fields,
    set_custom_values,
)
from shopwright.commerce.custom_fields.commands import forget_plugin_values
from shopwright.commerce.custom_fields.models import CustomValue
from shopwright.commerce.customers import (
    NewCustomer,
    create_customer,
    erase_customer,
    export_customer,
)
from shopwright.platform import audit
from shopwright.platform.cache import current_stamp
from shopwright.platform.db import read, transaction
from shopwright.platform.events.models import OutboxEvent
from shopwright.platform.ids import uuid7
from shopwright.platform.plugins.hooks import PluginDisabled
from shopwright.platform.plugins.registry import Registry
from shopwright.testing.payments import ScriptedProvider
from shopwright.testing.plugins import registry_of, trading_plugin
from shopwright.testing.queries import count_queries
from shopwright.testing.shop import Shop
from sqlalchemy import func, select

CARE = "gift_wrap.care"
HIDDEN = ("gone", "care")


class GiftWrap(Plugin):
    """Has a field of each type, and one of the same name on two kinds of things."""

    id = "gift_wrap"

    @hooks.custom_fields
    def fields(self, ctx: Context) -> Iterable[CustomField]:
        def product_field(name: str, kind: Any, **options: Any) -> CustomField:
            return CustomField(entity="product", name=name, type=kind, label=name, **options)

        yield product_field("care", str, public=True)
        yield product_field("sheets", Annotated[int, Field(ge=1)], public=True, default=2)
        yield product_field("paper", Literal["red", "blue"])
        yield product_field("fragile", bool)
        yield product_field("surcharge", Decimal)
        yield product_field("until", date)
        yield product_field("colors", list[str])
        for entity in ("variant", "category", "customer", "order"):
            yield CustomField(entity=entity, name="care", type=str, label="Care")


@pytest.fixture
def registry() -> Registry:
    """A plugin that declares fields, and what an order needs."""
    return registry_of(GiftWrap, trading_plugin(ScriptedProvider()))


@pytest.fixture
def mug(shop: Shop) -> UUID:
    """A published product."""
    return variant(shop.product()).product_id


def page(product_id: UUID) -> dict[str, Any]:
    market = Market(price_list_id=install_defaults().price_list_id, currency="EUR", locale="en")
    found: dict[str, Any] = json.loads(product_page(market, product(product_id).handle))
    return found


def stored() -> int:
    with read() as db:
        return db.scalar(select(func.count()).select_from(CustomValue)) or 0


def store_hidden(entity: Entity, entity_id: UUID) -> None:
    """A value of a plugin that takes no part."""
    plugin, name = HIDDEN
    with transaction() as db:
        db.add(CustomValue(entity=entity, entity_id=entity_id, plugin=plugin, name=name, value="x"))


def test_values_come_back_as_their_fields_types_have_them(mug: UUID) -> None:
    given = {
        CARE: "dry",
        "gift_wrap.sheets": 3,
        "gift_wrap.paper": "red",
        "gift_wrap.fragile": False,
        "gift_wrap.surcharge": Decimal("1.10"),
        "gift_wrap.until": date(2026, 12, 24),
        "gift_wrap.colors": ["red", "gold"],
    }
    set_custom_values("product", mug, given)
    assert custom_values_of("product", mug) == given


def test_values_may_be_sent_as_json_has_them(mug: UUID) -> None:
    values = {"gift_wrap.until": "2026-12-24", "gift_wrap.surcharge": "1.10"}
    set_custom_values("product", mug, values)
    found = custom_values_of("product", mug)
    assert found["gift_wrap.until"] == date(2026, 12, 24)
    assert found["gift_wrap.surcharge"] == Decimal("1.10")


def test_without_a_value_there_is_the_default_or_none(mug: UUID) -> None:
    found = custom_values_of("product", mug)
    assert found.keys() == declared_fields("product").keys()
    assert (found["gift_wrap.sheets"], found[CARE]) == (2, None)


def test_none_takes_a_value_away_and_what_is_not_named_stays(mug: UUID) -> None:
    set_custom_values("product", mug, {CARE: "dry", "gift_wrap.sheets": 5})
    set_custom_values("product", mug, {"gift_wrap.sheets": None})
    found = custom_values_of("product", mug)
    assert (found[CARE], found["gift_wrap.sheets"]) == ("dry", 2)
    assert stored() == 1


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_written(mug: UUID) -> None:
    values = {
        CARE: "dry",
        "gift_wrap.sheets": 0,
        "gift_wrap.colors": ["red", 7],
        "gift_wrap.papr": "red",
        "a/b~c": 1,
    }
    with pytest.raises(CustomValuesInvalid) as caught:
        set_custom_values("product", mug, values)
    assert {problem.field for problem in caught.value.problems} == {
        "#/gift_wrap.sheets",
        "#/gift_wrap.colors/1",
        "#/gift_wrap.papr",
        "#/a~1b~0c",
    }
    messages = " ".join(problem.message for problem in caught.value.problems)
    assert "Did you mean 'gift_wrap.paper'?" in messages
    assert stored() == 0


def test_a_thing_that_is_not_there_has_no_values(shop: Shop) -> None:
    nobody = uuid7()
    with pytest.raises(UnknownHolder):
        set_custom_values("variant", nobody, {CARE: "dry"})
    with pytest.raises(UnknownHolder):
        custom_values_of("variant", nobody)


def test_each_change_is_in_the_audit_log_without_the_values(mug: UUID) -> None:
    set_custom_values("product", mug, {CARE: "dry"})
    (entry,) = audit.entries(audit.AuditFilter(action="custom_values.set"))
    assert (entry.subject, entry.data) == (f"product:{mug}", {"fields": [CARE]})


def test_many_things_are_read_in_one_statement(shop: Shop) -> None:
    ids = [variant(shop.product(f"Mug {n}")).product_id for n in range(5)]
    set_custom_values("product", ids[3], {CARE: "dry"})
    with count_queries() as sent:
        found = custom_values("product", ids)
    assert len(sent) == 1
    assert [found[one][CARE] for one in ids] == [None, None, None, "dry", None]


def test_shoppers_read_public_values_in_the_same_transaction(mug: UUID) -> None:
    before = current_stamp("catalog")
    with transaction():
        set_custom_values("product", mug, {CARE: "dry", "gift_wrap.paper": "red"})
        assert page(mug)["custom"] == {CARE: "dry", "gift_wrap.sheets": 2}
    assert current_stamp("catalog") != before
    update_product(mug, ProductPatch(title="Cup"))
    assert page(mug)["custom"][CARE] == "dry"
    with read() as db:
        events = db.scalars(
            select(OutboxEvent.payload).where(OutboxEvent.name == product_updated.name)
        ).all()
    assert ["custom"] in [event["changed"] for event in events]


def test_what_shoppers_do_not_see_leaves_the_pages_alone(mug: UUID) -> None:
    before = current_stamp("catalog")
    set_custom_values("product", mug, {"gift_wrap.paper": "red"})
    assert current_stamp("catalog") == before


def test_reading_a_page_costs_no_statement_more(mug: UUID) -> None:
    set_custom_values("product", mug, {CARE: "dry"})
    market = Market(price_list_id=install_defaults().price_list_id, currency="EUR", locale="en")
    handle = product(mug).handle
    with count_queries() as sent:
        product_page(market, handle)
    assert len(sent) == 1


def test_pages_are_written_anew_when_a_plugin_with_fields_comes_or_goes(
    shop: Shop, mug: UUID
) -> None:
    rewrite_documents(PluginDisabled(plugin="gift_wrap", hooks=("custom_fields",)))
    assert rebuild_backlog() == 1


def test_values_of_a_plugin_that_takes_no_part_are_kept_and_hidden(shop: Shop, mug: UUID) -> None:
    store_hidden("product", mug)
    queue_all_documents()
    shop.deliver()
    assert "gone.care" not in custom_values_of("product", mug)
    assert "gone.care" not in page(mug)["custom"]
    assert stored() == 1


def test_a_value_that_no_longer_fits_reads_as_the_default(mug: UUID) -> None:
    with transaction() as db:
        db.add(
            CustomValue(
                entity="product", entity_id=mug, plugin="gift_wrap", name="sheets", value="many"
            )
        )
    assert custom_values_of("product", mug)["gift_wrap.sheets"] == 2


def test_purging_a_plugin_removes_its_values_alone(mug: UUID) -> None:
    set_custom_values("product", mug, {CARE: "dry"})
    store_hidden("product", mug)
    forget_plugin_values("gone")
    assert stored() == 1
    assert custom_values_of("product", mug)[CARE] == "dry"


def test_deleting_a_product_removes_its_values_and_those_of_its_variants(shop: Shop) -> None:
    variant_id = shop.product(stock=None)
    product_id = variant(variant_id).product_id
    set_custom_values("product", product_id, {CARE: "dry"})
    set_custom_values("variant", variant_id, {CARE: "dry"})
    delete_product(product_id)
    assert stored() == 0


def test_deleting_a_category_removes_its_values(shop: Shop) -> None:
    category_id = create_category(CategoryInput(title="Mugs")).id
    set_custom_values("category", category_id, {CARE: "dry"})
    delete_category(category_id)
    assert stored() == 0


def test_a_customer_gets_a_copy_of_all_values_and_takes_them_along(shop: Shop) -> None:
    ada = create_customer(NewCustomer(email="ada@example.com"))
    set_custom_values("customer", ada, {CARE: "likes bows"})
    store_hidden("customer", ada)
    assert export_customer(ada)["custom"] == {CARE: "likes bows", "gone.care": "x"}

    erase_customer(ada)

    assert stored() == 0
    with pytest.raises(UnknownHolder):
        set_custom_values("customer", ada, {CARE: "dry"})


def test_orders_have_values(shop: Shop) -> None:
    order_id = shop.place_order().order_id
    set_custom_values("order", order_id, {CARE: "with a bow"})
    assert custom_values_of("order", order_id) == {CARE: "with a bow"}


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"entity": "cart"}, "has no custom fields"),
        ({"name": "Care!"}, "is no name"),
        ({"entity": "order", "public": True}, "cannot be public"),
        ({"default": 7}, "valid string"),
    ],
)
def test_a_declaration_that_cannot_work_is_refused(wrong: dict[str, Any], reason: str) -> None:
    right: dict[str, Any] = {"entity": "product", "name": "care", "type": str, "label": "Care"}
    with pytest.raises(ValueError, match=reason):
        CustomField(**right | wrong)


def test_a_type_is_a_plain_value_with_limits() -> None:
    class Card(BaseModel):
        text: str

    with pytest.raises(PydanticUserError):
        CustomField(entity="order", name="card", type=Card, label="Card")
    field = CustomField(entity="order", name="size", type=float, label="Size")
    with pytest.raises(ValueError, match="finite"):
        field.stored("inf")


def test_a_plugin_that_declares_a_field_twice_is_left_out() -> None:
    class Twice(Plugin):
        @hooks.custom_fields
        def fields(self, ctx: Context) -> Iterable[CustomField]:
            return [CustomField(entity="order", name="care", type=str, label="Care")] * 2

    assert "order.care" in registry_of(Twice).quarantined["twice"]
