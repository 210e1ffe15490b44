"""Invoices for buyers and staff, packing slips for those who pack."""

from __future__ import annotations

import re
from collections.abc import Iterator
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from shopwright.commerce.channels import install_defaults
from shopwright.commerce.checkout import order_token
from shopwright.commerce.orders import order_view
from shopwright.commerce.orders.commands import cancel
from shopwright.commerce.orders.fulfillments import FulfillLine, fulfill
from shopwright.commerce.staff import create_owner, create_role, create_staff
from shopwright.testing import (
    Databases,
    ScriptedProvider,
    Shop,
    count_queries,
    open_shop,
    trading_plugin,
)
from shopwright_storefront.plugin import Storefront

PASSWORD = "correct horse battery staple"
ADMIN = "/admin/x/storefront/orders"


@pytest.fixture(scope="module")
def shop(
    tmp_path_factory: pytest.TempPathFactory, shopwright_databases: Databases
) -> Iterator[Shop]:
    """One for all tests, that says on paper who it is. Only reading is done here."""
    folder = tmp_path_factory.mktemp("shop")
    imprint = {"imprint": "Alder & Wren GmbH\nUSt-IdNr. DE123456789"}
    with (
        shopwright_databases.fresh("sqlite", folder, (Storefront,)) as url,
        open_shop(
            folder, Storefront, trading_plugin(ScriptedProvider()), settings={"storefront": imprint},
            database_url=url, make_tables=False, shop_name="Alder & Wren",
            public_url="http://localhost", environment="development",
        ) as shop,
    ):  # fmt: skip
        install_defaults()
        create_owner("olga@example.com", "Olga", PASSWORD)
        yield shop


@pytest.fixture
def order(shop: Shop) -> UUID:
    """Of a guest, paid."""
    order_id = shop.place_order().order_id
    shop.deliver()
    return order_id


def test_a_buyer_prints_the_invoice_that_the_order_leads_to(shop: Shop, order: UUID) -> None:
    browser = shop.client()
    status = browser.get(f"/orders/{order}?token={order_token(order)}").text
    link = re.search(r'href="(/orders/[^"]*/invoice[^"]*)"', status)
    assert link is not None
    page = browser.get(link.group(1).replace("&amp;", "&"))
    assert page.status_code == 200
    number, title = order_view(order).invoice_number, order_view(order).lines[0].title
    for text in (f"<h1>Invoice {number}</h1>", "USt-IdNr. DE123456789", title, "Alder &amp; Wren"):
        assert text in page.text
    assert "<dt>Delivery: Letter</dt>" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "unsafe-inline" not in page.headers["Content-Security-Policy"].partition("style-src ")[2].partition(";")[0]  # fmt: skip
    assert "<script" not in page.text


@pytest.mark.parametrize("token", ["", "?token=", "?token=wrong"])
def test_nobody_else_sees_it(shop: Shop, order: UUID, token: str) -> None:
    assert shop.client().get(f"/orders/{order}/invoice{token}").status_code == 404
    assert shop.client().get(f"/account/orders/{order}/invoice").status_code == 303


def test_what_was_not_invoiced_has_none_and_what_was_keeps_it(shop: Shop, order: UUID) -> None:
    cancel(order, reason="changed my mind")
    address = f"?token={order_token(order)}"
    assert shop.client().get(f"/orders/{order}/invoice{address}").status_code == 200
    other = shop.place_order().order_id
    address = f"?token={order_token(other)}"
    assert "/invoice" not in shop.client().get(f"/orders/{other}{address}").text
    assert shop.client().get(f"/orders/{other}/invoice{address}").status_code == 404


def test_it_takes_few_queries(shop: Shop, order: UUID) -> None:
    browser, address = shop.client(), f"/orders/{order}/invoice?token={order_token(order)}"
    browser.get(address)
    with count_queries() as queries:
        browser.get(address)
    assert len(queries) <= 20, queries


def test_staff_print_what_lies_in_a_parcel(shop: Shop, order: UUID) -> None:
    fulfill(order)
    staff = staff_browser(shop, "orders:read")
    slip = staff.get(f"{ADMIN}/{order}/packing-slips/1")
    assert slip.status_code == 200
    assert "Packing slip for order" in slip.text
    assert order_view(order).lines[0].title in slip.text
    assert "€" not in slip.text
    assert staff.get(f"{ADMIN}/{order}/packing-slips/2").status_code == 404
    panels = staff.get(f"/api/v1/admin/panels?entity=order&id={order}").text
    for document in ("invoice", "packing-slips/1"):
        assert f"{ADMIN}/{order}/{document}" in panels
    assert "<h1>Invoice " in staff.get(f"{ADMIN}/{order}/invoice").text
    assert staff.get(f"{ADMIN}/{UUID(int=1)}/invoice").status_code == 404


def test_an_order_of_which_a_part_was_sent_says_so(shop: Shop) -> None:
    order = shop.place_order({shop.product(): 2}).order_id
    line = order_view(order).lines[0].id
    address = f"/orders/{order}?token={order_token(order)}"
    fulfill(order, (FulfillLine(line_id=line, quantity=1),))
    timeline = shop.client().get(address).text.partition("timeline")[2].partition("</ol>")[0]
    assert re.findall(r"timeline-(\w+)", timeline) == ["done", "done", "current", "open"]
    assert "Sent in part" in timeline
    fulfill(order)
    timeline = shop.client().get(address).text.partition("timeline")[2].partition("</ol>")[0]
    assert re.findall(r"timeline-(\w+)", timeline) == ["done", "done", "done", "current"]
    assert "Sent in part" not in timeline


def test_staff_need_the_right_to_see_orders(shop: Shop, order: UUID) -> None:
    assert shop.client().get(f"{ADMIN}/{order}/invoice").status_code != 200
    assert staff_browser(shop, "catalog:read").get(f"{ADMIN}/{order}/invoice").status_code == 403


def staff_browser(shop: Shop, *rights: str) -> FlaskClient:
    """Somebody of the staff who signed in."""
    name = rights[0].partition(":")[0]
    create_role(name, rights)
    create_staff(f"{name}@example.com", name, PASSWORD, name)
    client = shop.client()
    credentials = {"email": f"{name}@example.com", "password": PASSWORD}
    assert client.post("/api/v1/admin/session", json=credentials).status_code == 201
    return client
